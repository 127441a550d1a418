"""The owner's side: hands reports out on lease, takes them back from workers that are lost, drops what comes late."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass
from logging import getLogger
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from salestoolkit.reports.cluster.parcel import packed
from salestoolkit.reports.cluster.places import Place, Yard
from salestoolkit.reports.machine.atomic_files import written
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import LOOK, Outcome, Workers, of_sections
from salestoolkit.words.errors import ClusterError, Told

LEASE = 30.0
LOSSES = 2
"""Attempts lost with their workers, after which a report is set aside: it may be what they die of."""

_log = getLogger("salestoolkit")


Work = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a worker is to call with a parcel."""


@dataclass(frozen=True)
class Terms:
    """What each attempt is given: kernel and limits; how many seconds a worker of ``scheduler`` may be silent; the KPI
    files that are not installed.
    """

    workers: Workers
    scheduler: str
    lease: float = LEASE
    own: tuple[Path, ...] = ()


@dataclass(frozen=True, eq=False)
class Attempt:
    """A report that a worker was given, under a number that no other attempt at it has."""

    task: Task
    fence: int
    place: Place
    future: Future[Any]


class Coordinator:
    """Gives each report to one worker at a time. Only the attempt with the report's highest number counts.

    A worker that was silent longer than the lease, or has gone, loses what it had: the number goes up at once, so
    whatever it still sends is too late. At least one attempt is run, and exactly one is handed on.
    """

    def __init__(self, terms: Terms, yard: Yard, private: Path) -> None:
        self.terms, self.yard, self.private = terms, yard, private
        self.run_id, self.last_alive = uuid4().hex, monotonic()
        self.waiting: deque[Task] = deque()
        self.work: dict[str, Work] = {}
        self.fences: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.attempts: list[Attempt] = []
        self.alive: list[Place] = []

    def add(self, work: Work, task: Task) -> None:
        """Takes on a report."""
        self.work[task.page] = work
        self.fences[task.page] = 1
        self.waiting.append(task)

    def step(self) -> list[Outcome]:
        """Looks at workers, hears what they sent, gives them what they have room for; the reports that are done with.

        Raises
        ------
        ClusterError
            When the scheduler or all workers are lost, or one is of another version.
        """
        outcomes = [*self._look(), *self._heard()]
        self._hand_out()
        return outcomes

    def rest(self) -> None:
        """Waits until there may be something new."""
        running = [attempt.future for attempt in self.attempts]
        wait(running, LOOK, FIRST_COMPLETED) if running else sleep(LOOK)

    def leave(self) -> None:
        """Asks for nothing any more."""
        for attempt in self.attempts:
            attempt.future.cancel()

    def _look(self) -> list[Outcome]:
        """Takes back what lost workers have."""
        places, now = self.yard.look(), monotonic()
        self.alive = [place for place in places.values() if now - place.heard <= self.terms.lease]
        self.last_alive = now if self.alive else self.last_alive
        if now - self.last_alive > self.terms.lease:
            terms = {"scheduler": self.terms.scheduler, "seconds": f"{self.terms.lease:g}"}
            raise ClusterError(Told("no_sign", **terms))
        given_up = []
        for attempt in list(self.attempts):
            if attempt.place not in self.alive:
                gone = places.get(attempt.place.name) is not attempt.place
                given_up += self._take_back(attempt, "has gone" if gone else "is silent")
                if gone:
                    self.attempts.remove(attempt)
                    attempt.future.cancel()  # else the next worker of that name would be given it
        return given_up

    def _take_back(self, attempt: Attempt, why: str) -> list[Outcome]:
        """Makes the attempt void; the report is given to another, or set aside after too many."""
        task = attempt.task
        if self._void(attempt):
            return []
        self.fences[task.page] += 1
        self.lost[task.page] += 1
        told = f"the worker {attempt.place.name} that made it {why}"
        if self.lost[task.page] < LOSSES:
            _log.warning("%s: %s; %s", task.page, told, self._next_step(attempt))
            self.waiting.appendleft(task)
            return []
        return [Outcome(task, "failed", f"{told}; it was lost twice and is set aside", attempts=attempt.fence)]

    def _next_step(self, attempt: Attempt) -> str:
        """What becomes of a report that its worker lost, as far as that is known now."""
        if attempt.place in self.alive:
            return "it is tried again"
        return "it is given to another" if self.alive else "no worker is left, so it waits for one"

    def _void(self, attempt: Attempt) -> bool:
        return attempt.fence != self.fences[attempt.task.page]

    def _heard(self) -> Iterator[Outcome]:
        """What has come of attempts that ended."""
        for attempt in [attempt for attempt in self.attempts if attempt.future.done()]:
            self.attempts.remove(attempt)
            attempt.place.busy -= 1
            attempt.place.awaits.discard(attempt.task.data)
            yield from self._judged(attempt)

    def _judged(self, attempt: Attempt) -> list[Outcome]:
        try:
            answer = attempt.future.result()
        except (ImportError, AttributeError, TypeError) as error:  # what it was asked for is not there
            raise _unlike(attempt.place, f"no usable salestoolkit ({error})") from None
        except Exception as error:
            return self._take_back(attempt, f"failed with {type(error).__name__}")
        if "refused" in answer:
            raise _unlike(attempt.place, f"salestoolkit {answer['refused']}")
        if attempt.task.kind == "team" and "lacking" not in answer:
            attempt.place.has.add(attempt.task.data)
        if self._void(attempt) or answer.get("fence", attempt.fence) != attempt.fence:
            _log.warning("%s: what %s sent came too late and is dropped", attempt.task.page, attempt.place.name)
            return []
        return self._accepted(attempt, answer)

    def _accepted(self, attempt: Attempt, answer: Mapping[str, Any]) -> list[Outcome]:
        """The outcome, its page written where the run stages pages."""
        if "lacking" in answer:
            attempt.place.has.discard(attempt.task.data)
            self.waiting.appendleft(attempt.task)
            return []
        made = dict(answer["outcome"])
        made |= of_sections(attempt.task, made.get("broken", ()))
        made["attempts"] = made.get("attempts", 1) + attempt.fence - 1
        if "page" in answer:
            staged = Path(mkdtemp(dir=self.private), "page.html")
            if written(staged, answer["page"])[0] != made["sha256"]:
                return self._take_back(attempt, "sent a page that did not arrive whole")
            made["staged"] = staged
        return [Outcome(attempt.task, **made)]

    def _hand_out(self) -> None:
        """Gives each free thread a report, those of the least busy worker first."""
        while pairs := [(place, task) for place in self.alive if (task := self._next(place)) is not None]:
            place, task = min(pairs, key=lambda pair: pair[0].busy / pair[0].threads)
            self.waiting.remove(task)
            self.attempts.append(self._begun(task, place))

    def _next(self, place: Place) -> Task | None:
        """A report the worker may be given: a snapshot on its way to it is not sent twice."""
        if place.busy >= place.threads:
            return None
        return next((task for task in self.waiting if task.data not in place.awaits), None)

    def _begun(self, task: Task, place: Place) -> Attempt:
        from salestoolkit import __version__

        workers, fence = self.terms.workers, self.fences[task.page]
        about = {"version": __version__, "fence": fence, "engine": workers.engine, "threads": place.threads}
        filled = task.data not in place.has
        parcel = {**about, "limits": asdict(workers.limits), **packed(task, self.terms.own, filled)}
        if task.kind == "team" and filled:
            place.awaits.add(task.data)
        place.busy += 1
        key = f"salestoolkit-{self.run_id}-{task.key}-{fence}"
        return Attempt(task, fence, place, place.submit(self.work[task.page], parcel, key=key))


def _unlike(place: Place, has: str) -> ClusterError:
    from salestoolkit import __version__

    return ClusterError(Told("unlike", name=place.name, has=has, version=__version__))
