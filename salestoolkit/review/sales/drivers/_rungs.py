"""Rungs from an association towards a cause: leads by what was done, what became of them, and what decides both."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import limited
from salestoolkit.engine.preparing import columns, fact
from salestoolkit.estimate.groups.association import Adjusted, Association, e_value, mantel_haenszel, standardized
from salestoolkit.estimate.interval.shares import difference

CONFOUNDERS = ("source", "in_hours")
"""What may decide both how fast a lead is answered and what becomes of it."""


def counted_cells(sales: SalesData, asked: Any) -> pd.DataFrame:
    """How many leads there are of each kind, counted in the database."""
    keys = ("exposed", "answered", "outcome", "decided", "rep_id", *CONFOUNDERS)
    kept = limited(fact(sales, "landmarks"), "created_at", asked, columns(sales, "landmarks"), "lead_response_time")
    cells: pd.DataFrame = kept.group_by(*keys).agg(nw.len().alias("leads")).collect("pandas").to_native()
    return cells.assign(source=cells["source"].fillna(""), rep_id=cells["rep_id"].fillna(""))


def _table(cells: pd.DataFrame) -> np.ndarray:
    """Exposed or not by converted or not."""
    sums = cells.groupby(["exposed", "outcome"])["leads"].sum()
    return np.array([[float(sums.get((x, y), 0)) for y in (1, 0)] for x in (1, 0)])


def climbed(cells: pd.DataFrame) -> pd.DataFrame:
    """A row for each rung that the leads reach: the plain association, by strata, adjusted."""
    whole = _table(cells)
    crude = mantel_haenszel(whole[None])
    strata = np.array([_table(rows) for _, rows in cells.groupby(list(CONFOUNDERS))])
    adjusted = _adjusted(cells)
    n = int(cells["leads"].sum())
    (k1, r1), (k2, r2) = whole
    rows = [
        _row("association", n, crude, difference(k1, k1 + r1, k2, k2 + r2)),
        _row("stratified", n, mantel_haenszel(strata), (np.nan,) * 3),
        _row("adjusted", n, adjusted, adjusted.difference),
    ]
    return pd.DataFrame(rows).dropna(subset="odds_ratio", ignore_index=True)


def _adjusted(cells: pd.DataFrame) -> Adjusted:
    """Logistic regression on source and working hours, with errors that let the leads of one rep be alike."""
    others = pd.get_dummies(cells[["source"]], drop_first=True).assign(in_hours=cells["in_hours"]).to_numpy(float)
    others = others[:, others.std(axis=0) > 0]
    outcome, exposed, weight = (cells[name].to_numpy(float) for name in ("outcome", "exposed", "leads"))
    return standardized(outcome, exposed, others, weight, cluster=cells["rep_id"].to_numpy())


def _row(rung: str, n: int, ratio: Association | Adjusted, risk: Any) -> dict[str, Any]:
    value, lo, hi = ratio.odds_ratio if isinstance(ratio, Adjusted) else (ratio.value, ratio.lo, ratio.hi)
    odds = {"odds_ratio": value, "odds_ratio_lo": lo, "odds_ratio_hi": hi}
    points = dict(zip(("difference", "difference_lo", "difference_hi"), map(float, risk), strict=True))
    return {"rung": rung, "n": n, **odds, **points, "e_value": _needed(value, lo, hi)}


def _needed(value: float, lo: float, hi: float) -> float:
    """The E-value of the bound nearer to 1; conversions are common, so the square root of the odds ratio is taken."""
    if np.isnan(value) or lo <= 1 <= hi:
        return np.nan if np.isnan(value) else 1.0
    return e_value(float(np.sqrt(lo if value > 1 else hi)))
