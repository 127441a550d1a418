"""Executes a notebook in a forked job and writes it in the place of a page: for the tests of this folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import nbformat

from salestoolkit.reports.run.job import Job, Watch, executed
from salestoolkit.reports.warm.wire import Teller


def run(arguments: dict[str, Any], tell: Teller) -> None:
    """Writes the executed notebook into the job's folder."""
    job = Job(**arguments)
    nbformat.write(executed(job, Watch(tell, job)), Path(job.folder, "executed.ipynb"))


def nothing(_: Any, tell: Teller) -> None:
    """Ends at once."""


def sleep(seconds: float, tell: Teller) -> None:
    """Lives for a while."""
    time.sleep(seconds)


def tell_descriptors(_: Any, tell: Teller) -> None:
    """Tells what its descriptors lead to."""
    names = [name for name in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{name}")]
    tell(
        descriptors=[os.readlink(f"/proc/self/fd/{name}") for name in names if os.path.exists(f"/proc/self/fd/{name}")]
    )
