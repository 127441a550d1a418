"""A KPI of one's own that looks for other people's data, in real kernels: it finds what its report was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.reports.machine.sandbox import possible

pytestmark = pytest.mark.slow

LOOKS = """
import builtins, glob, json, os

def _read(path):
    try:
        with open(path, "rb") as stream:
            return bool(stream.read(1))
    except OSError:
        return False

if hasattr(builtins, "get_ipython") and "rep" in builtins.get_ipython().user_ns:
    names = builtins.get_ipython().user_ns
    place = os.path.dirname(names["source"])
    told = {
        "own": _read(names["source"]), "source": _read(SECRET), "log": _read(f"{place}/kernels.log"),
        "others": len(glob.glob(f"{place}/*.extract.json")), "data": _read(f"{place}/data/deals.parquet"),
        "journal": _read(f"{place}/../.journal.jsonl"), "shell": os.system(f"cat {SECRET} >/dev/null 2>&1"),
    }
    with open(FOUND, "a") as stream:
        stream.write(json.dumps(told) + chr(10))
"""


@pytest.fixture
def curious(tmp_path: Path) -> Path:
    secret, found = tmp_path / "exports" / "deals.csv", tmp_path / "found.jsonl"
    secret.parent.mkdir()
    secret.write_text("everybody's deals", encoding="utf-8")
    source = (Path(st.__file__).parent / "kpis" / "win_rate" / "__init__.py").read_text(encoding="utf-8")
    head, future, rest = source.partition("from __future__ import annotations\n")
    kpi = secret.with_name("curious.py")
    look = LOOKS.replace("SECRET", repr(str(secret))).replace("FOUND", repr(str(found)))
    kpi.write_text(head + future + look + rest.replace('name="win_rate"', 'name="curious"'), encoding="utf-8")
    return kpi


@pytest.mark.parametrize("engine", ["warm", "inprocess", "nbclient"])
def test_a_cell_reads_its_own_extract_and_nothing_of_others(curious: Path, tmp_path: Path, engine: str) -> None:
    reps = [{"rep_id": name, "name": name} for name in "ABC"]
    deals = [deal(f"{name}{i}", "won", "2025-01-05", "2025-02-05", rep_id=name) for name in "ABC" for i in range(6)]
    sales = loaded("2025-05-01T00:00", reps=reps, deals=deals)

    st.report(
        sales,
        to=tmp_path / "out",
        pages=st.Pages(kpis=[str(curious)]),
        execution=st.Execution(jobs=2, engine=engine, progress=False),
    )

    told = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(told) >= 3
    assert all(each["own"] for each in told)
    held = {"own": True, "source": False, "log": False, "others": 0, "data": False, "journal": False}
    for each in told if possible() else []:
        assert each | {"shell": 0} == held | {"shell": 0}
        assert each["shell"] != 0
