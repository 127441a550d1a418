"""Ways to have a page run code, ask the network or change its looks, in every text of a source, in a real browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hostile_sales import MEASURED, PEOPLE, PROBES, hostile_sales

import salestoolkit as st

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
ATTRIBUTES = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => [a.name, a.value]))"
LEADING = {"href", "src", "action", "formaction", "xlink:href", "srcset"}
OURS = ("index.html", "../index.html", "data:,", "#")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    sales = hostile_sales()
    folder = tmp_path_factory.mktemp("probes")
    st.report(
        sales,
        to=folder,
        pages=st.Pages(lang="en", kpis=MEASURED),
        execution=st.Execution(jobs=2, engine="inprocess", progress=False),
    )
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_every_probe_reaches_the_pages_as_words(pages: dict[str, str], visit: Any) -> None:
    assert len(pages) == PEOPLE + 2
    read = visit(pages["team_review.html"]).page.inner_text("body")
    whole = " ".join(read.split())
    for person in range(PEOPLE):
        assert f"P{person} {PROBES[person]}"[:30] in whole
    assert "currency" in whole
    assert "'<s>'" in whole
    assert "<s>" not in pages["team_review.html"]


def test_no_page_runs_asks_or_says_anything(pages: dict[str, str], visit: Any) -> None:
    for name, document in pages.items():
        seen = visit(document)
        assert seen.page.evaluate("document.documentElement.dataset.ran ?? 'nothing'") == "nothing", name
        assert seen.noise == [], name
        page = seen.page
        assert page.locator("script, iframe, object, embed, svg, math, base, link:not([rel=icon])").count() == 0, name
        # The index has choices, which the policy lets send nothing.
        assert name == "index.html" or page.locator("form, input, button").count() == 0, name
        assert (
            page.locator("meta[http-equiv=Content-Security-Policy]")
            .get_attribute("content")
            .startswith("default-src 'none'")
        )
        assert page.evaluate("getComputedStyle(document.body).display") != "none"
        attributes = page.evaluate(ATTRIBUTES)
        assert not [each for each in attributes if each[0].startswith("on")], name
        to = {value for attribute, value in attributes if attribute in LEADING}
        assert not [value for value in to if not value.startswith(("data:image/png;base64,", "./", *OURS))], name


def test_no_page_names_a_place_on_this_machine(pages: dict[str, str], tmp_path: Path) -> None:
    for name, document in pages.items():
        for place in (tmp_path.parents[1], ROOT, sys.prefix, Path.home() / ".", "file://"):
            assert f"{place}/".replace("//", "/") not in document, (name, place)


def test_the_same_words_do_run_where_nothing_stops_them(visit: Any) -> None:
    seen = visit(f"<!DOCTYPE html><html><body>{''.join(PROBES[:4])}</body></html>")
    assert seen.page.evaluate("document.documentElement.dataset.ran ?? 'nothing'") == "1"
