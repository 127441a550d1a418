"""The one scale, unit and number of decimals in which numbers beside each other can be compared; imports only words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from salestoolkit.words.digits import SCALES, SIZES, SPANS, count_digits, rounded, significant, time_unit

LEAST = 0.5
"""No number beside others has fewer of their unit than this: too little of it would be left to see."""
LEAST_END = 0.1
"""Nor has the end of an interval whose number has this unit."""
LONGEST_MONEY, LONGEST_TIME = 1_000.0, 100.0
"""From so many of a unit on, the next larger one is taken."""

MONEY = ((1.0, ""), *reversed(SCALES[:-1]))
TIME = tuple(reversed(SPANS))


@dataclass(frozen=True)
class Shape:
    """What to divide by, the name of that unit, and the decimals of all."""

    size: float
    name: str
    digits: int


def shape_of(sizes: Sequence[float], unit: str, compact: bool = False) -> Shape | None:
    """How numbers of these ``sizes`` (above zero) are written alike; None where each has a scale of its own."""
    if unit == "count" and sizes:
        return Shape(1.0, "", max(map(count_digits, sizes)))
    if not sizes or unit not in ("money", "duration", *SIZES) or (unit == "money" and not compact):
        return None
    found = (SIZES[unit], unit) if unit in SIZES else _money(sizes) if unit == "money" else _time(sizes)
    if found is None:
        return None
    (size, name), low = found, min(sizes) / found[0]
    if unit == "money":
        most = 0 if low >= 99.95 else 1 if low >= 9.995 else 2
    else:
        most = 0 if size < 3600 and low >= 10 else 1
    return Shape(size, name, _needed([x / size for x in sizes], most))


def sizes_of(values: Iterable[float | str | None]) -> list[float]:
    """The numbers among ``values``, without sign; zero is written alike in every unit."""
    return [abs(x) for x in values if x is not None and not isinstance(x, str) and isfinite(x) and x]


def unit_of(values: Iterable[float | None], unit: str) -> str:
    """The unit in which a column writes these durations, for what is said of one of them; any other unit as it is."""
    shape = shape_of(sizes_of(values), unit) if unit == "duration" else None
    return shape.name if shape else unit


def suits(size: float, unit: str) -> bool:
    """Whether the end of an interval can be read in this unit of time: it has a digit left, and not too many."""
    return not size or LEAST_END <= size / SIZES[unit] < LONGEST_TIME


def _money(sizes: Sequence[float]) -> tuple[float, str] | None:
    own = next(size for size, _ in reversed(MONEY) if size == 1 or significant(min(sizes) / size) >= 1)
    found = _unit(sizes, MONEY, own, LONGEST_MONEY)
    return found if found and found[0] > 1 else None


def _time(sizes: Sequence[float]) -> tuple[float, str] | None:
    return _unit(sizes, TIME, time_unit(min(sizes))[0], LONGEST_TIME)


def _unit(
    sizes: Sequence[float], units: Sequence[tuple[float, str]], own: float, longest: float
) -> tuple[float, str] | None:
    """The first unit from that of the smallest on in which the largest is not too long, if enough is left to see."""
    fits = (each for each in units if each[0] >= own and (max(sizes) / each[0] < longest or each == units[-1]))
    size, name = next(fits)
    return (size, name) if size == own or min(sizes) / size >= LEAST else None


def _needed(scaled: Sequence[float], most: int) -> int:
    """The fewest decimals that show as much as ``most`` do."""
    return next(n for n in range(most + 1) if all(rounded(x, n) == rounded(x, most) for x in scaled))
