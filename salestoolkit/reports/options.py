"""What ``report`` may be told, in groups: which pages it makes, and how it makes them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from salestoolkit.reports.cluster.coordinator import LEASE
from salestoolkit.reports.plan import Each
from salestoolkit.reports.publish.copies import Kind
from salestoolkit.reports.run import trial
from salestoolkit.reports.run.job import ENGINES, Engine
from salestoolkit.reports.run.workers import Limits
from salestoolkit.words.errors import UnknownName


@dataclass(frozen=True)
class Pages:
    """Which pages a run makes, and who is named on them.

    Parameters
    ----------
    each : {"rep", "team"}
        One report for each rep or for each team, beside the team's review.
    kpis : sequence of str, optional
        Names of KPIs, or files that define one; all that are installed by default.
    lang : str, optional
        Language of the pages; that of the data by default.
    sheets : bool
        Whether each rep also gets a meeting sheet, one side of A4 for the one-to-one.
    copies : sequence of {"pdf", "zip"}
        Copies of the pages: each as PDF beside it (needs the extra ``pdf`` and Chromium), all in ``reports.zip``.
    pseudonyms : bool
        Whether numbers drawn by chance stand for reps everywhere; the key is written to ``to`` + ``.pseudonyms.csv``.
    opaque_names : bool
        Whether file names are a hash without a name.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.Pages(each="team", copies=["zip"]).copies
    ['zip']
    """

    each: Each = "rep"
    kpis: Sequence[str] | None = None
    lang: str | None = None
    sheets: bool = False
    copies: Sequence[Kind] = ()
    pseudonyms: bool = False
    opaque_names: bool = False

    @property
    def folder_only(self) -> bool:
        """Whether they need a folder, and cannot lie at a URL."""
        return bool(self.copies) or self.pseudonyms


@dataclass(frozen=True)
class Execution:
    """How a run makes its pages: how many at once, where, and within which limits.

    Parameters
    ----------
    jobs : int, optional
        Notebooks executed at the same time; one per core by default.
    engine : {"warm", "inprocess", "nbclient"}
        Where cells run: in a kernel forked from a warm process (where forks are not safe, in an ordinary one, which is
        said once); in the shell of the forked process itself; in an ordinary kernel.
    limits : Limits
        Seconds for a cell and for a report, bytes of output and of memory; beyond them a report is ended. Percentage
        of reports beyond which, ten having failed, the rest is not tried.
    fresh : bool
        Whether to make every report again. By default those are kept that an earlier run made of the same template,
        parameters, data and version, and whose page is still as it was written.
    progress : bool
        Whether a progress bar is shown on standard error.
    scheduler : str, optional
        Address of a ``dask.distributed`` scheduler whose workers make the reports; this process publishes them.
    lease : float
        Seconds that such a worker may be silent; then its report is given to another, and what it sends is dropped.

    Raises
    ------
    UnknownName
        For an engine that does not exist.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.Execution(limits=st.Limits(cell=60), progress=False).limits.report
    1800
    """

    jobs: int | None = None
    engine: Engine = "warm"
    limits: Limits = field(default_factory=Limits)
    fresh: bool = False
    progress: bool = True
    scheduler: str = ""
    lease: float = LEASE

    def __post_init__(self) -> None:
        """Refuse an engine that does not exist, before any work."""
        if self.engine not in ENGINES:
            raise UnknownName("engine", self.engine, ENGINES)

    @property
    def at_once(self) -> int:
        """How many notebooks run at the same time."""
        return self.jobs or os.cpu_count() or 1

    @property
    def planning(self) -> float:
        """Seconds that a function of one's own may take while the run is planned."""
        return max(self.limits.cell, trial.LEAST)
