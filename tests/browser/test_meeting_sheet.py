"""The meeting sheet in Chromium: always one side of A4, with room to write, in letters that can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

import salestoolkit as st
from salestoolkit.generate import notebooks
from salestoolkit.reports.page.page import render
from salestoolkit.reports.rep.extract import SUFFIX, Extract, extracts
from salestoolkit.review.one_to_one.rep_rows import Matters
from salestoolkit.words.text import say

pytestmark = pytest.mark.browser

KPIS = ("win_rate", "monthly_sales", "average_deal_size", "lead_response_time", "lead_conversion", "cycle_length")
MM = 96 / 25.4
LONG = "Raden Mas Ẅiryodiningrat Ḱusumawardhani 株式会社 " * 30
NO_BREAK = "Q" * 900
GOAL = {"starts": "2025-12-01", "ends": "2026-01-01", "target": 9e14, "actual": 3e14, "expected": 8e14, "pace": 0.375}
FOUND = {"stage": LONG, "side": "above", "good": False, "value": 0.1, "lo": 0.05, "hi": 0.2, "rule": "run", "n": 99}
AGREED = {"raised_on": "2025-10-06", "due_on": "2025-11-17", "kpi": None, "stage": None, "n_before": None}
ITEM = {"stock": "stalled", "amount": 9.99e14}


@pytest.fixture(scope="module")
def fullest() -> Extract:
    """The rep of the demo company with most to talk about."""
    made = extracts(st.demo(months=15), KPIS)
    return max(made, key=lambda each: (len(each.matters.findings), len(each.matters.agreed), each.matters.items))


def hostile(extract: Extract, text: str) -> Extract:
    """The same rep, with more of everything than fits, and names as long as texts can be."""
    names = {"source": text, "rep": text, "end": "2025-12-31", "start": "2023-01-02"}
    found = [
        FOUND
        | {
            "state": "recurring",
            "kpi": "lead_response_time",
            "grain": "quarter",
            "starts": "2025-10-01",
            "since": "2025-01-01",
        }
        | {"code": "ask"}
        for _ in range(9)
    ]
    matters = Matters(
        goals=[GOAL | {"period": period, "stands": "short"} for period in ("month", "quarter")],
        findings=found,
        suggested=[{"code": "recover", "n": 3}],
        agreed=[AGREED | {"text": f"{number} {text}", "stands": "overdue", "effect": None} for number in range(9)],
        recover=[ITEM | {"item": str(number), "account": text} for number in range(9)],
        items=99,
    )
    return replace(extract, matters=matters, **names)


def shown(extract: Extract, lang: str, folder: Path) -> str:
    """The page of the template, whose cells are run here."""
    path = extract.write(folder / f"x{SUFFIX}")
    scope: dict[str, Any] = {}
    first, *cells = notebooks.notebook("meeting_sheet").cells
    exec(first.source, scope)
    scope |= {"source": str(path), "rep": extract.rep_id, "lang": lang}
    return render(new_notebook(cells=[_ran(cell.source, scope) for cell in cells]), title="x", lang=lang)


def _ran(source: str, scope: dict[str, Any]) -> NotebookNode:
    *before, last = source.strip().splitlines()
    exec("\n".join(before), scope)
    block = eval(last, scope)
    return new_code_cell("", outputs=[new_output("display_data", data={"text/html": block.html})])


def printed(visit: Any, document: str) -> Any:
    """The page as it is laid out for paper: 180 mm of A4 between the margins."""
    seen = visit(document, width=round(180 * MM), height=round(263 * MM))
    assert seen.noise == []
    seen.page.emulate_media(media="print")
    return seen.page


def pages_of(page: Any) -> int:
    data = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert b"/MediaBox [0 0 59" in data
    return len(re.findall(rb"/Type\s*/Page\b", data))


def height(page: Any, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("part => part.getBoundingClientRect().height")) / MM


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_fullest_sheet_of_the_demo_is_one_page_with_room_to_write(
    fullest: Extract, lang: str, visit: Any, tmp_path: Path
) -> None:
    page = printed(visit, shown(fullest, lang, tmp_path))

    assert fullest.rep in page.locator("h1").inner_text()
    assert page.locator(".sheet .card").count() == len(KPIS)
    assert height(page, ".notes") > 60
    assert pages_of(page) == 1


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("text", [LONG, NO_BREAK], ids=["long", "no_break"])
def test_whatever_names_and_numbers_there_are_it_stays_one_page(
    fullest: Extract, text: str, lang: str, visit: Any, tmp_path: Path
) -> None:
    page = printed(visit, shown(hostile(fullest, text), lang, tmp_path))

    assert height(page, ".notes") > 20
    assert page.locator(".ticks li:not(.more)").count() == 3 + 5
    assert page.locator(".more").all_inner_texts() == [
        say("review.own_recovery.more", lang, more=more) for more in ("6", "6", "94")
    ]
    sizes = page.locator(".sheet li, .sheet .card-note").evaluate_all(
        "all => all.map(e => getComputedStyle(e).fontSize)"
    )
    assert {float(size.removesuffix("px")) >= 10.5 for size in sizes} == {True}  # 8 points
    right = page.evaluate("document.documentElement.scrollWidth")
    assert right <= round(180 * MM)
    assert pages_of(page) == 1
