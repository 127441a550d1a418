"""What a user waits for first: importing the package and the first answer, each in a new process."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import Any

RUNS = 5
CODE = {
    "nothing": "pass",
    "import_salestoolkit": "import salestoolkit",
    "import_pandas": "import pandas",
    "command_list": "import sys, runpy; sys.argv = ['salestoolkit', 'list']; runpy.run_module('salestoolkit')",
}


def run() -> dict[str, Any]:
    """Medians in seconds of whole processes; ``import pandas`` and an empty process are the peers."""
    return {name: round(median(_seconds(code) for _ in range(RUNS)), 3) for name, code in CODE.items()}


def _seconds(code: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return perf_counter() - began
