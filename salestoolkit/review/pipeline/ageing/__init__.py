"""Ageing: the open deals of each person by stage, how long they have been there, and which are stalled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import Missing
from salestoolkit.engine.preparing import fact
from salestoolkit.results.wording import covering
from salestoolkit.review.filters import chosen, kept
from salestoolkit.review.pipeline.ageing._words import WORDS
from salestoolkit.review.section import Column, Numbers, Place, Reader, Section, Text
from salestoolkit.words import formats

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

NEEDS = ("rep_id", "status")

AGEING = Section(
    "ageing",
    place=(Place(order=20, asks="now"),),
    columns=(
        Column("who", "text"),
        Column("where_open", "text"),
        Column("deals"),
        Column("amount", "money"),
        Column("age", "duration"),
        Column("stalled"),
        Column("stalled_amount", "money"),
    ),
    title=Text(en="Open deals and their age", id="Deal terbuka dan umurnya"),
    question=Text(
        en="Which open deals have been sitting too long, and whose are they?",
        id="Deal terbuka mana yang sudah terlalu lama, dan milik siapa?",
    ),
    method=Text(
        en=(
            "All deals open now, by owner and by stage. A deal's age is the time it has spent in its stage so far, "
            "all visits added up. A deal is stalled when it has been in its stage longer than four in five won deals "
            "across the team (funnel leakage, stalled). Without stage history, its age since it was opened is "
            "compared with the time won deals took. Every open deal is counted, so there is no interval and no "
            "ranking."
        ),
        id=(
            "Semua deal yang terbuka sekarang, menurut pemiliknya dan tahapnya. Umur deal adalah waktu di tahapnya "
            "sejauh ini, semua kali masuk dijumlahkan. Sebuah deal macet bila sudah lebih lama di tahapnya daripada "
            "empat dari lima deal berhasil di seluruh tim (kebocoran funnel, macet). Bila riwayat tahap tidak "
            "tercatat, umurnya sejak dibuat dibandingkan dengan waktu yang dibutuhkan deal berhasil. Semua deal "
            "terbuka dihitung, jadi tidak ada rentang dan tidak ada peringkat."
        ),
    ),
    cautions=(
        Text(
            en=(
                "Stalled means longer than usual, not lost: one in five won deals took as long. Often only nobody "
                "has closed it in the CRM."
            ),
            id=(
                "Macet berarti lebih lama dari biasanya, bukan gagal: satu dari lima deal berhasil juga selama itu. "
                "Sering kali hanya belum ditutup di CRM."
            ),
        ),
        Text(
            en=(
                "The owner of old deals did not necessarily let them grow old: many were taken over, or wait for the "
                "customer."
            ),
            id=(
                "Pemilik deal lama belum tentu yang membiarkannya menua: banyak yang diambil alih, atau menunggu "
                "pelanggan."
            ),
        ),
    ),
    words=WORDS,
)


@AGEING.computes
def ageing(sales: SalesData, *, where: Mapping[str, str | Sequence[str]] | None = None) -> Numbers:
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
    SectionResult
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
    asked = chosen(sales, where)
    absent = [f"deals.{name}" for name in NEEDS if name not in sales.fed.get("deals", frozenset())]
    # whose they are is nothing to ask for where none is open
    if absent and ("deals.status" in absent or len(fact(sales, "open_ages").head(1).collect("pandas"))):
        return Numbers(lacking=Missing.of(absent, sales))
    deals = kept(fact(sales, "open_ages").collect("pandas").to_native(), asked)
    if not len(deals):
        return Numbers(lacking="nothing")
    return Numbers(pd.DataFrame(), {"deals": deals}, period=lambda lang: covering(sales, None, None, lang))


@AGEING.labels
def _framed(found: Numbers, reader: Reader) -> pd.DataFrame:
    deals = found.facts["deals"]
    named = deals.assign(
        rep_id=deals["rep_id"].fillna(""),
        who=deals["rep"].fillna(reader.say("unstated.owner")),
        where_open=deals["stage"].fillna(reader.say("unstated.text")),
        stuck=deals["amount"].where(deals["stalled"] == 1),
    )
    whole = _added(named, ["rep_id", "who"]).assign(part="all", where_open=reader.say("all"))
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


@AGEING.tells
def _sentences(found: Numbers, reader: Reader) -> Iterator[str]:
    deals, people = found.facts["deals"], found.frame[found.frame["part"] == "all"]
    total = people[["deals", "amount", "judged", "stalled", "stalled_amount"]].sum()
    if not total["judged"]:
        yield reader.say("nothing_judged", deals=reader.number(total["deals"]))
        return
    # stalled deals whose amounts nobody knows are counted: they are not worth Rp0
    valued = "" if total["amount"] > 0 and (total["stalled_amount"] > 0 or not total["stalled"]) else "_plain"
    counted = "_counted" if valued and total["amount"] > 0 else valued
    lacking = ~(deals["amount"] > 0)
    whole = {"amount": not lacking.any(), "stalled_amount": not (lacking & (deals["stalled"] == 1)).any()}
    yield reader.say(f"summary{counted}", **_amounts(total, total, reader, whole))
    if total["stalled"]:
        most = people.iloc[0] if not valued else people.loc[people["stalled"].idxmax()]
        whose = "" if most["rep_id"] else "_unowned"
        yield reader.say(f"most{whose}{valued}", who=most["who"], **_amounts(most, total, reader))
    by_cycle = deals[(deals["staged"] == 0) & (deals["judged"] == 1)]
    if len(by_cycle):
        usual = reader.value(float(by_cycle["usual_cycle_s"].iloc[0]), "duration")
        yield reader.say("by_cycle", count=reader.number(len(by_cycle)), usual=usual)


def _amounts(
    row: pd.Series, total: pd.Series, reader: Reader, whole: Mapping[str, bool] = MappingProxyType({})
) -> dict[str, Any]:
    """Counts and amounts as readers see them, and what share of all open, and of all stalled, is stalled here.

    A sum is the least it can be where it is not ``whole``: an amount of it is not known.
    """
    counts = {name: reader.number(row[name]) for name in ("deals", "judged", "stalled")}
    money = {
        name: formats.money_in_all(row[name], reader.lang, reader.currency, whole=whole.get(name, True))
        for name in ("amount", "stalled_amount")
    }
    weighed = "stalled_amount" if total["stalled_amount"] > 0 else "stalled"
    of = {"share": total["amount" if total["stalled_amount"] > 0 else "deals"], "of_stalled": total[weighed]}
    shares = {name: reader.percent(row[weighed] / (every or np.nan)) for name, every in of.items()}
    return {**counts, **money, **shares}


@AGEING.notes
def _notes(found: Numbers, reader: Reader) -> Iterator[str]:
    deals = found.facts["deals"]
    undated = deals["age_s"].isna()
    missing = {
        "undated": int(undated.sum()),
        "unjudged": int(((deals["judged"] == 0) & ~undated).sum()),
        "unvalued": int((~(deals["amount"] > 0)).sum()),
    }
    for key, count in missing.items():
        if count:
            yield reader.say(key, count=reader.number(count))
    yield from _limits(deals, reader)


def _limits(deals: pd.DataFrame, reader: Reader) -> Iterator[str]:
    """After how long a deal is called stalled at each stage, in their order."""
    staged = deals[(deals["staged"] == 1) & (deals["judged"] == 1)].sort_values(["position", "stage"])
    after = staged.drop_duplicates(["stage", "usual_stage_s"])
    limits = zip(after["stage"], after["usual_stage_s"], strict=True)
    if listed := [f"{stage}, {reader.value(float(s), 'duration')}" for stage, s in limits]:
        yield reader.say("limits", list="; ".join(listed))


@AGEING.draws
def _figure(found: Numbers, reader: Reader) -> Picture:
    from salestoolkit.figures.review.open_deals import draw_ageing

    return draw_ageing(found.frame, reader.text(AGEING.title, "title"), reader.lang, reader.currency)
