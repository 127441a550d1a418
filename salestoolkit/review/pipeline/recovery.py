"""Recovery: what can still be saved, ordered by its chance times its amount, and how much of a gap it may close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.missing import what_is_missing
from salestoolkit.engine.preparing import fact
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.simulation import SEED
from salestoolkit.results.computing import compute
from salestoolkit.results.wording import covering
from salestoolkit.review.cycles import cycle_of
from salestoolkit.review.filters import lists
from salestoolkit.review.goals.attainment import standing
from salestoolkit.review.goals.goals_end import days_left
from salestoolkit.review.goals.running_goals import last_day
from salestoolkit.review.goals.simulation import DRAWS
from salestoolkit.review.pipeline.deal_chances import DealChances, open_now
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import say

WITHIN = 90
"""Days in which an item may still be won, and up to which a loss is recent."""
LISTED = 20
HOUR, DAY = 3_600, 86_400
WAITS = (0, HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
"""Seconds without an answer from which on a lead is taken for one that waits longer."""
NO_DECISION = ("no decision", "tidak ada keputusan", "belum ada keputusan", "no response", "tidak ada tanggapan")
"""Reasons of a loss, in lower case, after which the customer has bought from nobody."""
BECAME_DEALS = (
    "SELECT lead_id FROM deals WHERE lead_id IS NOT NULL UNION SELECT lead_id FROM leads WHERE deal_id IS NOT NULL"
)
KINDS = ("stalled", "unanswered", "no_decision", "open")

COLUMNS = (
    Column("who", "text"),
    Column("stock", "code"),
    Column("item", "text"),
    Column("account", "text"),
    Column("amount", "money"),
    Column("win_chance", "percent"),
    Column("worth", "money", compact=True),
)
ITEM = ["rep_id", "who", "team", "stock", "item", "account", "amount", "win_chance", "worth", "unknown"]
UNKNOWN = (
    *("undated", "unclosed", "unopened", "unwatched", "none_won", "outlived"),
    *("unfollowed", "waited", "not_reopened"),
)
"""Why an item's chance is not known."""


