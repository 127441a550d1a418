"""Practice: how a team works, by which its numbers are measured: target, hours, calendar, margin.

Imports only words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from salestoolkit.words.errors import InputError, Told, UnknownName

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Practice:
    """What is declared of a team under ``[practice]`` in a mapping, or as ``practice=`` to ``load``.

    Attributes
    ----------
    response_target_minutes : float
        A lead should be answered within this time.
    opens, closes : str
        Working hours, ``HH:MM`` in each office's own time.
    working_days : str
        Days of work, such as ``"mon tue wed thu fri"``.
    ramadan_opens, ramadan_closes : str
        Shorter hours in Ramadan; empty: the same as always.
    country : str
        ISO code whose public holidays are free (package ``holidays``; for ID with cuti bersama); empty: none.
    gross_margin : float or None
        Share of sales that is left after the cost of goods, 0 to 1; None where the deals' own ``cost`` says, or nobody.
    cost_lag_days : int or None
        Days from a cost to the customers it wins; None: the median sales cycle of won deals.
    win_horizon_days : int or None
        Days after which a deal should be decided; None: by when 90 % of won deals were won.
    funnel_reference : str
        What a stage is held against: ``team`` (all deals) or ``own`` (the group's own earlier year).
    """

    response_target_minutes: float = 60.0
    opens: str = "08:00"
    closes: str = "17:00"
    working_days: str = "mon tue wed thu fri"
    ramadan_opens: str = ""
    ramadan_closes: str = ""
    country: str = "ID"
    gross_margin: float | None = None
    cost_lag_days: int | None = None
    win_horizon_days: int | None = None
    funnel_reference: str = "team"

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("opens", "closes", "ramadan_opens", "ramadan_closes"):
            self._check(name, "HH:MM", _is_clock(getattr(self, name), empty=name.startswith("ramadan")))
        self._check("closes", Told("after_opens"), self.opens < self.closes)
        begins, ends = self.ramadan_hours
        opens = bool(self.ramadan_closes)
        wanted = Told("when_opens", begins=begins) if opens else Told("when_closes", ends=ends)
        self._check("ramadan_closes" if opens else "ramadan_opens", wanted, begins < ends)
        self._check("response_target_minutes", Told("above_zero"), 0 < self.response_target_minutes < math.inf)
        days = Told("of_days", days=" ".join(DAYS))
        self._check("working_days", days, set(self.weekdays) <= set(range(7)) and self.weekdays != ())
        margin = self.gross_margin
        self._check("gross_margin", Told("share_above_0"), margin is None or 0 < margin <= 1)
        for name in ("cost_lag_days", "win_horizon_days"):
            self._check(name, Told("zero_or_more"), (getattr(self, name) or 0) >= 0)
        self._check("funnel_reference", Told("or", one="team", other="own"), self.funnel_reference in ("team", "own"))
        self._check("country", Told("a_country"), _is_country(self.country))

    def _check(self, name: str, wanted: str | Told, holds: bool) -> None:
        if not holds:
            raise InputError(Told("practice", name=name, given=str(getattr(self, name)), wanted=wanted))

    @property
    def ramadan_hours(self) -> tuple[str, str]:
        """When an office opens and closes in Ramadan; as always where nothing is declared."""
        return self.ramadan_opens or self.opens, self.ramadan_closes or self.closes

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """Numbers of the working days, Monday is 0; 7 stands for what is no day."""
        return tuple(DAYS.index(day) if day in DAYS else 7 for day in self.working_days.lower().split())


def practice_of(given: Mapping[str, Any], base: Practice | None = None) -> Practice:
    """The practice that ``given`` declares on top of ``base``.

    Raises
    ------
    UnknownName
        For a key that is none.
    InputError
        For a value that cannot be.
    """
    kinds = {part.name: str(part.type) for part in fields(Practice)}
    for name, value in given.items():
        if name not in kinds:
            raise UnknownName("practice_key", name, kinds)
        if not _fits(value, kinds[name]):
            wanted = _KINDS[kinds[name].split(" |")[0]]
            raise InputError(Told("practice", name=name, given=str(value), wanted=wanted))
    return replace(base or Practice(), **given)


_KINDS = {"str": Told("quoted"), "float": Told("a_number"), "int": Told("whole_number")}


def _fits(value: Any, kind: str) -> bool:
    if value is None:
        return "None" in kind
    if isinstance(value, bool):
        return False
    return isinstance(value, {"str": str, "float": int | float, "int": int}[kind.split(" |")[0]])


def _is_clock(text: str, empty: bool) -> bool:
    return bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text)) if text else empty


def _is_country(code: str) -> bool:
    if not code:
        return True
    import holidays

    return code in holidays.list_supported_countries()
