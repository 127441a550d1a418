"""What moved in the pipeline, told of one load: what its dates show, and what they cannot."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as some
from moving_pipeline import AMOUNTS, BEFORE, NOW, parts

import salestoolkit as st
from salestoolkit.review.pipeline.movement import ALONGSIDE


def test_one_load_tells_of_no_amount_that_shrank_and_no_date_put_off(demo_sales: st.SalesData) -> None:
    from dataclasses import replace

    alone, two = st.moved(replace(demo_sales, lang="en"), cycle="month"), st.movement(BEFORE, NOW)

    assert "was lost, and" in alone.read()
    assert "reduced or pushed out" not in alone.read()
    assert "reduced or pushed out" in two.read()


def test_one_load_tells_what_moved_since_its_cycle_began(demo_sales: st.SalesData) -> None:
    told = st.moved(demo_sales, cycle="month")
    frame = told.frame.set_index("part")["amount"]
    between = [part for part in frame.index if part not in ("start", "end", *ALONGSIDE)]

    began = st.demo(as_of="2025-12-01T00:00+07:00")
    there = st.movement(began, demo_sales).frame.set_index("part")["amount"]
    assert frame["start"] + frame[between].sum() == frame["end"] == there["end"]
    assert frame.index.isin(there.index).all()
    assert "Dua ekspor" in told.notes[0]


def one_load(deals: list[dict[str, Any]], **more: Any) -> st.SalesData:
    rows = pd.DataFrame([{"rep_id": "A", "amount": 100} | more | deal for deal in deals])
    return st.load({"deals": rows}, as_of="2026-03-31", lang="en")


def of_quarter(deal_id: str, created: str, status: str, closed_at: str = "", amount: float = 100) -> dict[str, Any]:
    told = {"deal_id": deal_id, "created_at": f"2026-{created}", "status": status, "amount": amount}
    return told | ({"closed_at": f"2026-{closed_at}"} if closed_at else {})


def test_what_came_and_was_closed_in_between_is_in_and_out() -> None:
    deals = [
        of_quarter("old", "02-20", "open"),
        of_quarter("quick win", "03-02", "won", "03-09", 300),
        of_quarter("quick loss", "03-05", "lost", "03-20", 40),
        of_quarter("lost, day unknown", "03-05", "lost", amount=5),
        of_quarter("old win", "02-01", "won", "03-10", 70),
    ]

    told = st.moved(one_load(deals), cycle="month")

    assert parts(told) == {
        "start": (2, 170),
        "new": (3, 345),
        "won": (2, -370),
        "lost": (2, -45),
        "end": (1, 100),
        "won_at_once": (1, 300),
        "left_at_once": (2, 45),
    }
    assert "Rp345 came in, Rp370 was won, Rp45 was lost, and Rp0 was cancelled" in told.read()


def test_a_pipeline_that_is_empty_at_both_ends_still_moved() -> None:
    told = st.moved(one_load([of_quarter("quick", "03-02", "won", "03-09", 300)]), cycle="month")

    assert parts(told)["new"] == (1, 300)
    assert (parts(told)["start"], parts(told)["end"]) == ((0, 0), (0, 0))


def test_one_load_without_creation_dates_cannot_tell_what_was_open() -> None:
    deals = [{"deal_id": "a", "status": "open"}, {"deal_id": "b", "status": "won", "closed_at": "2026-03-09"}]

    told = st.moved(one_load(deals), cycle="month")

    assert "deals.created_at" in told.lacking
    assert told.frame.empty
    # a load that was exported then has what was open then
    assert parts(st.movement(BEFORE, one_load(deals)))["start"] == (7, 700)


def test_a_deal_that_came_on_an_unknown_day_is_not_in_the_first_total() -> None:
    deals = [
        of_quarter("a", "02-01", "open"),
        {"deal_id": "b", "status": "open"},
        {"deal_id": "c", "status": "won", "closed_at": "2026-03-09"},
        of_quarter("d", "02-01", "lost"),
    ]

    told = st.moved(one_load(deals), cycle="month")

    assert parts(told)["start"] == (1, 100)
    assert parts(told)["undated"] == (2, 200)
    assert parts(told)["end"] == (2, 200)
    assert "2 deals have no creation date" in told.read()
    assert "1 closed deal has no close date" in told.read()


WHEN = some.sampled_from(["", "2026-01-15", "2026-02-20", "2026-03-10"])
KNOWN = some.tuples(some.sampled_from(["open", "won", "lost", "cancelled"]), AMOUNTS, WHEN, WHEN)


@settings(max_examples=8)
@given(some.lists(KNOWN, min_size=1, max_size=12))
def test_of_one_load_the_parts_are_the_deals_that_were_closed(deals: list[Any]) -> None:
    rows: list[dict[str, Any]] = [
        {"deal_id": str(i), "status": status, "amount": amount, "created_at": created or None}
        | {"closed_at": None if status == "open" or closed_at < created else closed_at or None}
        for i, (status, amount, created, closed_at) in enumerate(deals)
    ]

    frame = st.moved(one_load([*rows, of_quarter("anchor", "01-02", "open")]), cycle="month").frame

    between = frame[~frame["part"].isin(["start", "end", *ALONGSIDE])]
    totals = frame.set_index("part")["amount"]
    assert totals["start"] + between["amount"].sum() == totals["end"]
    in_march = [row for row in rows if row["status"] == "won" and row["closed_at"] == "2026-03-10"]
    won = frame.loc[frame["part"] == "won", "deals"].sum()
    came_with_no_close = [
        r for r in rows if r["status"] == "won" and r["created_at"] == "2026-03-10" and not r["closed_at"]
    ]
    assert won == len(in_march) + len(came_with_no_close)


def test_deals_without_an_amount_are_counted_beside() -> None:
    told = st.moved(one_load([of_quarter("a", "02-01", "open"), of_quarter("b", "02-01", "open", amount=None)]))  # type: ignore[arg-type]

    assert "Deals without an amount, which add nothing to these sums: 1." in told.notes
