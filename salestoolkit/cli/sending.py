"""The command that delivers reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, echo

from salestoolkit.cli.printing import aligned
from salestoolkit.words.errors import ReportsFailed
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.reports.sending import Delivery


def send(
    folder: Annotated[str, Argument(metavar="DIR", help="Folder of reports.")],
    to: Annotated[str, Option("--to", metavar="FILE", help="CSV with the columns rep (its id) and address.")],
    via: Annotated[
        str,
        Option(
            "--via",
            metavar="URL",
            envvar="SALESTOOLKIT_VIA",
            help="Mail server for plain e-mail addresses; keep one with a password in the variable.",
        ),
    ] = "",
    yes: Annotated[bool, Option("--yes", help="Really send; without it the command says who would get what.")] = False,
    again: Annotated[
        bool, Option("--again", help="Send also what was sent to the same address before, or may have been.")
    ] = False,
    quiet: Annotated[bool, Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Send each rep the rep's own page.

    An address is an e-mail address, or a URL of a service that apprise knows. Each page, with its PDF where the run
    made one, is compared with the manifest before it leaves, goes to its own rep only, and is sent once. Exit code 3
    means that some could not be sent.

    \b
    Examples:
      salestoolkit send reports/demo --to addresses.csv --via "mailto://smtp.example.com?from=sales@example.com"
      salestoolkit send reports/demo --to addresses.csv --yes
    """
    from salestoolkit.reports.addresses import addresses
    from salestoolkit.reports.record import manifest
    from salestoolkit.reports.sending import send as deliver

    lang = manifest(Path(folder))["lang"]
    known = addresses(Path(to))
    deliveries = deliver(Path(folder), known, via=via, really=yes, again=again, shown=not quiet)
    _print(deliveries, lang)
    if not yes:
        echo(say("sending.dry", lang), err=True)
    failed = [each for each in deliveries if each.state in ("refused", "failed")]
    if failed:
        raise ReportsFailed(f"{len(failed)} of {len(deliveries)} reports could not be sent; the list says why.")


def _print(deliveries: list[Delivery], lang: str) -> None:
    heading = [say(f"sending.column.{name}", lang) for name in ("rep", "page", "address", "state")]
    rows = [
        [each.rep, each.file, each.address.shown if each.address else "", _state(each, lang)] for each in deliveries
    ]
    echo("\n".join(aligned([heading, *rows])))


def _state(delivery: Delivery, lang: str) -> str:
    state = say(f"sending.state.{delivery.state}", lang)
    if not delivery.why:
        return state
    why = say(f"sending.why.{delivery.why}", lang) if delivery.state == "refused" else delivery.why
    return f"{state}: {why}"
