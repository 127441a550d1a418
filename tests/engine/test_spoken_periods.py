"""Of periods: highest >= last >= lowest wherever they are said, what is not compared is told apart, a period beside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import salestoolkit as st
from salestoolkit.words import formats

START = date(2025, 1, 6)


def sold(amounts: list[int], as_of: date, lang: str = "en") -> st.SalesData:
    rows = [
        {"deal_id": str(i), "status": "won", "amount": amount, "created_at": f"{START + timedelta(days=9 * i)}"}
        | {"closed_at": f"{START + timedelta(days=9 * i + 3)}"}
        for i, amount in enumerate(amounts)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of=f"{as_of}", currency="IDR", lang=lang)


@settings(max_examples=25)
@given(some.lists(some.integers(1, 10**6), min_size=4, max_size=40), some.sampled_from(["month", "quarter"]))
def test_the_last_lies_between_the_ends(amounts: list[int], by: str) -> None:
    """It said "Highest: Q4 ... Last: Q1" of a quarter that was higher and not over."""
    result = st.compute("monthly_sales", sold(amounts, START + timedelta(days=9 * len(amounts))), by=by)
    said = result.read()
    figures = dict(re.findall(r"(Highest|Lowest|Last): [^R]*Rp([\d,]*\d)", said))
    high, low, last = (int(figures.get(name, "-1").replace(",", "")) for name in ("Highest", "Lowest", "Last"))
    running = result.frame.sort_values(by).iloc[-1]["partial"]
    assert low <= high
    assert low <= last <= high or (last == -1 and running and "Still running, and so left out of these" in said)


@pytest.mark.parametrize(("lang", "unit"), [("en", "percentage points"), ("id", "poin persentase")])
@pytest.mark.parametrize("study", ["win_rate.trend", "win_rate.quarter_end"])
def test_a_difference_of_rates_is_in_points(demo_sales: st.SalesData, study: str, lang: str, unit: str) -> None:
    """-1.8 % of a rate of 30 % would be half a point."""
    result = st.compute(study, replace(demo_sales, lang=lang), by="team")
    shown = result.table[result.kpi.title_in(lang)]
    assert shown.str.endswith(f" {unit}").all()
    points = formats.number(100 * result.whole.frame["value"].iloc[0], lang, 1)
    assert f"{points} {unit}" in result.whole.read()


@pytest.mark.parametrize(("lang", "sales_title", "speed", "since"), [
    ("en", "Total sales", "Sales velocity per day", "since 5 July 2022"),
    ("id", "Total penjualan", "Kecepatan penjualan per hari", "sejak 5 Juli 2022"),
])  # fmt: skip
def test_a_total_is_called_one_and_has_its_period(
    demo_sales: st.SalesData, lang: str, sales_title: str, speed: str, since: str
) -> None:
    """Rp38 billion under "Monthly sales" were those of 36 months."""
    sales = replace(demo_sales, lang=lang)
    shown = st.overview(sales, ["monthly_sales", "sales_velocity"])
    first, total, per_day = shown.text.splitlines()
    assert since in first
    assert (total.split(" · ")[0], per_day.split(" · ")[0]) == (sales_title, speed)
    for block in (shown, st.cover(sales), st.compute("win_rate", sales).heading):
        assert since in block.text
        assert since in block.html
    year = st.overview(sales, ["monthly_sales"], start="2025-01-01", end="2026-01-01").text
    assert year.splitlines()[0].startswith("2025")


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "It is partly projected, and may still rise or fall."),
    ("id", "Sebagiannya perkiraan, jadi masih dapat naik atau turun."),
])  # fmt: skip
def test_a_projected_rate_may_fall_and_one_that_is_counted_only_rises(lang: str, said: str) -> None:
    """Of 22 deals 4 were won, so 54.5 % at most: "50.0 %. It may still rise"."""
    ended = pd.Timestamp("2026-05-31")
    rows = []
    for i in range(150):
        created = pd.Timestamp("2026-01-01") + pd.Timedelta(days=i)
        closed = created + pd.Timedelta(days=10 + 7 * i % 40)
        status = ("won" if i % 3 == 0 else "lost") if closed < ended else "open"
        row = {"deal_id": f"D{i}", "status": status, "created_at": f"{created:%Y-%m-%d}", "amount": 1}
        rows.append(row | {"closed_at": f"{closed:%Y-%m-%d}" if closed < ended else None})
    sales = st.load({"deals": pd.DataFrame(rows)}, as_of="2026-05-31", lang=lang)
    result = st.compute("cohort_win_rate", sales, by="quarter")
    assert result.read().endswith(said)
    row = result.frame.sort_values("quarter").iloc[-1]
    assert row["least"] <= row["value"] <= row["most"]
    leads = [{"lead_id": f"L{i}", "created_at": row["created_at"]} for i, row in enumerate(rows)]
    deals = pd.DataFrame(row | {"lead_id": f"L{i}"} for i, row in enumerate(rows))
    counted = st.load({"leads": pd.DataFrame(leads), "deals": deals}, as_of="2026-05-31", lang=lang)
    told = st.compute("lead_conversion", counted, by="quarter").read()
    assert said not in told
    assert ("may still rise." if lang == "en" else "masih dapat naik.") in told
