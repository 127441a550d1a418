"""Matters: what to talk about with each rep, as plain rows that tell of nobody else; counted once for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.preparing import fact
from salestoolkit.engine.result import Result
from salestoolkit.review.agreed import ended
from salestoolkit.review.agreements import agreements
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.findings import found
from salestoolkit.review.goals import goals
from salestoolkit.review.progress import progress
from salestoolkit.review.recovery import over, stock
from salestoolkit.review.remedies import remedies

Row = Mapping[str, Any]

GOALS = ("month", "quarter", "year")
LISTED = 10
"""So many items to recover are listed for a rep, the most worth first."""
HOPELESS = 0.005
"""What has less of a chance is not worth a call."""

OF_GOAL = ["period", "starts", "ends", "target", "actual", "expected", "pace", "chance", "verdict"]
OF_PROGRESS = ["n", "value", "change", "change_lo", "change_hi", "trend_first", "trend_last", "course"]
OF_FINDING = ["state", "kpi", "stage", "side", "good", "n", "value", "lo", "hi", "starts", "since", "rule"]
OF_FINDING += ["code", "evidence"]
OF_AGREEMENT = ["text", "raised_on", "due_on", "stands", "kpi", "stage", "n_before", "value_before"]
OF_AGREEMENT += ["n_after", "value_after", "effect"]
OF_ITEM = ["stock", "item", "account", "amount", "win_chance"]


@dataclass(frozen=True)
class Matters:
    """One rep's: goals, course, findings with the code of a suggestion, what else is suggested, agreed, to recover.

    Attributes
    ----------
    cycle : str
        ``month`` or ``quarter``: what findings are of.
    why_no_findings : str
        ``too_short`` (no cycle is completed) or ``too_small`` (too few people to compare with); else empty.
    ended : sequence of mapping
        The goal that ended last (``period starts``), where none of ``goals`` runs.
    items : int
        How many there are to recover; the rows are the first ``LISTED``.
    failed : mapping
        Parts that could not be computed, with the kind of error: the error itself may tell of others.
    """

    cycle: Literal["month", "quarter"]
    why_no_findings: str = ""
    goals: Sequence[Row] = ()
    progress: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    suggested: Sequence[Row] = ()
    ended: Sequence[Row] = ()
    agreed: Sequence[Row] = ()
    recover: Sequence[Row] = ()
    items: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)


PARTS = 7
"""So many times ``matters`` says that it has gone on."""


def matters(
    sales: SalesData,
    least: int,
    step: Callable[[], object] = lambda: None,
    faults: dict[str, Exception] | None = None,
) -> dict[str, Matters]:
    """Every seller's matters by rep id; what is told beside a rep's own numbers needs so many people.

    Parameters
    ----------
    sales : SalesData
    least : int
        Of fewer people there are no findings, no effects and no chances: each is held against everybody's, and of few
        people that would tell the others'.
    step : callable
        Called after each of the ``PARTS``.
    faults : dict, optional
        Takes the error of each part that failed, by its name; the other parts are there all the same.
    """
    faults = {} if faults is None else faults
    kind = cycle_of(sales)
    people = sellers(sales)["rep_id"]
    small = len(people) < least
    why = "too_small" if small else "" if completed(sales, kind) else "too_short"
    parts: dict[str, Callable[[], ByRep]] = {
        "findings": lambda: {} if why else _findings(sales, kind),
        "suggested": lambda: {} if why else _suggested(sales, kind),
        "agreed": lambda: _agreed(sales, kind, small),
        "recover": lambda: _items(sales, small),
        "goals": lambda: _goals(sales, small),
        "ended": lambda: {rep: [_plain(row)] for rep, row in ended(sales).items()},
        "progress": lambda: _rows(progress(sales).frame, "rep_id", OF_PROGRESS),
    }
    own = {name: _tried(name, part, faults, step) for name, part in parts.items()}
    items = own.pop("recover")
    return {
        rep: Matters(
            kind,
            why,
            **{name: by_rep.get(rep, []) for name, by_rep in own.items()},
            recover=items.get(rep, [])[:LISTED],
            items=len(items.get(rep, [])),
            failed={name: type(error).__name__ for name, error in faults.items()},
        )
        for rep in people
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


def _goals(sales: SalesData, small: bool) -> dict[str, list[Row]]:
    """Of few people the chance is not told, which comes of everybody's deals: the pace says how it goes."""
    parts = [goals(sales, period=period, scopes=("rep",)).frame for period in GOALS]
    known = [part.assign(chance=part["chance"].round(2)) for part in parts if len(part)]
    if small:
        known = [part.assign(chance=float("nan"), verdict=_by_pace(part)) for part in known]
    return _rows(pd.concat(known), "scope_id", OF_GOAL) if known else {}


