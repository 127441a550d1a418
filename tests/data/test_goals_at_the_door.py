"""Goals at the door: what no KPI can have is turned away with what to write, and thousands of bad ones are bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.data.intake import goal_rows
from salestoolkit.data.intake.kpi_names import kpi_names, kpi_units

HEAD = "scope,scope_id,kpi,period,period_start,target\n"
DEALS = "deal_id,rep_id,status,closed_at,amount\n1,R1,won,2025-03-10,500\n2,R1,lost,2025-03-11,500\n"


def with_goals(folder: Path, goals: str, lang: str = "en") -> Any:
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    (folder / "reps.csv").write_text("rep_id,name,team\nR1,Ani,Utara\n", encoding="utf-8")
    (folder / "goals.csv").write_text(HEAD + goals, encoding="utf-8")
    return st.load(folder, as_of="2025-04-01", lang=lang, currency="IDR", timezone="Asia/Jakarta")


def targets(sales: Any) -> list[float]:
    return [float(row[0]) for row in sales.connection.sql("SELECT target FROM goals ORDER BY rowid").fetchall()]


def test_the_units_told_by_the_files_are_those_of_the_definitions() -> None:
    assert dict(kpi_units()) == {kpi.name: kpi.unit for kpi in st.definitions()}


@pytest.mark.parametrize(
    ("kpi", "target", "code", "hint"),
    [
        ("win_rate", "40", "share_beyond_whole", "40%"),
        ("win_rate", "33.5", "share_beyond_whole", "33.5%"),
        ("lead_conversion", "1.01", "share_beyond_whole", "1.01%"),
        ("win_rate", "400", "share_beyond_whole", ""),
        ("win_rate", "140%", "share_beyond_whole", "1.4%"),
        ("win_rate", "0", "no_goal", ""),
        ("win_rate", "-0.4", "no_goal", ""),
        ("monthly_sales", "0", "no_goal", ""),
        ("monthly_sales", "-5", "no_goal", ""),
        ("monthly_sales", "40%", "no_share", ""),
        ("cycle_length", "40%", "no_share", ""),
    ],
)
def test_a_goal_that_no_kpi_can_have_says_what_to_write(
    tmp_path: Path, kpi: str, target: str, code: str, hint: str
) -> None:
    sales = with_goals(tmp_path, f"team,,monthly_sales,month,2025-03-01,500\nteam,,{kpi},quarter,2025-01-01,{target}\n")

    [found] = sales.intake.rejections
    assert (found.row, found.column, found.code, found.hint) == (3, "target", code, hint)
    assert targets(sales) == [500]
    assert (f"did you mean '{hint}'?" in found.reason("en")) == bool(hint)
    if code == "share_beyond_whole":
        assert "0.4 or 40%" in found.reason("en")
        assert "0,4 atau 40%" in found.reason("id")


@pytest.mark.parametrize(
    ("kpi", "target", "read"),
    [
        ("win_rate", "0.4", 0.4),
        ("win_rate", "40%", 0.4),
        ("win_rate", "33.5 %", 0.335),
        ("win_rate", "1", 1),
        ("quota_attainment", "1.1", 1.1),
        ("monthly_sales", "40", 40),
        ("sales_to_cost", "3.5", 3.5),
    ],
)
def test_a_goal_that_can_be_is_read(tmp_path: Path, kpi: str, target: str, read: float) -> None:
    sales = with_goals(tmp_path, f"team,,{kpi},month,2025-03-01,{target}\n")

    assert not sales.intake.rejections
    assert targets(sales) == [read]


def test_a_second_goal_for_some_of_the_same_days_does_not_count_twice(tmp_path: Path) -> None:
    goals = "".join(
        f"rep,R1,monthly_sales,{period},{day},100\n"
        for period, day in (
            ("month", "2025-03-01"),
            ("month", "2025-03-15"),
            ("month", "2025-04-01"),
            ("quarter", "2025-01-01"),
            ("week", "2025-03-03"),
            ("week", "2025-03-10"),
        )
    )
    sales = with_goals(tmp_path, goals)

    assert [(one.row, one.code, one.value) for one in sales.intake.rejections] == [
        (3, "overlapping_goal", "2025-03-15")
    ]
    assert st.goals(sales, period="month", scopes=["rep"]).frame["target"].sum() == 100


def test_a_goal_of_an_unknown_kpi_names_the_known_ones_in_both_languages(tmp_path: Path) -> None:
    sales = with_goals(tmp_path, "team,,winrate,month,2025-03-01,0.4\n")

    [found] = sales.intake.rejections
    assert found.hint == "win_rate"
    for lang in ("en", "id"):
        assert all(name in found.reason(lang) for name in kpi_names())


def test_of_thousands_of_names_that_nobody_knows_few_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def count(said: str, known: Any, n: int) -> list[str]:
        compared.append(said)
        return []

    monkeypatch.setattr(goal_rows, "get_close_matches", count)
    kpis = "".join(f"team,,monthly_sale{i % 900},month,2025-03-01,5\n" for i in range(2_000))
    reps = "".join(f"rep,R{i % 900}x,monthly_sales,month,2025-03-01,5\n" for i in range(2_000))

    sales = with_goals(tmp_path, kpis + reps)

    assert len(compared) == len(set(compared)) == 2 * goal_rows.SUGGESTED
    assert len(sales.intake.rejections) == 4_000
