"""Published and hand-worked funnels, put in at the door as rows or judged as counts: each names its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.estimate import Leak
from salestoolkit.estimate.survival.leak import shortfall


def funnel(counts: Sequence[int]) -> dict[str, pd.DataFrame]:
    """A funnel of these counts: who does not come to the next stage is lost, and the last count is what is won."""
    names = [f"s{i}" for i in range(len(counts))]
    stages = [{"stage": s, "position": i, "kind": "open"} for i, s in enumerate(names[:-1])]
    furthest = np.searchsorted(-np.asarray(counts), -np.arange(counts[0]), side="left") - 1
    won = furthest == len(counts) - 1
    deals = pd.DataFrame(
        {
            "deal_id": [str(i) for i in range(counts[0])],
            "status": np.where(won, "won", "lost"),
            "created_at": "2026-01-01",
            "closed_at": "2026-02-01",
        }
    )
    history = [
        {"entity": "deal", "entity_id": str(i), "stage": names[k], "entered_at": f"2026-01-{k + 1:02}"}
        for i, last in enumerate(furthest)
        for k in range(min(last, len(stages) - 1) + 1)
    ]
    return {"stages": pd.DataFrame(stages), "deals": deals, "stage_history": pd.DataFrame(history)}


def load(tables: Mapping[str, pd.DataFrame]) -> st.SalesData:
    return st.load(dict(tables), as_of="2026-06-30", lang="en")


@pytest.mark.parametrize(
    ("counts", "steps"),
    [
        ([1_000, 400, 150, 30], [0.4, 0.375, 0.2]),  # calculatorlib.com, funnel conversion rate
        # altiorco.com/revops-dictionary/conversion-rate, where the last step is printed as 22 %
        ([10_000, 300, 90, 36, 27, 6], [0.03, 0.3, 0.4, 0.75, 6 / 27]),
    ],
)
def test_published_funnels_step_by_step_and_overall(counts: Sequence[int], steps: Sequence[float]) -> None:
    sales = load(funnel(counts))

    by_stage = st.compute("funnel_leakage.reached", sales, by="stage").frame
    whole = st.compute("funnel_leakage.reached", sales).frame.iloc[0]

    assert by_stage["value"].tolist() == pytest.approx(steps)
    assert by_stage["entered"].tolist() == counts[:-1]
    assert whole["value"] == pytest.approx(counts[-1] / counts[0])


BENCHMARK = {"s0": 0.45, "s1": 0.375, "s2": 0.30}


def counts_of(entered: Sequence[int], moved: Sequence[int]) -> pd.DataFrame:
    size = len(entered)
    frame = pd.DataFrame({"stage": [f"s{i}" for i in range(size)], "position": range(size)})
    zero = dict.fromkeys(("past_entered", "past_moved"), 0)
    common = {"all_entered": entered, "all_moved": moved, "all_won": moved[-1], "all_amount": 100 * moved[-1]}
    return frame.assign(pipeline="", entered=entered, moved_on=moved, entered_month=24_312, **zero, **common)


def leak(benchmark: Mapping[str, float], source: str) -> Leak:
    names = {"path": "pipeline", "entered": "entered", "passed": "moved_on"}
    return Leak("stage", "position", **names, benchmark=benchmark, source=source)


def test_wins_recovered_by_lifting_one_step_to_its_reference() -> None:
    # by hand: 1000 x 0.05 x 0.375 x 0.2 = 3.75; 400 x 0; 150 x 0.1 = 15
    estimate = leak(BENCHMARK, "a published benchmark")

    frame = estimate(counts_of([1_000, 400, 150], [400, 150, 30]), ["stage"])

    assert frame["value"].tolist() == pytest.approx([3.75, 0, 15], abs=1e-9)
    assert frame["money"].tolist() == pytest.approx([375, 0, 1_500])
    assert (frame["lo"] < frame["value"]).all()
    assert (frame["value"] < frame["hi"]).all()
    assert set(frame["reference"]) == {"a published benchmark"}
    assert shortfall(
        np.array([1_000.0, 400, 150]), np.array([0.4, 0.375, 0.2]), np.array([0.45, 0.375, 0.3])
    ).tolist() == (pytest.approx([3.75, 0, 15]))


def test_the_lowest_stage_rate_is_not_the_leak() -> None:
    # altiorco.com's funnel against rates a little better at one step only: 3 % of visitors is no leak, 75 % is one.
    counts = [10_000, 300, 90, 36, 27, 6]
    usual = {"s0": 0.03, "s1": 0.3, "s2": 0.4, "s3": 0.9, "s4": 6 / 27}
    estimate = leak(usual, "altiorco.com")

    frame = estimate(counts_of(counts[:-1], counts[1:]), ["stage"]).set_index("stage")

    assert frame["rate"].idxmin() == "s0"
    assert frame["value"].idxmax() == "s3"
    assert frame.loc["s3", "value"] == pytest.approx(36 * 0.15 * 6 / 27)
    assert frame.drop(index="s3")["value"].tolist() == pytest.approx([0, 0, 0, 0], abs=1e-9)


LOG = {
    "A": ["lead", "qualified", "proposal", "won"],
    "B": ["lead", "won"],
    "C": ["lead", "qualified", "lost"],
    "D": ["lead", "proposal", "qualified", "proposal", "lost"],
    "E": ["lead"],
    "F": ["qualified", "proposal", "won"],
}


def logged() -> dict[str, pd.DataFrame]:
    names = ("lead", "qualified", "proposal", "won")
    stages = [{"stage": s, "position": i, "kind": "won" if s == "won" else "open"} for i, s in enumerate(names)]
    deals: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    for deal, path in LOG.items():
        status = path[-1] if path[-1] in ("won", "lost") else "open"
        closed = None if status == "open" else "2026-02-01"
        deals.append({"deal_id": deal, "status": status, "created_at": "2026-01-01", "closed_at": closed})
        history += [
            {"entity": "deal", "entity_id": deal, "stage": s, "entered_at": f"2026-01-{day:02}"}
            for day, s in enumerate(path, 1)
            if s != "lost"
        ]
    tables = {"stages": stages, "deals": deals, "stage_history": history}
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


@pytest.mark.parametrize(
    ("mode", "counts"),
    [  # knowledge.hubspot.com, differences between funnel report types; helpdesk.bitrix24.com/open/9676893; by hand
        ("touched", [5, 4, 3, 3]),
        ("strict", [5, 3, 2, 1]),
        ("reached", [6, 5, 4, 3]),
    ],
)
def test_three_rules_for_skipped_stages_are_three_numbers(mode: str, counts: Sequence[int]) -> None:
    frame = st.compute(f"funnel_leakage.{mode}", load(logged()), by="stage").frame

    assert [*frame["entered"], frame["moved_on"].iloc[-1]] == counts


def test_stages_touched_can_exceed_all() -> None:
    tables = logged()
    skipping = tables["stage_history"].query("stage != 'qualified' or entity_id == 'C'")
    many = pd.concat(
        [tables["stage_history"], *[skipping.assign(entity_id=skipping["entity_id"] + f"{i}") for i in range(5)]]
    )
    deals = pd.concat(
        [tables["deals"], *[tables["deals"].assign(deal_id=tables["deals"]["deal_id"] + f"{i}") for i in range(5)]]
    )

    row = (
        st.compute("funnel_leakage.touched", load(tables | {"deals": deals, "stage_history": many}), by="stage")
        .frame.set_index("stage")
        .loc["qualified"]
    )

    assert row["value"] > 1
    assert np.isnan(row["lo"])
