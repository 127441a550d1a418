"""A study is a further number of a KPI: asked, counted and shown like a KPI."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.generate.notebooks import notebook
from salestoolkit.kpi import Context, Measure, Shown, Study, Text


def words(en: str) -> Text:
    return Text(id=en, en=en)


@dataclass(frozen=True)
class PerBusinessDay:
    """Sales of a group by the business days of its months."""

    margin: float = 1.0
    method: str = "none"
    compares: str = "nothing"

    def in_context(self, context: Context) -> PerBusinessDay:
        return replace(self, margin=context.practice.gross_margin or 1.0)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        months = counts.drop_duplicates([*keys, "month"])
        sums = counts.groupby(keys)["amount"].sum().reset_index()
        days = months.groupby(keys)["business_days"].sum().reset_index()
        frame = sums.merge(days, on=keys)
        value = frame["amount"].astype(float) * self.margin / frame["business_days"]
        return frame.assign(value=value, lo=float("nan"), hi=float("nan"), n=len(counts), reason="")


DAILY = Study(
    "daily",
    title=words("Sales per business day"),
    question=words("How much on a day?"),
    formula=words("sales / business days"),
    reading=words("{value} a day."),
    measures=(
        Measure("amount", "customers", "closed_at", value="amount"),
        Measure("business_days", "days", "at", value="business", common=True),
    ),
    estimate=PerBusinessDay(),  # type: ignore[arg-type]
    within=("month",),
    shows=(Shown("business_days", words("Business days")),),
    by=("team",),
    over_time=False,
)
KPI = replace(st.definition("monthly_sales"), derive=None, studies=(DAILY,))


def test_a_study_takes_what_it_does_not_say_from_its_kpi() -> None:
    study = KPI.study("daily")

    assert study.name == "monthly_sales.daily"
    assert (study.unit, study.needs, study.splits) == (KPI.unit, KPI.needs, ("team",))
    assert study.example.answer == {}


def test_an_unknown_study_is_told_with_the_closest() -> None:
    with pytest.raises(st.UnknownName, match="Did you mean 'daily'"):
        KPI.study("dayly")


def test_each_group_has_all_of_a_common_measure(demo_sales: st.SalesData) -> None:
    frame = st.compute(KPI.study("daily"), demo_sales, by="team", start="2025-01-01", end="2025-07-01").frame

    # 129 weekdays, less the public holidays and cuti bersama: 1, 27, 28, 29 January; 28, 31 March; 1 to 4, 7, 18 April;
    # 1, 12, 13, 29, 30 May; 6, 9, 27 June
    assert frame["business_days"].nunique() == 1
    assert frame["business_days"].iloc[0] == 129 - 20


def test_an_estimator_is_told_how_the_team_works(demo_sales: st.SalesData) -> None:
    halved = replace(demo_sales, practice=st.Practice(gross_margin=0.5))

    full, half = (st.compute(KPI.study("daily"), sales, by="team").frame["value"] for sales in (demo_sales, halved))

    pd.testing.assert_series_equal(half * 2, full)


def test_a_study_of_a_file_is_asked_after_a_colon(tmp_path: Any) -> None:
    file = tmp_path / "own.py"
    file.write_text(
        "from dataclasses import replace\n"
        "import salestoolkit as st\n"
        "from salestoolkit.kpi import Study\n"
        "kpi = st.definition('win_rate')\n"
        "text = kpi.title\n"
        "study = Study('again', title=text, question=text, formula=text, reading=kpi.reading)\n"
        "own = replace(kpi, name='own', studies=(study,))\n"
        "del kpi\n"
    )

    assert st.definition(f"{file}:again").name == "own.again"
    assert f'st.compute("{file}:again"' in str(notebook(str(file)))
