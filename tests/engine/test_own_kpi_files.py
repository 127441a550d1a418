"""A KPI file of one's own: whatever is wrong with it is one sentence that names the file and the field."""

from __future__ import annotations

import json
import signal
import sys
import threading
from pathlib import Path

import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.cli.app import main
from salestoolkit.engine import own
from salestoolkit.generate.kpi_file import write
from salestoolkit.reports.run import trial

LATE = "    by=("
ENDLESS = "while True:\n    try:\n        time.sleep(60)\n    except Exception:\n        pass\n"

# What is changed in the file that 'new' writes, and what is said of it.
FAULTS: dict[str, tuple[str, str, str]] = {
    "syntax": (
        'unit="percent"',
        'unit="percent" (',
        r", line \d+: reading it: SyntaxError: .*",
    ),
    "package": (
        "from salestoolkit",
        "import not_there\nfrom salestoolkit",
        r", line 3: .*'not_there' is not installed.*",
    ),
    "import": (
        "import KPI, Example",
        "import KPI, Exmaple",
        r", line 3: .*ImportError.*Did you mean 'Example'\?",
    ),
    "class": (
        "estimate=Proportion(",
        "estimate=Propotion(",
        r", line \d+: .*Did you mean 'Proportion'\?",
    ),
    "argument": (
        'better="lower"',
        'bettr="lower"',
        r", line \d+: .*'bettr'\. Did you mean 'better'\?",
    ),
    "unit": (
        '"percent"',
        '"percentt"',
        r", line \d+: .*no unit 'percentt'.*",
    ),
    "exit": (
        "from salestoolkit",
        "import sys\nsys.exit(0)\nfrom salestoolkit",
        r": reading it asked the program to exit.*",
    ),
    "raises": (
        "from salestoolkit",
        "1 / 0\nfrom salestoolkit",
        r", line 3: reading it: ZeroDivisionError: .*",
    ),
    "table": (
        '{"deals": (',
        '{"deal": (',
        r".*needs: No canonical table is called 'deal'. Did you mean 'deals'.*",
    ),
    "needed": (
        '("status",',
        '("statuss",',
        r".*needs: No column of deals is called 'statuss'. Did you mean 'status'.*",
    ),
    "fact": (
        '"won", "deals"',
        '"won", "deal"',
        r".*measure 'won': No prepared fact is called 'deal'. Did you mean.*",
    ),
    "date": (
        '"won", "deals", "closed_at"',
        '"won", "deals", "closed"',
        r".*measure 'won', at: .*'closed'. Did you mean 'cl.*",
    ),
    "where": (
        'col("status") == "won"',
        'col("statuss") == "won"',
        r".*measure 'won', where: No column of deals is.*",
    ),
    "value": (
        '"won", "deals", "closed_at",',
        '"won", "deals", "closed_at", "amont",',
        r".*'won', value: .*mean 'amount'.*",
    ),
    "estimate": (
        'Proportion("cancelled"',
        'Proportion("canceled"',
        r": estimate: .*'canceled'. Did you mean 'cancelled'.*",
    ),
    "derive": (
        LATE,
        '    derive=lambda frame: frame.assign(x=frame["wonn"]),\n    by=(',
        r".*derive: .*'wonn'. Did you mean 'won'.*",
    ),
    "no frame": (
        LATE,
        '    derive=lambda frame: frame[["value"]],\n    by=(',
        r".*derive: What it gives lacks lo, hi, n, reason.*",
    ),
    "quits": (
        LATE,
        "    derive=lambda frame: exit(0),\n    by=(",
        r": derive asked the program to exit.*",
    ),
    "reading": (
        "{cancelled} dibatalkan",
        "{canceled} dibatalkan",
        r".*reading \(id\): .*Did you mean 'cancelled'.*",
    ),
    "key": (
        'Shown("cancelled"',
        'Shown("month"',
        r".*calls a number 'month', as the groups of a split are called.*",
    ),
    "shown": (
        'Shown("cancelled"',
        'Shown("canceled"',
        r".*shows: No column of the result is called 'canceled'.*",
    ),
}


