"""Ageing: the open deals of each person by stage, how long they have been there, and which are stalled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import Missing
from salestoolkit.engine.preparing import fact
from salestoolkit.results.wording import covering
from salestoolkit.review.filters import chosen, kept
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

NEEDS = ("rep_id", "status")
COLUMNS = (
    Column("who", "text"),
    Column("where_open", "text"),
    Column("deals"),
    Column("amount", "money"),
    Column("age", "duration"),
    Column("stalled"),
    Column("stalled_amount", "money"),
)


def ageing(sales: SalesData, *, where: Mapping[str, str | Sequence[str]] | None = None) -> Passage:
    """Which deals are open at ``as_of``, with whom, at which stage and for how long, and how many are stalled.

    Parameters
    ----------
    sales : SalesData
        With who owns a deal and its status. With a stage history a deal is stalled as ``funnel_leakage.stalled`` has
        it, longer in its stage than 80 % of the won deals were; one without a recorded stage when it has been open
        for longer than 80 % of the won deals took.
    where : mapping, optional
        Whose or which deals, by any split of deals; what is usual is the whole team's.

    Returns
    -------
    Passage
        ``.frame`` has for each person a row of all deals (``part`` is ``all``), then one per stage (``stage``):
        ``part rep_id who where_open deals amount age judged stalled stalled_amount``; age is the median in seconds,
        who holds most that is stalled stands first.

    Raises
    ------
    UsageError
        For a split that is none of deals.
    UnknownName
        For a value that the data does not have.
    """
    asked, lang = chosen(sales, where), sales.lang
    absent = [f"deals.{name}" for name in NEEDS if name not in sales.fed.get("deals", frozenset())]
    # whose they are is nothing to ask for where none is open
    if absent and ("deals.status" in absent or len(fact(sales, "open_ages").head(1).collect("pandas"))):
        lacking = Missing.of(absent, sales).sentence(lang)
        return Passage("ageing", pd.DataFrame(), COLUMNS, (), lang, sales.currency, lacking)
    deals = kept(fact(sales, "open_ages").collect("pandas").to_native(), asked)
    if not len(deals):
        lacking = say("review.ageing.nothing", lang)
        return Passage("ageing", pd.DataFrame(), COLUMNS, (), lang, sales.currency, lacking)
    frame = _framed(deals, lang)
    said, notes = tuple(_said(deals, frame, sales)), tuple(_notes(deals, lang))
    held = Passage(
        "ageing", frame, COLUMNS, said, lang, sales.currency, notes=notes, drawn=lambda: _drawn(frame, sales)
    )
    return replace(held, period=covering(sales, None, None, lang))


def _framed(deals: pd.DataFrame, lang: str) -> pd.DataFrame:
    named = deals.assign(
        rep_id=deals["rep_id"].fillna(""),
        who=deals["rep"].fillna(say("unstated.owner", lang)),
        where_open=deals["stage"].fillna(say("unstated.text", lang)),
        stuck=deals["amount"].where(deals["stalled"] == 1),
    )
    whole = _added(named, ["rep_id", "who"]).assign(part="all", where_open=say("review.ageing.all", lang))
    places = named.assign(position=named["position"].astype(float)).groupby("where_open")["position"].min()
    by_stage = _added(named, ["rep_id", "who", "where_open"]).assign(part="stage")
    first = whole.sort_values(["stalled_amount", "stalled", "amount", "deals", "who"], ascending=[False] * 4 + [True])
    order = {rep: k for k, rep in enumerate(first["rep_id"])}
    frame = pd.concat([whole, by_stage])
    keys = {"order": frame["rep_id"].map(order), "place": frame["where_open"].map(places).fillna(np.inf)}
    ordered = frame.assign(**keys).sort_values(["order", "part", "place", "where_open"], ignore_index=True)
    columns = ["part", "rep_id", "who", "where_open", "deals", "amount", "age", "judged", "stalled", "stalled_amount"]
    return ordered[columns]


def _added(deals: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    groups = deals.groupby(keys, sort=True)
    counts = {"deals": groups.size(), "judged": groups["judged"].sum(), "stalled": groups["stalled"].sum()}
    # a sum of nothing but unknown amounts is unknown
    sums = {name: groups[of].sum(min_count=1) for name, of in (("amount", "amount"), ("stalled_amount", "stuck"))}
    added = pd.DataFrame({**counts, **sums, "age": groups["age_s"].median()}).reset_index()
    return added.assign(stalled_amount=added["stalled_amount"].where(added["stalled"] > 0, 0.0))


def _said(deals: pd.DataFrame, frame: pd.DataFrame, sales: SalesData) -> Iterator[str]:
    lang, people = sales.lang, frame[frame["part"] == "all"]
    total = people[["deals", "amount", "judged", "stalled", "stalled_amount"]].sum()
    if not total["judged"]:
        yield say("review.ageing.nothing_judged", lang, deals=formats.number(total["deals"], lang))
        return
    # stalled deals whose amounts nobody knows are counted: they are not worth Rp0
    valued = "" if total["amount"] > 0 and (total["stalled_amount"] > 0 or not total["stalled"]) else "_plain"
    known = "_counted" if valued and total["amount"] > 0 else valued
    lacking = ~(deals["amount"] > 0)
    whole = {"amount": not lacking.any(), "stalled_amount": not (lacking & (deals["stalled"] == 1)).any()}
    yield say(f"review.ageing.summary{known}", lang, **_told(total, total, sales, whole))
    if total["stalled"]:
        most = people.iloc[0] if not valued else people.loc[people["stalled"].idxmax()]
        whose = "" if most["rep_id"] else "_unowned"
        yield say(f"review.ageing.most{whose}{valued}", lang, who=most["who"], **_told(most, total, sales))
    by_cycle = deals[(deals["staged"] == 0) & (deals["judged"] == 1)]
    if len(by_cycle):
        usual = formats.duration(float(by_cycle["usual_cycle_s"].iloc[0]), lang)
        yield say("review.ageing.by_cycle", lang, count=formats.number(len(by_cycle), lang), usual=usual)


def _told(
    row: pd.Series, total: pd.Series, sales: SalesData, whole: Mapping[str, bool] = MappingProxyType({})
) -> dict[str, Any]:
    """Counts and amounts as readers see them, and what share of all open, and of all stalled, is stalled here.

    A sum is the least it can be where it is not ``whole``: an amount of it is not known.
    """
    lang = sales.lang
    counts = {name: formats.number(row[name], lang) for name in ("deals", "judged", "stalled")}
    money = {
        name: formats.money_in_all(row[name], lang, sales.currency, whole=whole.get(name, True))
        for name in ("amount", "stalled_amount")
    }
    weighed = "stalled_amount" if total["stalled_amount"] > 0 else "stalled"
    of = {"share": total["amount" if total["stalled_amount"] > 0 else "deals"], "of_stalled": total[weighed]}
    return {
        **counts,
        **money,
        **{name: formats.percent(row[weighed] / (every or np.nan), lang) for name, every in of.items()},
    }


def _notes(deals: pd.DataFrame, lang: str) -> Iterator[str]:
    undated = deals["age_s"].isna()
    missing = {
        "undated": int(undated.sum()),
        "unjudged": int(((deals["judged"] == 0) & ~undated).sum()),
        "unvalued": int((~(deals["amount"] > 0)).sum()),
    }
    for key, count in missing.items():
        if count:
            yield say(f"review.ageing.{key}", lang, count=formats.number(count, lang))
    yield from _limits(deals, lang)


def _limits(deals: pd.DataFrame, lang: str) -> Iterator[str]:
    """After how long a deal is called stalled at each stage, in their order."""
    staged = deals[(deals["staged"] == 1) & (deals["judged"] == 1)].sort_values(["position", "stage"])
    after = staged.drop_duplicates(["stage", "usual_stage_s"])
    told = [
        f"{at}, {formats.duration(float(s), lang)}"
        for at, s in zip(after["stage"], after["usual_stage_s"], strict=True)
    ]
    if told:
        yield say("review.ageing.limits", lang, list="; ".join(told))


def _drawn(frame: pd.DataFrame, sales: SalesData) -> Picture:
    from salestoolkit.figures.review.open_deals import draw_ageing

    return draw_ageing(frame, sales.lang, sales.currency)
