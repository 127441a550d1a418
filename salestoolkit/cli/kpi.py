"""The command that computes: ``kpi``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from typer import Option

import salestoolkit as st
from salestoolkit.cli.options import KpiName, Period, Source, listed
from salestoolkit.cli.printing import PRINTERS
from salestoolkit.words.errors import Told, UsageError


def kpi(
    name: KpiName,
    source: Source,
    period: Period,
    by: Annotated[
        list[str] | None,
        Option("--by", metavar="DIM", help="Split by it: rep, month, rep,month (repeatable)."),
    ] = None,
    only: Annotated[
        list[str] | None,
        Option("--only", metavar="DIM=VALUE", help="Keep only these, reps by their id (repeatable)."),
    ] = None,
    form: Annotated[
        Literal["table", "csv", "json"], Option("--format", help="For people, spreadsheets or programs.")
    ] = "table",
) -> None:
    """Compute one KPI, whole or by group.

    Without --by it is one row. The table is for reading; csv and json carry the group's keys, 'value lo hi n
    reason' and the counts, unrounded: rates from 0 to 1, durations in seconds, money in the currency's units.
    What cannot be measured has no value, and a sentence says what to export.

    \b
    Examples:
      salestoolkit kpi win_rate demo --by team
      salestoolkit kpi monthly_sales exports/ --crm maven_crm --by rep,month --from 2017-04-01 --format csv
    """
    asked = st.definition(name)
    sales = st.of_period(source.load(), period.start, period.end)
    result = st.compute(asked, sales, by=listed(by), start=period.start, end=period.end, where=_limits(only))
    PRINTERS[form](result)


def _limits(only: Iterable[str] | None) -> dict[str, list[str]]:
    limits: dict[str, list[str]] = {}
    for text in only or ():
        dimension, sign, value = text.partition("=")
        if not sign or not value:
            raise UsageError(Told("limits_nothing", given=text))
        limits.setdefault(dimension.strip(), []).append(value)
    return limits
