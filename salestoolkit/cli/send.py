"""The command that delivers reports."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, echo

from salestoolkit.cli.printing import aligned, one_line
from salestoolkit.words import formats
from salestoolkit.words.errors import Listed, ReportsFailed, Told
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.reports.send.delivery import Delivery

LISTED = ("failed", "refused", "unclear", "no_address", "no_report", "ready")
COUNTED = ("sent", "already")


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
    made one, is compared with the manifest before it leaves, goes to its own rep only, and is sent once. What went
    wrong is listed first. Exit code 3 means that some could not be sent, or that nobody knows whether they arrived.

    \b
    Examples:
      salestoolkit send reports/demo --to addresses.csv --via "mailto://smtp.example.com?from=sales@example.com"
      salestoolkit send reports/demo --to addresses.csv --yes
    """
    from salestoolkit.reports.publish.manifest import manifest
    from salestoolkit.reports.send.addresses import addresses
    from salestoolkit.reports.send.delivery import send as deliver

    lang = manifest(Path(folder))["lang"]
    known = addresses(Path(to))
    deliveries = deliver(Path(folder), known, via=via, really=yes, again=again, shown=not quiet)
    _print(deliveries, lang)
    if not yes:
        echo(say("sending.dry", lang), err=True)
    _judge(deliveries)


def _judge(deliveries: list[Delivery]) -> None:
    count = Counter(each.state for each in deliveries)
    failed, unclear = count["refused"] + count["failed"], count["unclear"]
    counts = {"could_not": failed, "may_have": unclear}
    parts = [Told(key, count=number) for key, number in counts.items() if number]
    if parts:
        raise ReportsFailed(Told("not_sent", reports=len(deliveries), parts=Listed("and", parts)))


def _print(deliveries: list[Delivery], lang: str) -> None:
    """What went wrong comes first, then what would be sent; of the rest there is only a count."""
    listed = sorted((each for each in deliveries if each.state in LISTED), key=lambda each: LISTED.index(each.state))
    rows = [[each.rep, each.file, each.address.shown if each.address else "", _state(each, lang)] for each in listed]
    if rows:
        heading = [say(f"sending.column.{name}", lang) for name in ("rep", "page", "address", "state")]
        echo("\n".join(aligned([heading, *rows])))
    rest = Counter(each.state for each in deliveries if each.state not in LISTED)
    for state in (state for state in COUNTED if rest[state]):
        echo(f"{say(f'sending.state.{state}', lang)}: {formats.number(rest[state], lang)}")


def _state(delivery: Delivery, lang: str) -> str:
    state = say(f"sending.state.{delivery.state}", lang)
    if not delivery.why:
        return state
    why = say(f"sending.why.{delivery.why}", lang) if delivery.state == "refused" else one_line(delivery.why)
    return f"{state}: {why}"
