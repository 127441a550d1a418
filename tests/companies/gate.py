"""One company through the gate: drawn, made whole, judged; what a run of many adds up."""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import companies.standing  # noqa: F401  enters its laws
from companies.company import company
from companies.laws import broken
from companies.making import SHARES, Fault, make
from salestoolkit.review import cycles


@dataclass(frozen=True)
class Verdict:
    """What came of one company."""

    kind: str
    seed: int
    size: str
    faults: tuple[Fault, ...]
    refused: str
    parts: int
    seconds: float

    @property
    def exceptions(self) -> int:
        """How many parts raised."""
        return sum(fault.law == "exception" for fault in self.faults)

    @property
    def command(self) -> str:
        """The line that repeats it."""
        return f"make companies KIND={self.kind} SEED={self.seed} N=1"


def through(kind: str, seed: int, share: str = "whole", size: str = "") -> Verdict:
    """One company through the gate."""
    began = time.process_time()
    drawn = company(kind, seed, size)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), looking_back(share):
        warnings.simplefilter("error")
        made = make(drawn, Path(folder), SHARES[share])
        faults = tuple(broken(made))
    parts = len(made.shown)
    return Verdict(kind, seed, drawn.size, faults, made.refused, parts, time.process_time() - began)


@contextmanager
def looking_back(share: str) -> Iterator[None]:
    """Findings look back on as many cycles as the share has."""
    usual = cycles.completed.__defaults__
    cycles.completed.__defaults__ = (SHARES[share].cycles,)
    try:
        yield
    finally:
        cycles.completed.__defaults__ = usual
