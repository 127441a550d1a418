"""What moved in the open pipeline since the last cycle: parts that add up to the difference of the two totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import Missing, unshown
from salestoolkit.engine.preparing import fact
from salestoolkit.review.cycles import cycle_of
from salestoolkit.review.filters import lists
from salestoolkit.review.pipeline.short_lived import CLOSED, looks_back, passed, undoubted, unplaced
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.periods import began
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

PARTS = (
    "start",
    "new",
    "undated",
    "reopened",
    "grown",
    "shrunk",
    "pulled_in",
    "slipped_out",
    "won",
    "lost",
    "cancelled",
    "gone",
    "end",
)
"""The steps from the one total to the other, in the order of the figure."""
ALONGSIDE = ("advanced", "put_off", "won_at_once", "left_at_once")
"""What changed no total: stages gone on, close dates put off, deals that came and were closed in between."""
OTHERWISE = ("cancelled", "gone", "shrunk", "slipped_out")
"""How deals or money leave the pipeline that were neither won nor lost."""

COLUMNS = (Column("part", "code"), Column("deals"), Column("amount", "money"))


def movement(
    before: SalesData,
    now: SalesData,
    *,
    closes_by: date | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """How the open pipeline of ``before`` became that of ``now``.

    Parameters
    ----------
    before, now : SalesData
        Two loads of one company, the first of an earlier ``as_of``; deals are matched by ``deal_id``.
    closes_by : date, optional
        Only what is expected to close before this day is in the pipeline: then close dates that moved across it
        take deals out and bring deals in.
    where : mapping, optional
        ``{"rep": ...}``, ``{"team": ...}`` or ``{"region": ...}``: whose pipeline, by owner now.

    Returns
    -------
    Passage
        ``.frame``: ``part deals amount``, first the total at the beginning, then each part (money that left below
        zero), then the total at the end: the parts add up to it exactly. What came and was closed in between is in
        both parts. After them what changed no total.

    Raises
    ------
    UsageError
        When ``before`` is not the earlier of the two.
    """
    if before.as_of >= now.as_of:
        raise UsageError(Told("earlier_first"))
    pairs = _kept(_paired(_deals(before, closes_by), _deals(now, closes_by)), dict(where or {}))
    looked_back = looks_back(before)
    if lacking := _lacking(pairs, before, now):
        return Passage("movement", pd.DataFrame(), COLUMNS, (), now.lang, now.currency, lacking)
    pairs = undoubted(pairs) if looked_back else pairs
    frame = _summed(pairs)
    open_ended = _undated(pairs, frame, before, now) if looked_back else ()
    said, notes = (*_said(frame, before, now, looked_back), *open_ended), _unvalued(pairs, now.lang)
    return Passage(
        "movement", frame, COLUMNS, said, now.lang, now.currency, notes=notes, drawn=lambda: _drawn(frame, now)
    )


def moved(
    sales: SalesData, *, cycle: str | None = None, where: Mapping[str, str | Sequence[str]] | None = None
) -> Passage:
    """The movement that one load alone tells of: since the cycle began that is running, or has just ended.

    A source that overwrites amounts, owners and close dates does not tell how these changed, and a note says so.

    Parameters
    ----------
    cycle : {"month", "quarter"}, optional
        As in ``findings``.
    where : mapping, optional
        As in ``movement``.
    """
    kind = cycle_of(sales, cycle)
    before = sales.as_it_stood(began(sales.local_as_of - timedelta(microseconds=1), kind))
    told = movement(before, sales, where=where)
    return told if told.lacking else replace(told, notes=(say("review.movement.one_load", sales.lang), *told.notes))


def _deals(sales: SalesData, closes_by: date | None) -> pd.DataFrame:
    """Every deal as it stood: ``amount`` in whole ten-thousandths, and whether it was in the pipeline."""
    rows = fact(sales, "deals").collect("pandas").to_native()
    positions = dict(sales.connection.execute("SELECT stage, min(position) FROM stages GROUP BY stage").fetchall())
    due = pd.to_datetime(rows["expected_close_at"])
    within = due < pd.Timestamp(closes_by) if closes_by else pd.Series(True, rows.index)
    return pd.DataFrame(
        {
            "deal_id": rows["deal_id"],
            **{name: rows[name] for name in ("rep_id", "team", "region", "status")},
            **{name: rows[f"{name}_at"].notna() for name in ("created", "closed")},
            "known": rows["amount"].notna(),
            "amount": (rows["amount"].astype(float).fillna(0.0) * 10_000).round().astype("int64"),
            "due": due,
            "position": rows["stage"].map(positions).astype(float),
            "counted": within & (rows["status"] == "open"),
            "left": within & (rows["status"] != "open"),
        }
    )


def _paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    pairs = first.merge(second, on="deal_id", how="outer", suffixes=("_a", "_b"), validate="one_to_one")
    flags = [f"{name}_{side}" for name in ("counted", "left", "known", "created", "closed") for side in "ab"]
    filled = {name: pairs[name].eq(True) for name in flags}
    amounts = {name: pairs[name].fillna(0).astype("int64") for name in ("amount_a", "amount_b")}
    owners = {name: pairs[f"{name}_b"].fillna(pairs[f"{name}_a"]) for name in ("rep_id", "team", "region")}
    return pairs.assign(**filled, **amounts, **owners, doubtful=False)


def _kept(pairs: pd.DataFrame, where: dict[str, Any]) -> pd.DataFrame:
    for dimension, values in lists(where).items():
        if dimension not in ("rep", "team", "region"):
            raise UsageError(Told("pipeline_limit", dimension=dimension))
        pairs = pairs[pairs["rep_id" if dimension == "rep" else dimension].isin(values)]
    return pairs


def _lacking(pairs: pd.DataFrame, before: SalesData, now: SalesData) -> str:
    """What to say where nothing was open, since when is not known, or an open total has no amount; else empty."""
    lang, stood = now.lang, pairs["counted_a"] | pairs["counted_b"]
    told = pairs[stood | passed(pairs)]
    if not stood.any() and (orders := unshown(now, "cycles")):
        return orders.sentence(lang)  # what is sold the moment it is ordered was never in a pipeline
    if not now.fed.get("deals"):
        return Missing.of(("deals.status",), now).sentence(lang)
    if not len(told):
        return say("review.movement.nothing", lang)
    if looks_back(before) and not (told["created_a"] | told["created_b"]).any():
        return Missing(("deals.created_at",)).sentence(lang)
    for side, day in zip("ab", _days(before, now).values(), strict=True):
        counted = pairs[f"counted_{side}"]
        if counted.any() and not pairs.loc[counted, f"known_{side}"].any():
            deals = formats.number(int(counted.sum()), lang)
            return say("review.movement.no_amounts", lang, deals=deals, day=day)
    return ""


def _came(pairs: pd.DataFrame) -> np.ndarray:
    """How each deal came in that was not in the first total: it is in the second, or passed; else empty."""
    came = (pairs["counted_b"] & ~pairs["counted_a"]) | passed(pairs)
    rules = {
        "undated": came & pairs["doubtful"],
        "new": came & pairs["status_a"].isna(),
        "pulled_in": came & (pairs["status_a"] == "open"),
        "reopened": came,
    }
    return np.select(list(rules.values()), list(rules), "")


def _left(pairs: pd.DataFrame) -> np.ndarray:
    """How each deal left that is not in the second total: it was in the first, or passed; else empty."""
    left = (pairs["counted_a"] & ~pairs["counted_b"]) | passed(pairs)
    rules = {
        **{status: left & (pairs["status_b"] == status) for status in CLOSED},
        "slipped_out": left & (pairs["status_b"] == "open"),
        "gone": left,
    }
    return np.select(list(rules.values()), list(rules), "")


def _summed(pairs: pd.DataFrame) -> pd.DataFrame:
    came, left, through = _came(pairs), _left(pairs), passed(pairs)
    change = pairs["amount_b"] - pairs["amount_a"]
    stayed = pairs["counted_a"] & pairs["counted_b"]
    # what passed was in no total, so its one amount comes in and goes out
    gone = -pairs["amount_a"].where(~through, pairs["amount_b"])
    moved = {
        "start": (pairs["counted_a"], pairs["amount_a"]),
        "grown": (stayed & (change > 0), change),
        "shrunk": (stayed & (change < 0), change),
        **{name: (came == name, pairs["amount_b"]) for name in ("new", "undated", "reopened", "pulled_in")},
        **{name: (left == name, gone) for name in (*CLOSED, "slipped_out", "gone")},
        "end": (pairs["counted_b"], pairs["amount_b"]),
        "advanced": (stayed & (pairs["position_b"] > pairs["position_a"]), pairs["amount_b"]),
        "put_off": (stayed & (pairs["due_b"] > pairs["due_a"]), pairs["amount_b"]),
        "won_at_once": (through & (left == "won"), pairs["amount_b"]),
        "left_at_once": (through & (left != "won"), pairs["amount_b"]),
    }
    rows = [
        {"part": name, "deals": int(moved[name][0].sum()), "amount": int(moved[name][1][moved[name][0]].sum()) / 10_000}
        for name in (*PARTS, *ALONGSIDE)
    ]
    ends = ("start", "end")
    return pd.DataFrame([row for row in rows if row["deals"] or row["part"] in ends])


def _unvalued(pairs: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """How many of the deals have no amount and so add nothing to any part."""
    before = pairs["counted_a"] & ~pairs["known_a"]
    after = (pairs["counted_b"] | passed(pairs)) & ~pairs["known_b"]
    count = int((before | after).sum())
    return (say("review.movement.unvalued", lang, count=formats.number(count, lang)),) if count else ()


def _days(before: SalesData, now: SalesData) -> dict[str, str]:
    # Midnight belongs to the day that ends with it.
    ends = [(sales.local_as_of - timedelta(microseconds=1)).date() for sales in (before, now)]
    return dict(zip(("first", "last"), (formats.date(day, now.lang) for day in ends), strict=True))


def _undated(pairs: pd.DataFrame, frame: pd.DataFrame, before: SalesData, now: SalesData) -> Iterator[str]:
    """What one export leaves open of when deals came and when they were closed."""
    came = int(frame.loc[frame["part"] == "undated", "deals"].sum())
    if came:
        yield say("review.movement.undated", now.lang, count=formats.number(came, now.lang), **_days(before, now))
    closed = int(unplaced(pairs).sum())
    if closed:
        count = formats.number(closed, now.lang)
        yield say("review.movement.undated_closings", now.lang, count=count, **_days(before, now))


def _said(frame: pd.DataFrame, before: SalesData, now: SalesData, one_load: bool) -> tuple[str, ...]:
    lang, held = now.lang, frame.set_index("part")
    amount = {name: held["amount"].get(name, 0.0) for name in (*PARTS, *ALONGSIDE)}
    deals = {name: int(held["deals"].get(name, 0)) for name in (*PARTS, *ALONGSIDE)}

    def money(x: float) -> str:
        return formats.money(abs(x), lang, now.currency, compact=True)

    came = sum(amount[name] for name in ("new", "undated", "reopened", "grown", "pulled_in"))
    other = sum(amount[name] for name in OTHERWISE)
    ends = {"start": money(amount["start"]), "end": money(amount["end"])}
    sums = {"came": money(came), **{name: money(amount[name]) for name in ("won", "lost")}, "other": money(other)}
    first = say("review.movement.summary", lang, **ends, **_days(before, now))
    # one load knows neither other amounts nor other dates than those of today
    key = "parts_one_load" if one_load else "parts"
    first = f"{first} {say(f'review.movement.{key}', lang, **sums)}"
    second = say("review.movement.alongside", lang, advanced=deals["advanced"], put_off=deals["put_off"])
    return (first, second) if deals["advanced"] or deals["put_off"] else (first,)


def _drawn(frame: pd.DataFrame, now: SalesData) -> Picture:
    from salestoolkit.figures.review.pipeline_movement import draw_waterfall

    return draw_waterfall(frame[frame["part"].isin(PARTS)], now.lang, now.currency)
