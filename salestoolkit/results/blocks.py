"""Block: a piece of a report, as HTML and as text. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Block:
    """A piece of a report: HTML in which every text is escaped, and the same as plain text."""

    html: Markup
    text: str

    def _repr_html_(self) -> Markup:
        return self.html

    def __repr__(self) -> str:
        return self.text


NOTHING = Block(Markup(), "")
