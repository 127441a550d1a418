"""What a figure draws: lines, dots, places, texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas
from matplotlib.figure import Figure
from matplotlib.text import Text


def artists(figure: Figure, gid: str) -> list[Any]:
    """Everything in a figure that was marked with ``gid``."""
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def texts(figure: Figure) -> list[str]:
    """Every text in a figure, tick labels included."""
    return [text.get_text() for text in figure.findobj(Text)]


def places(moments: Iterable[Any]) -> list[float]:
    """Where moments stand on a time axis: days since 1970."""
    return [(moment - pandas.Timestamp(0)) / pandas.Timedelta(days=1) for moment in moments]
