"""The law of money: monthly sales are the accepted amounts at their rates, less their refunds, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as h

import salestoolkit as st

AS_OF = date(2025, 12, 31)
FIRST = date(2025, 1, 1)
RATES = {0: Decimal("16000.5"), 90: Decimal("17250"), 200: Decimal("15999.25")}
"""Rupiah for a dollar, from this day of the year on."""

DEALS = h.lists(
    h.fixed_dictionaries(
        {
            "status": h.sampled_from(["won", "won", "won", "lost", "open", "cancelled"]),
            "day": h.integers(0, 420),
            "amount": h.none() | h.decimals(0, 10**6, places=2),
            "currency": h.sampled_from(["IDR", "USD", "usd", None]),
            "refund": h.none() | h.decimals("0.01", 500, places=2),
            "booked": h.none() | h.integers(0, 420),
        }
    ),
    min_size=1,
    max_size=12,
)


def to_the_four(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def rate(drawn: dict[str, Any]) -> Decimal:
    if (drawn["currency"] or "IDR").upper() == "IDR":
        return Decimal(1)
    closed = FIRST + timedelta(days=drawn["day"])
    day = min(closed, AS_OF) - FIRST
    return RATES[max(start for start in RATES if start <= day.days)]


def is_won(drawn: dict[str, Any]) -> bool:
    return drawn["status"] == "won" and FIRST + timedelta(days=drawn["day"]) <= AS_OF


def worth(drawn: dict[str, Any]) -> Decimal:
    """What a deal adds to net sales by as_of, worked out by hand."""
    if not is_won(drawn):
        return Decimal(0)
    paid = to_the_four((drawn["amount"] or Decimal(0)) * rate(drawn))
    booked = drawn["day"] if drawn["booked"] is None else drawn["booked"]
    if drawn["refund"] is None or FIRST + timedelta(days=booked) > AS_OF:
        return paid
    return paid - to_the_four(drawn["refund"] * rate(drawn))


def loaded(drawn: list[dict[str, Any]]) -> st.SalesData:
    deals = [
        {
            "deal_id": str(i),
            "status": deal["status"],
            "closed_at": None if deal["status"] == "open" else str(FIRST + timedelta(days=deal["day"])),
            "amount": None if deal["amount"] is None else str(deal["amount"]),
            "currency": deal["currency"],
        }
        for i, deal in enumerate([*drawn, ANCHOR])
    ]
    lines = [
        {
            "deal_id": str(i),
            "product": "x",
            "amount": f"-{deal['refund']}",
            "booked_at": None if deal["booked"] is None else str(FIRST + timedelta(days=deal["booked"])),
        }
        for i, deal in enumerate(drawn)
        if deal["refund"] is not None
    ]
    rates = [
        {"currency": "USD", "valid_from": str(FIRST + timedelta(days=day)), "rate": str(value)}
        for day, value in RATES.items()
    ]
    frames = {"deals": deals, "rates": rates, **({"deal_lines": lines} if lines else {})}
    made = {
        name: pd.DataFrame(rows).astype("str").where(pd.DataFrame(rows).notna(), None) for name, rows in frames.items()
    }
    return st.load(made, currency="IDR", as_of=str(AS_OF), number_format="en", lang="en")


ANCHOR = {"status": "won", "day": 5, "amount": Decimal(1), "currency": "IDR"}
"""A deal that is there always, so that there is a table with a number and a date."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEALS)
def test_monthly_sales_are_the_accepted_amounts_at_their_rates_less_refunds(drawn: list[dict[str, Any]]) -> None:
    expected = sum(map(worth, drawn), Decimal(1))
    sales = loaded(drawn)

    whole = st.compute("monthly_sales", sales).frame
    months = st.compute("monthly_sales", sales, by="month").frame

    assert whole["value"].tolist() == pytest.approx([float(expected)], abs=0.005)
    assert months["value"].fillna(0).sum() == pytest.approx(float(expected), abs=0.005)
    assert st.compute("win_rate", sales).frame["won"].tolist() == [1 + sum(map(is_won, drawn))]
