"""Signals: whose KPI lay outside what chance explains in each cycle, seen as it stood when the cycle ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import count
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import NO_LOSSES
from salestoolkit.engine.preparing import forget
from salestoolkit.engine.registry import definitions
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import OUTSIDE, WATCH
from salestoolkit.estimate.interval.proportion import Proportion
from salestoolkit.estimate.series.control_chart import RUN, runs
from salestoolkit.estimate.survival.kaplan_meier import each_against_rest
from salestoolkit.estimate.survival.product_limit import ProductLimit
from salestoolkit.estimate.survival.response_time import ANSWERED, ResponseTime
from salestoolkit.kpi import DIMENSIONS, KPI
from salestoolkit.results.computing import compute
from salestoolkit.results.result import Result
from salestoolkit.review.cycles import completed
from salestoolkit.review.people.case_mix import expected_share
from salestoolkit.review.people.standing import Judged, of_counts, sizes
from salestoolkit.words.periods import Cycle, before

Scope = Literal["rep", "team"]
Where = Mapping[str, Sequence[str]]
SCOPES: tuple[Scope, ...] = ("rep", "team")
FALSE_SHARE = 0.05
"""Of what is flagged for being one of many comparisons, so much may be chance (Benjamini and Hochberg)."""
EARLIER = 12
"""Cycles before the first one looked at that a rep's own series begins with."""

ROUNDS = 5
"""At most so many are set apart, one after the other, before the others of a cycle are judged."""
JUDGEMENT = ("p", "side", "back")

WHOSE = ["kpi", "stage", "scope", "who_id"]
STRONG = ("limits", "fdr", "run")
"""Rules that make a signal; ``watch`` (95 % only) makes none."""


@dataclass(frozen=True)
class Period:
    """A cycle, and the load as it stood when it ended."""

    start: date
    end: date
    then: SalesData


def compared() -> tuple[KPI, ...]:
    """Every installed KPI that can be held against the team's, rep by rep and cycle by cycle."""
    return tuple(
        kpi for kpi in definitions() if "rep" in kpi.by and kpi.over_time and kpi.estimate.compares == "groups"
    )


NAMED = ["kpi", "stage", "scope", "who_id", "who", "team", "starts", "ends", "n", "value", "lo", "hi", "reference"]
NAMED += ["p", "q", "side", "back", "good", "rule"]


def signals(sales: SalesData, cycle: Cycle) -> pd.DataFrame:
    """One row per KPI (and stage), rep or team, and completed cycle that can be judged or told to be too small.

    Returns
    -------
    pandas.DataFrame
        ``kpi stage scope who_id who team starts ends n value lo hi reference p q side back good rule``: back is the
        share of the distance that chance is expected to take back, and rule the first that holds of ``limits``
        (outside the exact 99.8 % limits), ``fdr`` (q below 5 % in the cycle), ``run`` (8 points on one side of the own
        median) and ``watch`` (95 % only), or empty. Below 10 cases there is none.

    Notes
    -----
    A run is held against the median of the own series (Anhoj and Olesen, PLoS ONE 9 (2014) e113825). Limits are
    set anew without what has a cause of its own (Montgomery, Introduction to Statistical Quality Control, phase I):
    teams are judged without reps who are outside by themselves; and where some are outside on either side, the
    furthest is set apart before the others are judged, since one slow rep makes everybody else of a few look fast.
    """
    parts: list[pd.DataFrame] = []
    history: list[pd.DataFrame] = []
    for start, end in completed(sales, cycle):
        period = Period(start, end, sales.as_it_stood(end))
        parts += [part for kpi in compared() for part in _of_cycle(kpi, period)]
        history = history or [_history(kpi, scope, period, cycle) for kpi in compared() for scope in SCOPES]
        if period.then is not sales:
            forget(period.then)  # what is prepared of one day is as large as the load
    made = [part for part in parts if len(part)]
    if not made:
        return pd.DataFrame(columns=NAMED)
    frame = pd.concat(made, ignore_index=True)
    frame["q"] = frame.groupby(["starts", "scope"])["p"].transform(lambda p: q_values(p.to_numpy(float)))
    return _ruled(frame, [part for part in history if len(part)])


def step_of(kpi: KPI) -> tuple[str, ...]:
    """The dimension of a funnel's steps: a step is compared, not the whole way."""
    return (kpi.estimate.step,) if isinstance(kpi.estimate, ProductLimit) else ()


def _known(result: Result, scope: Scope) -> pd.DataFrame:
    """The rows of sellers, or of teams that have a name; not those whose losses are not recorded."""
    frame, key = result.frame, DIMENSIONS[scope][0]
    people = sellers(result.sales)
    known = frame[key].isin(people["rep_id" if scope == "rep" else "team"].dropna()) & frame["reason"].ne(NO_LOSSES)
    return frame[known].reset_index(drop=True)


