"""The pages of the KPIs are those that the definitions give."""

from __future__ import annotations

from pathlib import Path

from doc_pages import ROOT

from salestoolkit.generate import reference_pages

FOLDER = ROOT / "docs" / "kpis"


def test_the_committed_pages_are_those_the_definitions_give() -> None:
    assert reference_pages.stale(FOLDER) == []


def test_a_changed_missing_or_foreign_page_is_stale(tmp_path: Path) -> None:
    reference_pages.write(tmp_path)
    assert reference_pages.stale(tmp_path) == []

    (tmp_path / "win_rate.md").write_text("changed", encoding="utf-8")
    (tmp_path / "monthly_sales.md").unlink()
    (tmp_path / "stray.md").write_text("stray", encoding="utf-8")

    assert reference_pages.stale(tmp_path) == ["monthly_sales", "stray", "win_rate"]
