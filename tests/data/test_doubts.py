"""What makes numbers doubtful although every row is sound is told at the door and at the number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.reports.rep.extract import extracts
from salestoolkit.review.pipeline.ageing import ageing
from salestoolkit.words.errors import UsageError

REPS = pd.DataFrame(
    [
        {"rep_id": "R1", "name": "Sari Dewi"},
        {"rep_id": "R2", "name": "Sari Dewi"},
        {"rep_id": "R3", "name": "Joko"},
    ]
)


def deals(count: int = 60, owners: tuple[str, ...] = ("R1", "R2", "R3")) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=count).strftime("%Y-%m-%d")
    rows = {"deal_id": [f"D{i}" for i in range(count)], "rep_id": [owners[i % len(owners)] for i in range(count)]}
    status = ["won" if i % 2 else "lost" for i in range(count)]
    return pd.DataFrame({**rows, "status": status, "created_at": days, "closed_at": days, "amount": 100})


def codes(sales: st.SalesData) -> set[str]:
    return {note.code for note in sales.intake.remarks}


def told(sales: st.SalesData, code: str) -> str:
    return next(note for note in sales.intake.remarks if note.code == code).text("en")


def test_two_reps_of_one_name_are_told_apart_everywhere() -> None:
    sales = st.load({"reps": REPS, "deals": deals()}, lang="en")
    rates = st.compute("win_rate", sales, by="rep")

    assert sorted(rates.frame["rep"]) == ["Joko", "Sari Dewi (R1)", "Sari Dewi (R2)"]
    assert set(st.scoreboard(sales).html.split()) >= {"Dewi"}
    assert "Sari Dewi (R1)" in st.scoreboard(sales).html
    assert told(sales, "names_shared").startswith("1 name belongs to more than one rep, such as Sari Dewi (R1, R2).")


def test_names_that_nobody_shares_stay_as_they_are() -> None:
    sales = st.load({"reps": REPS[1:], "deals": deals(owners=("R2", "R3"))}, lang="en")

    assert sorted(st.compute("win_rate", sales, by="rep").frame["rep"]) == ["Joko", "Sari Dewi"]
    assert "names_shared" not in codes(sales)


@pytest.mark.parametrize("more", [0, 5])
def test_a_page_of_one_s_own_does_not_say_that_somebody_shares_the_name(more: int) -> None:
    others = [{"rep_id": f"X{i}", "name": f"Rekan {i}"} for i in range(more)]
    reps = pd.concat([REPS, pd.DataFrame(others)])
    sales = st.load({"reps": reps, "deals": deals(owners=tuple(reps["rep_id"]))}, lang="en")

    names = {extract.rep_id: extract.rep for extract in extracts(sales, ["win_rate"], talks=False)}
    assert names["R1"] == names["R2"] == "Sari Dewi"


def test_the_index_tells_them_apart(tmp_path: Path) -> None:
    sales = st.load({"reps": REPS, "deals": deals()}, lang="en")
    st.report(
        sales,
        to=tmp_path,
        pages=st.Pages(kpis=["win_rate"], lang="en"),
        execution=st.Execution(engine="inprocess", progress=False),
    )

    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Sari Dewi (R1)" in index
    assert "Sari Dewi (R2)" in index
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "reps").glob("sari-dewi*.html")]
    assert len(pages) == 2
    assert not any("(R1)" in page or "(R2)" in page for page in pages)


def test_a_name_given_for_an_id_is_answered_with_the_ids() -> None:
    sales = st.load({"reps": REPS, "deals": deals()}, lang="en")
    with pytest.raises(UsageError, match=r"'sari dewi' is a name\. It belongs to R1, R2"):
        st.compute("win_rate", sales, where={"rep": "sari dewi"})


def test_deals_without_an_owner_are_counted_at_the_door() -> None:
    whole = deals()
    some = whole.assign(rep_id=whole["rep_id"].where(whole.index >= 12))

    assert told(st.load({"deals": some}, lang="en"), "ownerless_deals").startswith(
        "12 of 60 deals (20%) name no owner."
    )
    assert not codes(st.load({"deals": whole})) & {"ownerless_deals", "ownerless_leads"}
    assert "ownerless_deals" not in codes(st.load({"deals": whole.drop(columns="rep_id")}))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_nobody_owns_is_called_so_in_a_sentence(lang: str) -> None:
    open_ = deals(20).assign(rep_id=None, status="open", closed_at=None, created_at="2025-06-01")
    open_ = open_.assign(deal_id=[f"O{i}" for i in range(20)])
    closed = deals().assign(created_at="2025-12-01")
    passage = ageing(st.load({"deals": pd.concat([closed, open_])}, lang=lang))

    assert {"en": "Deals without an owner hold the most", "id": "ada pada deal tanpa pemilik"}[lang] in passage.read()
    assert {"en": "not stated", "id": "tidak disebutkan"}[lang] not in passage.read()


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_has_no_product_is_no_product_in_a_sentence(lang: str) -> None:
    frame = deals().assign(product=["Teh" if i % 5 == 0 else None for i in range(60)])
    said = st.products(st.load({"deals": frame}, lang=lang)).read()

    assert {"en": "Teh sells most by value", "id": "Menurut nilai, Teh paling laku"}[lang] in said
    assert {"en": "Deals without a product:", "id": "Deal tanpa produk:"}[lang] in said


def test_closings_after_the_declared_day_are_said_to_count_as_open() -> None:
    sales = st.load({"deals": deals()}, lang="en", as_of="2026-02-15")

    # the 47th day onwards of sixty
    assert told(sales, "closed_after_as_of").startswith(
        "14 deals were closed after the date of the data, 15 February 2026 (the last on 1 March 2026)."
    )
    assert "far_after_as_of" not in codes(sales)
    assert not codes(st.load({"deals": deals()}, as_of="2026-03-01")) & {"closed_after_as_of", "far_after_as_of"}


def test_a_date_far_beyond_a_declared_day_is_named_by_its_row(tmp_path: Path) -> None:
    deals().assign(closed_at=[*deals()["closed_at"][:-1], "2062-03-01"]).to_csv(tmp_path / "deals.csv", index=False)
    sales = st.load(tmp_path, lang="en", as_of="2026-03-01")

    assert told(sales, "far_after_as_of").startswith("deals.csv: '2062-03-01' in row 61 of 'closed_at' lies")
    assert told(sales, "closed_after_as_of").startswith("1 deal was closed after")
    assert "2062-03-01" in repr(st.cover(sales))


def test_a_declared_day_long_after_the_last_fact_is_said_first() -> None:
    sales = st.load({"deals": deals()}, lang="en", as_of="2027-03-01")

    assert told(sales, "silent_before_as_of").startswith(
        "Nothing is recorded in the 365 days up to the declared date of the data, 1 March 2027; the last fact is of"
    )
    assert "the last fact is of 1 March 2026" in repr(st.cover(sales))
    assert "silent_before_as_of" not in codes(st.of_period(sales_of_mapping(), end="2026-02-01"))
    assert "silent_before_as_of" not in codes(st.load({"deals": deals()}, as_of="2026-03-20"))


def test_a_few_facts_long_after_all_others_are_said_to_date_the_data() -> None:
    ahead = deals(2).assign(deal_id=["A", "B"], closed_at="2026-04-18")
    sales = st.load({"deals": pd.concat([deals(), ahead])}, lang="en")

    assert told(sales, "last_facts_apart").startswith(
        "The last 2 facts lie 48 days after the one before (1 March 2026), from 18 April 2026 on, and date the data."
    )
    assert "48 days after" in repr(st.cover(sales))
    assert "last_facts_apart" not in codes(st.load({"deals": pd.concat([deals(), ahead])}, as_of="2026-04-18"))
    assert "last_facts_apart" not in codes(st.of_period(sales, end="2026-03-01"))
    many = deals(9).assign(deal_id=[f"M{i}" for i in range(9)], closed_at="2026-04-18")
    assert "last_facts_apart" not in codes(st.load({"deals": pd.concat([deals(), many])}))
    assert "last_facts_apart" not in codes(st.load({"deals": deals()}))


def sales_of_mapping() -> st.SalesData:
    """A load whose day a mapping declares: a period ends before it, and then its own day holds no more."""
    sales = replace(st.load({"deals": deals()}, lang="en", as_of="2027-03-01"), as_of_given=False)
    assert "silent_before_as_of" in codes(sales)
    return sales


def test_no_silence_is_said_of_facts_that_are_of_every_quarter() -> None:
    quarters = deals(8).assign(closed_at=pd.date_range("2024-01-01", periods=8, freq="QS").strftime("%Y-%m-%d"))
    rows = {"deals": quarters.assign(created_at=quarters["closed_at"])}

    assert "silent_before_as_of" not in codes(st.load(rows, as_of="2025-12-30"))
    assert "silent_before_as_of" in codes(st.load(rows, as_of="2026-01-30"))


def visits(leads: int) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=60).strftime("%Y-%m-%d")
    return pd.DataFrame({"date": days, "channel": "Ads", "sessions": 5, "visitors": 4, "leads": leads})


def test_more_leads_than_visitors_is_said_at_the_door_and_at_the_number() -> None:
    sales = st.load({"visits": visits(leads=9)}, lang="en")
    rate = st.compute("visitor_to_lead", sales)

    assert told(sales, "more_leads_than_visitors").startswith(
        "In 3 months there are more leads than visitors, such as January 2026 (279 against 124)."
    )
    assert rate.frame["value"].iloc[0] == 2.25
    assert "More was counted in the part than in the whole, so this is no share" in rate.read()
    assert "this is no share" in st.overview(sales, ["visitor_to_lead"]).html


def test_leads_of_the_crm_are_held_against_visitors_too() -> None:
    days = pd.date_range("2026-01-01", periods=20).repeat(10)
    leads = pd.DataFrame({"lead_id": range(200), "created_at": days.strftime("%Y-%m-%dT09:00"), "channel": "Ads"})
    crowded = {"visits": visits(leads=0).drop(columns="leads"), "leads": leads}

    assert "more_leads_than_visitors" in codes(st.load(crowded))
    assert "more_leads_than_visitors" not in codes(st.load({"visits": visits(leads=1)}))
    assert "more_leads_than_visitors" not in codes(st.load(crowded | {"leads": leads.assign(channel="Fair")}))


def test_visits_by_week_are_said_at_the_door() -> None:
    days = pd.date_range("2026-01-01", periods=60)
    leads = pd.DataFrame({"lead_id": range(60), "created_at": days.strftime("%Y-%m-%dT09:00"), "channel": "Ads"})
    daily = visits(leads=0).drop(columns="leads")
    sales = st.load({"visits": daily.iloc[::7], "leads": leads}, lang="en")

    assert told(sales, "visits_not_daily").startswith(
        "In 1 channel most leads came on days without visits, as 48 of 57"
    )
    assert "visits_not_daily" not in codes(st.load({"visits": daily, "leads": leads}))
    assert "visits_not_daily" not in codes(st.load({"visits": visits(leads=1).iloc[::7], "leads": leads}))
