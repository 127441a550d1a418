"""Tab in a kernel as Jupyter starts it, without configuration: what completes, of names that calls take as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from jupyter_client.manager import start_new_kernel

Complete = Callable[[str], set[str]]


@pytest.fixture(scope="module")
def complete() -> Iterator[Complete]:
    manager, client = start_new_kernel(kernel_name="python3")
    client.execute_interactive("import salestoolkit as st; sales = st.demo(reps=4, months=2)", timeout=120)

    def ask(code: str) -> set[str]:
        return {match.strip("\"']") for match in client.complete(code, reply=True, timeout=60)["content"]["matches"]}

    try:
        yield ask
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("st.over", {"overview"}),
        ("sales.dea", {"deals"}),
        ("st.KPIS.win", {"win_rate"}),
        ('st.KPIS["win_rate.by', {"win_rate.by_value"}),
        ("st.compute(st.KPIS.cyc", {"cycle_length"}),
        ('st.compute("win_rate", sales, by=st.SPLITS.tea', {"team"}),
        ('st.SPLITS["prod', {"product", "product_line"}),
    ],
)
def test_names_complete_in_a_kernel(complete: Complete, code: str, expected: set[str]) -> None:
    found = complete(code)
    assert all(any(match.endswith(name) for match in found) for name in expected), found


def test_only_tables_that_the_load_has_are_offered(complete: Complete) -> None:
    found = {match.rpartition(".")[2] for match in complete("sales.")}
    assert {"deals", "leads", "goals"} <= found
    assert "rates" not in found
