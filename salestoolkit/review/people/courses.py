"""Courses: which way each rep's win rate goes, and of whom that cannot be told, with the reason."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import without_losses
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.rank import UNJUDGED
from salestoolkit.estimate.series.share_trend import LEAST_MONTHS
from salestoolkit.results.result import Result

FLAGGED = 0.05
"""Of what is flagged, at most one in twenty is expected to be chance."""
ORDER = ("declines", "improves", "within", *UNJUDGED)


def courses(trend: Result, points: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """A row per rep; but for q, and the chart's signals in everybody's cycle, of the rep's own months alone."""
    known = months[months["n"] > 0].groupby("rep_id")
    ends = known["at"].agg(first_month="min", last_month="max")
    summed = known.agg(won=("won", "sum"), n=("n", "sum"), months=("n", "size"))
    own = summed.join(points.groupby("rep_id")[["outside", "run"]].sum())
    rows = trend.frame[trend.frame["rep_id"].isin(sellers(trend.sales)["rep_id"])].reset_index(drop=True)
    own = own.reindex(rows["rep_id"]).fillna(0).reset_index(drop=True)
    unfit = rows["rep_id"].isin(without_losses(trend.sales))
    scarce, doubt = rows["n"] < RANKED, rows["reason"].eq("undated") | _in_doubt(rows)
    few = unfit | scarce | doubt | (own["months"] < LEAST_MONTHS)
    p = rows["p"].astype(float).mask(few)
    q = q_values(p.to_numpy())
    value = rows["value"].astype(float).mask(few)
    change = {"change": value, "change_lo": rows["lo"].mask(few), "change_hi": rows["hi"].mask(few)}
    frame = pd.DataFrame(
        {
            **{"rep_id": rows["rep_id"], "who": rows["rep"], "n": rows["n"]},
            **{"value": (own["won"] / own["n"].where(own["n"] > 0)).mask(few), **change, "p": p, "q": q},
            **{"trend_first": rows["first"].mask(few), "trend_last": rows["last"].mask(few)},
            **{name: ends[name].reindex(rows["rep_id"]).to_numpy() for name in ends},
            **{name: own[name].astype("int64").mask(few, 0) for name in ("outside", "run")},
            "course": np.select(
                [unfit, scarce, doubt, few, ~(q < FLAGGED), value > 0],
                ["no_losses", "too_few", "undated", "too_few", "within", "improves"],
                "declines",
            ),
        }
    )
    # Who is flagged comes first; the others by name, since to rank noise is to claim a difference.
    place = frame["course"].map({course: i for i, course in enumerate(ORDER)})
    return frame.assign(place=place).sort_values(["place", "who", "rep_id"], ignore_index=True).drop(columns="place")


def _in_doubt(rows: pd.DataFrame) -> pd.Series:
    """Whose deals without a close date are all that could make a trend: those with one had the same outcome."""
    return rows.filter(like="undated_").sum(axis=1).gt(0) & rows["value"].isna()
