"""Answers: what was asked of a load is not counted again; the parts of a review ask the same of it over and over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.kpi import KPI

CELLS = 2_000_000
"""So many cells of frames are kept of a load, some 16 MB; those that were not asked for the longest go first."""

Answer = tuple[pd.DataFrame, str]
"""A KPI's estimated frame, and the SQL that was asked."""


class Answers:
    """Those of one load, the one that was asked for last at the end."""

    def __init__(self) -> None:
        self.known: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()
        self.cells = 0

    def recall(self, key: tuple[Any, ...]) -> Answer | None:
        """One that was kept."""
        if key in self.known:
            self.known.move_to_end(key)
        return self.known.get(key)

    def keep(self, key: tuple[Any, ...], answer: Answer) -> None:
        """Keeps one, and lets go of the oldest where all of them are too many."""
        self.known[key] = answer
        self.cells += answer[0].size
        while self.cells > CELLS:
            self.cells -= self.known.popitem(last=False)[1][0].size


_of_loads: WeakKeyDictionary[Any, Answers] = WeakKeyDictionary()


def answered(kpi: KPI, sales: SalesData, question: Question, estimate: Callable[..., Answer]) -> Answer:
    """What ``estimate`` makes of the three; from memory where that was asked of the same load and moment before.

    A KPI of one's own is estimated each time: nobody knows what else its answer depends on.
    """
    if kpi.origin:
        return estimate(kpi, sales, question)
    answers, key = _of_loads.setdefault(sales.connection, Answers()), _key(kpi, sales, question)
    answer = answers.recall(key)
    if answer is None:
        answer = estimate(kpi, sales, question)
        answers.keep(key, answer)
    frame, query = answer
    return frame.copy(deep=False), query


def _key(kpi: KPI, sales: SalesData, question: Question) -> tuple[Any, ...]:
    """All that an answer depends on beside the rows of the load, which is locked."""
    known = (sales.fed, sales.given, sales.precision)
    about = (sales.as_of, sales.stood, sales.timezone, sales.currency, sales.practice)
    where = frozenset((name, tuple(kept)) for name, kept in question.where.items())
    return (kpi, question.by, question.start, question.end, where, *about, *(frozenset(each.items()) for each in known))
