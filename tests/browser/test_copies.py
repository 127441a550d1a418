"""Copies of pages: PDF by a real Chromium, kept while their page is the same, and an archive of fixed bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.archive import archive
from salestoolkit.reports.publish.copies import Copies, Kind
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome
from salestoolkit.words.errors import UnknownName, UsageError

pytestmark = pytest.mark.browser

PAGES = ("team_review.html", "reps/a.html", "reps/b.html")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    (made / "reps").mkdir(parents=True)
    for page in PAGES:
        write(made, page, page)
    return made


def write(folder: Path, page: str, text: str) -> None:
    body = f"<!DOCTYPE html><html lang='en'><title>{text}</title><h1>{text}</h1><script>document.title='ran'</script>"
    (folder / page).write_text(body, encoding="utf-8")


def outcomes(folder: Path) -> list[Outcome]:
    return [
        Outcome(
            Task("rep", page, page, "", Path("x.ipynb"), {}, page, page, "en"),
            sha256=sha256((folder / page).read_bytes()).hexdigest(),
        )
        for page in PAGES
    ]


def copier(folder: Path, *kinds: Kind, jobs: int = 1) -> Copies:
    return Copies(kinds, folder / ".run-x", jobs, "en", False)


def printed(folder: Path, *kinds: Kind, jobs: int = 1) -> tuple[dict[str, int], dict[str, str]]:
    """When each PDF was written, and what failed; the manifest is written as a run does."""
    copies, failed = copier(folder, *kinds, jobs=jobs).pdfs(folder, outcomes(folder))
    manifest.write(folder, {}, outcomes(folder), copies)
    manifest.Journal(folder).close()
    return {copy["file"]: (folder / copy["file"]).stat().st_mtime_ns for copy in copies}, failed


def test_each_page_has_a_pdf_beside_it_that_verify_knows(folder: Path, chromium: Any) -> None:
    made, failed = printed(folder, "pdf", jobs=2)
    assert (sorted(made), failed) == (["reps/a.pdf", "reps/b.pdf", "team_review.pdf"], {})
    for name in made:
        data = (folder / name).read_bytes()
        assert data.startswith(b"%PDF-")
        assert b"/MediaBox [0 0 59" in data  # A4 is 595 by 842 points
        assert b"(ran)" not in data
        assert (folder / name).stat().st_mode & 0o077 == 0
    assert manifest.damaged(folder) == (3, [])
    (folder / "reps/a.pdf").write_bytes(b"%PDF-")
    assert manifest.damaged(folder) == (3, ["reps/a.pdf"])


def test_only_pdfs_of_changed_or_damaged_pages_are_made_again(folder: Path, chromium: Any) -> None:
    first, _ = printed(folder, "pdf")
    write(folder, "reps/a.html", "changed")
    (folder / "reps/b.pdf").write_bytes(b"%PDF-")
    second, _ = printed(folder, "pdf")
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"reps/a.pdf", "reps/b.pdf"}


def test_a_run_without_pdf_keeps_those_that_are_true_and_removes_the_others(folder: Path, chromium: Any) -> None:
    printed(folder, "pdf")
    write(folder, "reps/a.html", "changed")
    kept, failed = printed(folder)
    assert (sorted(kept), failed) == (["reps/b.pdf", "team_review.pdf"], {})
    assert not (folder / "reps/a.pdf").exists()


def test_a_page_that_cannot_be_printed_does_not_stop_the_others(folder: Path, chromium: Any) -> None:
    held = outcomes(folder)
    (folder / "reps/a.html").unlink()
    copies, failed = copier(folder, "pdf").pdfs(folder, held)
    assert [copy["file"] for copy in copies] == ["team_review.pdf", "reps/b.pdf"]
    assert list(failed) == ["reps/a.html"]
    assert "ERR_FILE_NOT_FOUND" in failed["reps/a.html"]


def test_what_is_missing_is_said_before_any_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".run-x").mkdir()
    monkeypatch.setenv("SALESTOOLKIT_CHROMIUM", os.devnull)
    with pytest.raises(UsageError, match=r"Chromium, which did not start .* SALESTOOLKIT_CHROMIUM"):
        copier(folder, "pdf").check()
    monkeypatch.setattr("salestoolkit.reports.publish.pdf.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"salestoolkit\[pdf\]"):
        copier(folder, "pdf").check()
    with pytest.raises(UnknownName, match="kind of copy"):
        copier(folder, "docx").check()  # type: ignore[arg-type]


def packed(folder: Path, files: Sequence[str]) -> bytes:
    archive(folder, files, folder / "x.zip")
    return (folder / "x.zip").read_bytes()


def test_an_archive_depends_on_nothing_but_the_pages(folder: Path) -> None:
    before = packed(folder, PAGES)
    for page in PAGES:
        os.utime(folder / page, (1, 1))
        (folder / page).chmod(0o644)
    assert packed(folder, PAGES[::-1]) == before
    with ZipFile(folder / "x.zip") as held:
        assert held.namelist() == sorted(PAGES)
        assert [held.read(page) for page in PAGES] == [(folder / page).read_bytes() for page in PAGES]


def test_an_archive_of_other_pages_is_replaced_or_removed(folder: Path) -> None:
    files = {page: page for page in PAGES}
    made = copier(folder, "zip").archive(folder, files)
    manifest.write(folder, {}, outcomes(folder), made)
    assert copier(folder).archive(folder, files) == made
    assert copier(folder, "zip").archive(folder, files | {"reps/a.html": "other"}) != made
    assert copier(folder).archive(folder, files | {"reps/a.html": "another"}) == []
    assert not (folder / "reports.zip").exists()