def _by_pace(goal: pd.DataFrame) -> pd.Series:
    """What can be said of a goal without a chance: over, or not, and whether it is ahead of what was expected."""
    going = goal["pace"].ge(1).map({True: "on_pace", False: "behind"}).mask(goal["actual"] >= goal["target"], "reached")
    return goal["verdict"].where(goal["verdict"].isin(["reached", "missed"]), going)


def _findings(sales: SalesData, kind: str) -> ByRep:
    """The findings that are no mere watch, with what is suggested."""
    own = _own_findings(sales, kind)
    codes = _remedies(sales, kind).set_index("evidence")["code"].to_dict()
    return _rows(own.assign(code=own["evidence"].map(codes)) if len(own) else own, "who_id", OF_FINDING)


def _suggested(sales: SalesData, kind: str) -> ByRep:
    """The suggestions that need no finding."""
    left, own = _remedies(sales, kind), _own_findings(sales, kind)
    alone = left[~left["evidence"].isin(own["evidence"])] if len(own) else left
    ended = alone["code"].eq("recover") & bool(over(sales, kind))
    return _rows(alone.assign(over=ended), "who_id", ["code", "n", "over"])


def _remedies(sales: SalesData, kind: str) -> pd.DataFrame:
    left = remedies(sales, kind)
    return left[left["scope"] == "rep"]


def _own_findings(sales: SalesData, kind: str) -> pd.DataFrame:
    whole = found(sales, kind)
    return whole[(whole["scope"] == "rep") & (whole["state"] != "watch")] if len(whole) else whole


def _agreed(sales: SalesData, kind: str, small: bool) -> dict[str, list[Row]]:
    frame = agreements(sales, cycle=kind).frame
    if frame.empty:
        return {}
    told = frame.assign(effect=None) if small else frame
    return _rows(told[told["scope"] == "rep"], "who_id", OF_AGREEMENT)


def _items(sales: SalesData, small: bool) -> dict[str, list[Row]]:
    """Own amounts only: what ``stock`` takes for an amount that is not known is everybody's mean."""
    frame = stock(sales)
    frame = frame[~(frame["win_chance"] < HOPELESS)]
    known = fact(sales, "deals").select("deal_id", "amount").collect("pandas").to_native()
    amounts = known.drop_duplicates("deal_id").set_index("deal_id")["amount"].astype(float)
    amount = frame["item"].map(amounts).where(frame["stock"] != "unanswered")
    chance = float("nan") if small else frame["win_chance"].round(3)
    return _rows(frame.assign(amount=amount, win_chance=chance), "rep_id", OF_ITEM)


def _rows(frame: pd.DataFrame, key: str, columns: Sequence[str]) -> dict[str, list[Row]]:
    """The rows of each rep without what names anybody, ready for JSON."""
    if frame.empty:
        return {}
    return {str(rep): [_plain(row) for row in Result.records_of(own[columns])] for rep, own in frame.groupby(key)}


def _plain(row: Row) -> Row:
    return {name: value.isoformat()[:10] if isinstance(value, date) else value for name, value in row.items()}
