"""The public door to data: the demo company, an export, or a saved load. Imports only its neighbours."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from salestoolkit.data.sales import SalesData
from salestoolkit.words.calls import declaring
from salestoolkit.words.errors import Listed, SalesToolkitError, Told, UnknownName, UsageError
from salestoolkit.words.given import check_no_number, check_text, refusal
from salestoolkit.words.text import languages

DEMO = "demo"


@declaring("timezone", "currency", "date_order", "number_format", "max_rejected", "practice")
def load(
    source: Any = DEMO,
    *,
    mapping: Any = None,
    crm: str | None = None,
    as_of: str | date | datetime | None = None,
    lang: str = "id",
    **declared: Any,
) -> SalesData:
    """Sales data from an export, from the built-in demo company, or from an earlier load.

    Parameters
    ----------
    source : str, Path, dict of frames or SalesData
        ``"demo"``; a folder of CSV, Parquet or Excel files, or one such file; a dict of pandas, polars or Arrow
        frames; SalesData is given back as it is, and takes nothing else.
    mapping : str or Path, optional
        A TOML file that says which column is which (``docs/mappings.md``).
    crm : str, optional
        Name of a mapping that ships with salestoolkit.
    as_of : date or ISO text, optional
        Facts after it do not count; a day counts to its end. By default all recorded facts count.
    lang : str
        The reader's language.
    **declared
        ``timezone``, ``currency``, ``date_order`` (dmy, mdy, ymd), ``number_format`` (en, id), ``max_rejected`` and
        ``practice`` (fields of ``Practice`` by name), which stand above what the mapping declares. Empty texts count
        as not given.

    Returns
    -------
    SalesData
        The accepted rows as tables (``sales.deals``), what was read and rejected (``sales.intake``), and the moment up
        to which facts count (``sales.as_of``).

    Raises
    ------
    InputError
        When the data cannot be read without guessing; it names file, row and column.
    UsageError
        When something is declared that the source does not take.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.load("demo").currency
    'IDR'
    """
    _check_given(source, crm, lang, {"mapping": mapping, "as_of": as_of})
    from salestoolkit.data.intake.loading import load_export
    from salestoolkit.data.snapshot import is_saved, opened

    if isinstance(source, SalesData):
        return _as_it_is(source, lang, {"mapping": mapping, "crm": crm, "as_of": as_of} | declared)
    if isinstance(source, str) and source == DEMO:
        return _company(as_of, lang, {"mapping": mapping, "crm": crm} | declared)
    if is_saved(source):
        return opened(Path(source), lang)
    given = {"mapping": mapping, "crm": crm, "as_of": as_of} | declared
    stated: dict[str, Any] = {name: value for name, value in given.items() if value not in (None, "")}
    try:
        return load_export(source, lang=lang, **stated)
    except SalesToolkitError as error:
        error.lang = lang
        raise


def _check_given(source: Any, crm: Any, lang: Any, others: dict[str, Any]) -> None:
    """A notebook's parameters come as papermill took them: ``-p as_of 2025`` is a number."""
    check_text("crm", crm)
    check_text("lang", lang, needed=True)
    if lang not in languages():
        raise UnknownName("language", lang, languages())
    for name, value in ({"source": source} | others).items():
        check_no_number(name, value)
    if source is None:
        raise UsageError(refusal("source", source))


def _as_it_is(sales: SalesData, lang: str, others: dict[str, Any]) -> SalesData:
    # "id" is what a call that says nothing of the language has
    refused = [name for name, value in others.items() if value] + (["lang"] if lang not in ("id", sales.lang) else [])
    if refused:
        raise UsageError(Told("loaded_already", names=Listed("and_no", refused)))
    return sales


def _company(as_of: Any, lang: str, others: dict[str, Any]) -> SalesData:
    from salestoolkit.data.demo.build import TIMEZONE
    from salestoolkit.data.intake.loading import read_as_of

    refused = [name for name, value in others.items() if value]
    if refused:
        raise UsageError(Told("demo_takes", names=Listed("and_no", refused)))
    return demo(lang=lang, **({"as_of": read_as_of(as_of, TIMEZONE)} if as_of else {}))


@declaring("seed", "reps", "months", "leads_per_rep_month", "as_of", "truths")
def demo(*, lang: str = "id", **size: Any) -> SalesData:
    """The built-in demo company (``docs/demo.md``): an invented team, of which the truth is known.

    Parameters
    ----------
    lang : str
        The reader's language; the company's own words stay Indonesian.
    **size
        ``seed``, ``reps`` (24, at least 4), ``months`` (36, from 1 January 2023), ``leads_per_rep_month`` (12.0),
        ``as_of`` (date or ISO text) and ``truths`` (what is planted). The same seed and size give the same rows.

    Returns
    -------
    SalesData
        All canonical tables, in rupiah and the time zone of Jakarta.

    Raises
    ------
    UsageError
        For an option that it does not have, or fewer than 4 reps.

    Examples
    --------
    >>> import salestoolkit as st
    >>> sorted(st.demo(reps=4, months=3).deals["status"].unique())
    ['cancelled', 'lost', 'open', 'won']
    """
    from salestoolkit.data.demo import demo as company

    return company(lang=lang, **size)
