"""Matters: what to talk about with each rep, as plain rows that are made of the rep's own rows alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.data.practice.practice import Practice
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.missing import what_is_missing
from salestoolkit.engine.preparing import fact
from salestoolkit.engine.registry import definition
from salestoolkit.results.result import Result
from salestoolkit.review.follow_up.agreements import agreements, closed_earlier
from salestoolkit.review.goals.attainment import RUNNING, fact_of, standing
from salestoolkit.review.goals.day_weights import every_day, works
from salestoolkit.review.goals.kpi_goals import kpi_goals
from salestoolkit.review.goals.running_goals import ended
from salestoolkit.review.people.courses import FLAGGED
from salestoolkit.review.people.progress import progress
from salestoolkit.review.pipeline.recovery import stock, unseen

Row = Mapping[str, Any]

LISTED = 10
"""So many items to recover are listed for a rep, those of the largest amounts first."""

OF_GOAL = ["period", "starts", "ends", "target", "actual", "expected", "pace", "stands", "unvalued"]
OF_RATE = ["kpi", "period", "starts", "target", "value", "n", "over"]
OF_PROGRESS = ["n", "value", "change", "change_lo", "change_hi", "trend_first", "trend_last", "course"]
OF_PROGRESS += ["first_month", "last_month"]
OF_AGREEMENT = ["text", "raised_on", "due_on", "stands", "kpi", "stage", "n_before", "value_before"]
OF_AGREEMENT += ["n_after", "value_after", "effect"]
OF_ITEM = ["stock", "item", "account", "amount"]


@dataclass(frozen=True)
class Matters:
    """One rep's: goals, course, findings with the code of a suggestion, what else is suggested, agreed, to recover.

    Attributes
    ----------
    rates : sequence of mapping
        The goals of other KPIs than sales, and what each KPI is so far.
    why_no_findings : str
        ``unmeasured`` (no KPI is), ``too_short`` (no period is completed) or ``no_band`` (nothing of the team is
        told); else empty.
    ended : sequence of mapping
        The goal that ended last (``period starts``), where none of ``goals`` runs.
    closed : sequence of mapping
        What was agreed earlier and is done or dropped, and so is not in ``agreed``.
    items : int
        How many there are to recover; the rows are the first ``LISTED``.
    unseen : str
        Of which stock nothing is known (``recovery.unseen``).
    no_course : mapping
        What the data lacks for a course of the win rate (``Missing``); empty where nothing.
    failed : mapping
        Parts that could not be computed, with the kind of error: the error itself may tell of others.
    """

    why_no_findings: str = ""
    goals: Sequence[Row] = ()
    rates: Sequence[Row] = ()
    progress: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    suggested: Sequence[Row] = ()
    ended: Sequence[Row] = ()
    agreed: Sequence[Row] = ()
    closed: Sequence[Row] = ()
    recover: Sequence[Row] = ()
    items: int = 0
    unseen: str = ""
    no_course: Row = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)


PARTS = 7
"""So many times ``matters`` says that it has gone on."""


def matters(
    sales: SalesData,
    among: int,
    step: Callable[[], object] = lambda: None,
    faults: dict[str, Exception] | None = None,
) -> dict[str, Matters]:
    """Every seller's matters by rep id, without findings, which are made of what is told of the team.

    What the lead's review learns from everybody's history (chances, effects, how busy a day is) is not in them: the
    order of a rep's own list would move with a colleague's deals.

    Parameters
    ----------
    sales : SalesData
    among : int
        How many people are looked at for a change in their win rate.
    step : callable
        Called after each of the ``PARTS``.
    faults : dict, optional
        Takes the error of each part that failed, by its name; the other parts are there all the same.
    """
    faults = {} if faults is None else faults
    parts: dict[str, Callable[[], ByRep]] = {
        "agreed": lambda: _agreed(sales),
        "closed": lambda: _rows(_of_reps(closed_earlier(sales)), "who_id", ["raised_on"]),
        "recover": lambda: _items(sales),
        "goals": lambda: _goals(sales),
        "rates": lambda: _rates(sales),
        "ended": lambda: {rep: [_plain(row)] for rep, row in ended(sales).items()},
        "progress": lambda: _progress(sales, among),
    }
    own = {name: _tried(name, part, faults, step) for name, part in parts.items()}
    items = own.pop("recover")
    no_course = asdict(what_is_missing(definition("win_rate.trend"), sales, Question(("rep",))))
    return {
        rep: Matters(
            **{name: by_rep.get(rep, []) for name, by_rep in own.items()},  # type: ignore[arg-type]
            recover=items.get(rep, [])[:LISTED],
            items=len(items.get(rep, [])),
            unseen=unseen(sales),
            no_course=no_course,
            failed={name: type(error).__name__ for name, error in faults.items()},
        )
        for rep in sellers(sales)["rep_id"]
    }


ByRep = dict[str, list[Row]]


def _tried(name: str, part: Callable[[], ByRep], faults: dict[str, Exception], step: Callable[[], object]) -> ByRep:
    """A part, or nothing and its error: what is wrong with one takes none of the others."""
    try:
        return part()
    except Exception as error:
        faults[name] = error
        return {}
    finally:
        step()


def _goals(sales: SalesData) -> ByRep:
    """What was reached, and what was expected by the calendar: chances and busy days come of everybody's deals."""
    frame, _ = standing(sales, RUNNING, ("rep",))
    return _rows(_by_calendar(frame, sales), "scope_id", OF_GOAL) if len(frame) else {}


