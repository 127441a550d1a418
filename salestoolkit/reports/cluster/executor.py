"""The workers of a dask scheduler as one executor, which hands reports out on lease in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from salestoolkit.reports.cluster.coordinator import LEASE, Coordinator, Terms
from salestoolkit.reports.cluster.places import connected
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome, Workers


@dataclass(frozen=True)
class Cluster(Workers):
    """The workers of a dask scheduler; ``lease`` is how many seconds one may be silent, ``own`` are KPI files."""

    scheduler: str = ""
    lease: float = LEASE
    own: tuple[Path, ...] = ()

    def reach(self) -> None:
        """Asks the scheduler whether it is there, before any work.

        Raises
        ------
        ClusterError
            When it is not.
        """
        with connected(self.scheduler):
            pass

    @contextmanager
    def executor(self, private: Path) -> Iterator[tuple[Executor, Callable[..., Any]]]:
        """What reports are submitted to, and what workers call for each; on leaving, nothing is asked for any more."""
        from salestoolkit.reports.cluster.making import make

        with connected(self.scheduler) as yard:
            terms = Terms(self, self.scheduler, self.lease, self.own)
            executor = LeasedExecutor(Coordinator(terms, yard, private))
            try:
                yield executor, make
            finally:
                executor.shutdown(cancel_futures=True)


class LeasedExecutor(Executor):
    """Has functions called by the workers that a coordinator knows, once more should one of them be lost.

    A future that is cancelled is no more than not waited for: what its worker does goes on.
    """

    def __init__(self, coordinator: Coordinator) -> None:
        self.coordinator, self.closed = coordinator, Event()
        self.lock = Lock()  # what is submitted as all ends is either refused or settled
        self.coming: SimpleQueue[tuple[Callable[..., Any], Task]] = SimpleQueue()
        self.futures: dict[str, Future[Any]] = {}
        self.broken: BaseException | None = None
        self.thread = Thread(target=self._serve, name="leases", daemon=True)
        self.thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The outcome of the one task that is given; a worker calls ``fn`` with its parcel.

        Raises
        ------
        ClusterError
            When workers or scheduler were lost before.
        RuntimeError
            After ``shutdown``.
        """
        (task,) = args
        future: Future[Outcome] = Future()
        with self.lock:
            if self.broken is not None:
                raise self.broken
            if self.closed.is_set():
                raise RuntimeError("cannot schedule new futures after shutdown")
            self.futures[task.page] = future
        self.coming.put((fn, task))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes on no more, and waits for what was taken on unless that is cancelled."""
        with self.lock:
            self.closed.set()
        for future in [*self.futures.values()] if cancel_futures else ():
            future.cancel()
        if wait:
            self.thread.join()

    def _serve(self) -> None:
        try:
            while not self.closed.is_set() or any(not future.done() for future in [*self.futures.values()]):
                self._take_on()
                for outcome in self.coordinator.step():
                    _settle(self.futures.pop(outcome.task.page), outcome)
                self.coordinator.rest()
        except BaseException as error:  # whoever waits is told, as by any executor that broke
            with self.lock:
                self.broken = error
            for future in [*self.futures.values()]:
                _settle(future, error)
        finally:
            self.coordinator.leave()

    def _take_on(self) -> None:
        while True:
            try:
                self.coordinator.add(*self.coming.get_nowait())
            except Empty:
                return


def _settle(future: Future[Any], what: Outcome | BaseException) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(what) if isinstance(what, BaseException) else future.set_result(what)
