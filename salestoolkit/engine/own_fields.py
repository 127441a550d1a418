"""Which names in a KPI of one's own name nothing: tables, columns, facts, measures, and what its texts show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import narwhals.stable.v2 as nw
import pandas as pd
from narwhals.exceptions import ColumnNotFoundError

from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.engine.own import OwnFault
from salestoolkit.engine.preparing import columns, facts
from salestoolkit.kpi import DIMENSIONS, KPI, Measure
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import languages, placeholders


def check_fields(kpi: KPI) -> None:
    """Refuses what can be told without data: tables and columns in ``needs`` and ``precise``, facts of measures.

    Raises
    ------
    OwnFault
        Naming the file and the field.
    """
    for one in (kpi, *(study.of(kpi) for study in kpi.studies)):
        for needed in one.needs:
            for table, names in needed.items():
                _check_columns(one, "needs", table, names)
        for name in one.precise:
            table, _, column = name.partition(".")
            _check_columns(one, "precise", table, (column,))
        for measure in one.measures:
            _known(one, _of(measure), "prepared fact", measure.fact, facts())
        _check_keys(one)


def _check_keys(kpi: KPI) -> None:
    """A number called as the groups are would stand where their names belong."""
    keys = {key for split in kpi.splits for key in DIMENSIONS[split]}
    for name in (*(measure.name for measure in kpi.measures), *(column.name for column in kpi.shows)):
        if name in keys:
            raise OwnFault(
                f"{kpi.origin}: KPI '{kpi.name}' calls a number '{name}', as the groups of a split are called. "
                "Give it another name."
            )


def _check_columns(kpi: KPI, field: str, table: str, names: Collection[str]) -> None:
    _known(kpi, field, "canonical table", table, TABLES)
    for name in (names,) if isinstance(names, str) else names:
        _known(kpi, field, f"column of {table}", name, [column.name for column in TABLES[table].columns])


def check_measures(kpi: KPI, sales: SalesData) -> None:
    """Refuses a measure that dates, adds up or limits by what its fact does not have.

    Raises
    ------
    OwnFault
        Naming the file, the measure and its field.
    """
    for measure in kpi.measures:
        has = columns(sales, measure.fact)
        for field, name in _named(measure, has):
            _known(kpi, f"{_of(measure)}, {field}", f"column of {measure.fact}", name, has)


def _named(measure: Measure, has: Collection[str]) -> Iterator[tuple[str, str]]:
    """The columns that a measure names, with where it does; of its condition only the first that is not there."""
    yield from ((field, name) for field in ("at", "value") if (name := getattr(measure, field)) is not None)
    if measure.where is not None and (name := _unknown(measure.where, has)):
        yield "where", name


def _unknown(condition: nw.Expr, has: Collection[str]) -> str:
    """The first column that a condition names and the fact lacks; asked of pandas, since DuckDB does not name it."""
    try:
        nw.from_native(pd.DataFrame(columns=list(has))).select(condition)
    except ColumnNotFoundError as error:
        return str(re.findall(r"'([^']+)'", str(error))[0])
    except Exception:  # without rows it may not be computed at all; what it names is there
        pass
    return ""


def check_words(kpi: KPI, shown: Collection[str], spoken: Collection[str]) -> None:
    """Refuses a reading or a column to show that names no column of the result.

    Raises
    ------
    OwnFault
        Naming the file and the field.
    """
    for column in kpi.shows:
        _known(kpi, "shows", "column of the result", column.name, shown)
    for lang in languages():
        for name in placeholders(kpi.words("reading", lang)):
            _known(kpi, f"reading ({lang})", "column of the result", name, spoken)


def _known(kpi: KPI, field: str, kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise OwnFault(f"{kpi.origin}: KPI '{kpi.name}', {field}: {UnknownName(kind, name, known)}")


def _of(measure: Measure) -> str:
    return f"measure '{measure.name}'"
