"""``demo`` and ``check``: the company is written and read back, and bad input is refused with 4."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from salestoolkit.data.demo import frames

TABLES = tuple(frames(reps=4, months=2))
"""What the demo company records."""


def test_demo_writes_every_table_and_its_mapping(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli("demo", tmp_path / "new" / "small", "--reps", "4", "--months", "2", "--leads", "3", "--seed", "7")
    written = {Path(line).name for line in done.out.splitlines()}
    assert (done.code, done.err) == (0, "")
    assert written == {path.name for path in (tmp_path / "new" / "small").iterdir()}
    assert written == {f"{table}.csv" for table in TABLES} | {"salestoolkit.toml"}


def test_demo_is_the_same_for_the_same_seed_only(cli: Callable[..., Any], tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        cli("demo", tmp_path / name, "--reps", "4", "--months", "2", "--seed", seed)
    first, again, other = ((tmp_path / name / "deals.csv").read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_check_says_what_was_read(cli: Callable[..., Any], company: Path) -> None:
    done = cli("check", company, "--lang", "en")
    assert (done.code, done.err) == (0, "")
    for table in TABLES:
        assert f"{table}.csv" in done.out


def test_check_lists_rejected_rows(cli: Callable[..., Any], tmp_path: Path) -> None:
    good = [f"{i},won,2025-01-{i:02},{i}000000" for i in range(1, 29)]
    lines = ["deal_id,status,closed_at,amount", *good, "29,won,2025-02-30,1000000"]
    (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = cli("check", tmp_path, "--to", tmp_path / "build")
    assert done.code == 0
    path = tmp_path / "build" / "rejected.csv"
    assert done.out.splitlines()[-1] == str(path)
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["column"], row["value"]) == ("deals.csv", "closed_at", "2025-02-30")


def test_check_refuses_what_it_would_have_to_guess(cli: Callable[..., Any], tmp_path: Path) -> None:
    lines = ["deal_id,status,closed_at", "1,won,03/04/2025", "2,lost,05/06/2025"]
    (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = cli("check", tmp_path)
    assert done.code == 4
    for part in ("deals.csv", "closed_at", "03/04/2025"):
        assert part in done.complaint
    assert cli("check", tmp_path, "--date-order", "dmy").code == 0


def test_other_commands_refuse_the_same_way(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("", encoding="utf-8")
    for command in (("check",), ("kpi", "win_rate"), ("report", "--to", tmp_path / "out")):
        done = cli(*command, tmp_path)
        assert (done.code, "deals.csv" in done.complaint) == (4, True)


def test_a_wrong_mapping_offers_the_closest(cli: Callable[..., Any], company: Path) -> None:
    done = cli("check", company, "--crm", "maven")
    assert done.code == 64
    assert "maven_crm" in done.complaint


def test_number_format_time_zone_and_currency_are_passed_on(cli: Callable[..., Any], tmp_path: Path) -> None:
    lines = ["deal_id;status;closed_at;amount", *(f"{i};won;2025-01-05;1.250" for i in range(1, 11))]
    (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ("--number-format", "id", "--timezone", "Asia/Jayapura", "--currency", "USD", "--lang", "en")
    done = cli("kpi", "average_deal_size", tmp_path, *options)
    assert done.code == 0
    assert "$1,250" in done.out
    assert "(WIT)" in done.err


def with_bad_rows(folder: Path, bad: int) -> Path:
    good = [f"{i},won,2025-01-{i:02},{i}000000" for i in range(1, 29)]
    lines = ["deal_id,status,closed_at,amount", *good, *(f"{90 + i},won,soon {i},5" for i in range(bad))]
    (folder / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_refusal_writes_the_rejected_rows_and_says_where(cli: Callable[..., Any], tmp_path: Path) -> None:
    source, to = with_bad_rows(tmp_path, 3), tmp_path / "build"
    done = cli("check", source, "--to", to, "--lang", "en")
    assert (done.code, done.out) == (4, "")
    assert f"Every rejected row is in {to / 'rejected.csv'}." in done.complaint
    rows = list(csv.DictReader((to / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["value"] for row in rows] == ["soon 0", "soon 1", "soon 2"]
    assert f"'salestoolkit check {source} --lang en --to DIR'" in cli("check", source, "--lang", "en").complaint


def test_the_command_that_is_offered_reads_the_source_in_the_same_way(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "our deals.csv").write_text("Nomor,Hasil,Nilai\n1,won,1.5x\n2,won,2\n", encoding="utf-8")
    columns = 'deal_id = "Nomor"\nstatus = "Hasil"\namount = "Nilai"\n'
    mapping = tmp_path / "ours.toml"
    mapping.write_text(
        f'[[feed]]\ntable = "deals"\nfile = "our deals.csv"\n[feed.columns]\n{columns}', encoding="utf-8"
    )
    how = ("--mapping", str(mapping), "--as-of", "2026-01-31", "--number-format", "en")
    said = cli("check", tmp_path / "our deals.csv", *how).complaint
    assert "1 dari 2 baris ditolak karena angka tidak dapat dibaca ('1.5x')" in said
    command = shlex.split(said[said.index("'salestoolkit") + 1 : said.index(" --to DIR'")].replace("''", ""))
    again = cli(*command[1:], "--to", tmp_path / "build").complaint
    assert again.startswith(said[: said.index("'salestoolkit")])
    assert (tmp_path / "build" / "rejected.csv").is_file()


def test_every_command_that_loads_may_allow_more(cli: Callable[..., Any], tmp_path: Path) -> None:
    source = with_bad_rows(tmp_path, 3)
    for command in (["kpi", "win_rate"], ["goals"], ["follow-ups"], ["check"]):
        refused = cli(*command, source)
        assert refused.code == 4
        assert "--max-rejected" in refused.complaint
        assert cli(*command, source, "--max-rejected", "0.2").code == 0, command
    assert cli("check", source, "--max-rejected", "2").code == 64
