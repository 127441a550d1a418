"""Products side by side: wins, win rate, deal size, margin, growth and sales, and no score made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import UNSHOWN
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.funnel_limits import OUTSIDE, exact_p
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.estimate.series.growth import grown
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.result import Result
from salestoolkit.results.wording import period
from salestoolkit.review.sales.margins import gross_margin
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

BOUNDS = ("value", "lo", "hi")
COLUMNS = (
    Column("product", "text"),
    Column("won"),
    Column("n"),
    Column("win_rate", "percent"),
    Column("win_rate", "interval", "percent"),
    Column("average", "money"),
    Column("average", "interval", "money"),
    Column("margin", "percent"),
    Column("margin", "interval", "percent"),
    Column("growth", "percent"),
    Column("growth", "interval", "percent"),
    Column("growth_reason", "text"),
    Column("sales", "money"),
    Column("share", "percent"),
    Column("standing", "code"),
)


def products(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """What each product brings: wins, win rate, deal size, margin, growth and sales.

    Parameters
    ----------
    start, end, where
        As in ``compute``. Growth holds the period against the same a year before; without a start, or over more than
        a year, the last twelve full months against the twelve before.

    Returns
    -------
    Passage
        ``.frame`` has a row per product, the most sales first: ``product won n raw win_rate win_rate_lo win_rate_hi
        average average_lo average_hi margin margin_lo margin_hi growth growth_lo growth_hi growth_reason sales share
        standing``. The win rate is the posterior mean under a hierarchical model of all products, ``raw`` the plain
        one. A standing is ``clearly_above``, ``within``, ``clearly_below`` or ``too_few`` (n below 10); both are
        empty where no deal is lost.
    """
    asked: dict[str, Any] = {"by": "product", "start": start, "end": end, "where": where}
    rate = compute("win_rate", sales, **asked)
    sold, size = (compute(name, sales, **asked) for name in ("monthly_sales", "average_deal_size"))
    missing = sold.missing or (rate.missing if rate.lacking.kind not in UNSHOWN else "")
    if missing:
        return Passage("products", pd.DataFrame(), (), (), sales.lang, sales.currency, missing)
    margin, growth = compute(gross_margin(), sales, **asked), _growth(sold)
    frame = _framed(rate, sold, {"average": size.frame, "margin": margin.frame, "growth": growth}, sales.lang)
    known = bool(frame["margin"].notna().any())
    on_cost = _on_cost(margin, frame) if known else _no_margin(sales)
    few = () if rate.missing else _few(frame, sales.lang)
    return Passage(
        "products",
        frame,
        tuple(column for column in COLUMNS if column.name not in _unknown(frame)),
        (*_said(frame, sales), *_net(sold)),
        sales.lang,
        sales.currency,
        notes=(on_cost, *few, _period(sold)),
        drawn=None if rate.missing else lambda: _drawn(frame, rate, known),
        period=period(sold),
    )


def _unknown(frame: pd.DataFrame) -> set[str]:
    """Columns that would say nothing."""
    empty = {
        "margin": frame["margin"].isna().all(),
        "growth_reason": frame["growth_reason"].eq("").all(),
        **dict.fromkeys(("n", "win_rate", "standing"), frame["standing"].eq("").all()),
    }
    return {name for name, holds in empty.items() if holds}


def _growth(sold: Result) -> pd.DataFrame:
    """Growth of each product, ``product value lo hi reason``."""
    base = _year_before(sold)
    if base is None:
        return compute("monthly_sales.growth", sold.sales, by="product", end=sold.end, where=sold.question.where).frame
    # The sums of squares, which the KPI does not show, make the interval.
    sums = replace(definition("monthly_sales"), derive=None)
    parts = [
        compute(sums, sold.sales, by="product", start=first, end=last, where=sold.question.where).frame
        for first, last in base
    ]
    now, before = (part.set_index("product")[["amount", "squares", "customers"]].astype(float) for part in parts)
    every = now.index.union(before.index)
    now, before = now.reindex(every).fillna(0), before.reindex(every)
    return grown(now, before).reset_index(names="product")


def _year_before(sold: Result) -> tuple[tuple[date, date], tuple[date, date]] | None:
    """The period, cut off at the last whole day, and the same days a year before; None for more than a year."""
    last = min(day for day in (sold.end, sold.sales.local_as_of.date()) if day)
    if sold.start is None or not 0 < (last - sold.start).days <= 366:
        return None
    shifted = tuple((pd.Timestamp(day) - pd.DateOffset(years=1)).date() for day in (sold.start, last))
    return (sold.start, last), (shifted[0], shifted[1])


def _framed(rate: Result, sold: Result, beside: Mapping[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    # what was only given back has no closed deal, and is in the sales all the same
    rates = rate.frame.merge(sold.frame[["product"]], on="product", how="outer")
    rates = rates.assign(**{name: rates[name].fillna(0).astype(int) for name in ("won", "n")})
    won, n = rates["won"].to_numpy(float), rates["n"].to_numpy(float)
    shrunk = beta_binomial(won, n)
    frame = pd.DataFrame(
        {
            **{"product": rates["product"], "won": rates["won"], "n": rates["n"], "raw": rates["value"]},
            **{"win_rate": shrunk.value, "win_rate_lo": shrunk.lo, "win_rate_hi": shrunk.hi},
            "standing": _standing(won, n),
        }
    )
    frame.loc[(n < RANKED) | bool(rate.missing), ["win_rate", "win_rate_lo", "win_rate_hi"]] = np.nan
    frame = frame.assign(standing="") if rate.missing else frame
    for name, part in beside.items():
        named = {"value": name, "lo": f"{name}_lo", "hi": f"{name}_hi", "reason": f"{name}_reason"}
        frame = frame.merge(part[["product", *named]].rename(columns=named), on="product", how="left")
    reasons = frame["growth_reason"].fillna("no_data")
    frame["growth_reason"] = [say(f"reason.{code}", lang) if code else "" for code in reasons]
    frame = frame.merge(sold.frame[["product", "value"]].rename(columns={"value": "sales"}), on="product", how="left")
    # of a sum that refunds have in it below zero nothing is a share
    frame["share"] = frame["sales"] / frame["sales"].sum() if frame["sales"].ge(0).all() else np.nan
    frame["product"] = frame["product"].fillna(say("unstated.text", lang))
    kept = [name for name in frame if name not in ("average_reason", "margin_reason")]
    return frame[kept].sort_values("sales", ascending=False, ignore_index=True)


def _standing(won: np.ndarray, n: np.ndarray) -> np.ndarray:
    centre = won.sum() / n.sum() if n.sum() else np.nan
    apart = exact_p(won, n, centre) < OUTSIDE
    with np.errstate(invalid="ignore", divide="ignore"):
        above = won / n > centre
    return np.select([n < RANKED, ~apart, above], ["too_few", "within", "clearly_above"], "clearly_below")


def _said(frame: pd.DataFrame, sales: SalesData) -> tuple[str, ...]:
    lang = sales.lang
    if not frame["sales"].gt(0).any():
        return (say("review.products.nothing", lang),)
    unnamed = frame["product"] == say("unstated.text", lang)
    said = [
        say("review.products.unnamed", lang, **_sold(row, sales))
        for _, row in frame[unnamed & frame["sales"].gt(0)].iterrows()
    ]
    frame = frame[~unnamed]
    if not frame["sales"].gt(0).any():
        return tuple(said)
    largest, often = frame.iloc[0], frame.loc[frame["won"].idxmax()]
    key = "most" if pd.notna(largest["share"]) else "most_net"
    said.insert(0, say(f"review.products.{key}", lang, name=largest["product"], **_sold(largest, sales)))
    if often["product"] != largest["product"]:
        said.append(say("review.products.often", lang, name=often["product"], won=int(often["won"])))
    return (*said, *_on_margin(frame, lang), *_on_rates(frame, lang))


def _sold(row: pd.Series, sales: SalesData) -> dict[str, str]:
    """What was sold of a product, and its share, as readers see them."""
    amount = formats.money(row["sales"], sales.lang, sales.currency, compact=True)
    return {"sales": amount, "share": formats.percent(row["share"], sales.lang)}


def _net(sold: Result) -> list[str]:
    """What refunds took off the sales, and that a deal's size does not know of it."""
    count, amount = int(sold.frame["refunds"].sum()), float(sold.frame["refund"].sum())
    told = formats.money(amount, sold.lang, sold.currency, compact=True)
    return [say("review.products.net", sold.lang, count=count, amount=told)] if count else []


