"""The command that writes what was agreed and what may be agreed, as a CSV to discuss."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option, echo

import salestoolkit as st
from salestoolkit.cli.options import Source, Until


def follow_ups(
    source: Source,
    cycle: Annotated[
        Literal["month", "quarter"] | None,
        Option("--cycle", help="Look back by month or quarter; by default as many deals as a rep closes call for."),
    ] = None,
    until: Until = None,
) -> None:
    """Write what was agreed and what may be, as a CSV to discuss.

    It is the table 'follow_ups': what is not done yet is carried over, then comes what the evidence suggests. Edit it
    with the team, change 'suggested' to 'open' where you agree, and save it as follow_ups.csv in the folder of the
    export: the next report carries it over and shows what its KPI did before and after.

    \b
    Examples:
      salestoolkit follow-ups demo --lang en
      salestoolkit follow-ups exports/ --cycle month
      salestoolkit follow-ups exports/ --until 2025-10-01
    """
    echo(st.follow_up_rows(st.of_period(source.load(), end=until), cycle=cycle).to_csv(index=False), nl=False)
