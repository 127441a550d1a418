"""The demo company as it ships, made once for all its tests."""

from __future__ import annotations

import pandas as pd
import pytest

from salestoolkit.data.demo import frames


@pytest.fixture(scope="session")
def company() -> dict[str, pd.DataFrame]:
    """Every canonical table of the company that ``demo()`` gives without parameters."""
    return frames()
