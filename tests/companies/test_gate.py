"""Sixty companies through the gate, of every kind; ``make companies N=1000`` takes as many as are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from companies import laws
from companies.company import MIXTURE, NAMES, company
from companies.gate import through
from companies.kinds import KINDS

MIXTURES = range(1, 5)
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
PAGES = (
    ("one_rep", "id", "warm"),
    ("orders_only", "en", "inprocess"),
    ("no_reps", "id", "inprocess"),
    ("counts_alone", "en", "inprocess"),
)


def held(kind: str, seed: int) -> None:
    """Nothing is raised and no law broken, or the line that repeats it is told."""
    verdict = through(kind, seed, "quick")
    assert [(fault.law, fault.where, fault.about, fault.tail) for fault in verdict.faults] == [], verdict.command
    assert verdict.parts > 250 or verdict.refused


def of(group: str) -> list[str]:
    """The kinds of a group."""
    return [kind.name for kind in KINDS.values() if kind.group == group]


# A class each, and two of long lists: pytest-xdist gives a class to one worker.
class TestSizes:
    @pytest.mark.parametrize("kind", of("size"))
    def test_a_team_of_any_size_is_reviewed_whole(self, kind: str) -> None:
        held(kind, 1)


class TestSources:
    @pytest.mark.parametrize("kind", of("source"))
    def test_whatever_a_source_keeps_is_told_and_no_more(self, kind: str) -> None:
        held(kind, 1)


class TestOddBooks:
    @pytest.mark.parametrize("kind", of("oddity")[::2])
    def test_books_that_are_kept_oddly_are_told_as_they_are(self, kind: str) -> None:
        held(kind, 1)


class TestOddPeople:
    @pytest.mark.parametrize("kind", of("oddity")[1::2])
    def test_people_and_markets_unlike_others_are_told_as_they_are(self, kind: str) -> None:
        held(kind, 2)


class TestMixtures:
    @pytest.mark.parametrize("seed", MIXTURES[::2])
    def test_kinds_go_together(self, seed: int) -> None:
        held(MIXTURE, seed)


class TestMoreMixtures:
    @pytest.mark.parametrize("seed", MIXTURES[1::2])
    def test_kinds_go_together(self, seed: int) -> None:
        held(MIXTURE, seed)


class TestPages:
    @pytest.mark.parametrize(("kind", "lang", "engine"), PAGES)
    def test_real_pages_are_made_without_a_failed_part(self, kind: str, lang: str, engine: Any, tmp_path: Path) -> None:
        books = st.load(company(kind, 1, "small").write(tmp_path / "books"), lang=lang)

        run = st.report(
            books,
            to=tmp_path / "pages",
            pages=st.Pages(lang=lang, sheets=True),
            execution=st.Execution(jobs=1, progress=False, engine=engine),
        )

        assert run.failed == (), run
        assert "Traceback" not in (tmp_path / "pages" / "manifest.json").read_text(encoding="utf-8")
        assert (tmp_path / "pages" / "team_review.html").stat().st_size > 10_000
        for page in (tmp_path / "pages").rglob("*.html"):
            html = page.read_text(encoding="utf-8")
            assert f'<html lang="{lang}"' in html
            assert not laws.UNSAID.search(TAGS.sub(" ", html)), page


def test_a_company_is_the_same_again_and_another_by_its_seed() -> None:
    assert company("heavy_tails", 3).tables == company("heavy_tails", 3).tables
    assert company("heavy_tails", 3).tables != company("heavy_tails", 4).tables


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_are_turned_away_for_what_is_wrong_with_them(seed: int) -> None:
    wrong, twice = (company(kind, seed).load().intake.rejected for kind in ("rejected_rows", "two_of_one_id"))

    assert set(wrong["code"]) == {"total_row", "bad_number", "bad_date", "bad_value", "missing_required"}
    assert set(twice["code"]) == {"duplicate_key"}


def test_every_kind_that_was_asked_for_is_there() -> None:
    assert len(NAMES) >= 50
