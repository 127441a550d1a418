"""How much memory a report may take: a share of the machine's, which the system keeps it to."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from salestoolkit.data.database import MEMORY

SHARE = 0.8
"""Of the machine's memory, what reports made at once may take together; the rest is for all else."""
LEAST = 2**30
"""Bytes that a report may take whatever the machine: the review of a whole team takes half of them."""
MODEST = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""pyarrow's own allocator maps a gigabyte as data when it is imported."""

_GROUP = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine() -> int:
    """Bytes of memory of this machine, or what its control group (a container's) may take; 0 where unknown."""
    known = []
    with suppress(AttributeError, OSError, ValueError):
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in _GROUP:
        with suppress(OSError, ValueError):  # "max" is no number
            known.append(int(path.read_text(encoding="ascii")))
    return min((size for size in known if size > 0), default=0)


def share(jobs: int) -> int:
    """What each of so many reports may take; 0, for no limit, where the machine's memory is unknown."""
    whole = machine()
    return max(int(whole * SHARE / jobs), LEAST) if whole else 0


def keep_to(size: int, threads: int) -> None:
    """Holds this process, and each that it starts, to ``size`` bytes beyond what it was born with.

    It is data that counts, not addresses: libraries reserve gigabytes of those and never touch them. Only Linux
    counts so; elsewhere the database alone is held. That takes at most half, and ``threads`` threads, where it would
    take four fifths of the machine and all cores in every process.
    """
    os.environ |= {"OMP_NUM_THREADS": str(threads), **MODEST}
    if not size:
        return
    os.environ[MEMORY] = str(size // 2)
    if sys.platform.startswith("linux"):
        import resource

        most = _data() + size
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _data() -> int:
    """Bytes of data that this process has mapped."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return pages * os.sysconf("SC_PAGE_SIZE")
