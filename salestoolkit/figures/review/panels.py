"""Several pairs of axes in the place of one, as small multiples need them; imports as figures do."""

from __future__ import annotations

import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def grid(axes: Axes, rows: int, columns: int, between: tuple[float, float], above: float = 0.0) -> list[Axes]:
    """``rows`` x ``columns`` axes, row by row, where ``axes`` was.

    Parameters
    ----------
    between : (float, float)
        Room between columns and between rows, in inches.
    above : float
        Room for words above each of them.
    """
    figure, box = axes.figure, axes.get_position()
    assert isinstance(figure, Figure)
    width, height = figure.get_size_inches()
    axes.remove()
    across, down, words = between[0] / width, between[1] / height, above / height
    wide, tall = (box.width - (columns - 1) * across) / columns, (box.height - (rows - 1) * down) / rows
    corners = [
        (box.x0 + k * (wide + across), box.y1 - tall - r * (tall + down)) for r in range(rows) for k in range(columns)
    ]
    made = [figure.add_axes((x, y, wide, tall - words)) for x, y in corners]
    for one in made:
        seaborn.despine(ax=one)
    return made
