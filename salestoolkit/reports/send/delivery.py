"""Delivers each rep's own page, with its PDF where the run made one, checked before it leaves, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from salestoolkit.reports.machine.progress import progress
from salestoolkit.reports.publish.copies import pdf_of
from salestoolkit.reports.publish.lock import held
from salestoolkit.reports.publish.manifest import manifest
from salestoolkit.reports.publish.store import JOURNAL
from salestoolkit.reports.send.addresses import Address
from salestoolkit.reports.send.journal import Sent, fingerprint
from salestoolkit.reports.send.mailer import Letter, Post, Refused
from salestoolkit.words.errors import InputError, Told
from salestoolkit.words.text import say

Entry = Mapping[str, Any]

BEFORE = {"sent": "already", "begun": "unclear", "unclear": "unclear"}
"""What the journal's states of an earlier command keep from being sent unasked."""


@dataclass(frozen=True)
class Delivery:
    """What becomes of a rep's page.

    Attributes
    ----------
    state : str
        ``ready`` (would be sent), ``sent``, ``already`` (sent by an earlier command), ``unclear`` (it was given to the
        server, and no answer came, or an earlier command ended meanwhile), ``refused``, ``failed``, ``no_address`` or
        ``no_report``.
    why : str
        Why it was refused (a key of ``sending.why``) or what the service said.
    """

    rep: str
    file: str = ""
    address: Address | None = None
    state: str = "ready"
    why: str = ""


def send(
    folder: Path,
    addresses: Sequence[Address],
    *,
    via: str = "",
    really: bool = False,
    again: bool = False,
    shown: bool = False,
) -> list[Delivery]:
    """Sends each rep's page to the rep's addresses, or says what would be sent.

    Parameters
    ----------
    folder : Path
        Of a run that has ended.
    addresses : sequence of Address
    via : str
        Mail server for plain e-mail addresses, as apprise writes it: ``mailtos://USER:PASSWORD@HOST?from=ADDRESS``.
    really : bool
        Whether to send; nothing leaves, and nothing is written, without.
    again : bool
        Whether to send also what was sent before, or may have been.
    shown : bool
        Whether progress is shown on standard error.

    Raises
    ------
    InputError
        When the folder has no manifest, or its run has not ended.
    FolderBusy
        When a run, or another command that sends, works on it.
    UsageError
        When apprise is missing, or ``via`` is no mail server.
    """
    post = Post(via)
    with held(folder) if really else nullcontext():
        about = manifest(folder)
        if (folder / JOURNAL).exists():
            raise InputError(Told("run_not_ended"), file=str(folder))
        round_ = _Round(folder, about, post, Sent(folder), again)
        planned = list(round_.planned(addresses))
        if not really:
            return planned
        left = sum(each.state == "ready" for each in planned)
        with progress(left, 0, about["lang"], shown) as step:
            return [round_.sent(each, step) if each.state == "ready" else each for each in planned]


@dataclass(frozen=True)
class _Round:
    """One command's deliveries."""

    folder: Path
    about: Entry
    post: Post
    journal: Sent
    again: bool

    def planned(self, addresses: Sequence[Address]) -> Iterator[Delivery]:
        """What is to become of every rep's page, and of addresses that have no page."""
        reports = {each["id"]: each for each in self.about["reports"] if each["kind"] == "rep"}
        for rep, report in reports.items():
            own = [each for each in addresses if each.rep == rep]
            yield from (self._judged(report, each) for each in own)
            if not own:
                yield Delivery(rep, report["file"], state="no_address")
        strangers = [each for each in addresses if each.rep not in reports]
        yield from (Delivery(each.rep, address=each, state="no_report") for each in strangers)

    def _judged(self, report: Entry, address: Address) -> Delivery:
        delivery = Delivery(report["id"], report["file"], address)
        before = self.journal.state((report["id"], fingerprint(address.text), report["sha256"]))
        try:
            self._files(report)
            if before in BEFORE and not self.again:
                return replace(delivery, state=BEFORE[before])
            self.post.check(address)
        except Refused as refused:
            return replace(delivery, state="refused", why=str(refused))
        return delivery

    def _files(self, report: Entry) -> dict[str, bytes]:
        """The page and its PDF by name, when they are what the run made for this rep."""
        if report["status"] != "done":
            raise Refused("not_made")
        copies = (each for each in self.about.get("copies", ()) if each["file"] == pdf_of(report["file"]))
        return {Path(each["file"]).name: self._whole(each) for each in (report, *copies)}

    def _whole(self, entry: Entry) -> bytes:
        try:
            content: bytes = (self.folder / entry["file"]).read_bytes()
        except OSError:
            raise Refused("damaged") from None
        if sha256(content).hexdigest() != entry["sha256"]:
            raise Refused("damaged")
        return content

    def sent(self, delivery: Delivery, step: Any) -> Delivery:
        """Sends, with a note before and after: what a power cut leaves unclear is not sent twice."""
        report = next(each for each in self.about["reports"] if (each["kind"], each["id"]) == ("rep", delivery.rep))
        assert delivery.address is not None
        try:
            letter = self._letter(report)
        except Refused as refused:  # it was whole when we planned
            return replace(delivery, state="refused", why=str(refused))
        noted = (delivery.rep, fingerprint(delivery.address.text), report["sha256"])
        self.journal.note(noted, "begun")
        answer = self.post.send(delivery.address, letter)
        self.journal.note(noted, answer.fate)
        step()
        return replace(delivery, state=answer.fate, why=answer.why)

    def _letter(self, report: Entry) -> Letter:
        from salestoolkit.results.wording import spanned

        lang, period = self.about["lang"], self.about["period"]
        start, end = (date.fromisoformat(day[:10]) if day else None for day in (period["start"], period["end"]))
        as_of = datetime.fromisoformat(self.about["as_of"])
        told = spanned(start, end, as_of, self.about["timezone"], lang)
        body = say("sending.body", lang, period=told)
        return Letter(say("sending.title", lang), body, self._files(report))
