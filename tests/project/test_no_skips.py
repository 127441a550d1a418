"""In CI a skipped test fails, save one that needs the data that is not part of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SKIPS = 'import pytest\n\ndef test_it():\n    pytest.skip("{reason}")\n'
MODULE_SKIPS = 'import pytest\n\npytest.skip("{reason}", allow_module_level=True)\n'


def outcome(folder: Path, body: str, *, ci: bool) -> str:
    tests = folder / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(CONFTEST, tests / "conftest.py")
    (tests / "test_it.py").write_text(body, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "SALESTOOLKIT_NO_SKIPS"}
    if ci:
        environment["SALESTOOLKIT_NO_SKIPS"] = "1"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tests),
        str(tests),
    ]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout


def test_outside_ci_a_skip_is_a_skip(tmp_path: Path) -> None:
    assert "1 skipped" in outcome(tmp_path, SKIPS.format(reason="no Chromium"), ci=False)


@pytest.mark.parametrize("body", [SKIPS, MODULE_SKIPS])
def test_in_ci_a_skip_fails(tmp_path: Path, body: str) -> None:
    printed = outcome(tmp_path, body.format(reason="no Chromium"), ci=True)
    assert "which CI does not allow: Skipped: no Chromium" in printed
    assert "skipped," not in printed.splitlines()[-1]


def test_in_ci_absent_data_may_still_be_skipped(tmp_path: Path) -> None:
    assert "1 skipped" in outcome(tmp_path, SKIPS.format(reason="../shared/data is absent"), ci=True)


def test_in_ci_present_data_may_not_be_skipped(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    assert "1 failed" in outcome(tmp_path, SKIPS.format(reason="../shared/data is absent"), ci=True)
