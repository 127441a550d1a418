"""``goals``: how they stand, and goals to discuss that the next load measures against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import salestoolkit as st
from salestoolkit.data.company import write


def test_the_command_writes_goals_that_the_next_load_measures_against(tmp_path: Path, cli: Callable[..., Any]) -> None:
    write(tmp_path, reps=8, months=30, as_of="2025-05-01T00:00+07:00")
    done = cli("goals", tmp_path, "--suggest", "--period", "month", "--level", "floor")
    assert done.code == 0
    (tmp_path / "goals.csv").write_text(done.out, encoding="utf-8")

    loaded = st.load(tmp_path, as_of="2025-05-10", lang="en")

    frame = st.goals(loaded, scopes=["rep"]).frame
    assert len(frame) == 8
    assert frame["starts"].unique().tolist() == [date(2025, 5, 1)]


def test_the_command_shows_how_goals_stand(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--as-of", "2025-12-11", "--lang", "en")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Goals\n")
    assert "Dimas Pratama" in done.out


def test_a_split_to_something_longer_is_refused(cli: Callable[..., Any]) -> None:
    done = cli("goals", "demo", "--suggest", "--period", "month", "--down-to", "year")

    assert done.code == 64
    assert "Known: day, month" in done.complaint
