"""Visitor-to-lead conversion and its studies: by hand, against the planted rates, and where the tracking fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.estimate.interval.shares import wilson

STUDIES = ("per_session", "customers", "lead_to_customer")
PER_VISITOR = {"Media sosial": 0.014, "Pencarian organik": 0.022, "Iklan pencarian": 0.031, "Marketplace": 0.042}


def load(as_of: str = "2026-06-30T00:00", **tables: Sequence[Mapping[str, Any]]) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en", timezone="UTC")


def visits(days: int = 10, channel: str = "web", **also: Any) -> list[dict[str, Any]]:
    return [
        {"date": f"2026-03-{day:02}", "channel": channel, "sessions": 150, "visitors": 100, **also}
        for day in range(1, days + 1)
    ]


def leads(count: int, day: int = 5, **also: Any) -> list[dict[str, Any]]:
    rows = range(count)
    return [{"lead_id": f"{day}-{i}", "created_at": f"2026-03-{day:02}T09:00", "channel": "web", **also} for i in rows]


def test_leads_per_visitor_and_per_session_are_two_numbers() -> None:
    sales = load(visits=visits(leads=3))

    visitor, session = (
        st.compute(name, sales).frame.iloc[0] for name in ("visitor_to_lead", "visitor_to_lead.per_session")
    )

    assert (visitor["value"], visitor["n"]) == (0.03, 1_000)
    assert (session["value"], session["n"]) == (0.02, 1_500)


def test_where_visitors_are_not_known_sessions_count_and_that_is_said() -> None:
    rows = [{name: value for name, value in row.items() if name != "visitors"} for row in visits(leads=3)]

    result = st.compute("visitor_to_lead", load(visits=rows))

    assert result.frame.iloc[0][["value", "by_session"]].tolist() == [0.02, 1_500]
    assert result.read().startswith("Of 1,500 sessions, 30 became leads: 2.0%")
    assert result.read().endswith("Unique visitors are not known, so sessions count.")
    assert "not known on any day" in result.definition.text
    assert result.to("id").read().startswith("Dari 1.500 kunjungan, 30 menjadi prospek")


def test_where_some_days_have_no_visitors_it_is_said_how_many_of_those_counted_are_sessions() -> None:
    rows = [row | ({"visitors": None} if i < 2 else {}) for i, row in enumerate(visits(leads=3))]

    told = st.compute("visitor_to_lead", load(visits=rows)).read()

    assert told.startswith("Of 1,100 visitors, 30 became leads")
    assert told.endswith("Unique visitors are not known on some days: 300 of the 1,100 counted are sessions.")


def test_days_that_differ_widen_the_interval_and_wilsons_is_shown_as_the_minimum() -> None:
    # 5 days with 1 lead and 5 with 9 on 100 visitors each: p = 0.05, each day's (4)^2 / 4.75 = 3.368; phi = 33.68 / 9
    rows = [row | {"leads": 1 if i % 2 else 9} for i, row in enumerate(visits())]

    result = st.compute("visitor_to_lead", load(visits=rows))
    row = result.frame.iloc[0]

    _, low, high = wilson(np.array([50.0]), np.array([1_000.0]))
    assert row["phi"] == pytest.approx(10 * 16 / 4.75 / 9)
    assert row["lo"] < low[0] < high[0] < row["hi"]
    assert (row["wilson_lo"], row["wilson_hi"]) == pytest.approx((low[0], high[0]))
    assert "(Wilson): a minimum" in result.definition.text


def test_more_leads_than_visitors_is_flagged() -> None:
    result = st.compute("visitor_to_lead", load(visits=visits(leads=120)))

    assert result.frame["value"].iloc[0] == 1.2
    assert np.isnan(result.frame["lo"].iloc[0])
    assert "more leads than visitors" in result.definition.text


def test_days_without_visits_are_counted_and_their_leads_are_not() -> None:
    rows = [row for row in visits() if row["date"] not in ("2026-03-04", "2026-03-05")]

    result = st.compute("visitor_to_lead", load(visits=rows, leads=leads(20, day=3) + leads(7, day=5)))
    row = result.frame.iloc[0]

    assert (row["leads"], row["visitors"], row["gaps"], row["untracked"]) == (20, 800, 2, 7)
    assert "no visit at all: 2" in result.definition.text
    assert "7 leads of days that have no visits" in result.definition.text


def weekly(channel: str = "web", visitors: int = 700) -> list[dict[str, Any]]:
    return [{"date": f"2026-03-{day:02}", "channel": channel, "sessions": visitors} for day in (2, 9, 16, 23)]


def every_day(channel: str = "web") -> list[dict[str, Any]]:
    return [lead | {"channel": channel} for day in range(2, 24) for lead in leads(3, day=day)]


@pytest.mark.parametrize("name", ["visitor_to_lead", "visitor_to_lead.per_session", "visitor_to_lead.customers"])
@pytest.mark.parametrize("by", [(), "channel", "month", "day"])
def test_visits_by_week_have_no_share_of_leads_by_day(name: str, by: Any) -> None:
    deals = [{"deal_id": "1", "lead_id": "5-0", "status": "won", "closed_at": "2026-03-15T09:00"}]

    result = st.compute(name, load(visits=weekly(), leads=every_day(), deals=deals), by=by)

    visited = result.frame[result.frame["visitors" if "per" not in name else "sessions"] > 0]
    assert len(visited)
    assert visited["value"].isna().all()
    assert (visited["reason"] == "not_daily").all()
    assert not result.frame["value"].notna().any()
    assert "Check the tracking" not in result.definition.text


def test_a_small_channel_given_by_week_does_not_take_the_whole_away() -> None:
    at = every_day() + [lead | {"lead_id": f"m{lead['lead_id']}", "channel": "mail"} for lead in every_day()]
    daily = [row | {"date": f"2026-03-{day:02}", "visitors": 900} for day in range(1, 28) for row in visits(days=1)]

    small = st.compute("visitor_to_lead", load(visits=daily + weekly("mail", 20), leads=at), by="channel").frame
    large = st.compute("visitor_to_lead", load(visits=daily + weekly("mail"), leads=at)).frame.iloc[0]

    assert small.set_index("channel")["reason"].to_dict() == {"web": "", "mail": "not_daily"}
    assert small.set_index("channel")["value"]["web"] == pytest.approx(66 / (27 * 900))
    assert large["reason"] == "not_daily"


def test_visits_by_week_with_leads_of_their_own_are_a_share() -> None:
    own = [row | {"leads": 21} for row in weekly()]

    rows = st.compute("visitor_to_lead", load(visits=own, leads=every_day()), by="week").frame

    assert (rows["value"] == 0.03).all()


def test_gaps_outside_the_period_are_not_those_of_the_period() -> None:
    rows = [row for row in visits() if row["date"] != "2026-03-04"]

    asked = [
        st.compute("visitor_to_lead", load(visits=rows, leads=leads(9, day=2)), **p).frame.iloc[0]
        for p in ({"end": "2026-03-04"}, {"start": "2026-03-04"})
    ]

    assert [row["gaps"] for row in asked] == [0, 1]


@pytest.mark.parametrize("also", [{"kind": "spam"}, {"kind": "test"}, {"kind": "outbound"}, {"merged_into": "5-0"}])
def test_only_inbound_leads_that_stand_on_their_own_are_new_web_leads(also: Mapping[str, str]) -> None:
    rows = leads(8) + [row | {"lead_id": f"x{i}"} | also for i, row in enumerate(leads(4))]

    row = st.compute("visitor_to_lead", load(visits=visits(), leads=rows)).frame.iloc[0]

    assert row["leads"] == 8


def chained(**visits_also: Any) -> st.SalesData:
    """1,000 visitors, 20 leads on 5 March of which 5 become customers on 15 March."""
    deals = [
        {
            "deal_id": str(i),
            "lead_id": f"5-{i}",
            "status": "won",
            "created_at": "2026-03-06",
            "closed_at": "2026-03-15T09:00",
        }
        for i in range(5)
    ]
    return load(visits=visits(**visits_also), leads=leads(20), deals=deals)


def test_the_links_multiply_to_the_chain() -> None:
    sales = chained()

    chain = st.compute("visitor_to_lead.customers", sales).frame.iloc[0]
    first, last = (
        st.compute(name, sales).frame.iloc[0]["value"]
        for name in ("visitor_to_lead", "visitor_to_lead.lead_to_customer")
    )

    assert (chain["value"], chain["first_link"], chain["last_link"]) == pytest.approx((0.005, 0.02, 0.25))
    assert chain["value"] == pytest.approx(first * last)
    assert chain["lag"] == 10 * 86_400


def test_where_the_analytics_and_the_crm_count_other_leads_that_is_said() -> None:
    said = st.compute("visitor_to_lead.customers", chained(leads=3)).definition.text

    assert "counts 30 leads on these days, the CRM 20" in said


def test_leads_too_recent_to_have_become_customers_are_left_out() -> None:
    # Lag 10 days: on 15 March at 12:00 the visits up to 5 March are old enough, and 5 of the 10 days of visitors.
    sales = chained()
    sooner = load(
        "2026-03-15T12:00",
        **{name: sales.connection.table(name).to_arrow_table().to_pylist() for name in ("visits", "deals")},
        leads=leads(20) + leads(6, day=9),
    )

    row = st.compute("visitor_to_lead.customers", sooner).frame.iloc[0]

    assert (row["visitors"], row["crm_leads"], row["customers"], row["young"]) == (500, 20, 5, 6)


@pytest.mark.parametrize("study", STUDIES)
def test_the_example_of_a_study_gives_the_answer_worked_by_hand(study: str) -> None:
    example = st.definition(f"visitor_to_lead.{study}").example
    tables = {table: pd.DataFrame(list(rows)) for table, rows in example.tables.items()}

    row = st.compute(f"visitor_to_lead.{study}", st.load(tables, as_of=example.as_of, lang="en")).frame.iloc[0]

    assert example.answer
    assert {column: float(row[column]) for column in example.answer} == pytest.approx(dict(example.answer))


@pytest.mark.parametrize("study", STUDIES)
def test_fewer_than_five_show_counts_only(study: str) -> None:
    few = visits(days=1, leads=1)[0] | {"visitors": 4, "sessions": 4}
    deals = [
        {"deal_id": "1", "lead_id": "1-0", "status": "lost", "created_at": "2026-03-06", "closed_at": "2026-03-09"}
    ]

    frame = st.compute(f"visitor_to_lead.{study}", load(visits=[few], leads=leads(1, day=1), deals=deals)).frame

    assert frame["value"].isna().all()
    assert set(frame["reason"]) <= {"no_data", "too_few"}


@pytest.mark.parametrize("study", STUDIES)
def test_every_study_is_counted_read_and_listed(study: str, demo_sales: st.SalesData) -> None:
    result = st.compute(f"visitor_to_lead.{study}", demo_sales, by="channel")

    for lang in ("id", "en"):
        said = [result.read(lang), result.whole.read(lang), result.to(lang).definition.text]
        assert all(said)
        assert "{" not in "".join(said)
    assert len(result.table) == 4


def test_no_rep_is_judged_by_visitors() -> None:
    with pytest.raises(st.UnknownName):
        st.compute("visitor_to_lead", chained(), by="rep")


def test_each_channels_planted_rate_lies_in_its_interval(demo_sales: st.SalesData) -> None:
    frame = st.compute("visitor_to_lead", demo_sales, by="channel").frame.set_index("channel")

    assert set(frame.index) == set(PER_VISITOR)
    for channel, rate in PER_VISITOR.items():
        assert frame.loc[channel, "lo"] < rate < frame.loc[channel, "hi"]
    assert (frame["phi"] > 1).all()


def test_the_chain_agrees_with_plain_pandas(demo_sales: st.SalesData) -> None:
    tables = {
        name: demo_sales.connection.table(name).to_arrow_table().to_pandas() for name in ("visits", "leads", "deals")
    }
    web = tables["leads"][tables["leads"]["channel"].isin(tables["visits"]["channel"])]
    won = tables["deals"].query("status == 'won'")[["lead_id", "closed_at"]]
    web = web.merge(won, on="lead_id", how="left")
    took = (pd.to_datetime(web["closed_at"], utc=True) - pd.to_datetime(web["created_at"], utc=True)).dropna()
    last = pd.Timestamp("2026-01-01") - took.quantile(0.9)
    day = pd.to_datetime(web["created_at"], utc=True).dt.tz_convert("Asia/Jakarta").dt.tz_localize(None).dt.floor("D")
    seen = tables["visits"][pd.to_datetime(tables["visits"]["date"]) <= last]

    row = st.compute("visitor_to_lead.customers", demo_sales).frame.iloc[0]

    assert row["visitors"] == seen["visitors"].sum()
    assert row["crm_leads"] == (day <= last).sum()
    assert row["customers"] == web.loc[day <= last, "closed_at"].notna().sum()


@pytest.mark.parametrize(("found", "told"), [(150, True), (100, False)])
def test_days_with_more_leads_than_visitors_are_told_by_channel(found: int, told: bool) -> None:
    odd = [row | ({"leads": found} if i < 3 else {}) for i, row in enumerate(visits(channel="odd", leads=5))]
    sales = load(visits=[*odd, *visits(channel="web", leads=5)])

    by_channel = st.compute("visitor_to_lead", sales, by="channel")
    said = st.compute("visitor_to_lead", sales).definition.text

    days = by_channel.frame.set_index("channel")["excess"]
    assert days.fillna(0).to_dict() == {"odd": 3 * told, "web": 0}
    assert ("Days with more leads than visitors" in by_channel.table) == told
    assert ("Days on which a channel has more leads than visitors: 3." in said) == told
