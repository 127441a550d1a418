"""The command about goals: how they stand, goals to discuss as a CSV, and what they ask of a week."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option, echo

import salestoolkit as st
from salestoolkit.cli.options import Source, Until
from salestoolkit.words.errors import MissingData, Told, UsageError


def goals(
    source: Source,
    suggest: Annotated[
        bool, Option("--suggest", help="Write goals to discuss as CSV, instead of how they stand.")
    ] = False,
    daily: Annotated[
        bool, Option("--daily", help="Show what the goals ask of each person by week: contacts, answers, stages.")
    ] = False,
    csv: Annotated[
        bool, Option("--csv", help="With --daily: write the counts by day, week and month as CSV, for a calendar.")
    ] = False,
    period: Annotated[
        Literal["day", "week", "month", "quarter", "year"] | None,
        Option(
            "--period",
            help="Which goals; by default all that run (weeks and days of who has no longer one), "
            "with --suggest the next year's, with --daily the quarter's.",
        ),
    ] = None,
    level: Annotated[
        Literal["floor", "realistic", "stretch"],
        Option("--level", help="With --suggest: reached 4 times in 5, every other time, or 1 time in 5."),
    ] = "realistic",
    down_to: Annotated[
        Literal["day", "month", "quarter", "year"],
        Option("--down-to", help="With --suggest: the shortest period that the goal is split to."),
    ] = "month",
    until: Until = None,
) -> None:
    """Show how the team stands against its goals, or suggest goals.

    What is expected by now goes by business days, months and Lebaran as the team's own history weighs them, and the
    chance of each goal comes from simulation. --suggest writes the table 'goals' as CSV to standard output: edit it
    with the team, save it as goals.csv in the folder of the export, and the next report measures against it.

    --daily goes back from the money goals of the running period (or, where none are agreed, from the suggestions for
    the next) to what a person controls, by the rates of the last 365 days, and says on how many cases they rest.

    \b
    Examples:
      salestoolkit goals demo --lang en
      salestoolkit goals exports/ --suggest --period quarter --level floor
      salestoolkit goals demo --daily
      salestoolkit goals exports/ --period quarter --until 2025-10-01
      salestoolkit goals exports/ --daily --csv --period month
    """
    if suggest and daily:
        raise UsageError(Told("two_answers"))
    if csv and not daily:
        raise UsageError(Told("csv_daily"))
    sales = st.of_period(source.load(), end=until)
    if daily:
        _tell_daily(sales, period or "quarter", csv)
        return
    if not suggest:
        echo(repr(st.goals(sales, period=period or "running")))
        return
    rows = st.agreed_rows(sales, period=period or "year", level=level, down_to=down_to)
    told = st.suggest_goals(sales, period=period or "year")
    if rows.empty:
        raise MissingData(told.read())
    for others in told.said[1:]:
        echo(others, err=True)
    echo(rows.to_csv(index=False), nl=False)


def _tell_daily(sales: st.SalesData, period: str, csv: bool) -> None:
    if not csv:
        echo(repr(st.daily_goals(sales, period=period)))
        return
    rows = st.daily_rows(sales, period=period)
    if rows.empty:
        raise MissingData(st.daily_goals(sales, period=period).lacking)
    echo(rows.to_csv(index=False), nl=False)
