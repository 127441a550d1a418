"""The pipeline's movement: every deal in one part, and the parts add up to the difference of the totals exactly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as some
from moving_pipeline import AMOUNTS, BEFORE, NOW, closed, company, open_, parts
from refusals import refused

import salestoolkit as st
from salestoolkit.review.pipeline.movement import ALONGSIDE


def test_each_thing_that_can_happen_to_a_deal_has_its_part() -> None:
    assert parts(st.movement(BEFORE, NOW)) == {
        "start": (7, 700),
        "new": (2, 65),  # quick came too
        "reopened": (1, 100),
        "grown": (1, 30),
        "shrunk": (1, -40),
        "won": (2, -125),
        "lost": (1, -100),
        "gone": (1, -100),  # g is not in the second export
        "end": (6, 530),
        "advanced": (1, 100),
        "put_off": (1, 100),
        "won_at_once": (1, 25),
    }


def test_what_slips_out_of_the_period_leaves_its_pipeline() -> None:
    told = parts(st.movement(BEFORE, NOW, closes_by=date(2026, 4, 1)))

    assert told["slipped_out"] == (1, -100)
    assert told["end"] == (5, 430)


def test_what_is_pulled_into_the_period_joins_its_pipeline() -> None:
    later = company([open_("a", expected_close_at="2026-06-01")], "2026-02-28")
    sooner = company([open_("a", expected_close_at="2026-03-20")], "2026-03-31")

    told = parts(st.movement(later, sooner, closes_by=date(2026, 4, 1)))

    assert (told["start"], told["pulled_in"], told["end"]) == ((0, 0), (1, 100), (1, 100))


DEAL = some.tuples(some.sampled_from(["absent", "open", "won", "lost"]), AMOUNTS, some.sampled_from(["03-20", "05-01"]))


def snapshot(deals: list[tuple[str, int, str]], as_of: str, closed_at: str) -> st.SalesData:
    rows = [
        open_(str(i), status=status, amount=amount, expected_close_at=f"2026-{due}")
        | ({} if status == "open" else {"closed_at": closed_at})
        for i, (status, amount, due) in enumerate(deals)
        if status != "absent"
    ]
    return company([*rows, open_("anchor")], as_of)


@settings(max_examples=15)
@given(some.lists(some.tuples(DEAL, DEAL), max_size=12), some.sampled_from([None, date(2026, 4, 1)]))
def test_it_balances_to_the_last_unit(deals: list[Any], closes_by: date | None) -> None:
    before = snapshot([first for first, _ in deals], "2026-02-28", "2026-02-10")
    now = snapshot([second for _, second in deals], "2026-03-31", "2026-03-05")

    frame = st.movement(before, now, closes_by=closes_by).frame
    between = frame[~frame["part"].isin(["start", "end", *ALONGSIDE])]
    totals = frame.set_index("part")["amount"]

    assert totals["start"] + between["amount"].sum() == totals["end"]


def test_a_cycle_of_the_demo_company_balances_to_the_rupiah() -> None:
    before, now = st.demo(as_of="2025-12-01T00:00+07:00"), st.demo()

    frame = st.movement(before, now).frame.set_index("part")["amount"]

    assert frame.drop(["end", *ALONGSIDE], errors="ignore").sum() == frame["end"]
    [(really,)] = now.connection.execute("SELECT sum(amount) FROM deals WHERE status = 'open'").fetchall()
    assert frame["end"] == float(really)


def test_teams_add_up_to_the_whole() -> None:
    before, now = st.demo(as_of="2025-12-01T00:00+07:00"), st.demo()
    whole = st.movement(before, now).frame.set_index("part")["amount"]

    teams = [
        st.movement(before, now, where={"team": team}).frame.set_index("part")["amount"]
        for team in ("Jakarta", "Surabaya", "Makassar", "Jayapura")
    ]

    assert pd.concat(teams, axis=1).fillna(0).sum(axis=1)[whole.index].tolist() == whole.tolist()


def test_the_figure_goes_from_the_first_total_to_the_last() -> None:
    told = st.movement(BEFORE, NOW)
    axes = told.plot().figure.axes[0]  # type: ignore[union-attr]
    bars = [bar for bar in axes.patches if bar.get_gid() in ("part", "total")]

    assert bars[0].get_width() == 700
    assert bars[-1].get_width() == 530
    assert bars[-2].get_x() + bars[-2].get_width() == 530


def test_the_order_of_the_two_loads_matters() -> None:
    with refused(st.UsageError, match="earlier as_of"):
        st.movement(NOW, BEFORE)


def test_every_language_tells_it() -> None:
    from dataclasses import replace

    for lang in st.languages():
        told = st.movement(BEFORE, replace(NOW, lang=lang))
        assert "{" not in told.read() + told.definition.text
        assert len(told.table) == 12
        assert told.plot().alt  # type: ignore[union-attr]


def test_open_deals_without_amounts_have_no_total_to_move() -> None:
    blind = company([closed("a", "won"), *(open_(name, amount=None) for name in "bc")], "2026-03-31")

    told = st.movement(BEFORE, blind).read()
    assert told.startswith("Not measurable: no amount is known of the 2 deals open on 31 March 2026")
    assert st.moved(blind).lacking
    assert not st.movement(BEFORE, company([closed("a", "won")], "2026-03-31")).lacking  # nothing is open: that is 0


def test_deals_without_amounts_are_told_with_the_day_on_which_they_were_open() -> None:
    """It called those that were open when the cycle began "open deals", beside another count of those open now."""
    then = company([open_(name, amount=None) for name in "abc"], "2026-02-28")
    now = company([closed("a", "won"), closed("b", "lost"), open_("c")], "2026-03-31")

    assert "of the 3 deals open on 28 February 2026" in st.movement(then, now).read()


def test_what_is_sold_the_moment_it_is_ordered_was_never_in_a_pipeline() -> None:
    """A list of orders was told to have moved from Rp0 to Rp0 with its whole sales in between."""
    orders = [
        {"deal_id": f"D{i}", "status": "won", "created_at": f"2026-03-{i:02}", "closed_at": f"2026-03-{i:02}"}
        for i in range(1, 29)
    ]
    passage = st.movement(company(orders, "2026-03-05"), company(orders, "2026-03-31"))

    assert passage.lacking.startswith("Not measurable with this data: every won deal was won on the day it was created")
    assert not passage.said


def test_without_deals_it_is_not_said_that_none_was_open() -> None:
    leads = pd.DataFrame([{"lead_id": "L", "owner_id": "A", "created_at": "2026-03-02T09:00"}])
    sales = st.load({"leads": leads}, as_of="2026-03-31", lang="en")

    assert st.moved(sales).lacking.startswith("Not measurable with this data: it has no table deals.")
