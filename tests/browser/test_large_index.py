"""An index of 1,000 reports in Chromium: narrowed by choices, readable on a phone, and it runs nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sample_pages import attack

from salestoolkit.reports.page.index import Entry, render_index

pytestmark = pytest.mark.browser

SHOWN = "[...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight > 0).length"


@pytest.fixture(scope="module")
def document() -> str:
    """Ten teams, two of them hostile; every hundredth report failed; names begin with ten letters."""
    teams = [f"Tim {number}" for number in range(8)] + [
        attack("team"),
        "}</style><script>document.title='ran'</script>",
    ]
    entries = [
        Entry(
            f"{'ABDEFHIJRS'[number // 100]}ni {attack('name') if number == 7 else number}",
            teams[number % 10],
            f"reps/r{number}.html",
            "failed" if number % 100 == 50 else "done",
            80_000,
        )
        for number in range(1000)
    ]
    return render_index(entries, title="Laporan", lang="id", first=[Entry("Tinjauan tim", path="team_review.html")])


@pytest.mark.parametrize("width", [1280, 390])
def test_choices_narrow_the_rows_and_the_button_shows_all(document: str, visit: Any, width: int) -> None:
    seen = visit(document, width=width)
    page = seen.page
    assert page.evaluate(SHOWN) == 1000
    page.select_option("#team", label="Tim 0 (100)")
    assert page.evaluate(SHOWN) == 100
    page.select_option("#state", label="gagal dibuat (10)")
    assert page.evaluate(SHOWN) == 10
    page.select_option("#initial", label="S (100)")
    assert page.evaluate(SHOWN) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("button[type=reset]")
    assert page.evaluate(SHOWN) == 1000
    assert seen.noise == []
    assert page.title() == "Laporan"


def test_a_reader_without_a_mouse_can_choose(document: str, visit: Any) -> None:
    page = visit(document).page
    page.focus("#team")
    page.keyboard.type("Tim 3")
    assert page.evaluate(SHOWN) == 100
