"""Who reads while a run writes never sees half a file."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from faults.conftest import Batch

pytestmark = pytest.mark.fault


class Reader(threading.Thread):
    """Reads pages, index and manifest every two milliseconds."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.over = folder, threading.Event()
        self.torn: list[str] = []
        self.seen: dict[str, set[bytes]] = {}

    def run(self) -> None:
        """Reads until told that it is over."""
        while not self.over.wait(0.002):
            self.look()

    def look(self) -> None:
        """Reads all once."""
        for path in (self.folder / "index.html", self.folder / "manifest.json", *self.folder.glob("reps/*.html")):
            try:
                self.judge(path, path.read_bytes())
            except FileNotFoundError:
                continue

    def judge(self, path: Path, data: bytes) -> None:
        """Notes what is torn, and how many versions there were."""
        if data in self.seen.setdefault(path.name, set()):
            return
        self.seen[path.name].add(data)
        try:
            whole = (path.suffix == ".html" and data.endswith(b"</html>\n")) or bool(json.loads(data)["reports"])
        except ValueError:
            whole = False
        if not whole:
            self.torn.append(path.name)


def test_a_reader_sees_no_file_the_old_one_or_the_new_one(batch: Batch, good: Path) -> None:
    batch.to.mkdir()
    reader = Reader(batch.to)
    reader.start()
    assert batch.run("R01=raise", "--engine", "inprocess")[0] == 3
    reader.look()
    assert batch.run("", "--engine", "inprocess") == (0, "")
    reader.over.set()
    reader.join()
    reader.look()

    assert reader.torn == []
    # Each page was seen once, index and manifest twice: after the first run and after the second.
    assert {name: len(versions) for name, versions in reader.seen.items()} == {
        **dict.fromkeys(batch.pages, 1),
        "index.html": 2,
        "manifest.json": 2,
    }
