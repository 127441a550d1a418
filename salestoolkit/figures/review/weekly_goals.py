"""A week's goals as a grid: each person's counts by activity, darker where there is more to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.figures.picture import Picture
from salestoolkit.figures.review.grid import MOST, Grid, draw_grid
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

PALEST = 0.05
"""The colour of the largest count of an activity: numbers are to be read, not colours."""


def draw_week(frame: pd.DataFrame, lang: str) -> Picture:
    """A row per rep and a column per activity that a rep controls; under each activity what all do in the period.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.daily_goals``; the first 28 reps are drawn.
    lang : str
        Of the reader.
    """
    done = frame[frame["kind"] != "won"]
    reps = list(dict.fromkeys(done["rep_id"]))
    shown = done[done["rep_id"].isin(reps[:MOST])]
    steps = list(dict.fromkeys(zip(shown["kind"], shown["stage"], shown["activity"], strict=True)))
    of_step = [shown[shown["activity"] == name] for _, _, name in steps]
    most = [max(int(rows["needed"].max()), 1) for rows in of_step]
    totals = done.groupby("activity")["needed"].sum()
    grid = Grid(
        rows=list(of_step[0]["who"]),
        columns=[stage or say(f"figure.week_{kind}", lang) for kind, stage, _ in steps],
        under=[formats.number(totals[name], lang) for _, _, name in steps],
        texts=list(zip(*(rows["per_week"] for rows in of_step), strict=True)),
        shades=np.column_stack([PALEST * rows["needed"] / top for rows, top in zip(of_step, most, strict=True)]),
    )
    notes = [say("figure.week_note", lang)]
    notes += [say("figure.left_out", lang, count=len(reps) - MOST)] if len(reps) > MOST else []
    title = say("review.daily_goals.title", lang)
    alt = say("figure.alt_week", lang, title=title, count=len(reps), steps=", ".join(name for _, _, name in steps))
    return draw_grid(grid, (title, say("figure.week_subtitle", lang)), notes, alt, lang)
