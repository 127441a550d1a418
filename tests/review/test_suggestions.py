"""Goals are suggested to people from what they won; where there is neither, that is said."""

from __future__ import annotations

from typing import Any

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.review.signals import NAMED, signals


def _books(status: str = "won", **more: Any) -> st.SalesData:
    months = range(1, 11)
    rows = [deal(f"D{i}", status, f"2025-{i:02}-03", f"2025-{i:02}-13", amount=100, **more) for i in months]
    return loaded("2025-11-01T00:00", deals=rows)


@pytest.mark.parametrize("sales", [_books(), _books(rep_id="A", status="lost")], ids=["nobody is named", "nothing won"])
def test_what_no_goal_follows_from_is_said(sales: st.SalesData) -> None:
    passage = st.suggest_goals(sales)

    assert passage.lacking == passage.read()
    assert "no rep is named, or no deal with an amount was won" in passage.read()
    assert st.agreed_rows(sales).empty
    assert "scope_id" in st.agreed_rows(sales)


def test_who_won_gets_suggestions() -> None:
    passage = st.suggest_goals(_books(rep_id="A"))

    assert not passage.lacking
    assert passage.frame["realistic"].gt(0).any()
    assert st.agreed_rows(_books(rep_id="A"))["target"].sum() > 0


def test_signals_of_nobody_have_the_columns_of_signals() -> None:
    assert list(signals(_books(), "month").columns) == NAMED
