"""Published worked examples of win rates, velocity and coverage, put in at the door as rows: each names its source."""

from __future__ import annotations

from typing import Any

import pytest
from small_sales import deal, row_of

AS_OF = "2026-02-01T00:00"


def created(won: int = 0, lost: int = 0, still_open: int = 0) -> list[dict[str, Any]]:
    """Deals created at the beginning of January, those that ended in the middle of it."""
    counts = {"won": won, "lost": lost, "open": still_open}
    return [
        deal(f"{status}{i}", status, "2026-01-01", None if status == "open" else "2026-01-16")
        for status, count in counts.items()
        for i in range(count)
    ]


def test_one_january_has_two_honest_answers_and_bounds() -> None:
    # Varicent Lift (Funnelcake) guide, Created Win Rate and Close Rate: 100 created, 3 won, 7 lost, 90 open
    deals = created(won=3, lost=7, still_open=90)

    closed, cohort = row_of("win_rate", AS_OF, deals=deals), row_of("cohort_win_rate", AS_OF, deals=deals)

    assert closed["value"] == pytest.approx(0.3)
    assert (closed["n"], closed["open"]) == (10, 90)
    assert (cohort["least"], cohort["most"], cohort["created"]) == (0.03, 0.93, 100)
    # all 100 were followed for the 15 days that the wins took: by then 3 in 100 were won
    assert cohort["value"] == pytest.approx(0.03)


def test_a_cohort_counts_what_was_created() -> None:
    # rekener.com, how to calculate cohort based close rate: 10 created in September, 6 won so far
    cohort = row_of("cohort_win_rate", AS_OF, deals=created(won=6, lost=4))

    assert cohort["value"] == pytest.approx(0.6)
    assert (cohort["won"], cohort["created"]) == (6, 10)


def test_a_closed_rate_counts_what_was_closed() -> None:
    # rekener.com, how to calculate closed funnel close rate: 5 won and 10 lost in September
    assert row_of("win_rate", AS_OF, deals=created(won=5, lost=10))["value"] == pytest.approx(0.333, abs=5e-4)


@pytest.mark.parametrize(
    ("won", "lost", "bounds"),
    [(81, 182, (0.2527, 0.3676)), (15, 133, (0.0578, 0.1617)), (0, 20, (0, 0.1684)), (1, 28, (0.0009, 0.1776))],
)
def test_the_exact_interval_is_newcombes_table(won: int, lost: int, bounds: tuple[float, float]) -> None:
    # Newcombe, Stat. Med. 17 (1998) 857-872, Table I, Clopper-Pearson
    row = row_of("win_rate.exact", AS_OF, deals=created(won=won, lost=lost))

    assert (row["lo"], row["hi"]) == pytest.approx(bounds, abs=6e-5)


@pytest.mark.parametrize(
    ("opportunities", "amount", "won", "lost", "days", "a_day"),
    [
        (18, 42_000, 6, 19, 78, 2_326.15),  # winsabove.pages.dev/glossary/sales-velocity
        (18, 42_000, 6, 19, 65, 2_791.38),  # the same with 65 days; the page prints 2,790
        (40, 25_000, 5, 15, 90, 2_777.78),  # mavenlb.com/blog/sales-velocity-formula, which prints 2,777
    ],
)
def test_velocity(opportunities: int, amount: int, won: int, lost: int, days: int, a_day: float) -> None:
    import numpy as np

    closed = str(np.datetime64("2025-10-01") + days)
    deals = [
        *(deal(f"w{i}", "won", "2025-10-01", closed, amount=amount) for i in range(won)),
        *(deal(f"l{i}", "lost", "2025-10-01", closed, amount=amount) for i in range(lost)),
        *(deal(f"o{i}", "open", "2025-10-01", amount=amount) for i in range(opportunities)),
    ]

    assert row_of("sales_velocity", AS_OF, deals=deals)["value"] == pytest.approx(a_day, abs=6e-3)


@pytest.mark.parametrize(
    ("pipeline", "quota", "times", "cushion"),
    [
        (3_000_000, 1_000_000, 3.0, 2_000_000),  # metrickittools.com/glossary/sales-quota-coverage
        (2_400_000, 800_000, 3.0, 1_600_000),  # calclet.com, pipeline coverage, which prints the cushion
    ],
)
def test_coverage_and_its_cushion(pipeline: float, quota: float, times: float, cushion: float) -> None:
    goal = {"scope": "team", "kpi": "monthly_sales", "period": "quarter", "period_start": "2026-01-01", "target": quota}
    deals = [
        deal(str(i), "open", "2026-01-01", amount=pipeline / 4, expected_close_at="2026-03-20") for i in range(4)
    ] + [deal("l", "lost", "2025-11-01", "2025-12-01", amount=1)]

    row = row_of("pipeline_coverage", AS_OF, deals=deals, goals=[goal])

    assert (row["value"], row["cushion"]) == (times, cushion)


def test_a_weighted_pipeline_is_amount_by_chance() -> None:
    # resources.rework.com, weighted pipeline: 200K at 30 % is 60K, 50K at 80 % is 40K. The chances are had from a
    # history of 40 deals: 3 of 10 went on from the first stage and were won... of 10 in the last stage 8 were
    stages = [
        {"stage": s, "position": i, "kind": k} for i, (s, k) in enumerate((("A", "open"), ("B", "open"), ("W", "won")))
    ]
    # of 80 deals 30 reach B and 24 are won: from B 24 / 30 = 80 %, from A 30 / 80 x 80 % = 30 %
    ends = ["won"] * 24 + ["lost"] * 6 + ["dropped"] * 50
    deals = [
        deal(f"h{i}", "won" if end == "won" else "lost", "2025-10-01", "2025-12-01", amount=1)
        for i, end in enumerate(ends)
    ]
    history = [
        {"entity": "deal", "entity_id": f"h{i}", "stage": stage, "entered_at": f"2025-10-0{day}"}
        for i, end in enumerate(ends)
        for day, stage in ((1, "A"), (2, "B"))
        if stage == "A" or end != "dropped"
    ]
    due = {"expected_close_at": "2026-03-01"}
    deals += [deal("a", "open", "2026-01-01", amount=200_000, stage="A", **due)]
    deals += [deal("b", "open", "2026-01-01", amount=50_000, stage="B", **due)]
    goal = {
        "scope": "team",
        "kpi": "monthly_sales",
        "period": "quarter",
        "period_start": "2026-01-01",
        "target": 200_000,
    }

    row = row_of("pipeline_coverage.weighted", AS_OF, deals=deals, goals=[goal], stages=stages, stage_history=history)

    assert row["expected"] == pytest.approx(60_000 + 40_000)
    assert row["value"] == pytest.approx(0.5)
    # not "pipeline / quota x win rate", which some pages call coverage
    assert row["value"] != pytest.approx(250_000 / 200_000 * 24 / 80)
