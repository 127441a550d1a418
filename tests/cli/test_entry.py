"""The entry point: version, help, laziness, and every failure as one line with its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st

HEAVY = ("pandas", "matplotlib", "seaborn", "duckdb", "pyarrow", "scipy", "nbformat", "papermill", "rich")
LOADED = """
import sys
from salestoolkit.cli.app import main
try:
    main()
finally:
    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


def test_version(cli: Callable[..., Any]) -> None:
    assert cli("--version").out == f"salestoolkit {st.__version__}\n"


def test_without_a_command_it_shows_what_there_is(cli: Callable[..., Any]) -> None:
    alone, asked = cli(), cli("--help")
    assert (alone.code, alone.out, alone.err) == (0, asked.out, "")
    for name in ("report", "kpi", "check", "demo", "list", "show", "template", "new"):
        assert f"\n  {name} " in alone.out


@pytest.mark.parametrize("arguments", [("--help",), ("kpi", "--help"), ("list",), ("--version",)])
def test_what_needs_no_data_loads_no_heavy_library(process: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    done = process(*arguments, code=LOADED.format(heavy=HEAVY))
    assert (done.code, done.err) == (0, "[]\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kip",), "No such command 'kip'. Did you mean 'kpi'? See 'salestoolkit --help'."),
        (("kpi",), "Missing argument 'KPI'. See 'salestoolkit kpi --help'."),
        (("kpi", "win_rate", "demo", "--frm", "2025-01-01"), "No such option: --frm"),
        (("kpi", "win_rate", "demo", "--format", "xml"), "Invalid value for '--format'"),
        (("kpi", "win_rte", "demo"), "No KPI is called 'win_rte'. Did you mean 'win_rate'?"),
        (("kpi", "win_rate", "demo", "--lang", "ind"), "Tidak ada bahasa bernama 'ind'. Maksud Anda 'id'?"),
        (
            ("kpi", "win_rate", "demo", "--from", "2025-13-01"),
            "'2025-13-01' is not a date for --from. Write it as YYYY-MM-DD",
        ),
        (("kpi", "win_rate", "demo", "--until", "01/02/2025"), "'01/02/2025' is not a date for --until."),
        (("kpi", "./mine.py", "demo"), "There is no KPI file mine.py. 'salestoolkit new NAME' writes one"),
        (("show", "winrate"), "Did you mean 'win_rate'?"),
        (("report", "demo"), "Missing option '--to'"),
        (("report", "demo", "--to", "x", "--kpi", "win_rate,winrate"), "No KPI is called 'winrate'."),
        (("report", "demo", "--to", "x", "--jobs", "0"), "Invalid value for '--jobs'"),
        (
            ("new", "Repeat Orders"),
            "'Repeat Orders' cannot name a KPI. Use small letters, digits and underscores",
        ),
        (("new", "class"), "'class' cannot name a KPI."),
        (("template", "winrate"), "No template is called 'winrate'. Did you mean 'win_rate'?"),
        (("template", "winrate", "--check"), "No template is called 'winrate'. Did you mean 'win_rate'?"),
    ],
)
def test_a_wrong_call_is_one_line_and_64(
    cli: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    spoken = arguments[0] in ("kpi", "report", "show") and "--lang" not in arguments
    done = cli(*arguments, *(("--lang", "en") if spoken else ()))
    assert done.code == 64
    assert said in done.complaint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_in_one_line(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli("kpi", "win_rate", tmp_path / "nothing")
    assert done.code in (4, 64)
    assert "nothing" in done.complaint


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Has every look at a definition fail."""

    def fail(error: Exception) -> None:
        def look(*_: Any) -> None:
            raise error

        monkeypatch.setattr("salestoolkit.cli.definitions.st.definition", look)

    return fail


def test_an_unexpected_error_is_one_line_that_says_how_to_see_more(cli: Callable[..., Any], raising: Any) -> None:
    raising(ZeroDivisionError("division by zero"))
    done = cli("show", "win_rate", "--lang", "en")
    assert done.code == 1
    assert done.complaint == "ZeroDivisionError: division by zero. Run it again with --debug to see where."


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (st.InputError, 4),
        (st.MissingData, 4),
        (st.UsageError, 64),
        (st.ClusterError, 69),
        (st.OutputError, 74),
        (st.ReportsFailed, 3),
        (st.SalesToolkitError, 1),
    ],
)
def test_every_error_of_ours_has_its_exit_code(
    cli: Callable[..., Any], raising: Any, error: type[Exception], code: int
) -> None:
    raising(error("This. Do that."))
    done = cli("show", "win_rate")
    assert (done.code, done.complaint) == (code, "This. Do that.")


@pytest.mark.parametrize("place", ["first", "last"])
def test_debug_shows_where_an_error_came_from(cli: Callable[..., Any], tmp_path: Path, place: str) -> None:
    own = tmp_path / "own.py"
    own.write_text("1 / 0\n", encoding="utf-8")
    done = cli("--debug", "show", own) if place == "first" else cli("show", own, "--debug")
    assert done.code == 64
    assert f'File "{own}", line 1' in done.err
    assert done.err.splitlines()[-1].startswith("salestoolkit: own.py, line 1: reading it: ZeroDivisionError")


def test_a_message_of_several_lines_becomes_one(cli: Callable[..., Any], raising: Any) -> None:
    raising(ValueError("first\nsecond\x1b[31m"))
    assert cli("show", "win_rate").complaint.startswith("ValueError: first second [31m.")


def test_an_interruption_is_one_line_and_130(process: Callable[..., Any], tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    own.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", encoding="utf-8")
    done = process("show", own, "--lang", "en")
    assert (done.code, done.out, done.err) == (130, "", "salestoolkit: Interrupted.\n")


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "salestoolkit", "list"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_place_that_cannot_be_written_is_74(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in (("new", "mine"), ("template", "win_rate"), ("reference",)):
        done = cli(*command, "--to", tmp_path / "file" / "folder")
        assert done.code == 74
        assert "cannot be written" in done.complaint
    done = cli("demo", tmp_path / "file" / "folder", "--reps", "4", "--months", "1")
    assert (done.code, str(tmp_path / "file") in done.complaint) == (74, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_called_one_whatever_is_printed_to_it() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "salestoolkit", "list", "--lang", "en"], stdout=full, stderr=-1, text=True
        )
    assert done.returncode == 74
    assert done.stderr.startswith("salestoolkit: The disk is full: what is printed could not be written")
