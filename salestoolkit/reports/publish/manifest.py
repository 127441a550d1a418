"""What is known of the reports in a folder: the manifest, and the journal of a run that has not ended yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from salestoolkit.reports.publish.store import Store, stored
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import MADE, Outcome
from salestoolkit.words.errors import InputError, Told

SCHEMA = 2
MANIFEST = "manifest.json"

Entry = Mapping[str, Any]
Where = str | Path | Store


def entry(outcome: Outcome) -> dict[str, Any]:
    """What the manifest says of one report."""
    return {
        "kind": outcome.task.kind,
        "id": outcome.task.identity,
        "file": outcome.task.page,
        "key": outcome.task.key,
        "data": outcome.task.data,
        "status": outcome.status,
        "error": outcome.error,
        "broken": list(outcome.broken),
        "attempts": outcome.attempts,
        "seconds": round(outcome.seconds, 3),
        "peak_mib": outcome.peak_mib,
        "sha256": outcome.sha256,
        "bytes": outcome.size,
    }


class Journal:
    """One note for each report as it is finished, so that a run that is killed has not worked in vain."""

    def __init__(self, where: Where) -> None:
        self.store = stored(where)

    def note(self, outcome: Outcome) -> None:
        """Adds what became of a report."""
        self.add(entry(outcome))

    def add(self, facts: Entry) -> None:
        """Adds what is known of a file, and waits until it is kept."""
        self.store.note(facts["file"], json.dumps(facts, ensure_ascii=False).encode())

    def close(self) -> None:
        """Removes it, once the manifest says the same."""
        self.store.forget_notes()


def known(where: Where) -> dict[str, Entry]:
    """The last that is known of each file; lines that are torn and manifests of another schema say nothing."""
    store, entries = stored(where), list[Entry]()
    try:
        held = json.loads(store.read(MANIFEST))
        entries += [*held["reports"], *held.get("copies", ())] if held["schema"] == SCHEMA else []
    except (OSError, ValueError, LookupError, TypeError):
        pass
    entries += (read for line in store.notes() if (read := _read(line)))
    return {each["file"]: each for each in entries}


def _read(line: bytes) -> Entry | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) and "file" in read else None


def kept(where: Where, task: Task, held: Mapping[str, Entry]) -> Outcome | None:
    """The outcome of an earlier run, when it was made of the same and the page is still as it was written."""
    if (last := held.get(task.page)) is None or last["status"] != "done" or last["key"] != task.key:
        return None
    if stored(where).hash_of(task.page) != last["sha256"]:
        return None
    about = {name: last[name] for name in ("seconds", "sha256", "attempts", "peak_mib")}
    return Outcome(task, size=last["bytes"], kept=True, **about)


def write(where: Where, about: Mapping[str, Any], outcomes: Iterable[Outcome], copies: Iterable[Entry] = ()) -> None:
    """Publishes the manifest, the last of a run's files; ``copies`` are the pages' PDFs and their archive."""
    reports = [entry(outcome) for outcome in outcomes]
    done, partial = (sum(each["status"] == status for each in reports) for status in MADE)
    counted = {"done": done, "partial": partial, "failed": len(reports) - done - partial}
    held = {"schema": SCHEMA, **about, **counted, "reports": reports, "copies": list(copies)}
    text = json.dumps(held, ensure_ascii=False, indent=1)
    stored(where).publish(MANIFEST, f"{text}\n")


def manifest(where: Where) -> dict[str, Any]:
    """The manifest of a folder or URL.

    Raises
    ------
    InputError
        When there is none that can be read.
    """
    store = stored(where)
    try:
        held = json.loads(store.read(MANIFEST))
        if held["schema"] != SCHEMA:
            raise ValueError(f"it is of schema {held['schema']}, not {SCHEMA}")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(Told("no_manifest", error=str(error)), file=str(store.at(MANIFEST))) from None
    return dict(held)


def damaged(where: Where) -> tuple[int, list[str]]:
    """How many reports manifest and journal say are done, and which files, the index and copies too, are missing or not
    as written. A run that was ended before its manifest has a journal, and lacks what tells of its pages.

    Raises
    ------
    InputError
        When no run has written there, or its manifest cannot be read.
    """
    store = stored(where)
    held = known(store)
    if not held and store.hash_of(MANIFEST) == "":
        raise InputError(Told("no_reports"), file=str(store.at("")))
    told = manifest(store).get("files", ()) if store.hash_of(MANIFEST) else [{"file": MANIFEST, "sha256": "?"}]
    # A run that was interrupted has pages newer than the manifest; its journal knows them.
    written = [each for each in held.values() if each.get("status", "done") in MADE]
    files = [each["file"] for each in (*written, *told) if store.hash_of(each["file"]) != each["sha256"]]
    return sum("status" in each for each in written), files
