"""`import salestoolkit` is light, and every name it offers is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

import salestoolkit

HEAVY = ("pandas", "numpy", "matplotlib", "seaborn", "duckdb", "pyarrow", "scipy", "statsmodels", "nbconvert")


def test_import_loads_no_heavy_library() -> None:
    code = f"import sys, salestoolkit; print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("name", salestoolkit.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(salestoolkit, name) is not None
    assert name in dir(salestoolkit)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'winrate'"):
        salestoolkit.winrate  # noqa: B018
