"""Tries KPIs of one's own in a process of their own, before a run relies on them.

What hangs inside compiled code, ends the process or crashes it cannot be held from within; here it costs no run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import rmtree

from salestoolkit.data.private_folder import private_folder
from salestoolkit.engine.own import IMPORT, OwnFault, patience
from salestoolkit.engine.registry import definition, file_of
from salestoolkit.kpi import KPI
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.run.job import ended
from salestoolkit.words.errors import SalesToolkitError

LEAST = 10.0
"""Seconds that a function may take whatever the limit: the first that judges has libraries loaded too."""
STARTING = 60.0
"""Seconds that the process may take beside, until its libraries are there."""
_TRIED = "from salestoolkit.reports.run.trial import main; main()"


def check(specs: Iterable[str], seconds: float) -> None:
    """Refuses a name that is not known, and a file that fails, hangs or ends its process with its own example.

    Raises
    ------
    OwnFault
        Naming the file.
    """
    for spec in specs:
        if (file := file_of(spec)) and file.is_file():
            _try(file, hash_of(file), min(max(seconds, LEAST), IMPORT))
        definition(spec)


@cache
def _try(file: Path, _: str, seconds: float) -> None:
    """A file as it is now is tried once."""
    folder = private_folder()
    try:
        answer = folder / "answer.json"
        code = _run([str(file), str(answer), json.dumps(sys.path), str(seconds)], seconds + STARTING)
        told = json.loads(answer.read_text(encoding="utf-8")) if answer.is_file() else None
    finally:
        rmtree(folder, ignore_errors=True)
    if told:
        raise OwnFault(told)
    if code is None:
        raise OwnFault(f"{file}: it still ran after {seconds + STARTING:g} s and was ended. Does it ever end?")
    if told is None:
        raise OwnFault(
            f"{file}: the process that tried it {ended(code)}. A KPI only defines; see what it does besides."
        )


def _run(arguments: list[str], seconds: float) -> int | None:
    """The exit code of the trial; None when it had to be ended."""
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-c", _TRIED, *arguments],
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the trial with all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def main() -> None:
    """The trial itself: writes what is wrong as JSON, empty when nothing is."""
    file, answer, path, seconds = sys.argv[1:]
    sys.path[:] = json.loads(path)
    _end_with_parent()
    patience.set(float(seconds))
    Path(answer).write_text(json.dumps(_told(file)), encoding="utf-8")


def _end_with_parent() -> None:
    """Who started the trial may be killed, and then nobody ends it."""
    from salestoolkit.reports.machine import descendants

    if descendants.safe():
        descendants.die_with_parent(os.getppid())


def _told(file: str) -> str:
    try:
        kpi = definition(file)
        for one in (kpi, *(study.of(kpi) for study in kpi.studies)):
            _compute(one)
    except OwnFault as fault:
        return str(fault)
    return ""


def _compute(kpi: KPI) -> None:
    """The KPI of its own example, whole and by what its views show."""
    import pandas as pd

    from salestoolkit.data.source import load
    from salestoolkit.results.computing import compute

    try:
        tables = {name: pd.DataFrame(list(rows)) for name, rows in kpi.example.tables.items()}
        sales = load(tables, as_of=kpi.example.as_of)
        for by in dict.fromkeys([None, *(split for _, split in kpi.views)]):
            str(compute(kpi, sales, by=by).definition)
    except OwnFault:
        raise
    except SalesToolkitError as error:
        raise OwnFault(f"{kpi.origin}: KPI '{kpi.name}', example: {error}") from error
