"""Joins the memory of a process that is about to be forked often into large pages, of which a fork copies far less."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_COLLAPSE, _LARGE = 25, 2 * 2**20
_OWN = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0 *(\[heap\])?$")


def join() -> None:
    """Joins what can be: Linux does it since 6.1, and where it does not nothing changes."""
    if not sys.platform.startswith("linux"):
        return
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for first, end in _own():
        for start in range(-(-first // _LARGE) * _LARGE, end - _LARGE + 1, _LARGE):
            advise(start, _LARGE, _COLLAPSE)


def _own() -> Iterator[tuple[int, int]]:
    """Where this process has written to, from and to."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        if found := _OWN.match(line):
            yield int(found[1], 16), int(found[2], 16)
