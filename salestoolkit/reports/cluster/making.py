"""The worker's side: makes the report of a parcel in a warm process that the worker keeps from one to the next."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.cluster.parcel import Lacking, Parcel, unpacked
from salestoolkit.reports.run.job import Unfinished
from salestoolkit.reports.run.launch import launched
from salestoolkit.reports.run.workers import Limits, Outcome, Supervisor, Workers

_OPENING = Lock()


def make(parcel: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the report, and says how it went.

    Parameters
    ----------
    parcel : mapping
        A ``Parcel`` as a dict: another version of salestoolkit may have other fields.

    Returns
    -------
    dict
        ``fence`` of the parcel and, in ``outcome``, what became of the report, with the ``page`` where there is one;
        or ``refused``, the version of this worker; or ``lacking``, when it does not have the snapshot.
    """
    from salestoolkit import __version__

    if parcel["version"] != __version__:
        return {"refused": __version__}
    with _OPENING:
        bench = _bench()
    try:
        return {"fence": parcel["fence"], **bench.make(Parcel(**parcel))}
    except Lacking:
        return {"lacking": parcel["data"]}


@cache
def _bench() -> Bench:
    return Bench()


class Bench:
    """What a worker keeps: a warm process, and a private folder that goes when the worker does."""

    def __init__(self) -> None:
        self.folder = private_folder()
        self.launcher = launched(self.folder / "kernels.log", [self.folder])

    def make(self, parcel: Parcel) -> dict[str, Any]:
        """Makes one report within its limits, as a run on one machine does, with its second try."""
        folder = Path(mkdtemp(dir=self.folder))
        workers = Workers(parcel.engine, parcel.threads, Limits(**parcel.limits))
        supervisor = Supervisor(workers, self.launcher, folder, folder)
        try:
            return _answer(supervisor.make(unpacked(parcel, folder, self.folder)))
        except Unfinished as error:
            return {"outcome": {"status": "failed", "error": str(error)}}
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _answer(outcome: Outcome) -> dict[str, Any]:
    names = ("status", "error", "seconds", "sha256", "size", "attempts", "peak_mib", "broken")
    page = {"page": outcome.staged.read_bytes()} if outcome.staged else {}
    return {"outcome": {name: getattr(outcome, name) for name in names}, **page}
