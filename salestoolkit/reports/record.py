"""What is known of the reports in a folder: the manifest, and the journal of a run that has not ended yet."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from salestoolkit.reports.hashes import hash_of
from salestoolkit.reports.publish import poured, publish
from salestoolkit.reports.running import Outcome
from salestoolkit.reports.work import Task
from salestoolkit.words.errors import InputError, OutputError

SCHEMA = 2
MANIFEST, JOURNAL = "manifest.json", ".journal.jsonl"

Entry = Mapping[str, Any]


def entry(outcome: Outcome) -> dict[str, Any]:
    """What the manifest says of one report."""
    return {
        "kind": outcome.task.kind,
        "id": outcome.task.identity,
        "file": outcome.task.page,
        "key": outcome.task.key,
        "status": outcome.status,
        "error": outcome.error,
        "attempts": outcome.attempts,
        "seconds": round(outcome.seconds, 3),
        "peak_mib": outcome.peak_mib,
        "sha256": outcome.sha256,
        "bytes": outcome.size,
    }


class Journal:
    """One line for each report as it is finished, so that a run that is killed has not worked in vain."""

    def __init__(self, folder: Path, name: str = JOURNAL) -> None:
        self.path = folder / name

    def note(self, outcome: Outcome) -> None:
        """Adds what became of a report."""
        self.add(entry(outcome))

    def add(self, facts: Entry) -> None:
        """Adds a line, and waits until the disk has it."""
        line = json.dumps(facts, ensure_ascii=False).encode()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                poured(descriptor, b"\n" + line + b"\n")  # the last line of a run that lost power may lack its end
            finally:
                os.close(descriptor)
        except OSError as error:
            raise OutputError(f"Cannot write {self.path}: {error.strerror}. The run stops here.") from None

    def close(self) -> None:
        """Removes it, once the manifest says the same."""
        self.path.unlink(missing_ok=True)


def known(folder: Path) -> dict[str, Entry]:
    """The last that is known of each file; lines that are torn and manifests of another schema say nothing."""
    entries: list[Entry] = []
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries += [*held["reports"], *held.get("copies", ())] if held["schema"] == SCHEMA else []
    except (OSError, ValueError, LookupError, TypeError):
        pass
    try:
        lines = (folder / JOURNAL).read_bytes().splitlines()
    except OSError:
        lines = []
    entries += (read for line in lines if (read := _read(line)))
    return {each["file"]: each for each in entries}


def _read(line: bytes) -> Entry | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) and "file" in read else None


def kept(folder: Path, task: Task, held: Mapping[str, Entry]) -> Outcome | None:
    """The outcome of an earlier run, when it was made of the same and the page is still as it was written."""
    if (last := held.get(task.page)) is None or last["status"] != "done" or last["key"] != task.key:
        return None
    if hash_of(folder / task.page) != last["sha256"]:
        return None
    about = {name: last[name] for name in ("seconds", "sha256", "attempts", "peak_mib")}
    return Outcome(task, size=last["bytes"], kept=True, **about)


def write(folder: Path, about: Mapping[str, Any], outcomes: Iterable[Outcome], copies: Iterable[Entry] = ()) -> None:
    """Publishes the manifest, the last of a run's files; ``copies`` are the pages' PDFs and their archive."""
    reports = [entry(outcome) for outcome in outcomes]
    done = sum(each["status"] == "done" for each in reports)
    counted = {"done": done, "failed": len(reports) - done}
    held = {"schema": SCHEMA, **about, **counted, "reports": reports, "copies": list(copies)}
    text = json.dumps(held, ensure_ascii=False, indent=1)
    publish(folder / MANIFEST, f"{text}\n")


def manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest.

    Raises
    ------
    InputError
        When there is none that can be read.
    """
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if held["schema"] != SCHEMA:
            raise ValueError(f"it is of schema {held['schema']}, not {SCHEMA}")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(f"cannot be read as a manifest: {error}", file=str(folder / MANIFEST)) from None
    return dict(held)


def damaged(folder: Path) -> tuple[int, list[str]]:
    """How many reports manifest and journal say are done, and which files, copies too, are missing or not as written.

    Raises
    ------
    InputError
        When there is no manifest that can be read.
    """
    manifest(folder)
    # A run that was interrupted has pages newer than the manifest; its journal knows them.
    written = [each for each in known(folder).values() if each.get("status", "done") == "done"]
    files = [each["file"] for each in written if hash_of(folder / each["file"]) != each["sha256"]]
    return sum("status" in each for each in written), files
