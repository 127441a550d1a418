"""Executes a notebook in a forked job and writes it in the place of a page: for the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from salestoolkit.reports.warm.wire import Teller
from salestoolkit.reports.work import Job, Watch, executed


def run(arguments: dict[str, Any], tell: Teller) -> None:
    """Writes the executed notebook into the job's folder."""
    job = Job(**arguments)
    nbformat.write(executed(job, Watch(tell, job)), Path(job.folder, "executed.ipynb"))
