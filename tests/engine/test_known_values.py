"""A filter for somebody who is not there is an error, not an empty answer."""

from __future__ import annotations

import pytest

import salestoolkit as st


def test_a_mistyped_name_is_offered_the_closest(demo_sales: st.SalesData) -> None:
    with pytest.raises(st.UnknownName, match=r"No team is called 'Surabya'. Did you mean 'Surabaya'\?"):
        st.compute("win_rate", demo_sales, where={"team": "Surabya"})


def test_a_rep_who_does_not_exist_is_told(demo_sales: st.SalesData) -> None:
    with pytest.raises(st.UnknownName, match="No rep is called 'R99'"):
        st.compute("monthly_sales", demo_sales, where={"rep": ["R01", "R99"]})


@pytest.mark.parametrize("dimension", ["rep", "team", "region", "product", "product_line", "source", "channel"])
def test_every_value_that_a_split_shows_may_be_kept(dimension: str, demo_sales: st.SalesData) -> None:
    split = st.compute("win_rate", demo_sales, by=dimension)
    key = split.question.keys[0]
    values = split.frame[key].dropna().tolist()

    kept = st.compute("win_rate", demo_sales, where={dimension: values}).frame.iloc[0]

    assert kept["n"] == split.frame.dropna(subset=key)["n"].sum()


def test_a_manager_may_be_kept_by_name(demo_sales: st.SalesData) -> None:
    managers = st.compute("win_rate", demo_sales, by="manager").frame["manager"].dropna().tolist()

    assert st.compute("win_rate", demo_sales, where={"manager": managers[0]}).frame["n"].iloc[0] > 0
