"""The commands about data: ``check`` what a source holds, write the ``demo`` company."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from typer import Argument, Option, echo

from salestoolkit.cli.options import Source


def check(
    source: Source,
    to: Annotated[
        str | None, Option("--to", metavar="DIR", help="Folder for rejected.csv, every rejected row.")
    ] = None,
) -> None:
    """Say what was read, kept and rejected, and why.

    It also says which KPIs the data can show, and what the others lack.

    Exit code 4 means that the source is refused as a whole; rejected.csv is written then too.

    \b
    Examples:
      salestoolkit check exports/ --crm maven_crm
      salestoolkit check exports/ --mapping ours.toml --to build
    """
    from salestoolkit.review.measurable import measurable

    sales = source.load(rejected_to=to)
    echo(sales.intake)
    echo(f"\n{measurable(sales)}")
    if to is not None:
        echo(sales.intake.write(to))


@dataclass(frozen=True)
class Size:
    """How large the demo company is; what is not given is left to ``demo``."""

    reps: Annotated[int | None, Option("--reps", min=4, help="Sales reps, in four teams; 24 by default.")] = None
    months: Annotated[int | None, Option("--months", min=1, help="Months from January 2023; 36 by default.")] = None
    leads_per_rep_month: Annotated[
        float | None,
        Option("--leads", min=0, help="Leads per rep and month; 12 by default, 2600 make a million deals."),
    ] = None
    seed: Annotated[int | None, Option("--seed", help="Another seed is another company of the same kind.")] = None


def demo(
    folder: Annotated[str, Argument(metavar="DIR", help="Folder to write to.")],
    size: Size,
) -> None:
    """Write the built-in demo company.

    Every table is a CSV file, with a mapping beside them; the same size and seed give the same bytes.

    \b
    Examples:
      salestoolkit demo build/demo
      salestoolkit demo build/small --reps 8 --months 12
    """
    from salestoolkit.data.demo import write

    given = {name: value for name, value in asdict(size).items() if value is not None}
    for path in write(folder, **given):
        echo(path)
