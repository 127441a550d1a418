"""Follow-up: what to talk about, one row for each finding and suggestion; for one rep; and as rows to agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.engine.groups import sellers
from salestoolkit.results.result import Result
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.follow_up.agreements import CLOSED, agreed, agreements
from salestoolkit.review.follow_up.findings import found, limited_to, nothing_to_find, one_sentence, written
from salestoolkit.review.follow_up.recommendations import NEEDS_ACTION, remedies
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import say

DUE = timedelta(days=14)
"""By when something is to be done that is agreed today."""
TOGETHER = ("recover", "check_in")
"""Suggestions that are told in one sentence for all whom they concern."""

COLUMNS = (
    Column("state_told", "text"),
    Column("who", "text"),
    Column("code", "code"),
    Column("because", "text"),
    Column("ask", "text"),
    Column("n"),
    Column("evidence", "text"),
)
TOLD = [
    "state",
    "state_told",
    "scope",
    "who_id",
    "who",
    "team",
    "code",
    "kpi",
    "stage",
    "good",
    "n",
    "lo",
    "hi",
    "because",
    "ask",
]
TOLD += ["evidence", "rules"]


def follow_up(
    sales: SalesData, *, cycle: str | None = None, where: Mapping[str, str | Sequence[str]] | None = None
) -> Passage:
    """What is new, what keeps coming back, what is resolved, what the evidence suggests, and what to ask.

    Parameters
    ----------
    cycle : {"month", "quarter"}, optional
        As in ``findings``.
    where : mapping, optional
        ``{"team": ...}`` or ``{"rep": ...}``.

    Returns
    -------
    Passage
        ``.frame`` has a row per finding that is no mere watch, and per suggestion that needs none: ``state scope who_id
        who team code kpi stage good n lo hi because ask evidence rules``. Code is the suggestion, empty where nothing
        is to be done; ask is an open question for the one-to-one.
    """
    kind = cycle_of(sales, cycle)
    periods = completed(sales, kind)
    if lacking := nothing_to_find(sales, cycle):
        return Passage("follow_up", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = limited_to(_rows(sales, cycle), where)
    last = formats.period(periods[-1][0], kind, sales.lang)
    return Passage("follow_up", frame, COLUMNS, _said(frame, last, sales.lang), sales.lang, sales.currency)


def follow_up_of(sales: SalesData, rep_id: str, *, cycle: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """One rep's findings, suggestions and agreements as plain rows for JSON; they name nobody else.

    The text of an agreement is as somebody wrote it.

    Raises
    ------
    UnknownName
        For a rep who does not sell.
    """
    known = sellers(sales)["rep_id"]
    if rep_id not in set(known):
        raise UnknownName("rep", rep_id, known)
    own = {"rep": rep_id}
    told = follow_up(sales, cycle=cycle, where=own).frame
    return {
        "findings": _plain(limited_to(found(sales, cycle), own)),
        "suggestions": _plain(told[told["code"].notna()]) if len(told) else [],
        "agreed": _plain(agreements(sales, cycle=cycle, where=own).frame),
    }


def follow_up_rows(sales: SalesData, *, cycle: str | None = None) -> pd.DataFrame:
    """The table ``follow_ups`` for the next run: what was agreed and is not done, then what may be agreed now.

    Carried over is what is open, marked ``overdue`` past its day and ``recurring`` where its finding is still there.
    What is suggested has the status ``suggested``, until somebody changes it to ``open``; nothing is suggested twice.
    """
    today = (sales.local_as_of - timedelta(microseconds=1)).date()
    needed = remedies(sales, cycle)
    needed = needed[needed["code"] != "check_in"]
    past = agreed(sales)
    held = past[~past["stands"].isin(CLOSED)]
    wanted = set(map(_about, needed.to_dict("records")))
    # what was agreed about the same thing again and again is carried over once, as it was agreed last
    again = held["kpi"].notna() & held.duplicated(["scope", "who_id", "kpi", "stage"])
    carried = [_carried(row, _about(row) in wanted) for row in held[~again].to_dict("records")]
    taken = set(map(_about, held.to_dict("records")))
    first = {_about(row): row for row in past.to_dict("records")}
    rows = [_new(row, first.get(_about(row)), today) for row in needed.to_dict("records") if _about(row) not in taken]
    columns = [column.name for column in TABLES["follow_ups"].columns]
    return pd.DataFrame(carried + rows, columns=columns)


def _rows(sales: SalesData, cycle: str | None) -> pd.DataFrame:
    kind = cycle_of(sales, cycle)
    whole = written(found(sales, cycle), sales, kind)
    suggested = remedies(sales, cycle)
    told = [_of_finding(row, sales.lang, kind) for row in whole[whole["state"] != "watch"].to_dict("records")]
    left = {row["evidence"]: row for row in suggested.to_dict("records")}
    own = {row["evidence"] for row in told}
    rows = [
        row | {key: left[row["evidence"]][key] for key in ("code", "because") if row["evidence"] in left}
        for row in told
    ]
    rows += [
        row | {"state": None, "state_told": None, "good": False} for row in left.values() if row["evidence"] not in own
    ]
    frame = pd.DataFrame([_asked(row, sales.lang) for row in rows], columns=TOLD)
    return frame.assign(who=frame["who"].where(frame["scope"] != "all", say("review.follow_up.all", sales.lang)))


def _of_finding(row: Mapping[str, Any], lang: str, kind: Any) -> dict[str, Any]:
    """A finding as a row; what there is to do about it comes from the suggestions."""
    return {name: row.get(name) for name in TOLD} | {"code": None, "because": one_sentence(row, lang, kind)}


def _asked(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    praised = row["good"] and row["state"] in NEEDS_ACTION
    key = row["code"] or ("good" if praised else "")
    question = say(f"review.ask.{key}", lang, stage=row["stage"]) if key else None
    return {**row, "ask": question}


def _said(frame: pd.DataFrame, period: str, lang: str) -> tuple[str, ...]:
    said = [_sentence(row, lang) for row in frame[~frame["code"].isin(TOGETHER)].to_dict("records")]
    for code in TOGETHER:
        names = formats.names(frame.loc[frame["code"] == code, "who"])
        if names:
            said.append(say(f"review.follow_up.{code}", lang, names=names, period=period))
    return tuple(said) or (say("review.follow_up.nothing", lang, period=period),)


def _sentence(row: Mapping[str, Any], lang: str) -> str:
    if row["code"] is None or pd.isna(row["code"]):
        return str(row["because"])
    who = say("review.follow_up.one", lang, who=row["who"], because=row["because"])
    if row["state"] is None or pd.isna(row["state"]):
        return who
    state = row["state_told"]
    return f"{state[0].upper()}{state[1:]}. {who}"


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = Result.records_of(frame)
    return [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()} for row in rows
    ]


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose it is and what it is about; two agreements with the same are the same one."""
    return tuple("" if pd.isna(row[name]) else str(row[name]) for name in ("scope", "who_id", "kpi", "stage"))


def _carried(row: Mapping[str, Any], again: bool) -> dict[str, Any]:
    status = "recurring" if again and row["stands"] == "open" else row["stands"]
    team = row["team"] if row["scope"] == "team" else None
    return {**row, "status": status, "team": team} | {name: _day(row[name]) for name in ("raised_on", "due_on")}


def _new(row: Mapping[str, Any], earlier: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
    whose = {"rep_id": row["who_id"]} if row["scope"] == "rep" else {"team": row["who_id"]}
    again = None if earlier is None else earlier["recurring_of"]
    again = _day(earlier["raised_on"]) if earlier is not None and pd.isna(again) else again
    days = {"raised_on": today.isoformat(), "due_on": (today + DUE).isoformat()}
    told = {name: row[name] or None for name in ("kpi", "stage", "evidence")}
    return {**whose, **days, **told, "text": row["because"], "status": "suggested", "recurring_of": again}


def _day(moment: Any) -> str | None:
    return None if pd.isna(moment) else pd.Timestamp(moment).date().isoformat()
