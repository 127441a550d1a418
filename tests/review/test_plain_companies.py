"""Plain companies that others brought: the review is whole, and judges nobody for what the data does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import salestoolkit as st
from salestoolkit.cli.app import app


@pytest.fixture(scope="session")
def cases(shared_data: Path) -> Path:
    return shared_data.parent / "cases"


def test_a_team_in_which_nobody_differs_has_no_finding(cases: Path) -> None:
    sales = st.load(cases / "quiet_team", lang="en")

    assert not st.findings(sales).frame["state"].isin(["new", "recurring"]).any()
    assert st.follow_up(sales).sentence.text
    assert CliRunner().invoke(app, ["follow-ups", str(cases / "quiet_team")]).exit_code == 0


@pytest.mark.parametrize("case", ["system_account", "unassigned_deals"])
def test_nobody_is_held_against_deals_that_are_nobody_s(cases: Path, case: str) -> None:
    sales = st.load(cases / case, lang="en")
    people = st.people(sales)

    assert list(people.frame["tier"]) == ["within"] * 6
    assert "6 of 6" in people.read()
    assert "clearly" not in st.compute("win_rate", sales, by="rep").read()
