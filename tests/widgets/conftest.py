"""A small company with a quiet February, and names that try to be more than names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import salestoolkit as st

if TYPE_CHECKING:
    from salestoolkit import SalesData

HOSTILE = "<img src=x onerror=alert(1)>"
NAMES = {"R1": HOSTILE, "R2": "A$_$^B", "R3": "Sari", "R4": "Sari"}
CLOSED = ("2025-01-10", "2025-01-20", "2025-03-05", "2025-03-15")


@pytest.fixture
def small_sales() -> SalesData:
    """Four reps, each with twelve deals closed in January and twelve in March 2025, and none in February."""
    deals = [
        {"deal_id": f"{rep}-{k}", "rep_id": rep, "status": status, "closed_at": CLOSED[k % 4], "amount": 1000 + k}
        for place, rep in enumerate(NAMES)
        for k, status in enumerate(["won"] * (6 + 4 * place) + ["lost"] * (18 - 4 * place))
    ]
    frames = {
        "reps": pd.DataFrame([{"rep_id": rep, "name": name, "team": name} for rep, name in NAMES.items()]),
        "deals": pd.DataFrame(deals),
    }
    return st.load(frames, as_of="2025-04-01", lang="en")