def _rates(sales: SalesData) -> ByRep:
    """Goals of other KPIs than sales, of every length."""
    return _rows(kpi_goals(sales, ("rep",), None, {}), "scope_id", OF_RATE)


def _by_calendar(goal: pd.DataFrame, sales: SalesData) -> pd.DataFrame:
    today = sales.local_as_of.date()
    behind = [worked(row["starts"], row["ends"], today, sales.practice) for row in goal.to_dict("records")]
    expected = goal["target"] * behind
    pace = (goal["actual"] / expected.where(expected > 0)).astype(float)
    going = pace.ge(1).map({True: "ahead", False: "short"})
    facts = [fact_of(*of) for of in zip(goal["actual"], goal["target"], goal["ends"] <= today, strict=True)]
    stands = [fact or by_calendar for fact, by_calendar in zip(facts, going, strict=True)]
    return goal.assign(expected=expected, pace=pace, stands=stands)


def worked(start: date, end: date, today: date, practice: Practice) -> float:
    """Which share of the working days of a half-open period lies before ``today``; of all days where none is one."""
    days = every_day(start, end)
    counted = [day for day in days if works(day, practice)] or days
    return sum(day < today for day in counted) / len(counted)


def _progress(sales: SalesData, among: int) -> ByRep:
    """A change counts where it is clear for so many people looked at (Bonferroni): the p of others play no part."""
    frame = progress(sales).frame
    if frame.empty:
        return {}
    known, clear = frame["p"].notna(), frame["p"] * among < FLAGGED
    course = (
        frame["course"].where(~known, "within").mask(clear, "declines").mask(clear & (frame["change"] > 0), "improves")
    )
    return _rows(frame.assign(course=course), "rep_id", OF_PROGRESS)


def _agreed(sales: SalesData) -> ByRep:
    """What was agreed and how its KPI was before and after; whether that is chance is held against everybody's."""
    frame = agreements(sales).frame
    if frame.empty:
        return {}
    told = frame.assign(effect=frame["effect"].where(frame["effect"] == "too_early", None))
    return _rows(_of_reps(told), "who_id", OF_AGREEMENT)


def _of_reps(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["scope"] == "rep"]


def _items(sales: SalesData) -> ByRep:
    """Own amounts only, the largest first: ``stock`` orders by chances that come of everybody's deals."""
    frame = stock(sales)
    known = fact(sales, "deals").select("deal_id", "amount").collect("pandas").to_native()
    amounts = known.drop_duplicates("deal_id").set_index("deal_id")["amount"].astype(float)
    amount = frame["item"].map(amounts).where(frame["stock"] != "unanswered")
    ordered = frame.assign(amount=amount).sort_values(["amount", "stock", "item"], ascending=[False, True, True])
    return _rows(ordered, "rep_id", OF_ITEM)


def _rows(frame: pd.DataFrame, key: str, columns: Sequence[str]) -> ByRep:
    """The rows of each rep without what names anybody, ready for JSON."""
    if frame.empty:
        return {}
    return {str(rep): [_plain(row) for row in Result.records_of(own[columns])] for rep, own in frame.groupby(key)}


def _plain(row: Row) -> Row:
    return {name: value.isoformat()[:10] if isinstance(value, date) else value for name, value in row.items()}
