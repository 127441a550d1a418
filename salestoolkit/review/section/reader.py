"""Reader: whoever reads a section, for whom numbers, dates and codes are put into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING, Any

from salestoolkit.words import formats
from salestoolkit.words.text import Text, fill, has, local, say

if TYPE_CHECKING:
    from salestoolkit.review.section.declaration import Section


@dataclass(frozen=True)
class Reader:
    """The language, currency and country of who reads, and the section that is read."""

    lang: str
    currency: str
    country: str
    section: Section

    def say(self, key: str, /, **values: Any) -> str:
        """The section's word ``key``, else the catalogue's text of that (dotted) key, with ``values`` filled in.

        Raises
        ------
        UnknownName
            When neither has the key.
        """
        words = self.section.words
        if self.country != "ID" and f"{key}_abroad" in words:
            key = f"{key}_abroad"
        if key in words:
            return fill(self.text(words[key], key), self.lang, values)
        return say(local(key, self.lang, self.country), self.lang, **values)

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return key in self.section.words or has(key, self.lang)

    def text(self, text: Text, key: str) -> str:
        """A text of the section in the reader's language; ``key`` is where a catalogue has it."""
        return text.to(self.lang, f"section.{self.section.name}.{key}")

    def number(self, x: float | None, digits: int = 0) -> str:
        """A number."""
        return formats.number(x, self.lang, digits)

    def percent(self, x: float | None, digits: int = 1) -> str:
        """A share from 0 to 1."""
        return formats.percent(x, self.lang, digits)

    def money(self, x: float | None, compact: bool = True) -> str:
        """An amount; compact with its scale in words."""
        return formats.money(x, self.lang, self.currency, compact=compact)

    def value(self, x: float | str | None, unit: formats.Unit, compact: bool = False) -> str:
        """A number in its unit."""
        return formats.value(x, unit, self.lang, self.currency, compact=compact)

    def interval(self, lo: float | None, hi: float | None, unit: formats.Unit, compact: bool = False) -> str:
        """The ends of an interval, the unit once; empty where they are not known."""
        return formats.interval(lo, hi, unit, self.lang, self.currency, compact=compact)

    def column(self, values: Iterable[float | str | None], unit: formats.Unit, compact: bool = False) -> list[str]:
        """Numbers that stand in one column, on one scale."""
        return formats.column(values, unit, self.lang, self.currency, compact)

    def date(self, day: Date | None) -> str:
        """A day."""
        return formats.date(day, self.lang)

    def period(self, start: Date | None, unit: formats.Period) -> str:
        """The month, quarter or other period that begins on ``start``."""
        return formats.period(start, unit, self.lang)

    def names(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return formats.names(names)
