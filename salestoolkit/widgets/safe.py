"""The one way in which a text enters a widget that renders HTML: escaped; may import only words."""

from __future__ import annotations

from html import escape

from ipywidgets import HTML


def paragraph(text: str, kind: str, role: str = "") -> str:
    """``text`` as an escaped paragraph of CSS class ``kind``; empty stays empty."""
    if not text:
        return ""
    spoken = f' role="{role}"' if role else ""
    return f'<p class="{kind}"{spoken}>{escape(text)}</p>'


def listing(text: str) -> str:
    """Lines as an escaped list; of a line "term: words" the term is bold."""
    return f"<ul>{''.join(_point(line) for line in text.splitlines())}</ul>"


def empty() -> HTML:
    """A widget to be filled with what this module returns, and with nothing else."""
    return HTML("")


def _point(line: str) -> str:
    term, colon, words = line.partition(": ")
    if line.startswith("- ") or not colon:
        return f"<li>{escape(line.removeprefix('- '))}</li>"
    return f"<li><b>{escape(term)}:</b> {escape(words)}</li>"
