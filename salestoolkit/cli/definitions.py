"""The commands about definitions: ``list`` and ``show`` KPIs, begin a ``new`` one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option, echo

import salestoolkit as st
from salestoolkit.cli.describing import described
from salestoolkit.cli.options import KpiName, Lang
from salestoolkit.cli.printing import aligned
from salestoolkit.generate.kpi_file import write
from salestoolkit.words.text import DEFAULT


def list_(lang: Lang = DEFAULT) -> None:
    """List the KPIs and the question each answers.

    A line named KPI.STUDY is a further number of that KPI; every command takes it like a KPI.

    \b
    Examples:
      salestoolkit list
      salestoolkit list --lang en
    """
    known = [one for kpi in st.definitions() for one in (kpi, *(study.of(kpi) for study in kpi.studies))]
    rows = [(kpi.name, kpi.title_in(lang), kpi.words("question", lang)) for kpi in known]
    echo("\n".join(aligned(rows)))


def show(name: KpiName, lang: Lang = DEFAULT) -> None:
    """Show how a KPI is defined.

    Its formula, what it needs, what is counted, and an example worked by hand.

    \b
    Examples:
      salestoolkit show win_rate --lang en
      salestoolkit show ./repeat_orders.py
    """
    echo("\n".join(described(st.definition(name), lang)))


def new(
    name: Annotated[str, Argument(metavar="NAME", help="Name of the KPI: small letters, digits and underscores.")],
    to: Annotated[str, Option("--to", metavar="DIR", help="Folder for NAME.py.")] = ".",
    tests: Annotated[
        str | None,
        Option("--tests", metavar="DIR", help="Folder for test_NAME.py; beside the KPI by default."),
    ] = None,
) -> None:
    """Begin a KPI of your own, with its test.

    NAME.py and test_NAME.py run as they are; change them to what you measure.

    \b
    Examples:
      salestoolkit new repeat_orders && salestoolkit kpi ./repeat_orders.py demo --by team
      salestoolkit new repeat_orders --to salestoolkit/kpis --tests tests/kpis
    """
    for path in write(name, Path(to), Path(to if tests is None else tests)):
        echo(path)
