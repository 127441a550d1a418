"""The workers of a dask scheduler, each an executor of its own, and when each last gave a sign of life."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from logging import CRITICAL, getLogger
from time import monotonic
from typing import Any, Protocol

from salestoolkit.words.errors import ClusterError, Told, UsageError

PATIENCE = 5.0
"""Seconds until a scheduler must have answered."""
LEAVE = 0.5
"""Seconds to take leave of one; a run that is stopped ends soon."""
BIG = {"distributed.admin.large-graph-warning-threshold": "1 TB"}
"""A snapshot travels with the first report that reads it: dask would warn of that."""
LOST = (OSError, TimeoutError, RuntimeError)
"""What dask raises of a scheduler that has gone. Its pool of connections, which it closes then, knows `RuntimeError`
only, in use ("is closed") and in closing (two reasons to end one attempt to connect).
"""

Submit = Callable[..., "Future[Any]"]
"""As an executor's: a function, what it is called with, and ``key``, a name for the attempt."""


@dataclass
class Place:
    """A worker. ``sign`` changes when it lives, ``heard`` is when it last did; ``has`` are snapshots that it holds,
    ``awaits`` those on their way to it.
    """

    name: str
    threads: int
    submit: Submit
    sign: Any = None
    heard: float = field(default_factory=monotonic)
    busy: int = 0
    has: set[str] = field(default_factory=set)
    awaits: set[str] = field(default_factory=set)


class Yard(Protocol):
    """Where workers are."""

    def look(self) -> Mapping[str, Place]:
        """Those that are connected now, by name."""


class DaskYard:
    """The workers of a scheduler. A report goes to the one it was meant for, so dask gives no attempt to another."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.places: dict[str, Place] = {}

    def look(self) -> Mapping[str, Place]:
        """Those that are connected now.

        Raises
        ------
        ClusterError
            When the scheduler does not answer any more.
        """
        seen = self._seen()
        self.places = {name: self.places.get(name) or self._place(name, about) for name, about in seen.items()}
        for name, place in self.places.items():
            # The scheduler's clock need not be ours: what counts is that its note of the last sign has changed.
            if place.sign != (sign := seen[name]["last_seen"]):
                place.sign, place.heard = sign, monotonic()
        return self.places

    def _seen(self) -> Mapping[str, Any]:
        try:
            told = self.client.sync(self.client.scheduler.identity, n_workers=-1, callback_timeout=PATIENCE)
        except LOST as error:
            raise ClusterError(Told("no_answer", address=self.address, kind=type(error).__name__)) from None
        workers: Mapping[str, Any] = told["workers"]
        return workers

    def _place(self, name: str, about: Mapping[str, Any]) -> Place:
        executor = self.client.get_executor(workers=[name], allow_other_workers=False, retries=0, pure=False)
        return Place(name, about["nthreads"], executor.submit)


@contextmanager
def connected(address: str) -> Iterator[DaskYard]:
    """The workers of the scheduler at an address.

    Raises
    ------
    UsageError
        When ``distributed`` is not installed.
    ClusterError
        When the scheduler cannot be reached.
    """
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise UsageError(Told("needs_dask")) from None
    with dask.config.set(BIG), _quiet():
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise ClusterError(Told("no_scheduler", address=address, error=said[:200])) from None
        try:
            yield DaskYard(client, address)
        finally:
            with suppress(*LOST):
                client.close(timeout=LEAVE)  # type: ignore[no-untyped-call]


@contextmanager
def _quiet() -> Iterator[None]:
    """A scheduler that is lost is told in one line of ours; dask would add its tracebacks."""
    log = getLogger("distributed.client")
    before = log.level
    log.setLevel(CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
