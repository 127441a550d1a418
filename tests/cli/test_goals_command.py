"""``goals``: how they stand, and goals to discuss that the next load measures against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

import salestoolkit as st
from salestoolkit.data.demo import write


def test_the_command_writes_goals_that_the_next_load_measures_against(tmp_path: Path, cli: Callable[..., Any]) -> None:
    write(tmp_path, reps=8, months=30, as_of="2025-05-01T00:00+07:00")
    done = cli("goals", tmp_path, "--suggest", "--period", "quarter", "--level", "stretch")
    assert done.code == 0
    (tmp_path / "goals.csv").write_text(done.out, encoding="utf-8")

    loaded = st.load(tmp_path, as_of="2025-07-10", lang="en")

    frame = st.goals(loaded, period="quarter", scopes=["rep"]).frame
    assert len(frame) == 8
    assert frame["starts"].unique().tolist() == [date(2025, 7, 1)]
    # where the floor of somebody is nothing, no goal is made of it
    floors = cli("goals", tmp_path, "--suggest", "--period", "month", "--level", "floor", "--down-to", "day").out
    assert (pd.read_csv(StringIO(floors))["target"] > 0).all()


def test_the_command_shows_how_goals_stand(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--as-of", "2025-12-11", "--lang", "en")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Goals\n")
    assert "Dimas Pratama" in done.out


def test_goals_stand_as_they_did_before_the_day_until(cli: Callable[..., Any]) -> None:
    at_the_end = cli("goals", "demo", "--until", "2025-10-01", "--lang", "en", "--period", "quarter")

    assert (at_the_end.code, at_the_end.err) == (0, "")
    assert "Q3 2025" in at_the_end.out
    assert "The period is over" in at_the_end.out
    assert cli("goals", "demo", "--until", "2031").code == 64


def test_a_split_to_something_longer_is_refused(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--suggest", "--period", "month", "--down-to", "year", "--lang", "en")

    assert done.code == 64
    assert "Known: day, month" in done.complaint


def test_the_command_shows_what_the_goals_ask_of_a_week(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--as-of", "2025-12-11", "--lang", "en", "--daily")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("What the goal means per week\n")
    assert "Q4 2025: the agreed goals of 24 reps" in done.out


def test_the_counts_by_day_are_a_csv_that_adds_up(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--as-of", "2025-12-11", "--lang", "en", "--daily", "--csv", "--period", "month")
    rows = pd.read_csv(StringIO(done.out))

    assert done.code == 0
    by_level = rows.groupby(["period", "activity"])["goal"].sum()
    assert by_level["day"].to_dict() == by_level["week"].to_dict() == by_level["month"].to_dict()
    assert by_level["day"].min() > 0


def test_what_lacks_for_a_csv_is_an_error_and_flags_that_exclude_each_other_are_refused(
    tmp_path: Path, cli: Callable[..., Any]
) -> None:
    (tmp_path / "deals.csv").write_text("deal_id,rep_id,status\n1,R1,open\n", encoding="utf-8")

    assert cli("goals", tmp_path, "--as-of", "2025-05-01", "--daily", "--csv").code == 4
    for flags in (("--suggest", "--daily"), ("--csv",), ("--daily", "--period", "day")):
        assert cli("goals", "demo", *flags).code == 64


def test_whom_no_goal_is_suggested_to_is_named_beside_the_csv(tmp_path: Path, cli: Callable[..., Any]) -> None:
    won = [(rep, month) for month in range(1, 11) for rep in "AA" + "B" * (month == 10)]
    rows = [
        {"deal_id": str(i), "rep_id": rep, "status": "won", "created_at": f"2025-{month:02}-01"}
        | {"closed_at": f"2025-{month:02}-10", "amount": 100}
        for i, (rep, month) in enumerate(won)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "deals.csv", index=False)

    done = cli("goals", tmp_path, "--suggest", "--lang", "en")

    assert (done.code, ",B," in done.out) == (0, False)
    assert done.err.startswith("No goal is suggested for B: fewer than 5 deals")
    pd.DataFrame(rows[:3]).to_csv(tmp_path / "deals.csv", index=False)
    few = cli("goals", tmp_path, "--suggest", "--lang", "en")
    assert few.out == ""
    assert "only 3 deals with an amount were won" in few.err
