"""What the open pipeline may bring by a day: each deal by its own chance, and deals that are yet to be created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import Missing, unshown
from salestoolkit.engine.preparing import fact
from salestoolkit.estimate.sales.coverage import sums_of
from salestoolkit.estimate.simulation import SEED
from salestoolkit.review.filters import chosen as checked
from salestoolkit.review.filters import kept
from salestoolkit.review.pipeline.deal_chances import DealChances, open_now, past_days
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.periods import end_of
from salestoolkit.words.text import say

DRAWS = 4_000
DRAWN = 2_000
"""Up to so many deals each is drawn; the sum of more is as good as normal."""
LEVEL = 0.8
RECENT = timedelta(days=365)
"""Deals that came and were won within a window are looked for in windows that began within so long."""
NEEDS = {"status", "created_at", "closed_at", "amount"}

COLUMNS = (
    Column("where_open", "text"),
    Column("deals", compact=True),
    Column("amount", "money"),
    Column("win_chance", "percent"),
    Column("forecast", "money"),
    Column("forecast", "interval", "money"),
)


@dataclass(frozen=True, eq=False)
class Coming:
    """Draws of what deals that are open, and deals that are yet to be created, bring in a window."""

    deals: pd.DataFrame
    opened: np.ndarray
    created: np.ndarray
    new_deals: float
    undated: int


def pipeline_forecast(
    sales: SalesData,
    *,
    end: date | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """What the deals that are open, and those yet to be created, are expected to bring before ``end``.

    Parameters
    ----------
    sales : SalesData
        With when deals were created and closed; with a stage history chances go by stage and age in it, else by the
        age of the deal alone.
    end : date, optional
        The first day after the window, which begins at ``as_of``; by default the end of the quarter that is running.
    where : mapping, optional
        Whose or which deals, by any split of deals; chances are the whole team's.

    Returns
    -------
    Passage
        ``.frame`` has a row per stage, then ``open`` (all of them), ``new`` (yet to be created) and ``total``:
        ``part where_open deals amount win_chance forecast forecast_lo forecast_hi``; bounds hold the forecast and
        the middle 80 % of what chance makes of it. Of the new ones ``deals`` is how many are expected to be won.

    Raises
    ------
    UsageError
        When ``end`` is not after ``as_of``, or a split is none of deals.
    UnknownName
        For a value that the data does not have.
    """
    now = sales.local_as_of
    until = datetime.combine(end or _quarter_end(now), time())
    if until <= now:
        raise UsageError(Told("window_ends", day=until.date()))
    chosen = checked(sales, where)
    chances = DealChances.of(sales, until - now)
    lacking = _lacking(sales, chances)
    if lacking:
        return Passage("pipeline_forecast", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    coming = _coming(sales, chances, chosen)
    if lacking := _silent(coming, chances, sales.lang):
        return Passage("pipeline_forecast", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = _framed(coming, sales.lang)
    said = (
        *_said(frame, chances, until.date(), sales),
        *_recorded(coming.deals, sales),
        *_unspoken(coming, chances, sales),
    )
    notes = tuple(_notes(coming, chances, sales))
    return Passage(
        "pipeline_forecast",
        frame,
        COLUMNS,
        said,
        sales.lang,
        sales.currency,
        notes=notes,
        country=sales.practice.country,
    )


def _quarter_end(now: datetime) -> date:
    return end_of(date(now.year, now.month - (now.month - 1) % 3, 1), "quarter")


def _lacking(sales: SalesData, chances: DealChances) -> str:
    absent = sorted(NEEDS - sales.fed.get("deals", frozenset()))
    if absent:
        return Missing.of((f"deals.{name}" for name in absent), sales).sentence(sales.lang)
    if orders := unshown(sales, "cycles"):
        return orders.sentence(sales.lang)
    if not chances.counts["n"].sum():
        return say(
            f"review.pipeline_forecast.only_{chances.unseen}", sales.lang, days=_days(chances.window, sales.lang)
        )
    return ""


def _silent(coming: Coming, chances: DealChances, lang: str) -> str:
    """What to say where the past speaks neither of any open deal nor of deals that are yet to come; else empty."""
    silence = coming.deals["silence"]
    if not len(silence) or (silence == "").any() or coming.new_deals:
        return ""
    words = {"deals": formats.number(len(silence), lang), "days": _days(chances.window, lang)}
    return say(f"review.pipeline_forecast.only_{silence.iloc[0]}", lang, **words)


def _recorded(deals: pd.DataFrame, sales: SalesData) -> Iterator[str]:
    """What is recorded of what the open deals are worth, where that is another sum: it stands in other chapters."""
    sums = (deals["worth"].sum(), deals["amount"].where(deals["amount"] > 0).sum())
    worth, recorded = (formats.money(amount, sales.lang, sales.currency, compact=True) for amount in sums)
    if worth == recorded:
        return
    unvalued = deals.loc[deals["unvalued"], "worth"]
    key = "recorded_unvalued" if len(unvalued) else "recorded_listed"
    each = formats.money(unvalued.mean(), sales.lang, sales.currency, compact=True)
    count = formats.number(len(unvalued), sales.lang)
    yield say(f"review.pipeline_forecast.{key}", sales.lang, recorded=recorded, count=count, each=each)


def _unspoken(coming: Coming, chances: DealChances, sales: SalesData) -> Iterator[str]:
    """What the open deals are worth that add nothing, and why."""
    for reason, held in coming.deals[coming.deals["silence"] != ""].groupby("silence"):
        amount = formats.money(held["worth"].sum(), sales.lang, sales.currency, compact=True)
        words = {"count": formats.number(len(held), sales.lang), "days": _days(chances.window, sales.lang)}
        yield say(f"review.pipeline_forecast.{reason}", sales.lang, amount=amount, **words)


def _coming(sales: SalesData, chances: DealChances, where: dict[str, list[str]]) -> Coming:
    deals = kept(open_now(sales), where)
    valued = {"worth": _worth(sales, deals), "unvalued": ~(deals["amount"] > 0)}
    silence = chances.silence(deals)
    # what nothing is known of brings nothing, and is said to
    deals = deals.assign(chance=np.nan_to_num(chances.of_open(deals)), silence=silence, **valued)
    random = np.random.default_rng(SEED)
    amounts, windows = _won_at_once(sales, chances.window, where)
    rates = random.gamma(len(amounts) + 0.5, 1 / windows, DRAWS)
    counts = random.poisson(rates) if len(amounts) else np.zeros(DRAWS, int)
    created = np.array([random.choice(amounts, count).sum() if count else 0.0 for count in counts])
    standing = fact(sales, "deals").filter(nw.col("status") == "open").collect("pandas").to_native()
    undated = len(kept(standing, where)) - len(deals)
    return Coming(deals, _summed(deals, random), created, len(amounts) / windows, undated)


def _worth(sales: SalesData, deals: pd.DataFrame) -> pd.Series:
    """What each deal brings if it is won: its amount, less the discount that is usual and still to be given.

    Where list amounts are known it is at most the share of them that won deals of the product brought. What has no
    amount yet is taken for a deal like those that were won.
    """
    rows = (
        fact(sales, "deals").filter((nw.col("status") == "won") & (nw.col("amount") > 0)).collect("pandas").to_native()
    )
    won = rows.assign(amount=rows["amount"].astype(float), list_amount=rows["list_amount"].astype(float))
    usual = won["amount"].mean() if len(won) else 0.0
    sums = won[won["list_amount"] > 0].groupby("product")[["amount", "list_amount"]].sum()
    brought = deals["product"].map(sums["amount"] / sums["list_amount"]).astype(float)
    most = (deals["list_amount"] * brought).where(deals["list_amount"] > 0)
    # NaN, where no list amount is known, limits nothing
    return np.fmin(deals["amount"], most).where(deals["amount"] > 0, usual).astype(float)


def _summed(deals: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    worth, chance = deals["worth"].to_numpy(float), deals["chance"].to_numpy(float)
    if len(deals) > DRAWN:
        return random.normal(worth @ chance, np.sqrt(worth**2 @ (chance * (1 - chance))), DRAWS)
    totals, weights = sums_of(worth, chance)
    return random.choice(totals, DRAWS, p=weights / weights.sum()) if len(totals) != DRAWS else totals


def _won_at_once(sales: SalesData, window: timedelta, where: Mapping[str, list[str]]) -> tuple[np.ndarray, int]:
    """Amounts of the deals that were created and won within past windows like this one, and how many windows."""
    days = past_days(sales, window)
    recent = [day for day in days if day >= sales.local_as_of - RECENT] or days[:1]
    rows = fact(sales, "deals").filter((nw.col("status") == "won") & (nw.col("created_at") > recent[-1]))
    won = kept(rows.collect("pandas").to_native(), where)
    inside = [(won["created_at"] > day) & (won["closed_at"] <= day + window) for day in recent]
    amounts = won.loc[np.any(inside, axis=0), "amount"].astype(float).fillna(0.0)
    # in one order, for draws from them go by their places
    return np.sort(amounts.to_numpy()), len(recent)


def _framed(coming: Coming, lang: str) -> pd.DataFrame:
    deals = coming.deals.assign(expected=coming.deals["worth"] * coming.deals["chance"])
    unnamed = say("review.pipeline_forecast.any_stage", lang)
    rows = [_row("stage", str(stage) or unnamed, held) for (_, stage), held in deals.groupby(["position", "stage"])]
    names = {part: say(f"review.pipeline_forecast.{part}", lang) for part in ("open", "new", "total")}
    opened = _within(_row("open", names["open"], deals), coming.opened)
    created = _within({"forecast": float(coming.created.mean()), "deals": coming.new_deals}, coming.created)
    together = _within({"forecast": opened["forecast"] + created["forecast"]}, coming.opened + coming.created)
    rows += [opened, _named("new", names["new"]) | created, _named("total", names["total"]) | together]
    columns = ["part", "where_open", "deals", "amount", "win_chance", "forecast", "forecast_lo", "forecast_hi"]
    return pd.DataFrame(rows).reindex(columns=columns)


def _named(part: str, name: str) -> dict[str, Any]:
    return {"part": part, "where_open": name}


def _row(part: str, name: str, deals: pd.DataFrame) -> dict[str, Any]:
    told = {"deals": len(deals), "amount": float(deals["worth"].sum()), "forecast": float(deals["expected"].sum())}
    # a chance that is not known is none, and no 0 either
    return _named(part, name) | told | {"win_chance": float(deals["chance"][deals["silence"] == ""].mean())}


def _within(row: dict[str, Any], draws: np.ndarray) -> dict[str, Any]:
    """A row with its bounds: of one or two deals the sum that is expected may lie beyond the middle of what can be."""
    lo, hi = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    expected = row["forecast"]
    return row | {"forecast_lo": min(float(lo), expected), "forecast_hi": max(float(hi), expected)}


def _said(frame: pd.DataFrame, chances: DealChances, until: date, sales: SalesData) -> Iterator[str]:
    lang, rows = sales.lang, frame.set_index("part")

    def money(part: str, name: str = "forecast") -> str:
        return formats.money(rows.at[part, name], lang, sales.currency, compact=True)

    lo, hi = (float(rows.at["total", name]) for name in ("forecast_lo", "forecast_hi"))
    yield say(
        "review.pipeline_forecast.summary",
        lang,
        **{part: money(part) for part in ("total", "open", "new")},
        deals=formats.number(rows.at["open", "deals"], lang),
        amount=money("open", "amount"),
        interval=formats.interval(lo, hi, "money", lang, sales.currency, compact=True),
        day=formats.date(until - timedelta(days=1), lang),
    )
    scores = {name: chances.brier(of) for name, of in (("brier", "chance"), ("flat", "flat"))}
    if np.isnan(scores["brier"]):
        yield say("review.pipeline_forecast.unjudged", lang)
        return
    told = {name: formats.number(score, lang, 3) for name, score in scores.items()}
    better = scores["brier"] < scores["flat"] and told["brier"] != told["flat"]
    yield say(f"review.pipeline_forecast.{'judged' if better else 'no_better'}", lang, **told)


def _notes(coming: Coming, chances: DealChances, sales: SalesData) -> Iterator[str]:
    lang, days = sales.lang, chances.counts["at"].nunique()
    looked = formats.number(chances.counts["n"].sum(), lang)
    yield say("review.pipeline_forecast.looked", lang, days=days, deals=looked, window=_days(chances.window, lang))
    for row in chances.calibration.to_dict("records"):
        told = {name: formats.number(row[name], lang) for name in ("n", "expected", "won")}
        band = formats.interval(row["low"], row["high"], "percent", lang)
        yield say("review.pipeline_forecast.calibration", lang, band=band, **told)
    by_age = int(coming.deals["stage"].eq("").sum())
    unvalued = int(coming.deals["unvalued"].sum())
    for key, count in (("by_age", by_age), ("unvalued", unvalued), ("undated", coming.undated)):
        if count:
            yield say(f"review.pipeline_forecast.{key}", lang, count=formats.number(count, lang))


def _days(window: timedelta, lang: str) -> str:
    return formats.number(window.total_seconds() / 86_400, lang)