def _of_cycle(kpi: KPI, period: Period) -> list[pd.DataFrame]:
    """The reps of a cycle, and its teams, which are judged without reps who stand out by themselves."""
    reps = _judged(kpi, "rep", period)
    if reps.empty:
        return [_judged(kpi, "team", period)]
    apart = set(_outside(reps)["who_id"])
    rest = sorted(set(reps["who_id"]) - apart)
    return [reps, _judged(kpi, "team", period, {"rep": rest} if apart and rest else None)]


def _judged(kpi: KPI, scope: Scope, period: Period, among: Where | None = None) -> pd.DataFrame:
    """Each held against everybody ``among`` these, without the furthest where they would put others outside."""
    frame = held_against_all(kpi, scope, period)
    if among and len(frame):
        frame = _judged_anew(frame, held_against_all(kpi, scope, period, among))
    left = frame
    for _ in range(ROUNDS):
        if not (furthest := _furthest_of_two_sides(left)):
            break
        left = left[left["who_id"] != furthest]
        rest = held_against_all(kpi, scope, period, {**(among or {}), scope: sorted(set(left["who_id"]))})
        frame, left = (_judged_anew(rows, rest) for rows in (frame, left))
    return frame


def _outside(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["p"] < OUTSIDE]


def _furthest_of_two_sides(frame: pd.DataFrame) -> str:
    """Whose p is smallest where some are outside the limits on either side; empty where none are."""
    for _, rows in _outside(frame).groupby("stage") if len(frame) else ():
        if rows["side"].nunique() > 1:
            return str(rows.loc[rows["p"].idxmin(), "who_id"])
    return ""


