"""Tables as a page shows them: scopes, numbers to the right, scrolling frames; may import nothing of ours."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

# A cell that begins as a number, an amount, a percentage, a duration or an interval does.
_NUMBER = re.compile(r"^[\s(<>≥≤±−+–-]*(?:[A-Z]{2,3}|Rp|[$€£¥])?\s?\d")
_NOTHING = frozenset({"", "–", "-", "NaN", "<NA>", "n/a"})


def arranged(html: str, name: str) -> str:
    """``html`` with scopes, number columns and a frame for each table, named by its caption or ``name``."""
    if "<table" not in html.lower():
        return html
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.find_all("table"):
        _arrange(table)
        _frame(soup, table, name)
    return str(soup)


def _arrange(table: Tag) -> None:
    head = table.find_all("tr") if not table.thead else table.thead.find_all("tr")
    for cell in (cell for row in head for cell in row.find_all("th")):
        cell["scope"] = "col"
    rows = [row.find_all(["th", "td"]) for body in table.find_all("tbody") for row in body.find_all("tr")]
    for cells in rows:
        _name_row(cells)
    for place in range(1, max(map(len, rows), default=0)):
        column = [cells[place] for cells in rows if len(cells) > place]
        if _numeric(column):
            _mark([*column, *(cell for row in head for cell in row.find_all("th")[place : place + 1])])


def _name_row(cells: list[Tag]) -> None:
    """The first cell names the row, so that a screen reader says it with each number."""
    if cells and len(cells) > 1:
        cells[0].name = "th"
    for cell in cells:
        if cell.name == "th":
            cell["scope"] = "row"


def _numeric(column: list[Tag]) -> bool:
    """Most of the cells that hold anything hold a number; the odd one may say why it has none."""
    texts = [text for cell in column if cell.name == "td" and (text := cell.get_text(strip=True)) not in _NOTHING]
    return 2 * sum(_NUMBER.match(text) is not None for text in texts) > len(texts)


def _mark(cells: list[Tag]) -> None:
    for cell in cells:
        cell["class"] = " ".join([*filter(None, cell.get_attribute_list("class")), "number"])


def _frame(soup: BeautifulSoup, table: Tag, name: str) -> None:
    caption = table.caption.get_text(" ", strip=True) if table.caption else ""
    frame = soup.new_tag("div", attrs={"class": "region", "role": "region", "tabindex": "0"})
    frame["aria-label"] = caption or name
    table.wrap(frame)
