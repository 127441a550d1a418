"""Says on standard error how far a run is, and no more than it knows: a bar on a terminal, elsewhere lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tqdm import tqdm

from salestoolkit.words import formats
from salestoolkit.words.text import say

EVERY = 15.0
"""Seconds between two lines in a log."""
ENOUGH, LONG_ENOUGH = 5, 5.0
"""So many must be done, in so many seconds, before they say how long the others will take."""
UNEQUAL = ("part",)
"""What is counted and not timed: one part of the team's numbers takes a hundred times as long as another."""
BAR = "{floor}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{pace}]"

Step = Callable[..., object]
"""To be called after each; ``held_up`` where one that was begun long before is not done."""


@contextmanager
def progress(
    total: int, done: int, lang: str, wanted: bool = True, unit: str = "unit", at_once: int = 1
) -> Iterator[Step]:
    """Yields what to call after each of ``total`` things, of which ``done`` were there before; silent unless wanted.

    ``unit`` names them: the key of a text. ``at_once`` are made side by side: when no more are left, nobody knows how
    far those are.
    """
    pace = Pace(total, done, lang, unit, at_once)
    if wanted and not sys.stderr.isatty():
        yield Lines(pace).step
        return
    with _Bar(pace, disable=not wanted) as bar:
        yield bar.step


def announce(key: str, lang: str, wanted: bool = True) -> None:
    """Says what begins, before something that takes a while and has no parts to count."""
    if wanted:
        print(say(f"progress.{key}", lang), file=sys.stderr, flush=True)


@dataclass
class Pace:
    """How many are done and how fast, and how long the others will take, where that is known."""

    total: int
    before: int
    lang: str
    unit: str = "unit"
    at_once: int = 1
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        """It begins now."""
        self.done, self.began, self.held_up = self.before, self.clock(), False

    def step(self, held_up: bool = False) -> None:
        """Counts one more."""
        self.done += 1
        self.held_up = held_up

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self.clock() - self.began

    @property
    def each(self) -> float:
        """Seconds that one took so far; 0 where they are not alike, or none is done."""
        made = self.done - self.before
        return self.seconds / made if made and self.unit not in UNEQUAL else 0.0

    @property
    def left(self) -> float | None:
        """Seconds left; None where nobody knows: too few are done, all others are begun, or one takes long."""
        enough = self.done - self.before >= ENOUGH and self.seconds >= LONG_ENOUGH
        known = enough and not self.held_up and self.total - self.done > self.at_once
        return self.each * (self.total - self.done) or None if known else None

    @property
    def told(self) -> str:
        """Rate and time left as far as they are known, each after a comma."""
        parts = {}
        if self.each:
            parts["rate"] = formats.number(60 / self.each, self.lang)
        if self.left is not None:
            parts["left"] = formats.duration(self.left, self.lang)
        return "".join(f", {say(f'progress.{name}', self.lang, **{name: text})}" for name, text in parts.items())


class Lines:
    """A line every so often; a log cannot take back what it has."""

    def __init__(self, pace: Pace) -> None:
        self.pace, self.said = pace, pace.clock()

    def step(self, held_up: bool = False) -> None:
        """Counts one more."""
        pace = self.pace
        pace.step(held_up)
        if pace.clock() - self.said >= EVERY and pace.done < pace.total:
            self.said = pace.clock()
            done, total = (formats.number(count, pace.lang) for count in (pace.done, pace.total))
            unit = say(f"progress.{pace.unit}", pace.lang)
            line = say("progress.line", pace.lang, done=done, total=total, unit=unit)
            print(f"{line}{pace.told}", file=sys.stderr, flush=True)


class _Bar(tqdm):  # type: ignore[misc]
    """A bar that is full, and says 100 %, when all is done and not before."""

    def __init__(self, pace: Pace, disable: bool) -> None:
        self.pace = pace
        super().__init__(total=pace.total, initial=pace.before, disable=disable, bar_format=BAR)

    @property
    def format_dict(self) -> Mapping[str, Any]:
        """What stands in the bar."""
        pace = self.pace
        floor = pace.done * 100 // pace.total if pace.total else 100
        unit = say(f"progress.{pace.unit}", pace.lang)
        return {**super().format_dict, "floor": f"{floor:3d}", "pace": f", {unit}{pace.told}"}

    def step(self, held_up: bool = False) -> None:
        """Counts one more."""
        self.pace.step(held_up)
        self.update()
