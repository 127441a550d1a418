"""The country whose holidays count: as declared, or as time zone and currency tell, which the intake says."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.practice.country import country_of
from tests.small_sales import deal


@pytest.mark.parametrize(
    ("zone", "currency", "country"),
    [
        ("", "IDR", "ID"),
        ("Asia/Jakarta", "IDR", "ID"),
        ("Asia/Makassar", "USD", "ID"),
        ("America/New_York", "USD", "US"),
        ("US/Eastern", "USD", "US"),
        ("America/Toronto", "USD", "CA"),
        ("", "USD", "US"),
        ("UTC", "SGD", "SG"),
        ("Europe/Berlin", "EUR", "DE"),
        ("", "EUR", ""),
        ("", "XAF", ""),
    ],
)
def test_zone_then_currency_tell_it(zone: str, currency: str, country: str) -> None:
    assert country_of(zone, currency) == country


def _loaded(lang: str = "en", **declared: Any) -> st.SalesData:
    rows = [
        deal(f"{year}-{month}-{i}", "won" if i else "lost", f"{year}-{month:02}-02", f"{year}-{month:02}-{9 + i}")
        | {"rep_id": f"R{i}", "product": "A", "amount": 100.0 + i}
        for year in (2022, 2023, 2024)
        for month in range(1, 13)
        for i in range(6)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2024-12-31", lang=lang, **declared)


AMERICAN = {"timezone": "America/New_York", "currency": "USD"}


def test_the_intake_says_which_is_assumed_and_nothing_where_one_is_declared() -> None:
    american, declared = _loaded(**AMERICAN), _loaded(**AMERICAN, practice={"country": "ID"})
    nowhere = _loaded(timezone="UTC", currency="EUR")

    assert american.practice.country == "US"
    assert any("United States (US) is assumed for public holidays" in note for note in american.intake.notes)
    assert declared.practice.country == "ID"
    assert not any("holidays" in note for note in declared.intake.notes)
    assert nowhere.practice.country == ""
    assert any("no public holidays are counted" in note for note in nowhere.intake.notes)


def test_its_own_holidays_are_free() -> None:
    july = {"start": "2024-07-01", "end": "2024-08-01"}
    american, indonesian = (
        st.compute("monthly_sales.per_business_day", sales, **july).frame["business"].item()
        for sales in (_loaded(**AMERICAN), _loaded())
    )

    # the fourth is free in the one, the seventh (a Sunday) in the other
    assert (american, indonesian) == (22, 23)


@pytest.mark.parametrize("lang", st.languages())
def test_an_american_shop_is_told_nothing_of_lebaran(lang: str) -> None:
    sales = _loaded(lang, **AMERICAN)
    passages = [st.seasons(sales), st.forecast(sales), st.pipeline_forecast(sales), st.goals(sales)]
    parts = [part for told in passages for part in (told.heading, told.sentence, told.listing, told.definition)]
    parts += [st.compute(name, sales).definition for name in ("monthly_sales", "win_rate.quarter_end")]
    told = "\n".join([*(part.text for part in parts), *(repr(passage.plot()) for passage in passages)])

    assert "Lebaran" not in told
    assert "Harbolnas" not in told
    assert "Lebaran" in st.seasons(_loaded(lang)).definition.text
