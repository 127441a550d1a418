"""The command about goals: how they stand, and goals to discuss as a CSV."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option, echo

import salestoolkit as st
from salestoolkit.cli.options import Source


def goals(
    source: Source,
    suggest: Annotated[
        bool, Option("--suggest", help="Write goals to discuss as CSV, instead of how they stand.")
    ] = False,
    period: Annotated[
        Literal["day", "week", "month", "quarter", "year"] | None,
        Option("--period", help="Which goals; by default the month's, and with --suggest the next year's."),
    ] = None,
    level: Annotated[
        Literal["floor", "realistic", "stretch"],
        Option("--level", help="With --suggest: reached 4 times in 5, every other time, or 1 time in 5."),
    ] = "realistic",
    down_to: Annotated[
        Literal["day", "month", "quarter", "year"],
        Option("--down-to", help="With --suggest: the shortest period that the goal is split to."),
    ] = "month",
) -> None:
    """Show how the team stands against its goals, or suggest goals.

    What is expected by now goes by business days, months and Lebaran as the team's own history weighs them, and the
    chance of each goal comes from simulation. --suggest writes the table 'goals' as CSV to standard output: edit it
    with the team, save it as goals.csv in the folder of the export, and the next report measures against it.

    \b
    Examples:
      salestoolkit goals demo --lang en
      salestoolkit goals exports/ --suggest --period quarter --level floor
    """
    sales = source.load()
    if not suggest:
        echo(repr(st.goals(sales, period=period or "month")))
        return
    rows = st.agreed_rows(sales, period=period or "year", level=level, down_to=down_to)
    echo(rows.to_csv(index=False), nl=False)
