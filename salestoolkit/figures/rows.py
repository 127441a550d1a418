"""The rows of a result as figures draw them, labelled and sorted into standings; imports as figures do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from salestoolkit.figures.label import label
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName

TIMES = ("day", "week", "month", "quarter", "year")
RANKED_FROM = 10
"""With fewer than this a value is shown but not ranked (methodology, conventions for every KPI)."""

Standing = Literal["ranked", "few", "none"]


@dataclass(frozen=True)
class Row:
    """One group of a result, perhaps in one period: ``key`` tells it apart, ``text`` names it for readers."""

    key: tuple[str, ...]
    text: str
    at: datetime | None
    value: float
    lo: float
    hi: float
    n: int
    focused: bool
    mature: bool = True
    """Whether a cohort has had its time; what is young may still rise."""
    partial: bool = False
    """Whether the period is still running."""
    nobodys: bool = False
    """Whether it belongs to no group that can be ranked: what is not stated, and a system account beside people."""

    @property
    def standing(self) -> Standing:
        """Whether the row may be ranked, has too few facts to be (or is nobody's), or has no value at all."""
        if math.isnan(self.value):
            return "none"
        return "ranked" if self.n >= RANKED_FROM and not self.nobodys else "few"

    @property
    def has_interval(self) -> bool:
        """Whether both ends are known; an upper end may be infinite."""
        return not (math.isnan(self.lo) or math.isnan(self.hi) or math.isinf(self.lo))


def read(result: Any, focus: str | None = None) -> list[Row]:
    """The rows of ``result`` in the frame's order.

    Raises
    ------
    UnknownName
        When ``focus`` is no group of the result.
    """
    time = time_of(result.by)
    groups = [name for name in result.by if name != time]
    records = result.frame.to_dict("records")
    keys = [tuple(_key(record, name) for name in groups) for record in records]
    if focus is not None and not any(focus in key for key in keys):
        raise UnknownName("group in this result", focus, {part for key in keys for part in key})
    texts = _texts(records, keys, groups, result.lang)
    people = set(result.people) if "rep" in groups and hasattr(result, "people") else None
    return [
        Row(
            key,
            texts[key],
            _moment(record, time),
            *_numbers(record),
            focus is not None and focus in key,
            bool(record.get("mature", True)),
            bool(record.get("partial", False)),
            "" in key or not (people is None or record["rep_id"] in people),
        )
        for record, key in zip(records, keys, strict=True)
    ]


def time_of(by: Sequence[str]) -> str | None:
    """The time dimension among ``by``, if there is one."""
    return next((name for name in by if name in TIMES), None)


def settled(rows: Sequence[Row]) -> list[Row]:
    """Those with a value whose ends are told, as in the sentence: cohorts that had their time, periods that are over.

    Where none is, all of them.
    """
    known = [row for row in rows if row.standing != "none" and not row.nobodys]
    mature = [row for row in known if row.mature] or known
    return [row for row in mature if not row.partial] or mature


def whole_of(result: Any) -> Row | None:
    """The row of what the caller attached as ``result.reference``, or as ``result.whole``, when it has a value."""
    whole = getattr(result, "reference", None) or getattr(result, "whole", None)
    if whole is None or whole.frame.empty:
        return None
    row = Row((), "", None, *_numbers(whole.frame.to_dict("records")[0]), False)
    return None if row.standing == "none" else row


def comparable(result: Any, whole: Row, rows: Sequence[Row]) -> bool:
    """Whether the whole is of the groups' size, as a rate or mean of all is, and not their sum."""
    if not getattr(result, "comparable", True):
        return False
    values = [row.value for row in rows if math.isfinite(row.value)]
    return bool(values) and min(values) <= whole.value <= max(values)


def _texts(
    records: Sequence[dict[str, Any]], keys: Sequence[tuple[str, ...]], groups: Sequence[str], lang: str
) -> dict[tuple[str, ...], str]:
    plain = {
        key: " · ".join(_named(record[name], name, lang) for name in groups)
        for key, record in zip(keys, records, strict=True)
    }
    shared = Counter(plain.values())
    # Two reps of one name are two people: their ids tell them apart.
    return {
        key: f"{text} ({label(' · '.join(key), lang, 16)})" if shared[text] > 1 else text for key, text in plain.items()
    }


def _named(key: Any, dimension: str, lang: str) -> str:
    known = dimension == "month_of_year" and key == key
    return formats.month_of_year(key, lang) if known else label(key, lang)


def _key(record: dict[str, Any], name: str) -> str:
    found = record["rep_id"] if name == "rep" and "rep_id" in record else record[name]
    return "" if found is None or found != found else str(found)


def _moment(record: dict[str, Any], time: str | None) -> datetime | None:
    found = record[time] if time else None
    return None if found is None or found != found else found


def _numbers(record: dict[str, Any]) -> tuple[float, float, float, int]:
    # What may not be said (too few, missing) is not drawn either, whatever the frame still carries.
    unsaid = bool(record.get("reason"))
    value, lo, hi = (math.nan if unsaid else _float(record[name]) for name in ("value", "lo", "hi"))
    return value, lo, hi, int(_float(record["n"]) if _float(record["n"]) == _float(record["n"]) else 0)


def _float(x: Any) -> float:
    try:
        return math.nan if x is None else float(x)
    except TypeError:  # pandas' NA is no number
        return math.nan


def texts_of(rows: Sequence[Row], result: Any) -> list[str]:
    """The rows' values as written below each other, on one scale."""
    return formats.column([row.value for row in rows], result.kpi.unit, result.lang, result.currency, compact=True)


def text_of(row: Row, unit: formats.Unit, lang: str, currency: str) -> str:
    """The row's value as written beside it: short, an en dash when there is none."""
    return formats.value(row.value, unit, lang, currency, compact=True)
