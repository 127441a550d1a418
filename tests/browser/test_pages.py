"""Pages in Chromium without a network: nothing asked for, said or run; they fit a phone and A4."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sample_pages import attack, hostile, review, shown

from salestoolkit.reports.page.index import Entry, render_index
from salestoolkit.reports.page.page import render

pytestmark = pytest.mark.browser

ROWS = [Entry(f"Tenaga penjualan {i}", f"Tim {i % 3}", f"reps/r{i}.html", size=84_000) for i in range(30)]
PAGES = {
    "review": lambda: render(review(), title="Tinjauan tim", lang="id", facts=[("Periode", "Kuartal I 2026")]),
    "hostile": lambda: render(hostile(), title=attack("title"), lang="en", facts=[(attack("t"), attack("f"))]),
    "index": lambda: render_index(ROWS, title="Laporan", lang="id"),
    "hostile index": lambda: render_index([Entry(attack("n"), attack("t"), attack("p"))], title="x", lang="en"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_says_nothing_and_runs_nothing(visit: Any, name: str) -> None:
    seen = visit(PAGES[name]())
    assert seen.noise == []
    assert seen.page.evaluate("document.documentElement.dataset.ran ?? 'nothing'") == "nothing"
    assert seen.page.evaluate("getComputedStyle(document.body).display") == "block"


def test_the_policy_alone_stops_what_the_allow_list_would_miss(visit: Any) -> None:
    document = PAGES["review"]().replace("</main>", f"{attack('bare')}</main>")
    seen = visit(document)
    assert seen.page.evaluate("document.documentElement.dataset.ran ?? 'nothing'") == "nothing"
    assert not [line for line in seen.noise if line.startswith(("dialog", "error"))]


def test_the_probes_do_run_where_nothing_stops_them(visit: Any) -> None:
    seen = visit(f"<!DOCTYPE html><html><body>{attack('bare')}</body></html>")
    assert seen.page.evaluate("document.documentElement.dataset.ran ?? 'nothing'") != "nothing"
    assert [line for line in seen.noise if line.startswith("request: http://evil.example")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit: Any, name: str) -> None:
    seen = visit(PAGES[name](), width=390, height=844)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_wide_table_scrolls_in_its_own_frame(visit: Any) -> None:
    seen = visit(PAGES["review"](), width=390, height=844)
    frame = seen.page.locator(".region").first
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert frame.get_attribute("tabindex") == "0"


@pytest.mark.parametrize("name", ["review", "index"])
def test_it_prints_on_a4_and_a_screen_reader_finds_its_parts(visit: Any, name: str) -> None:
    pdf = visit(PAGES[name]()).page.pdf(prefer_css_page_size=True, tagged=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    assert b"/StructTreeRoot" in pdf


def test_a_definition_is_printed_though_it_is_closed_on_the_screen(visit: Any) -> None:
    page = visit(PAGES["review"]()).page
    definition = page.get_by_text("berhasil / selesai")
    assert not definition.is_visible()
    page.emulate_media(media="print")
    assert definition.evaluate("element => element.getBoundingClientRect().height") > 0


def test_what_goes_on_beyond_the_edge_of_a_phone_is_told_by_a_shadow(visit: Any) -> None:
    page = visit(PAGES["review"](), width=390, height=844).page
    shade = "figure => getComputedStyle(figure, '::after').opacity"
    figure, frame = page.locator("figure").first, page.locator(".region").first

    assert figure.evaluate("figure => figure.scrollWidth > figure.clientWidth")
    assert figure.evaluate(shade) == "1"
    figure.evaluate("figure => { figure.scrollLeft = figure.scrollWidth }")
    page.wait_for_timeout(100)
    assert figure.evaluate(shade) == "0"
    # of a table the end of what scrolls lies over the shadow
    assert frame.evaluate("frame => getComputedStyle(frame).backgroundAttachment") == "local, scroll"


def test_on_a_screen_that_holds_it_a_figure_has_no_shadow(visit: Any) -> None:
    page = visit(PAGES["review"](), width=640, height=844).page
    assert page.locator("figure").first.evaluate("f => getComputedStyle(f, '::after').content") == "none"


def test_on_paper_no_table_is_cut_off(visit: Any) -> None:
    cells = "".join(f"<td>Rp{i}{i}.{i} million</td>" for i in range(1, 14))
    heads = "".join(f"<th>Average deal size {i}</th>" for i in range(1, 14))
    body = f"<tbody><tr><td>Andi Baso Mappatoba</td>{cells}</tr></tbody>"
    table = f"<table><thead><tr><th>Rep</th>{heads}</tr></thead>{body}</table>"
    notebook = review()
    notebook.cells.append(shown({"text/html": table}))
    page = visit(render(notebook, title="x", lang="en", facts=[]), width=680, height=900).page  # A4 without its margins
    page.emulate_media(media="print")

    assert page.locator(".region").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
