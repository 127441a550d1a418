"""The one way in which a text enters a widget that renders HTML: escaped; may import only words."""

from __future__ import annotations

from ipywidgets import HTML
from markupsafe import Markup


def paragraph(text: str, kind: str, role: str = "") -> Markup:
    """``text`` as an escaped paragraph of CSS class ``kind``; empty stays empty."""
    if not text:
        return Markup()
    spoken = Markup(' role="{}"').format(role) if role else ""
    return Markup('<p class="{}"{}>{}</p>').format(kind, spoken, text)


def listing(text: str) -> Markup:
    """Lines as an escaped list; of a line "term: words" the term is bold."""
    return Markup("<ul>{}</ul>").format(Markup().join(map(_point, text.splitlines())))


def empty() -> HTML:
    """A widget to be filled with what this module returns, and with nothing else."""
    return HTML("")


def _point(line: str) -> Markup:
    term, colon, words = line.partition(": ")
    if line.startswith("- ") or not colon:
        return Markup("<li>{}</li>").format(line.removeprefix("- "))
    return Markup("<li><b>{}:</b> {}</li>").format(term, words)
