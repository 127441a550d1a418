"""Agreements: what was agreed, how it stands, and what its KPI did before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import exp, log
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.preparing import forget
from salestoolkit.engine.registry import definition, definitions
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.interval.difference import difference_of
from salestoolkit.kpi import KPI
from salestoolkit.results.computing import compute
from salestoolkit.review.cycles import cycle_of, cycles_of_reps
from salestoolkit.review.follow_up.findings import limited_to, measure
from salestoolkit.review.follow_up.signals import Period, held_against_all, step_of
from salestoolkit.review.goals.running_goals import COMPANY
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.periods import Cycle
from salestoolkit.words.text import say

DAYS: Mapping[Cycle, int] = {"month": 30, "quarter": 91}
"""How long before and after an agreement its KPI is looked at."""
CLOSED = ("done", "dropped")
LATELY = 1
"""Cycles for which an agreement that is done is still shown."""

COLUMNS = (
    Column("who", "text"),
    Column("agreed", "text"),
    Column("raised_on", "date"),
    Column("due_on", "date"),
    Column("stands", "code"),
    Column("measure", "text"),
    Column("told_before", "text"),
    Column("told_after", "text"),
    Column("told_change", "text"),
    Column("told_chance", "text"),
    Column("effect", "code"),
)
NEAR = 1e-9
HELD = ["n", "value", "lo", "hi", "reference", "back"]


def agreements(
    sales: SalesData, *, cycle: str | None = None, where: Mapping[str, str | Sequence[str]] | None = None
) -> Passage:
    """What was agreed (table ``follow_ups``), how it stands, and whether its KPI moved further than by chance.

    Parameters
    ----------
    cycle : {"month", "quarter"}, optional
        How long before and after an agreement its KPI is looked at; by default a month for a rep who closes ten deals
        or more in one, else a quarter, and of a team's as in ``findings``.
    where : mapping, optional
        ``{"team": ...}`` or ``{"rep": ...}``.

    Returns
    -------
    Passage
        ``.frame``: the columns of ``follow_ups``, ``scope`` (``rep``, ``team``, or ``all`` where it names neither),
        ``who``, ``stands`` (``open recurring overdue done dropped``), and
        where it names a KPI ``value lo hi n`` of ``_before`` and ``_after``, ``change change_lo change_hi`` (points of
        a share, else a share of the value before), ``back`` (share of the distance to the team that chance is expected
        to take back) and ``by_chance`` (the value that this means), and ``effect``: ``better``, ``worse``, ``unclear``
        or ``too_early``. Better is only what lies beyond ``by_chance`` too, which of the whole company is not known.
        What is done or dropped and was agreed more than a cycle ago is only counted.

    Notes
    -----
    Agreements are made after bad cycles, and bad cycles are followed by better ones by chance alone: regression to
    the mean (Barnett, van der Pols and Dobson, Int. J. Epidemiol. 34 (2005) 215-220).
    """
    every = limited_to(agreed(sales), where)
    every = every.assign(days=_lengths(every, sales, cycle))
    past = _past(every, sales)
    rows, earlier = every[~past].reset_index(drop=True), formats.number(past.sum(), sales.lang)
    if rows.empty:
        key = "review.agreements.all_closed" if past.any() else "review.agreements.nothing"
        lacking = say(key, sales.lang, count=earlier)
        return Passage("agreements", rows, COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = _written(with_effects(rows, sales), sales)
    said = _said(frame, sales.lang)
    if past.any():
        said = (said[0], say("review.agreements.earlier", sales.lang, count=earlier), *said[1:])
    return Passage("agreements", frame, COLUMNS, said, sales.lang, sales.currency)


def closed_earlier(sales: SalesData) -> pd.DataFrame:
    """What was agreed more than a cycle ago and is done or dropped, which ``agreements`` only counts."""
    rows = agreed(sales)
    rows = rows.assign(days=_lengths(rows, sales, None))
    return rows[_past(rows, sales)]


def _past(rows: pd.DataFrame, sales: SalesData) -> pd.Series:
    ago = (pd.Timestamp(sales.local_as_of.date()) - rows["raised_on"]).dt.days
    return rows["stands"].isin(CLOSED) & (ago > LATELY * rows["days"])


def agreed(sales: SalesData) -> pd.DataFrame:
    """Every agreement made before ``as_of``, the latest first: the table's columns and ``scope who_id who stands``.

    What is due before ``as_of`` and neither done nor dropped stands as ``overdue``.
    """
    today = sales.local_as_of.date()
    rows = sales.connection.execute(
        "SELECT * FROM follow_ups WHERE raised_on < ? AND coalesce(status, '') <> 'suggested' "
        "ORDER BY raised_on DESC, rep_id, team, text",
        [today],
    ).df()
    rows = rows.assign(**{name: pd.to_datetime(rows[name]) for name in ("raised_on", "due_on")})
    people = sellers(sales).set_index("rep_id")
    own = rows["rep_id"].notna()
    stands = rows["status"].fillna("open").mask(rows["status"].eq("overdue"), "open")
    late = (rows["due_on"] < pd.Timestamp(today)) & ~stands.isin(CLOSED)
    team = rows["rep_id"].map(people["team"]).where(own, rows["team"])
    whole = ~own & rows["team"].isna()
    who = rows["rep_id"].map(people["rep"]).fillna(rows["rep_id"]).where(own, rows["team"])
    return rows.assign(
        scope=np.select([own, whole], ["rep", COMPANY], "team"),
        who_id=rows["rep_id"].where(own, rows["team"]).mask(whole, ""),
        who=who.mask(whole, say(f"review.scope.{COMPANY}", sales.lang)),
        team=team,
        stands=stands.mask(late, "overdue"),
    )


def _lengths(rows: pd.DataFrame, sales: SalesData, cycle: str | None) -> list[int]:
    """Days before and after that each agreement is looked at: a rep's own cycle, so that no one else's deals set it."""
    whole, own = cycle_of(sales, cycle), {} if cycle else cycles_of_reps(sales)
    return [
        DAYS[own.get(who, whole) if scope == "rep" else whole]
        for scope, who in zip(rows["scope"], rows["who_id"], strict=True)
    ]


def with_effects(rows: pd.DataFrame, sales: SalesData) -> pd.DataFrame:
    """``rows`` with each KPI ``days`` before and after, its change, what chance takes back, and the effect."""
    known = {kpi.name for kpi in definitions() if "rep" in kpi.by and kpi.estimate.compares == "groups"}
    around = _Around(sales)
    told = [around.of(row) if row["kpi"] in known else {"effect": ""} for row in rows.to_dict("records")]
    around.close()
    columns = [f"{name}_{when}" for when in ("before", "after") for name in HELD]
    extra = pd.DataFrame(told, columns=[*columns, "change", "change_lo", "change_hi", "back", "by_chance", "effect"])
    return pd.concat([rows, extra.set_index(rows.index)], axis=1)


class _Around:
    """Everybody's KPIs before and after each day on which something was agreed; each is computed once."""

    def __init__(self, sales: SalesData) -> None:
        self.sales = sales
        self.held: dict[tuple[str, str, bool, date, date], pd.DataFrame] = {}

    def of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        raised, length = row["raised_on"].date(), timedelta(days=row["days"])
        until = min(raised + length, self.sales.local_as_of.date())
        before = self._own(row, raised - length, raised)
        after = self._own(row, raised, until)
        told = {f"{name}_before": before[name] for name in HELD} | {f"{name}_after": after[name] for name in HELD}
        return told | effect(before, after, row["kpi"])

    def _own(self, row: Mapping[str, Any], start: date, end: date) -> Mapping[str, float]:
        stage = row["stage"] if isinstance(row["stage"], str) else ""
        key = (row["kpi"], row["scope"], bool(stage), start, end)
        if key not in self.held:
            period = Period(start, end, self.sales.as_it_stood(end))
            self.held[key] = _held(definition(row["kpi"]), row["scope"], period, bool(stage))
        frame = self.held[key]
        if frame.empty:
            return dict.fromkeys(HELD, np.nan)
        own = frame[(frame["who_id"] == row["who_id"]) & (frame["stage"] == stage)]
        return own.iloc[0][HELD].to_dict() if len(own) else dict.fromkeys(HELD, np.nan)

    def close(self) -> None:
        """Drop what was prepared for days gone by."""
        for end in {end for *_, end in self.held}:
            then = self.sales.as_it_stood(end)
            if then is not self.sales:
                forget(then)


