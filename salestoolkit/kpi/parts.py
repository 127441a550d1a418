"""What a KPI is made of: measures, the estimator and what it may know, columns, sentences, the example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from narwhals.stable.v2 import Expr, col

from salestoolkit.words.text import Text

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["percent", "points", "money", "duration", "ratio", "count"]
Basis = Literal["closed", "created", "events"]


@dataclass(frozen=True)
class Context:
    """What an estimator may know beside the counts: when it is, which period was asked, how the team works.

    Attributes
    ----------
    as_of : datetime
        In the business time zone, without a zone, like the times in prepared facts.
    start, end, first : date or None
        The half-open period that was asked, and the day since when what happened is known.
    sold : date or None
        Where groups were chosen, the first day of the period on which anybody sold: it is everybody's first.
    practice : Practice
        What was declared of the team (``salestoolkit/data/practice/practice.py``).
    """

    as_of: datetime
    start: date | None
    end: date | None
    practice: Any
    first: date | None = None
    sold: date | None = None


class Estimator(Protocol):
    """How Python judges what the database counted.

    One that must know more than the counts has a method ``in_context(context)`` too, which gives the estimator
    to use; the engine calls it before the counts are judged.
    """

    method: str
    """Key of the sentence in the catalogues that says how the interval is made."""
    compares: Literal["groups", "times", "nothing"]
    """What may be held against the whole: a group of a rate, only a period where some counts belong to no group."""

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group of ``keys`` with ``value lo hi n reason`` and the counts behind them."""
        ...


@dataclass(frozen=True, eq=False)
class Measure:
    """What the database counts or sums in one prepared fact.

    Parameters
    ----------
    name : str
        The column it becomes in a result.
    fact : str
        The prepared fact it counts in (``salestoolkit/engine/facts``).
    at : str or None
        The column that dates it; None for a state at ``as_of``, which no period filters.
    value : str, optional
        The column to add up; rows are counted without it.
    where : narwhals expression, optional
        Only rows for which this holds.
    common : bool
        Whether each group has all of it, whatever it is split by: working days, the cost of the whole team. It is
        split only by the keys that its fact carries.
    since : str, optional
        Of rows without the date ``at`` only: the column from which on it may lie. Each period has those that may
        have happened in it. Called ``undated_<name>``, it is what the measure ``name`` would have more.
    rests_on : str, optional
        The column (``table.column``) without which nobody knows it: then it is no number, and not 0.
    """

    name: str
    fact: str
    at: str | None
    value: str | None = None
    where: Expr | None = None
    common: bool = False
    since: str | None = None
    rests_on: str = ""


def _undated(name: str, status: str, value: str | None = None) -> Measure:
    return Measure(name, "deals", "closed_at", value, where=col("status") == status, since="created_at")


UNDATED = (_undated("undated_won", "won"), _undated("undated_lost", "lost"))
"""Deals that were closed on a day that nobody knows: in no period, and in each one perhaps."""
UNDATED_SALES = (UNDATED[0], _undated("undated_amount", "won", "amount"))
"""Those won, and what they are worth."""


@dataclass(frozen=True)
class Shown:
    """A column of the result with its heading and unit; ``table`` says whether tables show it beside the value."""

    name: str
    label: Text
    unit: Unit | Literal["days"] = "count"
    table: bool = True


@dataclass(frozen=True)
class Note:
    """A sentence for where ``when`` holds for the counts: with the definition, or ``aloud`` beside the number."""

    text: Text
    when: Callable[[Mapping[str, Any]], bool]
    aloud: bool = False


@dataclass(frozen=True)
class Example:
    """A small table and the answer worked by hand: shown in the docs and run as a test.

    ``tables`` holds canonical tables as lists of rows; ``answer`` the expected columns of the one result row.
    """

    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    answer: Mapping[str, float]
    as_of: str
    worked: Text
