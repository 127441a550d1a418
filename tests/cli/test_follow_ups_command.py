"""``follow-ups``: a CSV to discuss, which the next load reads as the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import salestoolkit as st
from salestoolkit.data.demo import write
from salestoolkit.review.follow_up.agreements import agreed


def test_the_command_writes_what_the_next_load_reads_as_agreements(tmp_path: Path, cli: Callable[..., Any]) -> None:
    write(tmp_path, reps=6, months=15, as_of="2024-04-01T00:00+07:00")
    done = cli("follow-ups", tmp_path, "--lang", "en")

    assert (done.code, done.err) == (0, "")
    head = "rep_id,raised_on,text,due_on,status,recurring_of,kpi,stage,team,evidence"
    assert done.out.splitlines()[0] == head
    assert ",suggested," in done.out
    (tmp_path / "follow_ups.csv").write_text(done.out.replace(",suggested,", ",open,"), encoding="utf-8")

    loaded = st.load(tmp_path, as_of="2024-04-30", lang="en")
    rows = agreed(loaded)
    assert loaded.intake.rejections == ()
    assert len(rows) == len(done.out.splitlines()) - 1
    assert (rows.loc[rows["evidence"].notna(), "stands"] == "overdue").all()


def test_follow_ups_stand_as_they_did_before_the_day_until(cli: Callable[..., Any]) -> None:
    until = cli("follow-ups", "demo", "--until", "2025-07-01", "--lang", "en")

    stood = st.of_period(st.demo(lang="en"), end="2025-07-01")
    assert (until.code, until.out) == (0, st.follow_up_rows(stood).to_csv(index=False))
    assert {row.split(",")[1] for row in until.out.splitlines() if ",suggested," in row} == {"2025-06-30"}


def test_a_cycle_that_does_not_exist_is_refused(cli: Callable[..., Any]) -> None:
    assert cli("follow-ups", "demo", "--cycle", "year").code == 64