def _held(kpi: KPI, scope: Any, period: Period, by_step: bool) -> pd.DataFrame:
    """Everybody of a scope, or the whole company, which is held against nobody."""
    if scope != COMPANY:
        return held_against_all(kpi, scope, period, by_step=by_step)
    step = step_of(kpi) if by_step else ()
    result = compute(kpi, period.then, by=step, start=period.start, end=period.end)
    if result.missing:
        return pd.DataFrame()
    stage = result.frame[step[0]] if step else ""
    return result.frame[["n", "value", "lo", "hi"]].assign(who_id="", stage=stage, reference=np.nan, back=np.nan)


def effect(before: Mapping[str, float], after: Mapping[str, float], kpi: str) -> dict[str, Any]:
    """What changed from ``before`` to ``after`` (each ``n value lo hi reference back``), and whether by chance.

    Returns
    -------
    dict
        ``change change_lo change_hi back by_chance effect`` as in ``agreements``.
    """
    judged = all(held["n"] >= RANKED and np.isfinite(held["value"]) for held in (before, after))
    if not judged:
        return {"effect": "too_early"}
    share, higher = definition(kpi).unit == "percent", definition(kpi).better == "higher"
    first, second = (_scaled(held, share) for held in (before, after))
    change = difference_of(second, first)
    distance = first[0] - _log(before["reference"], share)
    # who is where everybody is has nowhere to come back to
    by_chance = first[0] - (0.0 if abs(distance) < NEAR else before["back"] * distance)
    sign = 1 if higher else -1
    low, high = sorted((sign * change[1], sign * change[2]))
    beyond = sign * (second[1 if higher else 2] - by_chance) > 0
    code = "better" if low > 0 and beyond else "worse" if high < 0 else "unclear"
    shown = change if share else tuple(exp(x) - 1 if np.isfinite(x) else x for x in change)
    values = dict(zip(("change", "change_lo", "change_hi"), shown, strict=True))
    return values | {"back": before["back"], "by_chance": by_chance if share else exp(by_chance), "effect": code}