def _on_margin(frame: pd.DataFrame, lang: str) -> list[str]:
    """Which product's margin is clearly the best or the lowest: its interval lies apart from all others'."""
    known = frame[frame["margin_lo"].notna()]
    if len(known) < 2:
        return []
    said = []
    for side, sign, near, far in (("best", -1, "margin_lo", "margin_hi"), ("lowest", 1, "margin_hi", "margin_lo")):
        ordered = known.sort_values("margin", ascending=sign > 0)
        first, rest = ordered.iloc[0], ordered.iloc[1:]
        clear = (sign * first[near] < sign * rest[far]).all()
        words = {
            "name": first["product"],
            "margin": formats.percent(first["margin"], lang),
            "interval": formats.interval(first["margin_lo"], first["margin_hi"], "percent", lang),
        }
        if clear or side == "best":
            said.append(say(f"review.products.{side}_margin" if clear else "review.products.no_margin", lang, **words))
    return said


def _on_rates(frame: pd.DataFrame, lang: str) -> list[str]:
    said = []
    for standing in ("clearly_above", "clearly_below"):
        names = formats.names(frame.loc[frame["standing"] == standing, "product"])
        if names:
            said.append(say(f"review.products.{standing}", lang, names=names))
    judged = int((~frame["standing"].isin(["", "too_few"])).sum())
    return said or ([say("review.products.alike", lang, count=judged)] if judged > 1 else [])


def _on_cost(margin: Result, frame: pd.DataFrame) -> str:
    lang = margin.lang
    known, won = (formats.number(counts.sum(), lang) for counts in (margin.frame["n"], frame["won"]))
    return say("review.products.cost_known", lang, known=known, won=won)


def _no_margin(sales: SalesData) -> str:
    declared = sales.practice.gross_margin
    key = "one_margin" if declared else "margin_unknown"
    return say(f"review.products.{key}", sales.lang, margin=formats.percent(declared, sales.lang))


def _few(frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    named = frame[frame["product"] != say("unstated.text", lang)]
    few = named.loc[named["standing"] == "too_few", "product"]
    return (say("review.products.few", lang, names=formats.names(few), least=RANKED),) if len(few) else ()


def _period(sold: Result) -> str:
    periods = _year_before(sold)
    if periods is None:
        return say("review.products.grown_months", sold.lang)
    now, before = (formats.span(first, last, sold.lang) for first, last in periods)
    return say("review.products.grown_period", sold.lang, now=now, before=before)


def _drawn(frame: pd.DataFrame, rate: Result, known: bool) -> Picture:
    from salestoolkit.figures.review.products import draw_side_by_side

    whole = float(rate.frame["won"].sum() / rate.frame["n"].sum()) if rate.frame["n"].sum() else np.nan
    return draw_side_by_side(frame, whole, known, rate.lang, rate.currency)
