"""Slips beside the deals: stages that share a place or have none, counts below zero, words of no meaning."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.words.errors import InputError

STAGES = [
    {"stage": "New", "position": 1, "kind": "open"},
    {"stage": "Demo", "position": 2, "kind": "open"},
    {"stage": "Won", "position": 3, "kind": "won"},
    {"stage": "Lost", "position": 3, "kind": "lost"},
]
DEALS = [
    {"deal_id": f"D{i}", "rep_id": "R1", "status": "won", "created_at": "2026-01-05", "closed_at": "2026-02-05"}
    for i in range(20)
]
HISTORY = [
    {"entity": "deal", "entity_id": f"D{i}", "stage": stage, "entered_at": day}
    for i in range(20)
    for stage, day in (("New", "2026-01-05"), ("Demo", "2026-01-12"), ("Won", "2026-02-05"))
]


def load(allowed: float = 0.05, **tables: list[dict[str, object]]) -> st.SalesData:
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    return st.load(frames, as_of="2026-03-01", lang="en", max_rejected=allowed)


def reasons(sales: st.SalesData) -> list[str]:
    return [rejection.reason("en") for rejection in sales.intake.rejections]


def test_two_open_stages_at_one_place_are_refused() -> None:
    """Whoever reached the one was counted as having reached both, and each leaked what all the rest did."""
    twice = [row | ({"position": 1} if row["stage"] == "Demo" else {}) for row in STAGES]

    with pytest.raises(InputError, match=r"row 2, column 'position'.*an earlier open stage has the same position"):
        load(stages=twice, deals=DEALS, stage_history=HISTORY)
    assert not load(stages=STAGES, deals=DEALS, stage_history=HISTORY).intake.rejections  # the ends may share one
    pipelines = [row | {"pipeline": pipeline} for pipeline in ("A", "B") for row in STAGES]
    assert not load(stages=pipelines, deals=DEALS).intake.rejections


def test_a_stage_of_the_history_that_has_no_place_is_told() -> None:
    """Its entries were left out of the funnel without a word."""
    three = [row for row in STAGES if row["stage"] != "Demo"]

    told = load(stages=three, deals=DEALS, stage_history=HISTORY).intake.notes
    assert (
        "20 entries of the stage history name stages that the table stages does not have: 'Demo'. "
        "They are left out; add the stages to it."
    ) in told
    assert "table stages does not have" not in str(load(stages=STAGES, deals=DEALS, stage_history=HISTORY).intake.notes)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("visits", {"date": "2026-01-05", "sessions": -5, "leads": 3}),
        ("visits", {"date": "2026-01-05", "sessions": 5, "leads": -3}),
        ("stage_counts", {"period": "2026-01-01", "stage": "New", "kind": "open", "count": -1}),
    ],
)
def test_a_count_below_zero_is_none(table: str, row: dict[str, object]) -> None:
    sales = load(1, **{table: [row, row | {key: 9 for key in ("sessions", "leads", "count") if key in row}]})

    assert reasons(sales) == ["it counts fewer than none"]


def test_a_word_of_no_meaning_is_told_with_those_that_have_one() -> None:
    """It was "not in the mapping" where there was none, and nobody could know what may stand there."""
    odd = [row | ({"kind": "menang"} if row["kind"] == "won" else {}) for row in STAGES]

    assert reasons(load(1, stages=odd)) == ["what the value means is not known (it may be open, won, lost)"]
    with pytest.raises(InputError, match=r"'kind'.*not known \(it may be open, won, lost\)"):
        load(stages=odd)


def test_a_follow_up_of_a_kpi_that_does_not_exist_is_turned_away_with_the_one_that_was_meant() -> None:
    asked = {"rep_id": "R1", "raised_on": "2026-02-01", "text": "Call", "status": "open"}
    sales = load(1, deals=DEALS, follow_ups=[asked | {"kpi": "winrate"}, asked | {"kpi": "win_rate"}, asked])

    [reason] = reasons(sales)
    assert reason.startswith("there is no KPI of this name")
    assert reason.endswith("did you mean 'win_rate'?")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"orders.csv": "No;Tanggal;Total\n1;2026-01-05;500\n"},
            r"Found \(by ';'\): 'No', 'Tanggal', 'Total'; looked for: 'deal_id', 'rep_id', .* Say in a mapping",
        ),
        (
            {
                "orders.csv": "No,Tanggal,Total\n1,2026-01-05,500\n",
                "goals.csv": "scope,kpi,period,period_start,target\nteam,monthly_sales,month,2026-01-01,500\n",
            },
            r"Nothing is read of orders\.csv: .* Say in a mapping",
        ),
    ],
)
def test_who_comes_without_a_mapping_is_told_that_it_takes_one(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    """Columns that no list of orders has were looked for, and a day was asked for where a file was read by nobody."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(InputError, match=said):
        st.load(tmp_path if len(files) > 1 else tmp_path / "orders.csv", lang="en")
