"""A process that is confined reads what it was given and the programs, and nothing else of anybody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from salestoolkit.reports.machine.sandbox import possible

ROOT = Path(__file__).resolve().parents[2]
TRIES = """
import ctypes, os, subprocess, sys
from pathlib import Path
from salestoolkit.reports.machine.sandbox import confine

given, secret = map(Path, sys.argv[1:])
before = os.getppid()
confine([str(given)])

def tried(what):
    try:
        return what() and "read"
    except OSError as error:
        return type(error).__name__

def moved():
    os.rename(secret, given / "moved")
    return (given / "moved").read_text()

print(tried((given / "own").read_text))
print(tried(secret.read_text))
print(tried(lambda: os.listdir(secret.parent)))
os.symlink(secret, given / "link")
print(tried((given / "link").read_text))
print(tried(lambda: os.link(secret, given / "hard") or (given / "hard").read_text()))
print(tried(moved))
print(tried(Path(f"/proc/{before}/root{secret}").read_text))
print(tried(lambda: os.open(f"/proc/{before}/mem", os.O_RDONLY)))
print(subprocess.run(["cat", secret], capture_output=True).returncode)
import zoneinfo, salestoolkit as st, scipy.stats
print(zoneinfo.ZoneInfo("Asia/Jakarta"), st.definition("win_rate").name)
"""


def test_no_way_leads_to_a_file_that_was_not_given(tmp_path: Path) -> None:
    given, secret = tmp_path / "given", tmp_path / "others" / "secret"
    for path in (given / "own", secret):
        path.parent.mkdir()
        path.write_text("word")

    command = [sys.executable, "-c", TRIES, str(given), str(secret)]
    said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.splitlines()

    assert said[0] == "read"
    assert said[-1] == "Asia/Jakarta win_rate"
    assert secret.read_text() == "word"
    if possible():
        refused = "PermissionError"
        assert said[1:4] + said[6:8] == [refused] * 5
        assert set(said[4:6]) <= {refused, "OSError"}
        assert said[8] == "1"
    else:
        assert "read" in said[1:8], "this system can confine after all: have possible() say so"
