"""``kpi``: one row or groups, formats that agree with ``compute``, periods, limits, what is missing."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st


@pytest.fixture(scope="module")
def sales(company: Path) -> st.SalesData:
    return st.load(company, lang="en")


def rows(done: Any) -> list[dict[str, Any]]:
    assert (done.code, done.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def test_without_by_it_is_one_row(cli: Callable[..., Any], company: Path, sales: st.SalesData) -> None:
    (row,) = rows(cli("kpi", "win_rate", company, "--format", "json"))
    assert [*row][:5] == ["value", "lo", "hi", "n", "reason"]
    assert row["value"] == row["won"] / row["n"]
    assert row == st.compute("win_rate", sales).records()[0]


@pytest.mark.parametrize("name", [kpi.name for kpi in st.definitions()])
def test_json_is_the_records_of_every_kpi(
    cli: Callable[..., Any], company: Path, sales: st.SalesData, name: str
) -> None:
    by = next(split for split in ("month", "team") if split in st.definition(name).splits)
    found = rows(cli("kpi", name, company, "--by", by, "--format", "json"))
    records = st.compute(name, sales, by=by).records()
    # the last digit of a sum of fractions goes with the order of the rows, which a second load need not have
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(records), rtol=1e-12, atol=0)
    assert [*found[0]][:6] == [by, "value", "lo", "hi", "n", "reason"]


@pytest.mark.parametrize("by", [("--by", "rep", "--by", "month"), ("--by", "rep,month"), ("--by", "rep, month,rep")])
def test_by_is_repeated_or_has_commas(
    cli: Callable[..., Any], company: Path, sales: st.SalesData, by: tuple[str, ...]
) -> None:
    found = rows(cli("kpi", "monthly_sales", company, *by, "--format", "json"))
    assert found == st.compute("monthly_sales", sales, by=("rep", "month")).records()
    assert [*found[0]][:3] == ["rep_id", "rep", "month"]


def test_csv_has_the_same_cells(cli: Callable[..., Any], company: Path) -> None:
    arguments = ("kpi", "monthly_sales", company, "--by", "team,quarter", "--format")
    table, found = cli(*arguments, "csv"), rows(cli(*arguments, "json"))
    assert (table.code, table.err) == (0, "")
    read = list(csv.DictReader(StringIO(table.out)))
    assert read == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in found]


def test_the_table_is_for_readers(cli: Callable[..., Any], company: Path, sales: st.SalesData) -> None:
    done = cli("kpi", "win_rate", company, "--by", "team", "--lang", "en")
    head, *lines = done.out.splitlines()
    assert done.code == 0
    assert head.split("  ")[0] == "Team"
    assert "Win rate" in head
    assert len(lines) == 4
    assert len({len(line) for line in (head, *lines)}) == 1
    about, sentence = done.err.splitlines()
    assert about.startswith(f"Win rate · {sales.name} · all of the data")
    assert sentence == st.compute("win_rate", sales, by="team").read("en")


def test_the_language_is_indonesian_unless_told(cli: Callable[..., Any], company: Path) -> None:
    assert "Win rate" in cli("kpi", "win_rate", company).out


def test_from_is_in_the_period_and_until_is_not(cli: Callable[..., Any], company: Path, sales: st.SalesData) -> None:
    period = ("--from", "2023-04-01", "--until", "2023-07-01")
    months = rows(cli("kpi", "monthly_sales", company, *period, "--by", "month", "--format", "json"))
    assert [row["month"] for row in months] == ["2023-04-01", "2023-05-01", "2023-06-01"]
    (whole,) = rows(cli("kpi", "monthly_sales", company, *period, "--format", "json"))
    assert whole == st.compute("monthly_sales", sales, start="2023-04-01", end="2023-07-01").records()[0]


def test_what_happened_after_until_does_not_count_unless_as_of_says_so(
    cli: Callable[..., Any], company: Path, sales: st.SalesData
) -> None:
    asked = ("kpi", "lead_conversion", company, "--until", "2023-03-01", "--format", "json")
    (then,), (now,) = rows(cli(*asked)), rows(cli(*asked, "--as-of", "2023-12-31"))
    stood = st.of_period(sales, end="2023-03-01")
    assert then == st.compute("lead_conversion", stood, end="2023-03-01").records()[0]
    assert now == st.compute("lead_conversion", sales, end="2023-03-01").records()[0]
    assert then["value"] != now["value"]


def test_a_period_in_which_nothing_is_recorded_is_refused(cli: Callable[..., Any], company: Path) -> None:
    done = cli("kpi", "win_rate", company, "--from", "2031-01-01", "--lang", "en")
    assert (done.code, "the data runs from 202" in done.complaint) == (64, True)


def test_a_period_that_ends_before_it_begins(cli: Callable[..., Any], company: Path) -> None:
    done = cli("kpi", "win_rate", company, "--from", "2023-04-01", "--until", "2023-04-01", "--lang", "en")
    assert (done.code, "first day after it" in done.complaint) == (64, True)


def test_only_keeps_what_it_names(cli: Callable[..., Any], company: Path, sales: st.SalesData) -> None:
    only = ("--only", "rep=R01", "--only", "rep=R02")
    found = rows(cli("kpi", "win_rate", company, *only, "--by", "rep", "--format", "json"))
    assert {row["rep_id"] for row in found} == {"R01", "R02"}
    assert found == st.compute("win_rate", sales, by="rep", where={"rep": ["R01", "R02"]}).records()


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ("rep", "'rep' limits nothing. Write --only DIM=VALUE"),
        ("team=", "'team=' limits nothing."),
        ("tim=Surabaya", "No dimension to limit by is called 'tim'."),
    ],
)
def test_a_limit_that_makes_no_sense(cli: Callable[..., Any], company: Path, only: str, said: str) -> None:
    done = cli("kpi", "win_rate", company, "--only", only, "--lang", "en")
    assert (done.code, said in done.complaint) == (64, True)


def test_a_wrong_dimension_offers_the_closest(cli: Callable[..., Any], company: Path) -> None:
    done = cli("kpi", "win_rate", company, "--by", "reps", "--lang", "en")
    assert (done.code, "Did you mean 'rep'?" in done.complaint) == (64, True)


def test_as_of_sets_the_date_of_the_data(cli: Callable[..., Any], company: Path) -> None:
    (early,) = rows(cli("kpi", "win_rate", company, "--as-of", "2023-03-31", "--format", "json"))
    (late,) = rows(cli("kpi", "win_rate", company, "--format", "json"))
    assert 0 < early["n"] < late["n"]
    assert "2023" in cli("kpi", "win_rate", company, "--as-of", "2023-03-31").err.splitlines()[0]


class TestWhatIsMissing:
    """A KPI whose columns are absent says so in a sentence, has no value, and is no failure."""

    @pytest.fixture
    def deals(self, tmp_path: Path) -> Path:
        lines = ["deal_id,status,closed_at", *(f"D{i},won,2025-01-{i:02}" for i in range(1, 13))]
        (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    def test_json_has_null(self, cli: Callable[..., Any], deals: Path) -> None:
        (row,) = rows(cli("kpi", "lead_response_time", deals, "--format", "json"))
        assert row == {"value": None, "lo": None, "hi": None, "n": 0, "reason": "missing"}

    def test_csv_is_empty_and_the_sentence_is_beside_it(self, cli: Callable[..., Any], deals: Path) -> None:
        done = cli("kpi", "lead_response_time", deals, "--format", "csv", "--lang", "en")
        assert (done.code, done.out) == (0, "value,lo,hi,n,reason\n,,,0,missing\n")
        assert done.err == st.compute("lead_response_time", st.load(deals)).read("en") + "\n"
        assert "no table leads" in done.err

    def test_the_table_too(self, cli: Callable[..., Any], deals: Path) -> None:
        done = cli("kpi", "monthly_sales", deals, "--lang", "en")
        assert done.code == 0
        assert done.out.splitlines()[1].split()[:2] == ["–", "–"]
        assert "deals.amount" in done.err.splitlines()[1]


def test_names_cannot_run_as_formulas_nor_break_the_table(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "deal_id,status,closed_at,amount,product\n1,won,2025-01-01,10,=1+1\n2,won,2025-01-02,20,株式会社\n",
        encoding="utf-8",
    )
    arguments = ("kpi", "monthly_sales", tmp_path, "--by", "product")
    assert "\n'=1+1,10.0," in cli(*arguments, "--format", "csv").out
    assert {row["product"] for row in rows(cli(*arguments, "--format", "json"))} == {"=1+1", "株式会社"}
    assert "株式会社  " in cli(*arguments).out