def _scaled(held: Mapping[str, float], share: bool) -> tuple[float, float, float]:
    value, lo, hi = (_log(held[name], share) for name in ("value", "lo", "hi"))
    return value, lo, hi


def _log(x: float, share: bool) -> float:
    return x if share else log(max(x, 1e-12)) if np.isfinite(x) else x


def _written(frame: pd.DataFrame, sales: SalesData) -> pd.DataFrame:
    rows = [_words(row, sales) for row in frame.to_dict("records")]
    names = ("measure", "told_before", "told_after", "told_change", "told_chance")
    told = frame.assign(agreed=frame["text"], **{name: [row.get(name) for row in rows] for name in names})
    return told.assign(effect=told["effect"].replace("", None))


def _words(row: Mapping[str, Any], sales: SalesData) -> dict[str, str]:
    if not row["effect"]:
        return {}
    lang, unit, stage = sales.lang, definition(row["kpi"]).unit, row["stage"] if isinstance(row["stage"], str) else ""
    told = {"measure": measure(row["kpi"], stage, lang)}
    for when in ("before", "after"):
        n = 0 if pd.isna(row[f"n_{when}"]) else int(row[f"n_{when}"])
        value = formats.value(row[f"value_{when}"], unit, lang, sales.currency, compact=True)
        key = "no_value" if pd.isna(row[f"value_{when}"]) else "value"
        told[f"told_{when}"] = say(f"review.agreements.{key}", lang, value=value, n=formats.number(n, lang))
    if row["effect"] != "too_early":
        told["told_change"] = _change(row, unit, lang)
        told["told_chance"] = formats.value(row["by_chance"], unit, lang, sales.currency, compact=True)
    return told


def _change(row: Mapping[str, Any], unit: formats.Unit, lang: str) -> str:
    """In points where shares changed: a fall from 11% to 9% is no fall by 2%."""
    change, lo, hi = (row[name] for name in ("change", "change_lo", "change_hi"))
    if unit != "percent":
        interval = formats.interval(lo, hi, "percent", lang)
        return say("review.agreements.relative", lang, change=formats.percent(change, lang), interval=interval)
    points = {"change": formats.number(100 * change, lang, 1)}
    return say("review.agreements.points", lang, **points, interval=formats.number_range(100 * lo, 100 * hi, lang, 1))


def _said(frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    counts = frame["stands"].value_counts()
    present = [code for code in STANDINGS if counts.get(code, 0)]
    parts = [f"{formats.number(counts[code], lang)} {say(f'review.stands.{code}', lang)}" for code in present]
    said = [say("review.agreements.summary", lang, count=formats.number(len(frame), lang), standings=", ".join(parts))]
    late = frame[frame["stands"] == "overdue"]
    if len(late):
        said.append(say("review.agreements.overdue", lang, names=formats.names(sorted(set(late["who"])))))
    told = frame[frame["effect"].isin(["better", "worse", "unclear"])]
    # of what was agreed again and again, the last time is told
    for row in told.drop_duplicates(["who_id", "kpi", "stage"]).to_dict("records"):
        words = {
            name: row[name] for name in ("who", "measure", "told_before", "told_after", "told_change", "told_chance")
        }
        alone = row["effect"] == "unclear" and pd.isna(row["by_chance"])
        said.append(say(f"review.agreements.{'unclear_alone' if alone else row['effect']}", lang, **words))
    return tuple(said)


STANDINGS = ("overdue", "recurring", "open", "done", "dropped")
