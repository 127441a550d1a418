"""Every KPI's own example, worked by hand: the documentation's numbers are the code's."""

from __future__ import annotations

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit import KPI

KPIS = [one for kpi in st.definitions() for one in (kpi, *(study.of(kpi) for study in kpi.studies))]


def loaded(tables: dict, as_of: str) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en")


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_the_example_gives_the_answer_worked_by_hand(kpi: KPI) -> None:
    row = st.compute(kpi, loaded(dict(kpi.example.tables), kpi.example.as_of)).frame.iloc[0]

    assert {name: row[name] for name in kpi.example.answer} == pytest.approx(dict(kpi.example.answer), rel=1e-3)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_the_order_of_the_rows_does_not_matter(kpi: KPI) -> None:
    turned = {name: tuple(reversed(rows)) for name, rows in kpi.example.tables.items()}

    first = st.compute(kpi, loaded(dict(kpi.example.tables), kpi.example.as_of)).frame
    second = st.compute(kpi, loaded(turned, kpi.example.as_of)).frame

    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_text_fills_in_with_what_the_result_has(kpi: KPI) -> None:
    result = st.compute(kpi, loaded(dict(kpi.example.tables), kpi.example.as_of))

    for lang in st.languages():
        said = [
            result.read(lang),
            result.to(lang).definition.text,
            *(note.text.to(lang) for note in kpi.notes),
        ]
        assert all(said)
        assert "{" not in result.read(lang) + result.to(lang).definition.text


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_missing_table_is_named_and_no_number_is_shown(kpi: KPI) -> None:
    nothing = st.load({"reps": pd.DataFrame([{"rep_id": "R1", "name": "Sari"}])}, as_of="2025-05-01", lang="en")

    result = st.compute(kpi, nothing)

    assert any(table in result.missing for needs in kpi.needs for table in needs)
    assert result.frame["value"].isna().all()
    assert result.read("en").startswith("Not measurable with this data")


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_split_can_be_asked_shown_and_read(kpi: KPI, demo_sales: st.SalesData) -> None:
    # Of a study its first splits: that all can be asked is the KPI's matter.
    for split in kpi.splits if "." not in kpi.name else kpi.splits[:2]:
        if split in ("account", "day", "week", "campaign"):
            continue  # hundreds of groups say nothing more than the other splits
        result = st.compute(kpi, demo_sales, by=split)
        assert result.read("id")
        assert len(result.table) == len(result.frame) > 0
        assert list(result.frame.columns[: len(result.question.keys)]) == result.question.keys
        assert {"value", "lo", "hi", "n", "reason"} <= set(result.frame.columns)
