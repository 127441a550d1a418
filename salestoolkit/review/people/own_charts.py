"""A control chart of each rep's own win rate: the cycles that are over, the limits around the own mean, and signals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.engine.groups import sellers
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.series.control_chart import Chart, p_chart, runs
from salestoolkit.estimate.simulation import SEED
from salestoolkit.results.computing import compute
from salestoolkit.results.result import Result
from salestoolkit.words import formats
from salestoolkit.words.periods import over_at

CYCLES: tuple[formats.Period, ...] = ("month", "quarter")
"""The shorter is used where a typical rep closes ten deals in it: a point of three deals says nothing."""
SIMULATIONS = 200


def charted_cycles(trend: Result) -> tuple[formats.Period, pd.DataFrame, pd.DataFrame]:
    """The cycle, each rep's cycles that are over (``rep_id at won n share centre lo hi outside run``), and months."""
    sales = trend.sales
    until = min(pd.Timestamp(end) for end in (sales.local_as_of, trend.end) if end is not None)
    months = pd.DataFrame()
    for cycle in CYCLES:
        result = compute(
            "win_rate", sales, by=("rep", cycle), start=trend.start, end=trend.end, where=trend.question.where
        )
        frame = result.frame[result.frame["rep_id"].isin(sellers(sales)["rep_id"])].rename(columns={cycle: "at"})
        # what may have closed there unrecorded makes the counts of a cycle no share
        frame = frame.assign(**{name: frame[name].mask(frame["reason"].eq("undated"), 0) for name in ("won", "n")})
        over = over_at(frame["at"], cycle) <= until
        points = frame.loc[over, ["rep_id", "at", "won", "n"]].sort_values(["rep_id", "at"])
        months = points if cycle == "month" else months
        some = points[points["n"] > 0]
        if len(some) and some.groupby("rep_id")["n"].median().median() >= RANKED:
            break
    charted = [_charted(rows) for _, rows in points.groupby("rep_id")]
    return cycle, pd.concat(charted) if charted else _charted(points), months


def _charted(rows: pd.DataFrame) -> pd.DataFrame:
    won, n = rows["won"].to_numpy(float), rows["n"].to_numpy(float)
    chart, share = p_chart(won, n), won / np.where(n > 0, n, np.nan)
    outside, run = _signals(share, chart)
    return rows.assign(share=share, centre=chart.center, lo=chart.lo, hi=chart.hi, outside=outside, run=run)


def _signals(share: np.ndarray, chart: Chart) -> tuple[np.ndarray, np.ndarray]:
    """Which points lie outside the limits, and which end a run on one side."""
    return (share < chart.lo) | (share > chart.hi), runs(share, chart.center)


def signals_by_chance(rows: pd.DataFrame) -> float:
    """How often a chart of as many deals shows a signal though each is won with one and the same chance."""
    n = rows["n"].to_numpy(float)
    drawn = np.random.default_rng(SEED).binomial(rows["n"], rows["centre"].iloc[0], (SIMULATIONS, len(n)))
    shares = drawn / np.where(n > 0, n, np.nan)
    outside, run = _signals(shares, p_chart(drawn, n))
    return float((outside | run).any(axis=1).mean())
