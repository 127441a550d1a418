"""The chain from a contact to sales: each rep's rates from step to step, held towards the team's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import fact
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.estimate.simulation import SEED
from salestoolkit.results.computing import compute
from salestoolkit.review.people.standing import sizes
from salestoolkit.words.text import say

NEAR = 1.01


@dataclass(frozen=True, eq=False)
class Step:
    """Something to be done, and how much of it goes on: of the reps in their order, and of all together.

    Attributes
    ----------
    kind : str
        ``contacted``, ``in_time`` or ``stage``.
    stage : str
        Its name, of a stage.
    rate, draws : numpy.ndarray
        Posterior mean of each rep's rate to the next step, and draws (one row a draw, one column a rep).
    n : numpy.ndarray
        Cases that each rep's own rate rests on.
    whole : float
        The rate of all together.
    """

    kind: str
    stage: str
    rate: np.ndarray
    draws: np.ndarray
    n: np.ndarray
    whole: float


@dataclass(frozen=True, eq=False)
class Chain:
    """What lies between a contact and a sale: the stages in their order, the leads where they are recorded.

    ``size`` and ``size_draws`` are what a won deal of each rep brings; ``from_leads`` is the share of wins that came of
    a lead; ``lacking`` says what the data lacks for either part.
    """

    size: np.ndarray
    size_draws: np.ndarray
    stages: tuple[Step, ...] = ()
    leads: tuple[Step, ...] = ()
    from_leads: float = float("nan")
    lacking: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, sales: SalesData, reps: Sequence[str], window: tuple[date, date]) -> Chain:
        """Learnt from the half-open ``window``; leads from one so much earlier that they had time to be customers."""
        asked: dict[str, Any] = {"start": window[0], "end": window[1]}
        random = np.random.default_rng(SEED)
        brought = compute("average_deal_size", sales, by="rep", **asked)
        if brought.missing or not brought.frame["value"].notna().any():
            told = str(brought.missing) if brought.missing else say("review.daily_goals.no_size", sales.lang)
            return cls(np.array([]), np.array([]), lacking=(told,))
        frame = brought.frame.set_index("rep_id").reindex(reps)
        # Where all deals cost the same there is no interval, and the size is known as well as can be.
        ends = {"lo": frame["lo"].fillna(frame["value"] / NEAR), "hi": frame["hi"].fillna(frame["value"] * NEAR)}
        posterior = sizes(frame.assign(**ends))
        stages, no_stages = _stages(sales, reps, asked, random)
        leads, from_leads, no_leads = _leads(sales, reps, asked, random)
        size = (posterior.shrunk.value, _mixed(posterior.shrunk.draws, random))
        return cls(*size, stages, leads, from_leads, tuple(filter(None, (no_stages, no_leads))))


def _mixed(draws: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draws in another order: those of each model come of the same seed, and steps are independent of each other."""
    return random.permutation(draws, axis=0)


def _step(
    named: tuple[str, str], part: pd.Series, whole: pd.Series, reps: Sequence[str], random: np.random.Generator
) -> Step:
    passed, n = (counts.reindex(reps).fillna(0).to_numpy(float) for counts in (part, whole))
    held = beta_binomial(np.minimum(passed, n), n)
    return Step(*named, held.value, _mixed(held.draws, random), n, float(passed.sum() / n.sum()))


def _stages(
    sales: SalesData, reps: Sequence[str], asked: Mapping[str, Any], random: np.random.Generator
) -> tuple[tuple[Step, ...], str]:
    whole = compute("funnel_leakage", sales, by="stage", **asked)
    if whole.missing:
        return (), say("review.daily_goals.no_stages", sales.lang, missing=whole.missing)
    if not len(whole.frame) or (whole.frame["moved_on"] < RANKED).any():
        return (), say("review.daily_goals.few_stages", sales.lang, least=RANKED)
    frame = compute("funnel_leakage", sales, by=("stage", "rep"), **asked).frame
    by_stage = {stage: rows.dropna(subset="rep_id").set_index("rep_id") for stage, rows in frame.groupby("stage")}
    order = ((stage, by_stage[stage]) for stage in whole.frame["stage"])
    return tuple(_step(("stage", name), rows["moved_on"], rows["entered"], reps, random) for name, rows in order), ""


def _leads(
    sales: SalesData, reps: Sequence[str], asked: dict[str, Any], random: np.random.Generator
) -> tuple[tuple[Step, ...], float, str]:
    whole = compute("lead_conversion", sales, **asked)
    answers = compute("lead_response_time", sales, **asked)
    lacking = whole.missing or answers.missing
    if lacking:
        return (), np.nan, say("review.daily_goals.no_leads", sales.lang, missing=lacking)
    horizon = whole.frame["horizon"].iloc[0]
    back = timedelta(days=0 if np.isnan(horizon) else int(np.ceil(horizon / 86_400)))
    earlier = asked | {"start": asked["start"] - back, "end": asked["end"] - back}
    converted = _of_reps("lead_conversion", "customers", sales, earlier)
    answered = _of_reps("lead_response_time", "answered", sales, earlier)
    came, won = _came_of_leads(sales, asked["start"], asked["end"])
    if converted.sum() < RANKED or won < RANKED or not came:
        return (), np.nan, say("review.daily_goals.few_leads", sales.lang, least=RANKED)
    if answered.sum() < RANKED:
        return (), np.nan, say("review.daily_goals.few_answers", sales.lang, least=RANKED)
    in_time = _of_reps("lead_response_time.within_target", "by_then", sales, earlier)
    contacted = _step(("contacted", ""), converted, answered, reps, random)
    punctual = _step(("in_time", ""), in_time, answered, reps, random)
    return (contacted, punctual), came / won, ""


def _of_reps(kpi: str, count: str, sales: SalesData, asked: Mapping[str, Any]) -> pd.Series:
    frame: pd.DataFrame = compute(kpi, sales, by="rep", **asked).frame
    return frame.dropna(subset="rep_id").set_index("rep_id")[count]


def _came_of_leads(sales: SalesData, start: date, end: date) -> tuple[int, int]:
    """Of the deals that were won in the period, how many came of a lead, and how many there are.

    Deals that were opened before leads were recorded tell nothing, and do not count.
    """
    recorded = fact(sales, "conversions").select(nw.col("created_at").min()).collect("pandas").to_native().iloc[0, 0]
    first, last = (datetime.combine(day, time()) for day in (start, end))
    inside = (nw.col("closed_at") >= first) & (nw.col("closed_at") < last) & (nw.col("created_at") >= recorded)
    won = fact(sales, "deals").filter(inside & (nw.col("status") == "won")).select("deal_id")
    linked = sales.connection.execute(
        "SELECT deal_id FROM leads WHERE deal_id IS NOT NULL UNION SELECT deal_id FROM deals WHERE lead_id IS NOT NULL"
    ).fetchall()
    deals = set(won.collect("pandas").to_native()["deal_id"])
    return len(deals & {deal for (deal,) in linked}), len(deals)
