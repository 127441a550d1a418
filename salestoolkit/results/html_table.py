"""A readable table as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import pandas as pd


def html_table(frame: pd.DataFrame) -> Markup:
    """A readable table as HTML; its cells and headings are escaped by pandas."""
    return Markup(frame.to_html(index=False, escape=True, border=0, classes="result", na_rep="–"))  # noqa: S704
