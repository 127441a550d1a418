"""Every text of every figure is plain: hostile names come in through label(), and none is read as a formula."""

from __future__ import annotations

import unicodedata

from hostile_sales import MEASURED, hostile_sales
from matplotlib.figure import Figure
from matplotlib.text import Text

import salestoolkit as st
from salestoolkit.figures.picture import Picture

# What a figure itself writes: line breaks, and the hair space that keeps a leading underscore visible.
OWN = {"\n", "\u200a"}


def drawn(figure: Figure) -> list[str]:
    """The texts of a figure once it is drawn, ticks and legend included."""
    artists = [artist for artist in figure.findobj(Text) if artist.get_text()]
    assert not [artist for artist in artists if artist.get_parse_math()], "no text is a formula"
    return [artist.get_text() for artist in artists]


def test_no_figure_draws_a_hostile_name_as_anything_but_words() -> None:
    sales = hostile_sales()
    asked = [(spec, view, split) for spec in MEASURED for view, split in st.definition(spec).views]
    drawings = [st.compute(spec, sales, by=split).plot(view) for spec, view, split in asked]
    pictures = [each for each in drawings if isinstance(each, Picture)]
    assert all(picture.png(40).startswith(b"\x89PNG") for picture in pictures)
    texts = [text for picture in pictures for text in drawn(picture.figure)]

    assert sum("<" in text for text in texts) > 10, "the names are in the figures"
    for text in texts:
        assert not text.startswith("_")
        assert not {unicodedata.category(char) for char in set(text) - OWN} & {"Cc", "Cf", "Cs", "Co"}
