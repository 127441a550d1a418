"""The pipeline forecast: chances are shares of the own past, and hold on days they were not learnt from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.review.pipeline.deal_chances import DealChances, open_now, past_days

STAGES = ({"stage": "Early", "position": 1, "kind": "open"}, {"stage": "Late", "position": 2, "kind": "open"})


@pytest.fixture(scope="module")
def company() -> st.SalesData:
    return st.demo(lang="en")


@pytest.fixture(scope="module")
def passage(company: st.SalesData) -> Any:
    return st.pipeline_forecast(company)


def deal(name: str, created: str, closed: str | None = None, status: str = "open", **more: Any) -> dict[str, Any]:
    return {"deal_id": name, "status": status, "created_at": created, "closed_at": closed, "amount": 100.0} | more


def loaded(deals: list[dict[str, Any]], history: Iterable[tuple[str, str, str]] = ()) -> st.SalesData:
    rows = [
        {"entity": "deal", "entity_id": name, "stage": stage, "entered_at": entered} for name, stage, entered in history
    ]
    tables = {"deals": pd.DataFrame(deals), "stages": pd.DataFrame(STAGES)}
    return st.load(
        tables | ({"stage_history": pd.DataFrame(rows)} if rows else {}), as_of="2025-06-01T00:00", lang="en"
    )


# as_of is 1 June; windows of 30 days begin on 2 May and 2 April, and the first deal was closed on 15 March
OLD = [
    *(deal(f"w{i}", "2025-04-25", "2025-05-20", "won") for i in range(3)),
    *(deal(f"l{i}", "2025-04-25", "2025-05-20", "lost") for i in range(1)),
    deal("slow", "2025-03-20", "2025-05-10", "won"),
    deal("first", "2025-03-01", "2025-03-15", "lost"),
    deal("quick", "2025-05-05", "2025-05-25", "won", amount=70.0),
]
IN_30_DAYS = date(2025, 7, 1)


def test_what_is_expected_of_one_deal_lies_within_its_bounds() -> None:
    many = [deal(f"m{i}", "2025-04-25", "2025-05-20", "won") for i in range(40)]
    frame = st.pipeline_forecast(loaded([*OLD, *many, deal("now", "2025-05-25")]), end=IN_30_DAYS).frame
    opened = frame.set_index("part").loc["open"]

    # it is won with more than nine chances in ten, so that the middle 80 % of what can be is the whole amount
    assert 90 < opened["forecast"] < opened["forecast_hi"] == 100
    assert opened["forecast_lo"] == opened["forecast"]


def test_a_chance_is_the_share_of_like_deals_that_were_won_within_the_window() -> None:
    sales = loaded([*OLD, deal("now", "2025-05-25")])
    window = timedelta(days=30)

    assert past_days(sales, window) == [datetime(2025, 5, 2), datetime(2025, 4, 2)]
    counts = DealChances.of(sales, window).counts
    # on 2 May four deals were open for 7 days, three of which were won by June, and one for 43 days, which was won;
    # that one was there on 2 April too, for 13 days, and not won within 30
    seen = counts[["at", "age", "n", "won"]].sort_values(["at", "age"]).to_numpy().tolist()
    assert seen == [
        [pd.Timestamp(2025, 4, 2), 1, 1, 0],
        *([pd.Timestamp(2025, 5, 2), *row] for row in ((1, 4, 3), (3, 1, 1))),
    ]
    [chance] = DealChances.of(sales, window).of_deals(open_now(sales))
    assert open_now(sales)["age"].tolist() == [1]
    assert chance == beta_binomial(np.array([0, 3.0, 0, 1, 0, 0, 0]), np.array([0, 5.0, 0, 1, 0, 0, 0])).value[1]


def test_open_deals_and_those_to_come_add_up() -> None:
    sales = loaded([*OLD, deal("now", "2025-05-25", amount=400.0), deal("next", "2025-05-28", amount=200.0)])
    passage = st.pipeline_forecast(sales, end=IN_30_DAYS)
    rows = passage.frame.set_index("part")

    assert rows.loc["open", ["deals", "amount"]].tolist() == [2, 600]
    # one deal in two windows came and was won within it, worth 70; the rate is uncertain by half a deal
    assert rows.at["new", "deals"] == 0.5
    assert passage.table["Deals"].tolist()[-3:] == ["2", "1", "–"]  # there is no half deal, and no "2.0" beside it
    assert rows.at["new", "forecast"] == pytest.approx(70 * 1.5 / 2, rel=0.1)
    assert rows.at["total", "forecast"] == pytest.approx(rows.at["open", "forecast"] + rows.at["new", "forecast"])
    # up to twelve deals every combination is counted: 0, 200, 400 or 600
    assert {rows.at["open", "forecast_lo"], rows.at["open", "forecast_hi"]} <= {0.0, 200.0, 400.0, 600.0}


def test_a_chance_that_is_not_known_is_no_zero() -> None:
    """A stage whose one deal is older than any that was won was told to have a chance of 0.0 %."""
    now, ancient = deal("now", "2025-05-25", amount=400.0), deal("ancient", "2024-05-25", amount=900.0)
    sales = loaded([*OLD, now, ancient])
    chances = DealChances.of(sales, timedelta(days=30)).of_open(open_now(sales))
    both, alone = (
        st.pipeline_forecast(which, end=IN_30_DAYS).frame.set_index("part").loc["open"]
        for which in (sales, loaded([*OLD, ancient]))
    )

    assert np.isnan(chances).tolist().count(True) == 1
    assert both["win_chance"] == pytest.approx(np.nanmax(chances))
    assert both["forecast"] == pytest.approx(400 * np.nanmax(chances))
    assert np.isnan(alone["win_chance"])


def test_stages_are_told_apart() -> None:
    won = [deal(f"w{i}", "2025-04-20", "2025-05-20", "won") for i in range(12)]
    lost = [deal(f"l{i}", "2025-04-20", "2025-05-20", "lost") for i in range(12)]
    now = [deal("a", "2025-05-20"), deal("b", "2025-05-20")]
    first = deal("first", "2025-03-01", "2025-03-15", "lost")
    entered = [(row["deal_id"], "Early", row["created_at"]) for row in [*won, *lost, *now]]
    moved = [(row["deal_id"], "Late", "2025-04-22") for row in won] + [("b", "Late", "2025-05-22")]
    passage = st.pipeline_forecast(loaded([*won, *lost, *now, first], [*entered, *moved]), end=IN_30_DAYS)
    chances = passage.frame.set_index("where_open")["win_chance"]

    assert list(passage.frame["where_open"][:2]) == ["Early", "Late"]
    assert chances["Early"] < 0.2
    assert chances["Late"] > 0.8


def test_an_amount_that_is_not_known_is_that_of_won_deals_and_said() -> None:
    passage = st.pipeline_forecast(loaded([*OLD, deal("now", "2025-05-25", amount=None)]), end=IN_30_DAYS)

    # won: four of 100 and one of 70
    assert passage.frame.set_index("part").at["open", "amount"] == pytest.approx(94)
    assert any("without an amount" in note and note.endswith(": 1.") for note in passage.notes)


def test_a_list_price_is_brought_down_to_what_such_deals_bring() -> None:
    cheap = [deal(f"c{i}", "2025-04-25", "2025-05-20", "won", product="P", list_amount=200.0) for i in range(2)]
    now = [
        deal("full", "2025-05-25", amount=300.0, list_amount=300.0, product="P"),
        deal("discounted", "2025-05-25", amount=120.0, list_amount=300.0, product="P"),
    ]
    passage = st.pipeline_forecast(
        loaded([*cheap, *(row for row in OLD if row["status"] == "lost"), *now]), end=IN_30_DAYS
    )

    assert passage.frame.set_index("part").at["open", "amount"] == pytest.approx(150 + 120)


def test_chances_hold_on_days_they_were_not_learnt_from(company: st.SalesData) -> None:
    chances = DealChances.of(company, timedelta(days=90))
    calibration = chances.calibration

    assert chances.brier() < 0.85 * chances.brier("flat")
    assert calibration["n"].sum() > 1_000
    assert (calibration["expected"] - calibration["won"]).abs().max() < 0.15 * calibration["won"].sum()
    assert calibration["expected"].sum() == pytest.approx(calibration["won"].sum(), rel=0.1)


def test_counts_of_the_database_are_those_of_a_plain_loop(company: st.SalesData) -> None:
    at, window = datetime(2025, 10, 2), timedelta(days=91)
    deals = company.connection.execute(
        "SELECT deal_id, status, timezone('Asia/Jakarta', created_at) AS created, "
        "timezone('Asia/Jakarta', closed_at) AS closed FROM deals"
    ).df()
    stood = deals[(deals["created"] <= at) & ~(deals["closed"] <= at)]
    won = (stood["status"] == "won") & (stood["closed"] <= at + window)
    counts = DealChances.of(company, window).counts
    looked = counts[counts["at"] == at]

    assert looked["n"].sum() == len(stood)
    assert looked["won"].sum() == won.sum()


def test_the_past_of_the_past_is_the_present_of_then(company: st.SalesData) -> None:
    # the same history seen three months earlier: what is counted of that day is what stood open then
    window = timedelta(days=92)
    day = past_days(company, window)[0]
    then = open_now(st.demo(as_of=f"{day:%Y-%m-%dT%H:%M}+07:00"))
    counts = DealChances.of(company, window).counts

    looked = counts[counts["at"] == day].groupby(["stage", "age"])["n"].sum()
    assert looked.to_dict() == then.groupby(["stage", "age"]).size().to_dict()


def test_whose_pipeline_adds_up(company: st.SalesData) -> None:
    teams = ("Jakarta", "Surabaya", "Makassar", "Jayapura")
    each = [st.pipeline_forecast(company, where={"team": team}).frame.set_index("part") for team in teams]
    whole = st.pipeline_forecast(company).frame.set_index("part")

    assert sum(rows.at["open", "forecast"] for rows in each) == pytest.approx(whole.at["open", "forecast"])
    assert sum(rows.at["new", "deals"] for rows in each) == pytest.approx(whole.at["new", "deals"])


def test_the_sentences_say_interval_and_brier_score(passage: Any) -> None:
    assert "Up to 31 March 2026" in passage.read()
    assert "80% interval" in passage.read()
    assert "Brier score" in passage.read()
    assert sum(note.startswith("Checked on past dates, chances of") for note in passage.notes) == 3


@pytest.mark.parametrize("lang", st.languages())
def test_both_languages_say_it_without_a_gap(company: st.SalesData, lang: str) -> None:
    passage = st.pipeline_forecast(st.demo(lang=lang))

    assert "{" not in f"{passage} {passage.definition.text}"


def test_a_short_history_says_what_it_lacks() -> None:
    young = st.pipeline_forecast(loaded([deal("w", "2025-05-20", "2025-05-25", "won"), deal("o", "2025-05-25")]))

    assert "does not reach back so far" in young.read()
    assert young.frame.empty


def test_without_creation_dates_there_is_none() -> None:
    rows = [{"deal_id": "w", "status": "won", "closed_at": "2025-05-25", "amount": 10.0}]
    passage = st.pipeline_forecast(loaded(rows))

    assert "deals.created_at" in passage.read()


def test_a_window_lies_ahead_and_names_exist(company: st.SalesData) -> None:
    with refused(st.UsageError, match="before the data does"):
        st.pipeline_forecast(company, end=date(2025, 12, 1))
    with refused(st.UsageError, match="cannot be limited by weather"):
        st.pipeline_forecast(company, where={"weather": "rain"})
    with refused(st.UnknownName, match="Surabaya"):
        st.pipeline_forecast(company, where={"team": "Surabya"})


def test_maven_has_a_pipeline_by_age_and_too_few_months(shared_data: Any) -> None:
    maven = st.load(shared_data / "maven_crm", crm="maven_crm", lang="en")
    passage = st.pipeline_forecast(maven)

    assert passage.frame["where_open"].iloc[0] == "Without stage history"
    assert passage.frame.set_index("part").at["open", "deals"] == 1_589
    assert any("it is not known since when" in note and note.endswith(": 500.") for note in passage.notes)
    assert "24 full months" in st.forecast(maven).read()


def test_where_nothing_was_open_on_past_days_no_chance_is_known() -> None:
    closed = [deal(f"w{i}", "2025-01-01", "2025-01-11", "won") for i in range(6)]
    told = st.pipeline_forecast(loaded([*closed, deal("now", "2025-05-25")]), end=IN_30_DAYS)

    assert told.frame.empty
    assert "no deal was open on any of the past dates" in told.read()


def test_a_deal_older_than_any_that_was_won_brings_nothing() -> None:
    old = [deal(f"old{i}", "2024-06-01", amount=10_000.0) for i in range(3)]

    passage = st.pipeline_forecast(loaded([*OLD, deal("now", "2025-05-25"), *old]), end=IN_30_DAYS)

    rows = passage.frame.set_index("part")
    assert rows.loc["open", ["deals", "amount"]].tolist() == [4, 30_100]
    assert 0 < rows.at["open", "forecast"] <= 100
    assert "3 worth Rp30,000 are older than any deal that was ever won" in passage.read()


def test_without_any_chance_that_is_known_there_is_no_forecast() -> None:
    old = [deal(f"old{i}", "2024-06-01") for i in range(3)]

    passage = st.pipeline_forecast(loaded([*(row for row in OLD if row["deal_id"] != "quick"), *old]), end=IN_30_DAYS)

    assert passage.lacking.startswith("No forecast: the 3 open deals are older than any deal that was ever won")
    assert passage.frame.empty


def test_a_time_in_which_no_deal_was_won_says_nothing_of_open_ones() -> None:
    lost = [row for row in OLD if row["status"] == "lost"]
    wins = [deal(f"w{i}", "2025-03-20", "2025-03-21", "won") for i in range(3)]

    passage = st.pipeline_forecast(loaded([*lost, *wins, deal("now", "2025-05-25")]), end=IN_30_DAYS)

    assert passage.lacking == "No forecast: no deal that was open on a past date was won within 30 days."


def test_enough_deals_of_the_age_that_were_watched_speak_for_themselves(company: st.SalesData) -> None:
    deals = open_now(company)
    chances = DealChances.of(company, timedelta(days=90))

    assert deals["outlived"].sum() > 50
    assert (chances.silence(deals) == "").all()
    assert (chances.of_deals(deals)[deals["outlived"]] < 0.03).all()


def test_what_is_recorded_of_the_open_deals_is_told_beside_what_they_are_taken_for() -> None:
    """It told 17 deals worth Rp298 million, the other chapters Rp175 million: six without an amount made the rest."""
    closed = [deal(f"w{i}", "2025-01-01", f"2025-0{i + 2}-20", "won") | {"amount": 40.0} for i in range(3)]
    opened = [deal("a", "2025-05-20") | {"amount": 70.0}, deal("b", "2025-05-20") | {"amount": None}]
    told = st.pipeline_forecast(loaded([*closed, *opened]), end=IN_30_DAYS).read()

    assert "2 open deals worth Rp110" in told
    assert "recorded amounts of the open deals come to Rp70. 1 without an amount is taken at Rp40, the average" in told
