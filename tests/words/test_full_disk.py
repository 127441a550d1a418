"""A full disk is called a full disk, whoever says so and however, with the place and what is free there."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
import small_batch

import salestoolkit as st
from salestoolkit.words.disk import how_full, room_for, unwritable
from salestoolkit.words.errors import InputError, OutputError


def _caused(error: BaseException) -> Exception:
    try:
        try:
            raise error
        except BaseException as cause:
            raise RuntimeError("what a library says") from cause
    except RuntimeError as told:
        return told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "The quota of the disk is used up"),
        (ValueError("IO Error: Could not write file: No space left on device"), "The disk is full"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "No temporary folder"),
        (PermissionError(errno.EACCES, "Permission denied"), ""),
        (None, ""),
    ],
)
def test_what_is_full_is_told_whoever_found_out(error: Exception | None, told: str) -> None:
    assert how_full(error).startswith(told)
    assert bool(how_full(error)) == bool(told)
    if error is not None:
        assert how_full(_caused(error)) == how_full(error)


def test_the_sentence_names_the_place_and_what_is_free_there(tmp_path: Path) -> None:
    place = tmp_path / "not" / "there" / "page.html"
    full = unwritable(place, OSError(errno.ENOSPC, "No space left on device"))
    start, _, rest = str(full).partition(", and ")
    assert start == f"The disk is full: {place} could not be written"
    assert rest.endswith(" MB are free there. Make room, and do the same again.")
    assert str(unwritable(place, PermissionError(errno.EACCES, "Permission denied"))) == (
        f"Cannot write {place}: Permission denied. Choose another folder."
    )


def test_inside_a_block_only_a_full_disk_is_told_so(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "spilled"))
    with pytest.raises(OutputError, match=rf"^The disk is full: {tmp_path}/spilled could not"), room_for(tmp_path):
        raise full
    for other in (InputError("rows"), KeyError("x"), OSError(errno.EACCES, "no")):
        with pytest.raises(type(other)) as caught, room_for(tmp_path):
            raise other
        assert caught.value is other


def test_a_report_whose_cell_finds_the_disk_full_says_so_and_names_no_folder(tmp_path: Path) -> None:
    cell = "import errno, os\nraise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), 'spilled')"
    (one,) = small_batch.run(tmp_path / "out", 1, cell)
    assert one.status == "failed"
    assert "No space left on device" in one.error
    assert re.search(r" \(the disk is full, and [\d,.]+ MB are free there\)$", one.error)
    assert str(tmp_path) not in one.error


def test_rejected_rows_that_find_no_room_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    intake = st.demo(reps=4, months=1).intake
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match=r"^The disk is full: .*rejected\.csv could not be written"):
        intake.write(tmp_path)


def test_a_demo_company_that_finds_no_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from salestoolkit.data.demo import folder

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")

    monkeypatch.setattr(folder, "_written", full)
    with pytest.raises(OutputError, match=r"^The disk is full: .*company could not be written"):
        folder.write(tmp_path / "company", reps=4, months=1)
