"""A panel offers the KPI's further numbers, and what it shows of one is what compute gives."""

from __future__ import annotations

from html import unescape
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st

STUDIED = [kpi for kpi in st.definitions() if kpi.studies]
STUDIES = [(kpi.name, study.name) for kpi in STUDIED for study in kpi.studies]


@pytest.mark.parametrize("kpi", STUDIED, ids=lambda kpi: kpi.name)
def test_the_kpi_itself_comes_first_and_every_study_is_offered(kpi: st.KPI, demo_sales: st.SalesData) -> None:
    panel = st.panel(kpi, demo_sales, lang="en")

    assert [value for _, value in panel.study.options] == ["", *(study.name for study in kpi.studies)]
    assert panel.study.value == ""


@pytest.mark.parametrize(("kpi", "study"), STUDIES)
def test_choosing_a_study_asks_its_question(kpi: str, study: str, demo_sales: st.SalesData) -> None:
    panel: Any = st.panel(kpi, demo_sales, lang="en")
    panel.study.value = study

    asked = st.compute(f"{kpi}.{study}", demo_sales, by=panel.result.by).to("en")

    pd.testing.assert_frame_equal(panel.result.frame, asked.frame)
    assert panel.error is None
    assert st.definition(f"{kpi}.{study}").title.to("en") in unescape(panel.controls.heading.value)


@pytest.mark.parametrize("kpi", STUDIED[:1], ids=lambda kpi: kpi.name)
def test_going_back_shows_the_kpi_itself_again(kpi: st.KPI, demo_sales: st.SalesData) -> None:
    panel: Any = st.panel(kpi, demo_sales, lang="en")
    before = panel.sentence.value
    panel.study.value = kpi.studies[0].name
    panel.study.value = ""

    assert panel.sentence.value == before