@pytest.fixture(scope="session")
def sales() -> st.SalesData:
    return st.demo(reps=4, months=6, lang="en")


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """The file that ``new`` writes, with a change."""
    path, _ = write("ours", folder, folder)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_that_names_file_and_field(
    fault: str, sales: st.SalesData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, told = FAULTS[fault]
    written(tmp_path, old, new)
    monkeypatch.chdir(tmp_path)

    with refused(st.UsageError, match=f"^ours\\.py{told}$") as caught:
        st.compute("ours.py", sales)

    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 64


def test_what_a_file_prints_spoils_no_output_of_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = '    derive=lambda frame: print("computing") or frame,\n    by=('
    path = written(tmp_path, LATE, said)
    path.write_text('print("reading")\n' + path.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        main(["kpi", str(path), "demo", "--format", "json"])

    out, complaint = capsys.readouterr()
    assert ended.value.code == 0
    assert json.loads(out)[0]["n"] > 0
    assert "reading" in complaint
    assert "computing" in complaint


def test_a_file_of_one_s_own_may_hold_a_dataclass_of_its_own(sales: st.SalesData, tmp_path: Path) -> None:
    path = written(tmp_path)
    head = "from __future__ import annotations\nimport typing\nfrom dataclasses import dataclass\n"
    more = "\n@dataclass(frozen=True)\nclass Ours:\n    kind: typing.ClassVar[str] = 'ours'\n"
    path.write_text(head + path.read_text(encoding="utf-8") + more, encoding="utf-8")

    assert st.compute(str(path), sales).frame["n"].item() > 0


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system cannot interrupt a function")
@pytest.mark.parametrize("where", ["import", "derive"])
def test_what_never_ends_is_ended_and_named(
    where: str, sales: st.SalesData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    text, function = path.read_text(encoding="utf-8"), "def endless(frame):\n    " + ENDLESS.replace("\n", "\n    ")
    if where == "import":
        text = f"import time\n{ENDLESS}{text}"
    else:
        text = f"import time\n{function}\n{text.replace(LATE, '    derive=endless,' + chr(10) + LATE)}"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(own, "_AGAIN", 0.05)

    told = "reading it" if where == "import" else where
    st.compute("win_rate", sales)  # what judges is loaded, which takes a while
    before = signal.getsignal(signal.SIGALRM)
    with own.patient(1), pytest.raises(st.UsageError, match=rf"^ours\.py: {told} still ran after 1 s and was ended"):
        st.compute(str(path), sales)

    assert signal.getsignal(signal.SIGALRM) is before
    assert not any(signal.getitimer(signal.ITIMER_REAL))


def test_elsewhere_than_in_the_main_thread_nothing_is_timed(sales: st.SalesData, tmp_path: Path) -> None:
    path, found = written(tmp_path), list[float]()
    thread = threading.Thread(target=lambda: found.append(st.compute(str(path), sales).frame["value"].item()))
    thread.start()
    thread.join()
    assert found == [st.compute(str(path), sales).frame["value"].item()]


def test_a_package_s_kpi_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    from salestoolkit.engine import registry

    point = EntryPoint("ours", "not_there.at_all:ours", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    registry._all.cache_clear()
    try:
        with refused(st.UsageError, match=r"^not_there\.at_all:ours: reading it: The package 'not_there' is not"):
            st.definitions()
    finally:
        registry._all.cache_clear()


def test_a_package_is_named_by_its_entry_point_and_not_by_its_first_file(tmp_path: Path) -> None:
    (path,) = (path for path in write("ours", tmp_path, tmp_path) if path.name == "ours.py")
    first = path.rename(tmp_path / "__init__.py")
    with refused(st.UsageError, match=r"__init__\.py is the first file of a package\. .* by its entry point\.$"):
        st.definition(str(first))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("import os\nos._exit(0)\n", "the process that tried it ended by itself with exit code 0"),
        ("import ctypes\nctypes.string_at(0)\n", "the process that tried it was killed by SIGSEGV"),
        ("import sys\nsum(range(10**15))\n", "it still ran after 1 s and was ended"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="processes end by other signals there")
def test_a_file_that_cannot_be_held_from_within_costs_no_run(
    head: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(trial, "STARTING", 0.5 if "sum" in head else 60.0)
    monkeypatch.setattr(trial, "LEAST", 0.5)

    with pytest.raises(st.UsageError, match=f"{path.name}: {told}"):
        trial.check([str(path)], 0.5)


def test_a_run_with_a_file_that_fails_is_refused_before_anything_is_written(
    sales: st.SalesData, tmp_path: Path
) -> None:
    path = written(tmp_path, "cancelled: {value} ", "cancelled: {valeu} ")

    with refused(st.UsageError, match=r"^ours\.py: KPI 'ours', reading \(en\)"):
        st.report(sales, to=tmp_path / "out", pages=st.Pages(kpis=[str(path)]), execution=st.Execution(progress=False))

    assert not (tmp_path / "out").exists()


def test_an_example_that_the_intake_refuses_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, '"closed_at": "2025-03-04"', '"closed_at": "yesterday"')

    with pytest.raises(st.UsageError, match=r"^ours\.py: KPI 'ours', example: "):
        trial.check([str(path)], 30)