def recover(
    sales: SalesData,
    *,
    within: int = WITHIN,
    most: int = LISTED,
    cycle: str | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """What is worth taking up again: open and stalled deals, unanswered leads, losses in which nobody decided.

    Parameters
    ----------
    within : int
        Days in which it may still be won.
    most : int
        How many rows are listed; the sums are of all.
    cycle : {"month", "quarter"}, optional
        Whose goals a gap is taken from; by default as in ``findings``.
    where : mapping, optional
        ``{"team": ...}`` or ``{"rep": ...}``.

    Returns
    -------
    Passage
        ``.frame``: ``rep_id who team stock item account amount win_chance worth unknown``, worth (chance times amount,
        in money) first; what has no known worth comes last, and ``unknown`` says why. Said: the sums, the gap to the
        goals, and the carry-over, which is the smaller of gap and expected, rep by rep.

    Raises
    ------
    UsageError
        For a number of days or rows below one, or a limit by anything but team and rep.
    """
    if within < 1 or most < 1:
        raise UsageError(Told("days_rows"))
    frame = _limited(stock(sales, within), where)
    if frame.empty:
        lacking = say(f"review.recover.nothing{unseen(sales)}", sales.lang)
        return Passage("recover", frame, COLUMNS, (), sales.lang, sales.currency, lacking)
    kind = cycle_of(sales, cycle)
    gap = _limited(carry_over(sales, timely(sales, kind, within), kind), where)
    missed = _limited(gaps(sales, kind), where)
    period = formats.period(last_day(sales), kind, sales.lang)
    notes = _notes(frame, sales.lang)
    # where nothing is known the reason belongs beside it
    first, *more = _said(frame, sales, within)
    reasons = () if frame["worth"].notna().any() else notes
    cut = f"shown{'' if frame['worth'].notna().any() else '_unknown'}" if len(frame) > most else ""
    told = (say(f"review.recover.{cut}", sales.lang, shown=most, count=len(frame)),) if cut else ()
    said = (first, *reasons, *more, *told, _of_goals((gap, missed), period, days_left(sales, kind, within), sales))
    held = Passage("recover", frame.head(most), COLUMNS, said, sales.lang, sales.currency, notes=notes)
    return replace(held, period=covering(sales, None, None, sales.lang))


def stock(sales: SalesData, within: int = WITHIN) -> pd.DataFrame:
    """Every item that may still be won within so many days, by worth: the columns of ``recover``'s frame."""
    typical = float(compute("average_deal_size", sales).frame["value"].iloc[0])
    parts = [_deals(sales, within), _leads(sales, within, typical), _losses(sales, within)]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else parts[0]
    people = sellers(sales).set_index("rep_id")
    frame = frame.assign(worth=frame["amount"] * frame["win_chance"])
    frame = frame.assign(**{name: frame["rep_id"].map(people[of]) for name, of in (("who", "rep"), ("team", "team"))})
    unvalued = np.where(frame["worth"].isna(), "unvalued", "")
    frame = frame.assign(unknown=frame["unknown"].where(frame["win_chance"].isna(), unvalued))
    return frame[ITEM].sort_values(["worth", "amount", "item"], ascending=[False, False, True], ignore_index=True)


def _deals(sales: SalesData, within: int) -> pd.DataFrame:
    """Open deals with their chance by stage and age; stalled are those past their expected close."""
    rows = fact(sales, "deals").collect("pandas").to_native()
    rows = rows[rows["status"] == "open"].set_index("deal_id", drop=False)
    dated = open_now(sales)
    chances = DealChances.of(sales, timedelta(days=within))
    known = dated.assign(win_chance=chances.of_open(dated), unknown=chances.silence(dated)).set_index("deal_id")
    return pd.DataFrame(
        {
            **{"rep_id": rows["rep_id"], "item": rows["deal_id"], "account": rows["account"]},
            "stock": np.where(rows["past_expected_close"] == 1, "stalled", "open"),
            "amount": rows["amount"].astype(float),
            "win_chance": known["win_chance"].reindex(rows.index),
            # an open deal of which nobody knows since when is like no deal of the past
            "unknown": known["unknown"].reindex(rows.index).fillna("undated"),
        }
    )


def _leads(sales: SalesData, within: int, typical: float) -> pd.DataFrame:
    """Leads that still wait, with the share of customers among earlier ones that had waited as long.

    None where nobody records answers; what became a deal was answered, whatever the records say.
    """
    rows = fact(sales, "leads").collect("pandas").to_native()
    rows = rows[(rows["measured"] == 1) & _answers_known(sales)]
    past = rows[rows["created_at"] < sales.local_as_of - timedelta(days=within)]
    dealt = {lead for (lead,) in sales.connection.execute(BECAME_DEALS).fetchall()}
    waits = rows[(rows["outcome"] == 0) & (rows["customer"] == 0) & ~rows["lead_id"].isin(dealt)]
    followed = not what_is_missing(definition("lead_conversion"), sales, Question())
    still = [past[(past["response_s"] >= wait) & followed] for wait in WAITS]
    chances = np.array(
        [(known["customer"].sum() + 0.5) / (len(known) + 1) if len(known) else np.nan for known in still]
    )
    band = np.searchsorted(WAITS, waits["response_s"].to_numpy(float), side="right") - 1
    told: dict[str, Any] = {"stock": "unanswered", "account": None, "amount": typical, "win_chance": chances[band]}
    told["unknown"] = "waited" if followed else "unfollowed"
    return pd.DataFrame({"rep_id": waits["rep_id"], "item": waits["lead_id"], **told})


def unseen(sales: SalesData) -> str:
    """The end of the key that says of which stock nothing is known: ``_deals _leads`` alone are, or ``_neither``."""
    deals, leads = bool(sales.fed.get("deals")), _answers_known(sales)
    return ("" if leads else "_deals") if deals else "_leads" if leads else "_neither"


def _answers_known(sales: SalesData) -> bool:
    lacking = what_is_missing(definition("lead_response_time"), sales, Question())
    return not lacking or lacking.kind == "missing.precision"


def _losses(sales: SalesData, within: int) -> pd.DataFrame:
    """Deals lately lost without a decision; their chance is how often a lost deal was reopened and then won."""
    rows = fact(sales, "deals").collect("pandas").to_native()
    reason = rows["lost_reason"].astype(object).fillna("").astype(str).str.casefold()
    since = sales.local_as_of - timedelta(days=within)
    lost = rows[(rows["status"] == "lost") & reason.isin(NO_DECISION) & (rows["closed_at"] >= since)]
    closings = fact(sales, "closings").collect("pandas").to_native()
    again = set(closings.loc[(closings["status"] == "lost") & closings["reopened_at"].notna(), "deal_id"])
    won = int(((rows["status"] == "won") & rows["deal_id"].isin(again)).sum())
    ever = int((rows["status"] == "lost").sum()) + len(again)
    told = {"stock": "no_decision", "amount": lost["amount"].astype(float)}
    told |= {"win_chance": won / ever if won else np.nan, "unknown": "not_reopened"}
    return pd.DataFrame({"rep_id": lost["rep_id"], "item": lost["deal_id"], "account": lost["account"], **told})


def carry_over(sales: SalesData, frame: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """Per rep with a goal that is not reached: ``rep_id who team period gap items expected lo hi carry``.

    Carry is the smaller of gap and expected. Between ``lo`` and ``hi`` lie 95 of 100 simulations in which each item is
    won or not by its own chance.
    """
    told = gaps(sales, cycle)
    if told.empty:
        return pd.DataFrame(columns=["rep_id", "who", "team", "period", *SUMS, "carry"])
    known = frame.dropna(subset=["rep_id", "worth"])
    sums = pd.DataFrame([{"rep_id": rep, **_brought(rows)} for rep, rows in known.groupby("rep_id")])
    told = told.merge(sums, on="rep_id") if len(sums) else told.iloc[:0].assign(**dict.fromkeys(SUMS[1:], 0.0))
    told = told.assign(carry=told[["gap", "expected"]].min(axis=1))
    return told.loc[told["gap"] > 0, ["rep_id", "who", "team", "period", *SUMS, "carry"]].reset_index(drop=True)


def gaps(sales: SalesData, cycle: str) -> pd.DataFrame:
    """Per rep with a goal, reached or not: ``rep_id who team period gap``, the period in words."""
    agreed = standing(sales, cycle, ("rep",))[0]
    if agreed.empty:
        return pd.DataFrame(columns=["rep_id", "who", "team", "period", "gap"])
    gap = (agreed["target"] - agreed["actual"]).clip(lower=0)
    told = pd.DataFrame({"rep_id": agreed["scope_id"], "who": agreed["who"], "gap": gap})
    told = told.assign(period=agreed["period_name"])
    return told.assign(team=told["rep_id"].map(sellers(sales).set_index("rep_id")["team"]))


def timely(sales: SalesData, cycle: str, within: int = WITHIN) -> pd.DataFrame:
    """What of the stock may count towards the goals: those that run take open deals alone, won before they end.

    How soon a lead or a lost deal comes in is not known. Where no goal runs all of the stock counts towards the next.
    """
    if not (left := days_left(sales, cycle, within)):
        return stock(sales, within)
    frame = stock(sales, left)
    return frame[frame["stock"].isin(("open", "stalled"))]


SUMS = ("gap", "items", "expected", "lo", "hi")


def _brought(rows: pd.DataFrame) -> dict[str, float]:
    chance, amount = (rows[name].to_numpy(float) for name in ("win_chance", "amount"))
    totals = (np.random.default_rng(SEED).random((DRAWS, len(rows))) < chance) @ amount
    lo, hi = np.quantile(totals, [0.025, 0.975])
    return {"items": len(rows), "expected": float(rows["worth"].sum()), "lo": float(lo), "hi": float(hi)}


def _limited(frame: pd.DataFrame, where: Mapping[str, str | Sequence[str]] | None) -> pd.DataFrame:
    for dimension, values in lists(where).items():
        if dimension not in ("team", "rep"):
            raise UsageError(Told("recover_limit", dimension=dimension))
        frame = frame[frame["rep_id" if dimension == "rep" else "team"].isin(values)]
    return frame.reset_index(drop=True)


def _of_goals(known: tuple[pd.DataFrame, pd.DataFrame], period: str, left: int, sales: SalesData) -> str:
    """What it may do for the goals of reps in the days that are ``left`` of the period: nothing once none are."""
    lang, (gap, agreed) = sales.lang, known
    if agreed.empty:
        return say("review.recover.no_goals", lang, period=period)
    if not left:
        return say("review.recover.over", lang, period=period)
    short = agreed[agreed["gap"] > 0]
    if short.empty:
        return say("review.recover.no_gap", lang, period=period)
    money = {"gap": formats.money(short["gap"].sum(), lang, sales.currency, compact=True)}
    if gap.empty:
        return say("review.recover.no_stock", lang, reps=len(short), days=left, **money)
    money["carry"] = formats.money(gap["carry"].sum(), lang, sales.currency, compact=True)
    return say("review.recover.carry", lang, reps=len(short), period=period, days=left, **money)


def _said(frame: pd.DataFrame, sales: SalesData, within: int) -> tuple[str, ...]:
    lang = sales.lang

    def money(amounts: pd.Series) -> str:
        return formats.money_in_all(amounts.sum(), lang, sales.currency, whole=bool(amounts.notna().all()))

    known = frame[frame["worth"].notna()]
    told = frame if known.empty else known
    words = {"count": formats.number(len(told), lang), "amount": money(told["amount"]), "within": within}
    key = "summary_unvalued" if told["amount"].isna().all() else "summary_unknown" if known.empty else "summary"
    said = [say(f"review.recover.{key}", lang, worth=money(known["worth"]), **words)]
    for kind in KINDS:
        own = frame[frame["stock"] == kind]
        if len(own):
            of = own[own["worth"].notna()]
            words = {"kind": say(f"review.stock.{kind}", lang), "count": formats.number(len(own), lang)}
            words |= {"amount": money(own["amount"]), "known": formats.number(len(of), lang)}
            key = "kind_unknown" if of.empty else "kind" if len(of) == len(own) else "kind_in_part"
            key = "kind_unvalued" if own["amount"].isna().all() else key
            said.append(say(f"review.recover.{key}", lang, worth=money(of["worth"]), **words))
    return tuple(said)


def _notes(frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """How many items have no known chance, for each reason, and how many no amount where others have one."""
    counts = frame["unknown"].value_counts()
    told = [(reason, counts[reason]) for reason in UNKNOWN if reason in counts]
    unvalued = frame["amount"].isna()
    told += [("unvalued", unvalued.sum())] if unvalued.any() and not unvalued.all() else []
    return tuple(say(f"review.recover.{reason}", lang, count=formats.number(n, lang)) for reason, n in told)
