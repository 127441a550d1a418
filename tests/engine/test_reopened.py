"""A deal that was reopened counts once, at its last close; what changed in earlier months is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.engine.preparing import fact

STAGES = [
    {"stage": stage, "position": i, "kind": kind}
    for i, (stage, kind) in enumerate((("New", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost")), 1)
]
Path = Sequence[tuple[str, str]]
REOPENED = (("New", "01-05"), ("Won", "03-10"), ("Offer", "05-02"), ("Won", "06-20"))


def load(
    path: Path, status: str, closed: str | None, as_of: str = "2025-12-31", lang: str = "en", **more: Any
) -> st.SalesData:
    deal: dict[str, Any] = {
        "deal_id": "D1",
        "status": status,
        "created_at": "2025-01-05",
        "amount": 100,
        "rep_id": "R1",
    }
    deal |= {"closed_at": closed and f"2025-{closed}", "rep_id": "R1", "lead_id": "L1"}
    other = {"deal_id": "D2", "status": "won", "created_at": "2025-01-05", "amount": 7, "closed_at": "2025-03-11"}
    history = [
        {"entity": "deal", "entity_id": "D1", "stage": stage, "entered_at": f"2025-{day}T10:00"} for stage, day in path
    ]
    lost = {"deal_id": "D3", "status": "lost", "created_at": "2025-01-05", "closed_at": "2025-03-11"}
    tables = {"deals": [deal, other, lost], "stages": STAGES, "stage_history": history} | more
    return st.load({name: pd.DataFrame(rows) for name, rows in tables.items()}, as_of=as_of, lang=lang)


def stands(sales: st.SalesData) -> tuple[str, str, int]:
    """Status, month of the close and whether it was reopened, of the deal D1."""
    deals = fact(sales, "deals").collect("pandas").to_native().set_index("deal_id")
    row = deals.loc["D1"]
    return row["status"], "" if pd.isna(row["closed_at"]) else row["closed_at"].strftime("%m"), row["reopened"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-09", ("open", "", 0)),
        ("2025-03-31", ("won", "03", 0)),
        ("2025-05-31", ("open", "", 1)),
        ("2025-06-30", ("won", "06", 1)),
    ],
)
@pytest.mark.parametrize("closed", ["06-20", "03-10"], ids=["last close kept", "first close kept"])
def test_a_deal_stands_at_each_moment_as_it_stood_then(as_of: str, expected: tuple[str, str, int], closed: str) -> None:
    assert stands(load(REOPENED, "won", closed, as_of)) == expected


def test_it_counts_once_and_in_the_month_of_its_last_close() -> None:
    frame = st.compute("monthly_sales", load(REOPENED, "won", "06-20"), by="month").frame

    assert dict(zip(frame["month"].dt.month, frame["value"], strict=True)) == {3: 7, 6: 100} | dict.fromkeys(
        (4, 5, *range(7, 13)), 0
    )
    assert st.compute("win_rate", load(REOPENED, "won", "06-20")).frame["won"].tolist() == [2]


def test_the_revision_log_says_what_was_taken_from_which_month() -> None:
    sales = load(REOPENED, "won", "06-20")

    [row] = st.revisions(sales).frame.to_dict("records")

    assert (row["deal_id"], row["rep"], row["status"], row["status_again"]) == ("D1", "R1", "won", "won")
    assert [row[name].strftime("%m-%d") for name in ("month", "closed_at", "reopened_at", "closed_again_at")] == [
        "03-01",
        "03-10",
        "05-02",
        "06-20",
    ]
    assert (row["won"], row["lost"], row["amount"]) == (-1, 0, -100)
    # what the report of then said, less what the log takes away, is what the report of now says
    then, now = (st.compute("monthly_sales", load(REOPENED, "won", "06-20", day), end="2025-04-01").frame["value"][0]
                 for day in ("2025-03-31", "2025-12-31"))  # fmt: skip
    assert then + row["amount"] == now


def test_the_log_is_read_in_both_languages() -> None:
    english, indonesian = (st.revisions(load(REOPENED, "won", "06-20", lang=lang)) for lang in ("en", "id"))

    assert english.read().startswith("1 closing no longer counts")
    assert english.table["Month restated"].tolist() == ["March 2025"]
    assert indonesian.table["Semula"].tolist() == ["berhasil"]
    assert "<table" in english._repr_html_()
    assert "Offer" not in repr(english)
    quiet = st.revisions(load(REOPENED[:2], "won", "03-10"))
    assert len(quiet.frame) == 0
    assert quiet.read() == repr(quiet) == "No closed deal was reopened: no earlier figure has changed."


def test_a_deal_that_is_open_again_is_open_and_has_no_second_close() -> None:
    sales = load(REOPENED[:3], "open", None)

    assert stands(sales) == ("open", "", 1)
    [row] = st.revisions(sales).frame.to_dict("records")
    assert pd.isna(row["closed_again_at"])
    assert st.revisions(sales).table["Now"].tolist() == ["open"]


def test_lost_and_then_won_is_won_and_was_lost_in_between() -> None:
    path = (("New", "01-05"), ("Lost", "03-10"), ("Won", "06-20"))

    assert stands(load(path, "won", "06-20", "2025-04-30")) == ("lost", "03", 0)
    assert stands(load(path, "won", "06-20")) == ("won", "06", 1)
    [row] = st.revisions(load(path, "won", "06-20")).frame.to_dict("records")
    assert (row["won"], row["lost"], row["amount"]) == (0, -1, 0)


def test_a_second_close_that_the_history_lacks_is_taken_from_the_deal() -> None:
    assert stands(load(REOPENED[:3], "lost", "07-01")) == ("lost", "07", 1)
    assert stands(load(REOPENED[:3], "cancelled", "07-01")) == ("cancelled", "07", 1)
    assert stands(load(REOPENED[:3], "cancelled", "07-01", "2025-06-30")) == ("open", "", 1)


def test_a_close_known_by_the_day_is_no_reopening_of_the_hours_before_it() -> None:
    path = (("New", "01-05"), ("Offer", "03-10"), ("Won", "03-10"))

    assert stands(load(path, "won", "03-10")) == ("won", "03", 0)


def test_a_deal_whose_status_is_closed_was_not_reopened_by_a_stage_after_the_sale() -> None:
    assert stands(load(REOPENED[:3], "won", "03-10")) == ("won", "03", 0)
    assert len(st.revisions(load(REOPENED[:3], "won", "03-10")).frame) == 0


VISITS = [{"date": f"2025-01-{day:02}", "channel": "web", "sessions": 100} for day in range(1, 11)]
LEADS = [{"lead_id": lead, "created_at": "2025-01-05", "channel": "web"} for lead in ("L1", "L2", "L3", "L4", "L5")]


@pytest.mark.parametrize("closed", ["06-20", "03-10"], ids=["last close kept", "first close kept"])
@pytest.mark.parametrize(
    ("as_of", "customers"), [("2025-03-09", 0), ("2025-03-31", 1), ("2025-05-31", 0), ("2025-06-30", 1)]
)
def test_its_lead_is_a_customer_while_the_deal_stands_as_won(as_of: str, customers: int, closed: str) -> None:
    sales = load(REOPENED, "won", closed, as_of, leads=LEADS, visits=VISITS)

    assert st.compute("lead_conversion", sales).frame["customers"].tolist() == [customers]
    leads = fact(sales, "leads").collect("pandas").to_native().set_index("lead_id")["customer"]
    assert leads.to_dict() == {"L1": customers, "L2": 0, "L3": 0, "L4": 0, "L5": 0}


def test_the_days_to_the_win_run_to_the_close_that_counts() -> None:
    sales = load(REOPENED, "won", "06-20", leads=LEADS, visits=VISITS)

    conversions = fact(sales, "conversions").collect("pandas").to_native().set_index("lead_id")["won_days"]
    lag = fact(sales, "visits").collect("pandas").to_native()["lag_s"].unique()

    # 5 January to 20 June, not to 10 March
    assert conversions["L1"] == 166
    assert lag.tolist() == [166 * 86_400 + 10 * 3_600]


@pytest.mark.parametrize("kpi", ["win_rate", "monthly_sales"])
def test_who_reads_the_number_is_told_how_many_of_its_deals_were_reopened(kpi: str) -> None:
    reopened, never = (
        st.compute(kpi, load(path, "won", closed)).definition.text
        for path, closed in ((REOPENED, "06-20"), (REOPENED[:2], "03-10"))
    )

    assert "reopened" in reopened
    assert "last close: 1 deal." in reopened
    assert "reopened" not in never
    # one that is open again is none of the deals that count
    assert "reopened" not in st.compute(kpi, load(REOPENED[:3], "open", None)).definition.text
