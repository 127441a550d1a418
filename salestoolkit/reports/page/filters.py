"""Choices that narrow the index without a script: each is a class on rows, and a rule that hides the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

OTHER = "#"


@dataclass(frozen=True)
class Filter:
    """A select box of the index; ``values`` has the value of each row, in the order of rows."""

    name: str
    label: str
    values: Sequence[str]

    @property
    def choices(self) -> list[tuple[str, int]]:
        """Each value with the number of rows that have it, sorted; places in this list name the classes."""
        return sorted(Counter(self.values).items())

    @property
    def classes(self) -> list[str]:
        """The class of each row; made of a number, so that no name can become part of a style sheet."""
        places = {value: place for place, (value, _) in enumerate(self.choices)}
        return [f"{self.name}-{places[value]}" for value in self.values]


def initial(name: str) -> str:
    """The letter under which a name is looked for, without its accents; ``#`` when it does not begin with one."""
    first = normalize("NFKD", name.strip()).upper()[:1]
    return first if first.isalpha() else OTHER
