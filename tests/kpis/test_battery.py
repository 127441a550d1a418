"""What must hold of every KPI and every study, whatever the data: each that is added joins by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from battery import AS_OF, Tables, companies, doubled, forget, loaded, moved, one_row, turned
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as h

import salestoolkit as st
from salestoolkit import KPI
from salestoolkit.kpi import DIMENSIONS, TIMES


def everything() -> Iterator[KPI]:
    """Every KPI, each followed by its studies."""
    for kpi in st.definitions():
        yield kpi
        yield from (study.of(kpi) for study in kpi.studies)


# What need not hold of a KPI or a study, with the reason. Everything else is derived from its definition.
MONTHS = "n is the full months, which every group has alike"
NOT_SUMMED = {"monthly_sales.trend": MONTHS}
PERCENTILE = "who is judged hangs on an interpolated percentile, which lies elsewhere between twice as many"
NOT_DOUBLED = {
    "funnel_leakage.stalled": PERCENTILE,
    "visitor_to_lead.customers": PERCENTILE,
    "visitor_to_lead.lead_to_customer": PERCENTILE,
    "monthly_sales.trend": MONTHS,
}
# Weeks are no whole months: what is folded from months, quarters or years is another number some weeks later.
TO_DATE = {
    "monthly_sales.to_date": "a month to date has other business days behind it some weeks later",
    "quota_attainment": "of a month's goal another part has passed some weeks later, since months have other lengths",
}
OF_MONTHS = [*TO_DATE] + [kpi.name for kpi in everything() if set(kpi.within) & (set(TIMES) - {"day", "week"})]
# What was spent is known to the end of its month, so some weeks later less of the sales may lie beyond it.
OF_MONTHS += [kpi.name for kpi in everything() if "uncovered" in {measure.name for measure in kpi.measures}]
DAYS = {"gaps"}  # days of the calendar, of which a second team has the same
EXACT = {"quota_attainment": "a sum against its goal is exact, of however few deals"}

FEW = settings(
    max_examples=5,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a company that breaks a law is small enough to read as it is
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def of_companies(**drawn: h.SearchStrategy[Any]) -> Callable[[Any], Any]:
    """Runs a test on a few companies: by the seed the same for every KPI, so that each is loaded once."""
    return lambda test: seed(2026)(FEW(given(tables=companies(), **drawn)(test)))


@pytest.fixture(scope="module", autouse=True)
def _loads_are_let_go() -> Iterator[None]:
    yield
    forget()


def every(*but: str) -> pytest.MarkDecorator:
    """Runs a test on every KPI and study ``but`` these."""
    return pytest.mark.parametrize(
        "kpi", [kpi for kpi in everything() if kpi.name not in but], ids=lambda kpi: kpi.name
    )


def counted(kpi: KPI, answer: pd.DataFrame) -> list[str]:
    """n, and what the database has added up for each group: parts of the whole."""
    own = [measure.name for measure in kpi.measures if not measure.common and measure.name in answer.columns]
    return ["n", *own]


@every()
def test_no_number_is_called_as_a_group_is(kpi: KPI) -> None:
    keys = {key for split in kpi.splits for key in DIMENSIONS[split]}

    assert not keys & {counted.name for counted in (*kpi.measures, *kpi.shows)}


@every()
@of_companies()
def test_the_order_of_the_rows_does_not_matter(kpi: KPI, tables: Tables) -> None:
    by = kpi.by[0] if kpi.by else None

    one, other = (st.compute(kpi, loaded(rows), by=by).frame for rows in (tables, turned(tables)))

    pd.testing.assert_frame_equal(one, other)


@every(*NOT_SUMMED)
@of_companies()
def test_the_groups_of_a_split_add_up_to_the_whole(kpi: KPI, tables: Tables) -> None:
    whole = st.compute(kpi, loaded(tables)).frame
    for split in [name for name in kpi.by if name not in kpi.within][:2]:
        parts = st.compute(kpi, loaded(tables), by=split)
        if not parts.missing:
            names = counted(kpi, whole)
            assert parts.frame[names].sum().to_dict() == pytest.approx(whole[names].fillna(0).iloc[0].to_dict()), split


@every(*NOT_DOUBLED)
@of_companies()
def test_a_second_team_of_the_same_kind_doubles_counts_and_leaves_the_rates(kpi: KPI, tables: Tables) -> None:
    one, two = (st.compute(kpi, loaded(rows)).frame.iloc[0] for rows in (tables, doubled(tables)))

    for name in set(counted(kpi, one.to_frame().T)) - DAYS:
        assert two[name] == pytest.approx(2 * one[name], nan_ok=True), name
    if pd.notna(one["value"]) and pd.notna(two["value"]):
        allowed = [one["value"], 2 * one["value"]] if kpi.unit in ("money", "count") else [one["value"]]
        assert any(two["value"] == pytest.approx(value, rel=1e-6) for value in allowed)


@every(*OF_MONTHS)
@of_companies(weeks=h.sampled_from([1, 5, 52]))
def test_what_happens_some_weeks_later_is_worth_the_same(kpi: KPI, tables: Tables, weeks: int) -> None:
    later = timedelta(weeks=weeks)

    now = st.compute(kpi, loaded(tables)).frame
    then = st.compute(kpi, loaded(moved(tables, later), AS_OF + later)).frame

    pd.testing.assert_frame_equal(now, then)


@every()
def test_no_data_give_no_number_and_a_sentence(kpi: KPI) -> None:
    result = st.compute(kpi, loaded({"reps": one_row()["reps"]}))

    assert result.frame["value"].isna().all()
    assert result.missing
    assert all(result.read(lang) for lang in st.languages())


@every("monthly_sales.trend")
def test_one_row_gives_counts_and_no_interval(kpi: KPI) -> None:
    result = st.compute(kpi, loaded(one_row()))
    row = result.frame.iloc[0]

    assert row["n"] < 5
    assert np.isnan(row["lo"]) or row["reason"] == ""
    if kpi.unit in ("percent", "duration") and kpi.name not in EXACT:
        assert np.isnan(row["value"])
        assert row["reason"]
    assert all(result.read(lang) for lang in st.languages())
    assert len(result.table) == 1
