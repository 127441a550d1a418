"""Says on standard error how far a run is: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from tqdm import tqdm

from salestoolkit.words import formats
from salestoolkit.words.text import say

EVERY = 15.0
"""Seconds between two lines in a log."""


@contextmanager
def progress(
    total: int, done: int, lang: str, wanted: bool = True, unit: str = "unit"
) -> Iterator[Callable[[], object]]:
    """Yields what to call after each of ``total`` things, of which ``done`` were there before; silent unless wanted.

    ``unit`` names them: the key of a text.
    """
    if wanted and not sys.stderr.isatty():
        yield Lines(total, done, lang).step
        return
    with tqdm(total=total, initial=done, disable=not wanted, unit=f" {say(f'progress.{unit}', lang)}") as bar:
        yield bar.update


def announce(key: str, lang: str, wanted: bool = True) -> None:
    """Says what begins, before something that takes a while and has no parts to count."""
    if wanted:
        print(say(f"progress.{key}", lang), file=sys.stderr, flush=True)


class Lines:
    """A line every so often, with the rate so far and the time left; a log cannot take back what it has."""

    def __init__(self, total: int, done: int, lang: str, clock: Callable[[], float] = monotonic) -> None:
        self.total, self.before, self.done, self.lang, self.clock = total, done, done, lang, clock
        self.began = self.said = clock()

    def step(self) -> None:
        """Counts one more."""
        self.done += 1
        now = self.clock()
        if now - self.said >= EVERY and self.done < self.total:
            self.said = now
            print(self._line(now - self.began), file=sys.stderr, flush=True)

    def _line(self, seconds: float) -> str:
        each = seconds / (self.done - self.before)
        return say(
            "progress.line",
            self.lang,
            done=formats.number(self.done, self.lang),
            total=formats.number(self.total, self.lang),
            rate=formats.number(60 / each, self.lang),
            left=formats.duration(each * (self.total - self.done), self.lang),
        )
