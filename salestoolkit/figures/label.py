"""The one way in which a text from the data enters a figure; may import only words."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import LoadFlags

from salestoolkit.words.text import say

LENGTH = 32
FONT = "DejaVu Sans"
# A hair space: matplotlib leaves labels that begin with an underscore out of legends.
VISIBLE = "\u200a"


def label(text: Any, lang: str, length: int = LENGTH) -> str:
    """``text`` made safe and short for a figure.

    Composed (NFC), without control and format characters (line breaks become spaces), cut to ``length``
    characters with an ellipsis; a leading underscore is kept visible; what is missing or blank is said to be
    not stated. Dollar signs stay: figures are drawn with mathtext off (`theme.themed`).
    """
    if text is None or text != text:
        return say("unstated.text", lang)
    spaced = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", str(text)))
    clean = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    words = " ".join(clean.split())
    short = words if len(words) <= length else words[: length - 1].rstrip() + "…"
    return (VISIBLE + short if short.startswith("_") else short) or say("unstated.text", lang)


def fitted(text: str, size: float, inches: float) -> str:
    """``text`` cut so that it is at most ``inches`` wide in a font of ``size`` points."""
    while len(text) > 2 and width(text, size) > inches:
        text = text.removesuffix("…")[:-1].rstrip() + "…"
    return text


def width(text: str, size: float) -> float:
    """Width in inches of ``text`` in the figures' font at ``size`` points."""
    return sum(map(_advance, text)) * size / 72


@cache
def _advance(char: str) -> float:
    font = get_font(findfont(FONT))
    if not font.get_char_index(ord(char)):
        return 1.0
    font.set_size(100, 72)
    return float(font.load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100
