"""The demo company's tables are whole, hang together, and come out the same for the same seed."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from salestoolkit.data.demo import NOTHING_PLANTED, frames
from salestoolkit.data.demo.build import Size
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import UsageError

Company = dict[str, pd.DataFrame]

# What the company does not record: all its money is rupiah, no lead of it was merged, and nothing was given back.
UNUSED = {("leads", "merged_into"), ("deal_lines", "booked_at"), ("follow_ups", "team"), ("follow_ups", "evidence")}
USED = tuple(name for name in TABLES if name != "rates")
END = pd.Timestamp("2026-01-01", tz="Asia/Jakarta")
BEGIN = pd.Timestamp("2023-01-01", tz="Asia/Jakarta")


def digest(tables: Company) -> str:
    text = "".join(table.to_csv(index=False) for table in tables.values())
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    small: Size = {"months": 6, "leads_per_rep_month": 4.0}
    assert digest(frames(**small)) == digest(frames(**small))
    other: Size = {**small, "seed": 6}
    assert digest(frames(**small)) != digest(frames(**other))


@pytest.mark.parametrize("name", USED)
def test_every_table_has_exactly_the_canonical_columns_and_each_is_filled(name: str, company: Company) -> None:
    table = company[name]
    assert list(table.columns) == [c.name for c in TABLES[name].columns if (name, c.name) not in UNUSED]
    assert len(table) > 0
    assert [column for column in table if table[column].isna().all()] == []
    required = list(TABLES[name].required)
    assert not table[required].isna().any().any()


@pytest.mark.parametrize("name", USED)
def test_columns_have_the_types_of_their_kind(name: str, company: Company) -> None:
    for column in (column for column in TABLES[name].columns if (name, column.name) not in UNUSED):
        values = company[name][column.name]
        if column.kind == "timestamp":
            assert str(values.dtype) == "datetime64[us, UTC]"
        elif column.kind == "money" and name != "goals":
            assert values.dtype == np.int64
        elif column.kind in ("text", "enum"):
            assert values.dtype == "str"
        if column.values:
            assert set(values.dropna()) <= set(column.values)


@pytest.mark.parametrize("name", USED)
def test_keys_do_not_repeat_and_references_exist(name: str, company: Company) -> None:
    table = TABLES[name]
    if table.key:
        assert company[name][table.key].is_unique
    for column, other in table.refers:
        if (name, column) in UNUSED:
            continue
        assert set(company[name][column].dropna()) <= set(company[other][TABLES[other].key])


def test_leads_deals_and_their_histories_name_each_other(company: Company) -> None:
    leads, deals, history = company["leads"], company["deals"], company["stage_history"]
    linked = leads.dropna(subset=["deal_id"]).set_index("deal_id")["lead_id"]
    assert linked.equals(deals.dropna(subset=["lead_id"]).set_index("deal_id")["lead_id"].loc[linked.index])
    assert len(linked) == deals["lead_id"].notna().sum()
    for entity, ids in (("lead", leads["lead_id"]), ("deal", deals["deal_id"])):
        assert set(history.loc[history["entity"] == entity, "entity_id"]) == set(ids)
    managers = company["reps"]["manager_id"].dropna()
    assert set(managers) <= set(company["reps"]["rep_id"])
    assert set(company["activities"]["lead_id"].dropna()) <= set(leads["lead_id"])
    assert set(company["activities"]["deal_id"].dropna()) <= set(deals["deal_id"])


def shortest(table: pd.DataFrame, first: str, then: str) -> pd.Timedelta:
    waits: pd.Series[pd.Timedelta] = table[then] - table[first]
    return waits.min()


def test_nothing_has_happened_after_as_of_and_times_are_in_order(company: Company) -> None:
    leads, deals = company["leads"], company["deals"]
    assert leads["created_at"].min() >= BEGIN
    for name, column in (("leads", "created_at"), ("deals", "closed_at"), ("activities", "at")):
        assert company[name][column].max() < END
    assert shortest(leads, "created_at", "first_response_at") >= pd.Timedelta(minutes=1)
    assert shortest(leads, "first_response_at", "converted_at") > pd.Timedelta(0)
    assert shortest(leads, "created_at", "disqualified_at") > pd.Timedelta(0)
    assert shortest(deals, "created_at", "closed_at") > pd.Timedelta(0)
    assert (deals["closed_at"].dropna() >= BEGIN).all()


def test_the_status_of_a_deal_agrees_with_its_other_columns(company: Company) -> None:
    deals = company["deals"]
    status = deals["status"]
    assert (status.eq("open") == deals["closed_at"].isna()).all()
    assert (status.eq("won") == deals["stage"].eq("Berhasil")).all()
    assert (status.eq("lost") == deals["stage"].eq("Gagal")).all()
    assert (status.eq("lost") == deals["lost_reason"].notna()).all()
    assert set(status) == {"open", "won", "lost", "cancelled"}
    overdue = status.eq("open") & (deals["expected_close_at"] < END)
    assert 0 < overdue.sum() < status.eq("open").sum()


def test_stage_history_ends_where_the_deal_stands_and_steps_back_are_few(company: Company) -> None:
    history = company["stage_history"].query("entity == 'deal'")
    last = history.groupby("entity_id")["stage"].last()
    deals = company["deals"].set_index("deal_id")
    assert last.loc[deals.index].eq(deals["stage"]).all()
    later = history.groupby("entity_id")["entered_at"].shift(-1)
    inside = later.notna()
    assert (later[inside] >= history.loc[inside, "entered_at"]).all()
    assert later[inside].eq(history.loc[inside, "left_at"]).all()
    position = history["stage"].map(company["stages"].set_index("stage")["position"])
    steps = position.groupby(history["entity_id"]).diff()
    assert 0 < (steps < 0).sum() < 0.04 * len(deals)
    assert (steps[history["stage"] != "Gagal"] == 2).any(), "some stages are skipped"


def test_money_adds_up_exactly(company: Company) -> None:
    lines, deals = company["deal_lines"], company["deals"].set_index("deal_id")
    assert (lines["quantity"] * lines["unit_price"] - lines["discount"]).eq(lines["amount"]).all()
    sums = lines.groupby("deal_id")[["amount", "discount"]].sum()
    assert sums["amount"].eq(deals["amount"].loc[sums.index]).all()
    assert (deals["amount"] + sums["discount"].loc[deals.index]).eq(deals["list_amount"]).all()
    assert (deals["amount"] > 0).all()
    assert len(sums) == len(deals)


def test_visits_count_the_leads_of_the_leads_table(company: Company) -> None:
    visits, leads = company["visits"], company["leads"]
    day = leads["created_at"].dt.tz_convert("Asia/Jakarta").dt.date
    counted = leads.groupby([day, "channel"]).size()
    told = visits.set_index(["date", "channel"])["leads"]
    assert told.eq(counted.reindex(told.index, fill_value=0)).all()
    assert (visits["leads"] <= visits["visitors"]).all()
    assert (visits["visitors"] <= visits["sessions"]).all()


def test_stage_counts_are_the_deals_of_each_month(company: Company) -> None:
    counts = company["stage_counts"].groupby("stage")["count"].sum()
    deals = company["deals"][company["deals"]["created_at"] >= BEGIN]
    assert counts["Penjajakan"] == len(deals)
    assert counts["Berhasil"] == deals["status"].eq("won").sum()
    assert counts["Gagal"] == deals["status"].eq("lost").sum()


def test_only_people_answer_and_the_first_human_contact_is_the_first_response(company: Company) -> None:
    acts = company["activities"].dropna(subset=["lead_id"])
    human = acts[acts["direction"].eq("outbound") & ~acts["kind"].isin(["system", "note"])]
    first = human.groupby("lead_id")["at"].min()
    answered = company["leads"].set_index("lead_id")["first_response_at"].dropna()
    assert first.sort_index().equals(answered.sort_index().rename("at"))
    automatic = acts[acts["kind"] == "system"]
    assert set(automatic["rep_id"]) == {"SYS"}
    assert 0.15 < company["leads"]["first_response_at"].isna().mean() < 0.20


def test_some_leads_were_handed_on_within_the_team_before_any_answer(company: Company) -> None:
    leads, held = company["leads"].set_index("lead_id"), company["assignments"]
    team = company["reps"].set_index("rep_id")["team"]
    first, last = held.groupby("lead_id").first(), held.groupby("lead_id").last()
    handed = held.groupby("lead_id").size().eq(2)
    assert 0.02 < handed.mean() < 0.04
    assert first["assigned_at"].eq(leads["created_at"].loc[first.index]).all()
    assert last["owner_id"].eq(leads["owner_id"].loc[last.index]).all()
    passed = handed[handed].index
    assert first["owner_id"].loc[passed].ne(last["owner_id"].loc[passed]).all()
    assert first["owner_id"].map(team).eq(last["owner_id"].map(team)).all()
    answered = leads["first_response_at"].loc[passed]
    assert (answered.isna() | (answered > last["assigned_at"].loc[passed])).all()
    assert (last["assigned_at"] > first["assigned_at"])[passed].all()


def test_a_lead_is_its_first_owner_s_until_it_is_handed_on(company: Company) -> None:
    held = company["assignments"]
    again = held[held["lead_id"].duplicated()].iloc[10]
    before = frames(as_of=again["assigned_at"].isoformat())

    owner = before["leads"].set_index("lead_id")["owner_id"]
    assert owner[again["lead_id"]] != again["owner_id"]
    assert before["assignments"]["lead_id"].eq(again["lead_id"]).sum() == 1


def test_only_the_planted_product_has_a_thin_margin(company: Company) -> None:
    won = company["deals"].query("status == 'won'")
    sums = won.groupby("product")[["amount", "cost"]].sum()
    margin = 1 - sums["cost"] / sums["amount"]
    assert margin["Kasir Lite"] < 0.36
    assert margin.drop("Kasir Lite").between(0.56, 0.60).all()


def test_people_work_in_the_hours_of_their_own_office(company: Company) -> None:
    reps = company["reps"].set_index("rep_id")["timezone"]
    deals = company["deals"].dropna(subset=["closed_at"])
    for zone, group in deals.groupby(deals["rep_id"].map(reps)):
        local = group["closed_at"].dt.tz_convert(zone)
        assert local.dt.hour.between(8, 17).all()
        assert (local.dt.day_name().isin(["Saturday", "Sunday"])).sum() == 0
    assert set(reps) == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}


def test_an_earlier_as_of_is_a_snapshot_of_the_same_history(company: Company) -> None:
    moment = pd.Timestamp("2025-12-01T00:00:00+07:00")
    before = frames(as_of=moment.isoformat())
    now = company["deals"].set_index("deal_id")
    then = before["deals"].set_index("deal_id")
    assert then.index.equals(now.index[now["created_at"] < moment])
    closed = then[then["closed_at"].notna()]
    assert closed.equals(now.loc[closed.index])
    reopened = now.loc[then.index[then["status"] == "open"], "closed_at"]
    assert (reopened.isna() | (reopened >= moment)).all()
    old = company["activities"][company["activities"]["at"] < moment]
    assert before["activities"].equals(old)
    assert before["goals"].equals(company["goals"])


def test_size_is_a_parameter() -> None:
    large = frames(reps=48, leads_per_rep_month=260)
    assert 150_000 < len(large["deals"]) < 250_000
    assert large["deals"]["deal_id"].is_unique
    assert large["reps"]["name"].is_unique
    tiny = frames(reps=4, months=1, leads_per_rep_month=1)
    assert {name: list(table.columns) for name, table in tiny.items()} == {
        name: list(table.columns) for name, table in large.items()
    }


def test_a_company_with_nothing_planted_has_no_newcomer_and_no_recurring_follow_up() -> None:
    plain = frames(truths=NOTHING_PLANTED)
    closed = plain["deals"].query("status in ['won', 'lost']").groupby("rep_id").size()
    assert closed.min() > 100
    assert "recurring" not in set(plain["follow_ups"]["status"])


@pytest.mark.parametrize("size", [{"reps": 3}, {"months": 0}, {"leads_per_rep_month": 0.0}])
def test_a_size_that_cannot_be_is_refused(size: Size) -> None:
    with pytest.raises(UsageError, match="No company has"):
        frames(**size)


def test_an_as_of_without_time_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="no time zone"):
        frames(as_of="2025-12-01")
