"""The stages as a heat map: teams and their reps by stage, coloured by how far they are from what is usual there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from salestoolkit.estimate.frames import FEW
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.review.grid import MOST, Grid, draw_grid
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

APART = ("clearly_above", "clearly_below")


def draw_stages(frame: pd.DataFrame, title: str, none: str, lang: str) -> Picture:
    """A row per team and per rep under it, a column per stage; what lies outside the limits has a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.stages``. Where there are more rows than can be read, the teams and the
        reps with the smallest p stay.
    title, none : str
        The heading; and what is said where nobody lies outside the limits.
    lang : str
        Of the reader.
    """
    kept, left_out = _kept(frame)
    people = list(dict.fromkeys(zip(kept["scope"], kept["scope_id"], kept["who"], strict=True)))
    steps = list(dict.fromkeys(kept["where_open"]))
    cells = {(row["scope"], row["scope_id"], row["where_open"]): row for row in kept.to_dict("records")}
    found = [[cells.get((scope, who, step)) for step in steps] for scope, who, _ in people]
    grid = Grid(
        rows=[name for _, _, name in people],
        columns=steps,
        under=[formats.percent(_usual(kept, step), lang, 0) for step in steps],
        texts=[[_text(cell, lang) for cell in row] for row in found],
        shades=np.array([[_shade(cell) for cell in row] for row in found]),
        marked=frozenset(
            (i, j) for i, row in enumerate(found) for j, cell in enumerate(row) if cell and cell["tier"] in APART
        ),
        strong=frozenset(i for i, (scope, _, _) in enumerate(people) if scope == "team"),
    )
    notes = [say("figure.stages_note", lang), say("figure.stages_few", lang)]
    notes += [say("figure.left_out", lang, count=left_out)] if left_out else []
    heading = title, say("figure.stages_subtitle", lang)
    return draw_grid(grid, heading, notes, _alt(kept, (title, none), len(people), steps, lang), lang)


def _kept(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    keys = frame["scope"] + " " + frame["scope_id"]
    first = frame.assign(key=keys, team_row=frame["scope"] != "team").groupby("key")[["team_row", "p"]].min()
    chosen = first.sort_values(["team_row", "p"]).index[:MOST]
    return frame[keys.isin(chosen)], len(first) - len(chosen)


def _usual(frame: pd.DataFrame, step: str) -> float:
    """The reference of the reps, or of the teams where no rep has enough deals."""
    at = frame[(frame["where_open"] == step) & frame["reference"].notna()]
    return float(at.sort_values("scope")["reference"].iloc[0]) if len(at) else float("nan")


def _text(cell: Mapping[Any, Any] | None, lang: str) -> str:
    if cell is None:
        return ""
    if cell["n"] < FEW:
        return f"{formats.number(cell['moved_on'], lang)}/{formats.number(cell['entered'], lang)}"
    return formats.percent(cell["shrunk"], lang, 0)


def _shade(cell: Mapping[Any, Any] | None) -> float:
    return cell["apart"] if cell and cell["tier"] != "too_few" else float("nan")


def _alt(frame: pd.DataFrame, words: tuple[str, str], rows: int, steps: list[str], lang: str) -> str:
    title, none = words
    marked = frame[frame["tier"].isin(APART)]
    places = [f"{row['who']}, {row['where_open']}" for row in marked.to_dict("records")]
    said = say("figure.alt_stages_marked", lang, places="; ".join(places)) if places else none
    return say("figure.alt_stages", lang, title=title, rows=rows, steps=len(steps), said=said)
