"""What every test may use: the real exports, the demo company, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import salestoolkit as st

if TYPE_CHECKING:
    from salestoolkit import SalesData

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# What fails must fail again: the examples are the same each time. HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the checkout; they may not be copied into it."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent: the real exports are not part of this repository")
    return folder


@pytest.fixture(scope="session")
def demo_sales() -> SalesData:
    """The demo company, made once for all tests of a process: read it, do not change it."""
    return st.demo()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _without_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _without_skip(report)


def _without_skip(report: Any) -> Any:
    """In CI, a skipped test is a failed one, save where it needs the data that only some machines have."""
    if not (os.environ.get("SALESTOOLKIT_NO_SKIPS") and report.skipped) or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "shared" in reason and not SHARED.is_dir():
        return report
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped, which CI does not allow: {reason}"
    return report
