"""Matters: what to talk about with each rep, as plain rows that tell of nobody else; counted once for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.preparing import fact
from salestoolkit.engine.result import Result
from salestoolkit.review.agreements import agreements
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.findings import found
from salestoolkit.review.goals import goals
from salestoolkit.review.progress import progress
from salestoolkit.review.recovery import stock
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
    items : int
        How many there are to recover; the rows are the first ``LISTED``.
    """

    cycle: Literal["month", "quarter"]
    why_no_findings: str = ""
    goals: Sequence[Row] = ()
    progress: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    suggested: Sequence[Row] = ()
    agreed: Sequence[Row] = ()
    recover: Sequence[Row] = ()
    items: int = 0


PARTS = 5
"""So many times ``matters`` says that it has gone on."""


def matters(sales: SalesData, least: int, step: Callable[[], object] = lambda: None) -> dict[str, Matters]:
    """Every seller's matters by rep id; what is told beside a rep's own numbers needs so many people.

    Parameters
    ----------
    sales : SalesData
    least : int
        Of fewer people there are no findings, no effects and no chances: each is held against everybody's, and of few
        people that would tell the others'.
    step : callable
        Called after each of the ``PARTS``.
    """
    kind = cycle_of(sales)
    people = sellers(sales)["rep_id"]
    small = len(people) < least
    why = "too_small" if small else "" if completed(sales, kind) else "too_short"
    findings, suggested = ({}, {}) if why else _findings(sales, kind)
    own = {"findings": findings, "suggested": suggested}
    step()
    parts: dict[str, Callable[[], dict[str, list[Row]]]] = {
        "agreed": lambda: _agreed(sales, kind, small),
        "recover": lambda: _items(sales, small),
        "goals": lambda: _goals(sales, small),
        "progress": lambda: _rows(progress(sales).frame, "rep_id", OF_PROGRESS),
    }
    for name, part in parts.items():
        own[name] = part()
        step()
    items = own.pop("recover")
    return {
        rep: Matters(
            kind,
            why,
            **{name: by_rep.get(rep, []) for name, by_rep in own.items()},
            recover=items.get(rep, [])[:LISTED],
            items=len(items.get(rep, [])),
        )
        for rep in people
    }


def _goals(sales: SalesData, small: bool) -> dict[str, list[Row]]:
    """Of few people the chance is not told, which comes of everybody's deals: the pace says how it goes."""
    parts = [goals(sales, period=period, scopes=("rep",)).frame for period in GOALS]
    known = [part.assign(chance=part["chance"].round(2)) for part in parts if len(part)]
    if small:
        known = [part.assign(chance=float("nan"), verdict=_by_pace(part)) for part in known]
    return _rows(pd.concat(known), "scope_id", OF_GOAL) if known else {}


def _by_pace(goal: pd.DataFrame) -> pd.Series:
    """What can be said of a goal without a chance: over, or not, and whether it is ahead of what was expected."""
    going = goal["pace"].ge(1).map({True: "on_pace", False: "behind"})
    return goal["verdict"].where(goal["verdict"].isin(["reached", "missed"]), going)


def _findings(sales: SalesData, kind: str) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """The findings that are no mere watch with what is suggested, and the suggestions that need no finding."""
    left = remedies(sales, kind)
    left = left[left["scope"] == "rep"]
    whole = found(sales, kind)
    own = whole[(whole["scope"] == "rep") & (whole["state"] != "watch")] if len(whole) else whole
    codes = left.set_index("evidence")["code"].to_dict()
    told = own.assign(code=own["evidence"].map(codes)) if len(own) else own
    alone = left[~left["evidence"].isin(own["evidence"])] if len(own) else left
    return _rows(told, "who_id", OF_FINDING), _rows(alone, "who_id", ["code", "n"])


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
