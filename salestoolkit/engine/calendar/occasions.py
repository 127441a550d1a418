"""Occasions: the days in Indonesia on which people are known to spend; no package ships them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from salestoolkit.engine.calendar.days import BEFORE_LEBARAN, lebaran_days

THR_DUE = 7
"""Days before Lebaran by which employers must have paid the holiday bonus (THR).

Source: Permenaker 6/2016, article 5 (4).
"""
HARBOLNAS = ((11, 11), (12, 12))
"""Online shopping days. Source: idEA's Hari Belanja Online Nasional on 12 December since 2012; 11.11 by custom."""
YEAR_END = ((12, 18), (12, 31))
"""The last two weeks, with Christmas and what budgets must still spend by the end of the year."""


@dataclass(frozen=True)
class Occasion:
    """A window from its first to its last day."""

    name: str
    first: date
    last: date


def occasions(year: int) -> tuple[Occasion, ...]:
    """A year's windows: ``thr`` (14 to 7 days before Lebaran), ``lebaran``, ``harbolnas`` twice, ``year_end``.

    Of years to come Lebaran is an estimate.
    """
    [feast, *_] = lebaran_days((year,))
    paid = Occasion("thr", feast - timedelta(days=BEFORE_LEBARAN), feast - timedelta(days=THR_DUE))
    online = (Occasion("harbolnas", day, day) for day in (date(year, *at) for at in HARBOLNAS))
    first, last = (date(year, *at) for at in YEAR_END)
    return (paid, Occasion("lebaran", feast, feast), *online, Occasion("year_end", first, last))
