"""The picture of a panel: an Image widget that screen readers can read; may import only figures."""

from __future__ import annotations

from typing import Any

from ipywidgets import Image
from traitlets import Unicode

from salestoolkit.figures.picture import Picture

DPI = 144
"""Half as fine again as a plain screen: sharp enough to zoom, and quick to send."""


class FigureImage(Image):  # type: ignore[misc]
    """A PNG whose alt text is its accessible name and its tooltip.

    The Image widget has no alt text. Its tooltip becomes the title of the img element, which browsers take
    for its name; before it does so the front end looks at ``description``, which an Image lacks unless we
    give it one.
    """

    description = Unicode("").tag(sync=True)

    def __init__(self, **look: Any) -> None:
        super().__init__(format="png", **look)

    def show(self, picture: Picture | None) -> None:
        """Draw a picture, or take no room where there is none."""
        with self.hold_sync():
            self.value = picture.png(DPI) if picture else b""
            self.tooltip = picture.alt if picture else None
            self.layout.display = None if picture else "none"
