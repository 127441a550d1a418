"""How each rep stands in a KPI: what a hierarchical model thinks of it, the rank with its interval, and the word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import NO_LOSSES
from salestoolkit.estimate.frames import RANKED, Z
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import OUTSIDE, exact_p, overdispersion
from salestoolkit.estimate.groups.rank import UNJUDGED, ranks
from salestoolkit.estimate.groups.shrinkage import Shrunk, beta_binomial, normal_normal
from salestoolkit.estimate.interval.proportion import Proportion
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.ranking_ends import stands_apart
from salestoolkit.results.result import Result
from salestoolkit.review.people.case_mix import expected_share

SURE = 0.95


@dataclass(frozen=True, eq=False)
class Judged:
    """What a model says of each rep: posterior, p value against the team, and the value adjusted for the mix."""

    shrunk: Shrunk
    p: np.ndarray
    adjusted: np.ndarray
    centre: float
    adjusted_for: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Standing:
    """A KPI by rep with what is thought of each; ``frame`` has the columns that ``people`` gives."""

    result: Result
    frame: pd.DataFrame
    judged: Judged

    @property
    def ranked(self) -> pd.DataFrame:
        """The reps with enough cases for a rank."""
        return self.frame[~self.frame["tier"].isin(UNJUDGED)]

    @property
    def comparable(self) -> bool:
        """Whether a rank can be given: two have enough cases, and they are not all alike."""
        return comparable(self.ranked)

    @property
    def first(self) -> pd.Series:
        """Who is the best with the largest chance; somebody must be ranked."""
        return self.ranked.loc[self.ranked["p_best"].idxmax()]

    @property
    def leader(self) -> pd.Series:
        """Who is told to lead: of totals whose is the largest, else the first; somebody must be ranked."""
        if self.result.kpi.estimate.compares == "groups":
            return self.first
        return self.ranked.loc[self.ranked["value"].idxmax()]

    @property
    def clear(self) -> bool:
        """Whether that one can be called the best, and the ranking of the KPI does not say that it may be chance."""
        return bool(self.first["p_best"] >= SURE) and stands_apart(self.result, self.first["rep_id"])


def stand(kpi: str, sales: SalesData, start: Day, end: Day, where: Mapping[str, Any] | None) -> Standing | Result:
    """How the reps stand in a KPI; the result alone where the data lack what it needs."""
    result = compute(kpi, sales, by="rep", start=start, end=end, where=where)
    if result.missing:
        return result
    rows = result.frame[result.frame["rep_id"].isin(sellers(sales)["rep_id"])].reset_index(drop=True)
    unfit = rows["reason"].eq(NO_LOSSES)
    fit = rows[~unfit].reset_index(drop=True)
    judged = _rates(result, fit, where) if isinstance(result.kpi.estimate, Proportion) else sizes(fit)
    return Standing(result, _with_unfit(_framed(result, fit, judged), rows[unfit]), judged)


def _with_unfit(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of those who cannot be compared with the others, last and without a judgement."""
    if rows.empty:
        return frame
    told = pd.DataFrame({"rep_id": rows["rep_id"], "who": rows["rep"], "n": rows["n"], "tier": NO_LOSSES, "rank": "–"})
    return pd.concat([frame, told], ignore_index=True)


def _rates(result: Result, rows: pd.DataFrame, where: Mapping[str, Any] | None) -> Judged:
    """A rate: observed against expected wins, exact; the posterior of the adjusted rate by the beta-binomial model."""
    estimate: Any = result.kpi.estimate
    won, n = rows[estimate.part].to_numpy(float), rows["n"].to_numpy(float)
    share, used = expected_share(result.kpi, result.sales, result.start, result.end, where)
    return of_counts(won, n, rows["rep_id"].map(share).to_numpy(float), used)


def of_counts(won: np.ndarray, n: np.ndarray, expected: np.ndarray, used: tuple[str, ...] = ()) -> Judged:
    """Shares ``won / n`` held against the share that each could expect."""
    centre = won.sum() / n.sum() if n.sum() else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        adjusted = np.clip(won / n / expected * centre, 0, 1)
    shrunk = beta_binomial(np.nan_to_num(adjusted) * n, n)
    return Judged(shrunk, exact_p(won, n, expected), adjusted, centre, used)


