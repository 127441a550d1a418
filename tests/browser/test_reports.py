"""Every page of a real batch in Chromium without a network: no request, no console message, readable on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    st.report(st.demo(reps=4, months=12), to=folder, execution=st.Execution(jobs=2, progress=False))
    return sorted(folder.rglob("*.html"))


def test_no_page_asks_for_anything_and_each_fits_a_phone(pages: list[Path], visit: Any) -> None:
    assert len(pages) == 6  # the index, the team's review and four reps'
    for path in pages:
        seen = visit(path.read_text(encoding="utf-8"), width=390, height=844)
        assert seen.noise == [], path.name
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        assert seen.page.evaluate("document.documentElement.lang") == "id"


def test_every_figure_is_shown_and_described(pages: list[Path], visit: Any) -> None:
    review = next(path for path in pages if path.name == "team_review.html")
    seen = visit(review.read_text(encoding="utf-8"))
    figures = seen.page.locator("figure img")

    assert figures.count() >= 15
    for figure in figures.all():
        assert figure.get_attribute("alt")
        assert figure.evaluate("image => image.complete && image.naturalWidth > 0")


def test_the_index_leads_to_every_page(pages: list[Path], chromium: Any) -> None:
    index = next(path for path in pages if path.name == "index.html")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(index.as_uri())
    links = [link.get_attribute("href") for link in page.locator("a").all()]

    assert {(index.parent / str(link)).resolve() for link in links} == {path.resolve() for path in pages} - {index}
    page.locator("a", has_text="Tinjauan tim").click()
    assert page.locator("h1").inner_text() == "Tinjauan tim"
    context.close()
