"""Copies of a run's pages: each as PDF, and all in one archive; made again only when their page changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from salestoolkit.reports.machine.atomic_files import place
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.machine.progress import announce, progress
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.archive import ARCHIVE, archive
from salestoolkit.reports.publish.pdf import check_printer, printing
from salestoolkit.reports.run.workers import Outcome
from salestoolkit.words.errors import UnknownName

Kind = Literal["pdf", "zip"]
KINDS = get_args(Kind)

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Copies:
    """Which copies a run makes, where it may write meanwhile, and how many browsers print at once."""

    kinds: Sequence[Kind]
    private: Path
    jobs: int
    lang: str
    progress: bool

    def check(self) -> None:
        """Says before any work what cannot be had.

        Raises
        ------
        UnknownName
            When there is no such kind of copy.
        UsageError
            When PDF is wanted and its extra or Chromium is missing.
        """
        for kind in self.kinds:
            if kind not in KINDS:
                raise UnknownName("kind of copy", kind, KINDS)
        if "pdf" in self.kinds:
            check_printer(self.private)

    def pdfs(self, folder: Path, outcomes: Iterable[Outcome]) -> tuple[list[Entry], dict[str, str]]:
        """The PDF of each page that was made, and why others could not be printed, by the page.

        The PDF of a page that has changed since is removed, also when none is asked for: it would contradict the page.
        """
        pages = {o.task.page: o.sha256 for o in outcomes if o.made}
        known = manifest.known(folder)
        held = {page: entry for page, of in pages.items() if (entry := _held(folder, pdf_of(page), of, known))}
        left = [page for page in pages if page not in held]
        for page in left:
            (folder / pdf_of(page)).unlink(missing_ok=True)
        failed = dict.fromkeys(left, "the browser ended before it")
        if "pdf" not in self.kinds:
            return list(held.values()), {}
        for page, entry in self._printed(folder, {page: pages[page] for page in left}).items():
            if "error" in entry:
                failed[page] = entry["error"]
            else:
                held[page] = entry
                del failed[page]
        return [held[page] for page in pages if page in held], failed

    def _printed(self, folder: Path, pages: Mapping[str, str]) -> dict[str, Entry]:
        """What became of each page's PDF; like pages they are noted, then placed, one by one."""
        names = list(pages)
        entries: dict[str, Entry] = {}
        jobs = [(folder / name, self.private / f"{number}.pdf") for number, name in enumerate(names)]
        if not jobs:
            return {}
        self.room()
        with (
            printing(jobs, self.private, self.jobs) as answers,
            progress(len(jobs), 0, self.lang, self.progress, at_once=self.jobs) as step,
        ):
            for told in answers:
                if (number := told.pop("job", None)) is None:
                    continue
                page = names[number]
                entries[page] = {"file": pdf_of(page), "of": pages[page], **told}
                if "error" not in told:
                    manifest.Journal(folder).add(entries[page])
                    place(jobs[number][1], folder / pdf_of(page))
                step()
        return entries

    def room(self) -> Path:
        """The private folder, which a warm process removes when it ends."""
        self.private.mkdir(mode=0o700, exist_ok=True)
        return self.private

    def archive(self, folder: Path, files: Mapping[str, str]) -> list[Entry]:
        """The archive of these files (names with their SHA-256); one of other files is removed."""
        of = sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
        if held := _held(folder, ARCHIVE, of, manifest.known(folder)):
            return [held]
        (folder / ARCHIVE).unlink(missing_ok=True)
        if "zip" not in self.kinds:
            return []
        staged = self.room() / ARCHIVE
        announce("packing", self.lang, self.progress)
        archive(folder, files, staged)
        entry = {"file": ARCHIVE, "of": of, "sha256": hash_of(staged), "bytes": staged.stat().st_size}
        place(staged, folder / ARCHIVE)
        return [entry]


def pdf_of(page: str) -> str:
    """Where the PDF of a page lies: beside it."""
    return page.removesuffix(".html") + ".pdf"


def _held(folder: Path, file: str, of: str, known: Mapping[str, Entry]) -> Entry | None:
    entry = known.get(file)
    same = entry is not None and entry["of"] == of and hash_of(folder / file) == entry["sha256"]
    return entry if same else None
