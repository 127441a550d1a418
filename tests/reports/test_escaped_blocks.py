"""Every piece of HTML that is not the review's, made of hostile texts: no tag and no attribute comes from data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from hostile_sales import PEOPLE, PROBES, hostile_sales

import salestoolkit as st
from salestoolkit.results.overview import card, covered
from salestoolkit.widgets import safe

TAGS = {"h1", "h2", "h3", "h4", "p", "b", "div", "section", "ul", "li", "dl", "dt", "dd", "details", "summary"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "strong"}
ATTRIBUTES = {"class", "scope", "border", "style", "role"}
TEXT = " ".join(PROBES)


def pieces() -> Iterator[tuple[str, str]]:
    """The name and HTML of each piece."""
    sales = hostile_sales()
    yield "cover", st.cover(sales).html
    yield "overview", st.overview(sales).html
    yield "scoreboard", st.scoreboard(sales).html
    yield "intake", sales.intake._repr_html_()
    yield "revisions", st.revisions(sales)._repr_html_()
    for by in ("rep", "team"):
        result = st.compute("win_rate", sales, by=by)
        yield from ((f"{by} {i}", block.html) for i, block in enumerate((result.sentence, result.definition)))
        yield f"{by} table", result._repr_html_()
    focus = st.focus_on(f"R0 {PROBES[0]}", sales)
    yield from ((f"rep's {name}", getattr(focus, name).html) for name in ("cover", "scoreboard", "unmeasured"))
    names = ("head", "numbers", "goals", "findings", "agreed", "recover", "questions", "notes")
    yield from ((f"sheet {name}", getattr(focus.sheet, name).html) for name in names)
    own = focus.on("win_rate")
    yield from ((f"own {i}", block.html) for i, block in enumerate((own.heading, own.sentence, own.definition)))


def checked(html: str) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in soup.find_all()} <= TAGS
    assert {name for tag in soup.find_all() for name in tag.attrs} <= ATTRIBUTES
    return soup


def test_no_block_has_a_tag_or_attribute_of_the_data() -> None:
    read = {name: checked(html).get_text() for name, html in pieces()}

    assert f"P0 {PROBES[0]}" in read["cover"]
    assert sum("<script>" in text or "<img" in text for text in read.values()) >= 6, "the names are in the blocks"
    assert all(f"P{person} " in read["scoreboard"] for person in range(PEOPLE))


@pytest.mark.parametrize(
    "html",
    [
        covered(TEXT, TEXT, TEXT, [TEXT]).html,
        card(TEXT, TEXT, TEXT),
        safe.paragraph(TEXT, '"><script>', role='"><script>'),
        safe.listing(TEXT),
        safe.listing(f"term: {TEXT}"),
    ],
)
def test_what_is_filled_in_is_read_as_it_was_written(html: str) -> None:
    assert PROBES[0] in checked(html).get_text()