def sizes(rows: pd.DataFrame) -> Judged:
    """An amount or a time: on logs, each with the error that its interval implies, by the normal model.

    An amount below 0, which refunds make of sales, has no log: then all are judged as they are.
    """
    from scipy.stats import norm

    given = rows[["value", "lo", "hi"]].to_numpy(float).T
    logs = not (given[0] < 0).any()
    value, lo, hi = np.log(given.clip(1e-12)) if logs else given
    below, above = (value - lo) / Z, (hi - value) / Z
    error = np.where(np.isfinite(above), (below + above) / 2, below)
    known = np.isfinite(value) & (error > 0)
    centre = float(np.average(value[known], weights=1 / error[known] ** 2)) if known.any() else np.nan
    nothing = 10.0 if logs or not known.any() else 10 * error[known].max()
    told = normal_normal(np.where(known, value, centre if known.any() else 0.0), np.where(known, error, nothing))
    # Intervals of skewed amounts are longer on one side: what counts is the side towards the team. Where that is the
    # shorter one, because the interval comes of the rep's own few deals, it is no reason to call somebody low.
    towards = np.fmax(np.where(value > centre, below, np.where(np.isfinite(above), above, below)), error)
    z = np.where(known, (value - centre) / np.where(known, towards, 1.0), np.nan)
    # Where all reps differ by more than chance, one is apart only if he differs by more than they do.
    phi = max(overdispersion(z), 1.0) if known.any() else 1.0
    p = 2 * norm.sf(np.abs(z) / np.sqrt(phi))
    return Judged(told.of_logs, p, np.exp(value), float(np.exp(centre))) if logs else Judged(told, p, value, centre)


def _framed(result: Result, rows: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    n, better = rows["n"].to_numpy(), result.kpi.better
    p = np.where(n >= RANKED, judged.p, np.nan)
    q, placed = q_values(p), ranks(judged.shrunk.draws, n, better)
    shrunk = judged.shrunk
    frame = pd.DataFrame(
        {
            **{"rep_id": rows["rep_id"], "who": rows["rep"], "n": n},
            **{"value": rows["value"], "value_lo": rows["lo"], "value_hi": rows["hi"], "adjusted": judged.adjusted},
            **{"shrunk": shrunk.value, "shrunk_lo": shrunk.lo, "shrunk_hi": shrunk.hi},
            **{"rank_lo": placed.lo, "rank_hi": placed.hi, "p_best": placed.p_best},
            **{"p_top_quarter": placed.p_top_quarter, "p_below": placed.p_below_team, "p": p, "q": q},
            "tier": [_tier(*row, judged.centre) for row in zip(n, judged.adjusted, p, strict=True)],
        }
    )
    few = frame["tier"] == "too_few"
    frame.loc[few, ["shrunk", "shrunk_lo", "shrunk_hi", "adjusted"]] = np.nan
    frame.loc[few | (not comparable(frame[~few])), ["rank_lo", "rank_hi", "p_best", "p_top_quarter"]] = np.nan
    ordered = frame.assign(few=few).sort_values(["few", "shrunk"], ascending=[True, better == "lower"], kind="stable")
    frame = ordered.drop(columns="few").reset_index(drop=True)
    return frame.assign(rank=[_span(lo, hi) for lo, hi in zip(frame["rank_lo"], frame["rank_hi"], strict=True)])


def comparable(ranked: pd.DataFrame) -> bool:
    """Whether reps have ranks: there are two of them, and not all have one value without standing out by their mix."""
    alike = ranked["value"].nunique() == 1 and bool(ranked["tier"].eq("within").all())
    return len(ranked) > 1 and not alike


def _tier(n: float, value: float, p: float, centre: float) -> str:
    if n < RANKED or np.isnan(p):
        return "too_few"
    if p >= OUTSIDE:
        return "within"
    return "clearly_above" if value > centre else "clearly_below"


def _span(low: float, high: float) -> str:
    if np.isnan(low):
        return "–"
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