def _judged_anew(frame: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are, with the judgement of ``rest`` on those who are in it."""
    if rest.empty:
        return frame
    anew = frame[["who_id", "stage"]].merge(rest[["who_id", "stage", *JUDGEMENT]], how="left", validate="one_to_one")
    known = frame["who_id"].isin(rest["who_id"]).to_numpy()
    return frame.assign(**{name: frame[name].where(~known, anew[name].to_numpy()) for name in JUDGEMENT})


def held_against_all(
    kpi: KPI, scope: Scope, period: Period, among: Where | None = None, by_step: bool = True
) -> pd.DataFrame:
    """``signals`` of a cycle without the rules, ``among`` these; a funnel's of each step, or of the whole way."""
    step = step_of(kpi) if by_step else ()
    result = compute(kpi, period.then, by=(scope, *step), start=period.start, end=period.end, where=among)
    if result.missing:
        return pd.DataFrame()
    rows = _known(result, scope)
    if not step:
        return _framed(rows, result, scope, period, _by_model(result, rows, scope))
    steps = [part.reset_index(drop=True) for _, part in rows.groupby(kpi.estimate.step, sort=False)]  # type: ignore[attr-defined]
    told = [_framed(part, result, scope, period, _of_step(part, kpi.estimate)) for part in steps]
    return pd.concat(told, ignore_index=True) if told else pd.DataFrame()


def _by_model(result: Result, rows: pd.DataFrame, scope: Scope) -> tuple[Judged, Any]:
    """What the model says, and what each is held against."""
    if isinstance(result.kpi.estimate, ResponseTime):
        told = replace(sizes(rows), p=_of_waits(result, rows, scope))
        return told, told.centre
    if not isinstance(result.kpi.estimate, Proportion):
        told = sizes(rows)
        return told, told.centre
    share, used = expected_share(result.kpi, result.sales, result.start, result.end, result.question.where)
    own = rows["rep_id"].map(share) if scope == "rep" else rows["team"].map(_of_teams(result, share))
    expected = own.to_numpy(float)
    won, n = rows[result.kpi.estimate.part].to_numpy(float), rows["n"].to_numpy(float)
    return of_counts(won, n, expected, used), expected


def _of_waits(result: Result, rows: pd.DataFrame, scope: Scope) -> np.ndarray:
    """P values of each one's waits against everybody else's, those without an answer counted in (Gehan's test).

    Waits are of two kinds, answered at once and left over night: how far a median moves by chance depends on where
    in between it lies, and no interval of it says so.
    """
    estimate, key = result.kpi.estimate, DIMENSIONS[scope][0]
    counts, _ = count(result.kpi, result.sales, result.question)
    # the rest are people too: what a system account answers at once makes nobody slow
    kept = counts[counts[key].isin(rows[key]) & (counts[estimate.count] > 0)]  # type: ignore[attr-defined]
    time, weight = (kept[name].to_numpy(float) for name in (estimate.seconds, estimate.count))  # type: ignore[attr-defined]
    answered = (kept[estimate.outcome] == ANSWERED).to_numpy(int)  # type: ignore[attr-defined]
    return each_against_rest(time, answered, weight, kept[key].to_numpy(), rows[key].to_numpy())


def _of_teams(result: Result, share: pd.Series) -> pd.Series:
    """The share that each team could expect: its reps', weighted by their cases."""
    asked = result.question
    own = compute(
        result.kpi, result.sales, by=("team", "rep"), start=asked.start, end=asked.end, where=asked.where
    ).frame
    expected = own["rep_id"].map(share) * own["n"]
    sums = own.assign(expected=expected).groupby("team")[["expected", "n"]].sum()
    return sums["expected"] / sums["n"].where(sums["n"] > 0)


def _of_step(rows: pd.DataFrame, estimate: Any) -> tuple[Judged, float]:
    """Of one step, exact: lost among decided; shown beside the share of all that entered."""
    lost, decided = rows[estimate.lost].to_numpy(float), rows["n"].to_numpy(float)
    centre = lost.sum() / decided.sum() if decided.sum() else np.nan
    entered = rows[estimate.entered].sum()
    judged = of_counts(lost, decided, np.full(len(rows), centre))
    return judged, float(lost.sum() / entered) if entered else np.nan


def _framed(rows: pd.DataFrame, result: Result, scope: Scope, period: Period, told: tuple[Judged, Any]) -> pd.DataFrame:
    judged, reference = told
    enough = rows["n"].to_numpy(float) >= RANKED
    above = judged.adjusted > judged.centre
    people = sellers(result.sales).set_index("rep_id")["team"]
    whole = {"kpi": result.kpi.name, "scope": scope, "starts": period.start, "ends": period.end}
    return pd.DataFrame(
        {
            **{"who_id": rows[DIMENSIONS[scope][0]], "who": rows[DIMENSIONS[scope][-1]]},
            "team": rows["rep_id"].map(people) if scope == "rep" else rows["team"],
            "stage": next((rows[step] for step in step_of(result.kpi) if step in rows), ""),
            **{name: rows[name] for name in ("n", "value", "lo", "hi")},
            **{"reference": reference, "p": np.where(enough, judged.p, np.nan)},
            **{"side": np.where(above, "above", "below"), "back": _back(judged, result.kpi.unit)},
            **whole,
        }
    )


def _back(judged: Judged, unit: str) -> np.ndarray:
    """Which share of each one's distance from the team is expected to come back by chance (0 to 1).

    The hierarchical model's shrinkage: regression to the mean. Amounts and times are taken on logs.
    """
    scale = np.log if unit in ("money", "duration") else np.asarray
    with np.errstate(invalid="ignore", divide="ignore"):
        held, own, centre = (scale(x) for x in (judged.shrunk.value, judged.adjusted, judged.centre))
        return np.asarray(np.clip(1 - (held - centre) / (own - centre), 0, 1))


def _history(kpi: KPI, scope: Scope, oldest: Period, cycle: Cycle) -> pd.DataFrame:
    """The series before the cycles that are looked at, as it stood when the oldest of them ended."""
    start = oldest.start
    for _ in range(EARLIER):
        start = before(start, cycle)
    result = compute(kpi, oldest.then, by=(scope, *step_of(kpi), cycle), start=start, end=oldest.start)
    if result.missing:
        return pd.DataFrame()
    rows = _known(result, scope).dropna(subset=cycle)
    if rows.empty:
        return pd.DataFrame()
    stage = rows[step_of(kpi)[0]] if step_of(kpi) else ""
    told = {"kpi": kpi.name, "scope": scope, "starts": rows[cycle].dt.date, "value": rows["value"]}
    return pd.DataFrame({"who_id": rows[DIMENSIONS[scope][0]], "stage": stage, **told})


def _ruled(frame: pd.DataFrame, history: list[pd.DataFrame]) -> pd.DataFrame:
    series = pd.concat([*history, frame[[*WHOSE, "starts", "value"]]]).sort_values("starts")
    values, sides = series["value"].to_numpy(float), np.full(len(series), "", dtype=object)
    for places in series.groupby(WHOSE, sort=False).indices.values():
        sides[places] = run_sides(values[places])
    run = series[[*WHOSE, "starts"]].assign(run=sides)
    frame = frame.merge(run, on=[*WHOSE, "starts"], how="left", validate="one_to_one")
    holds = [frame["p"] < OUTSIDE, frame["q"] < FALSE_SHARE, frame["run"] != "", frame["p"] < 1 - WATCH]
    rule = np.select(holds, [*STRONG, "watch"], "")
    rule = np.where(frame["n"] >= RANKED, rule, "")
    side = frame["run"].where(rule == "run", frame["side"])
    higher = {kpi.name: kpi.better == "higher" for kpi in compared()}
    good = (side == "above") == frame["kpi"].map(higher)
    return frame.assign(rule=rule, side=side, good=good).drop(columns="run")


def run_sides(values: np.ndarray) -> list[str]:
    """On which side of the own median, as known then, each point ends a run of eight; empty where it ends none."""
    sides = [""] * len(values)
    for i in range(RUN - 1, len(values)):
        known = values[: i + 1]
        if np.isfinite(known).sum() >= RUN and runs(known, float(np.nanmedian(known)))[-1]:
            sides[i] = "above" if values[i] > np.nanmedian(known) else "below"
    return sides
