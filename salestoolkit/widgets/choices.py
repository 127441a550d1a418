"""What a panel lets a reader choose, from a KPI's definition and its data; may not import ipywidgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.engine.counting import Question, count
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.missing import what_is_missing
from salestoolkit.figures.label import label
from salestoolkit.kpi import KPI, TIMES

if TYPE_CHECKING:
    from salestoolkit.data.sales import SalesData

WHOLE = ""
"""The choice not to split at all."""
KPI_ITSELF = ""
"""The choice of no study: the KPI's own number."""


@dataclass(frozen=True)
class Asked:
    """What the controls ask: a view of the KPI, split, in a half-open period, of some reps, in a language."""

    split: str
    view: str
    by: tuple[str, ...]
    lang: str
    start: date | None = None
    end: date | None = None
    reps: tuple[str, ...] = ()

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """What to limit the question to; no rep chosen means every rep."""
        return {"rep": self.reps} if self.reps else {}


def studies(kpi: KPI) -> tuple[str, ...]:
    """The KPI itself, then its studies."""
    return (KPI_ITSELF, *(study.name for study in kpi.studies))


def splits(kpi: KPI, sales: SalesData) -> tuple[str, ...]:
    """The whole, and every dimension of the KPI that the data can answer."""
    if what_is_missing(kpi, sales, Question()):
        return (WHOLE,)
    told = (name for name in kpi.splits if not what_is_missing(kpi, sales, Question((name,))))
    return (WHOLE, *(name for name in told if name != "rep" or reps(sales, "en")))


def views(kpi: KPI, split: str) -> tuple[str, ...]:
    """The views that can show a split, of the closed set: groups as they stand, then over time."""
    if split == WHOLE:
        return ("total",)
    if split in TIMES:
        return ("trend",)
    standing = "steps" if ("steps", split) in kpi.views else "ranking"
    return (standing, "trend") if _trend_time(kpi) else (standing,)


def keys(kpi: KPI, split: str, view: str) -> tuple[str, ...]:
    """The dimensions to compute by: a group's trend also needs the time that the KPI's own trend has."""
    if split == WHOLE:
        return ()
    time = _trend_time(kpi) if view == "trend" and split not in TIMES else ""
    return (split, time) if time else (split,)


def opening(kpi: KPI, offered: Sequence[str]) -> tuple[str, str]:
    """The view and split to begin with: the first that the KPI declares and the data can answer."""
    return next(((view, split) for view, split in kpi.views if split in offered), ("total", WHOLE))


def months(kpi: KPI, sales: SalesData) -> tuple[date, ...]:
    """Every month from the first that the KPI counts in to the last, never fewer than two."""
    found = _counted_months(kpi, sales) or [sales.as_of.date()]
    first, last = _month(min(found)), _month(max(found))
    # A slider needs two ends.
    return tuple(_from_number(k) for k in range(first - (first == last), last + 1))


def following(month: date) -> date:
    """The first day of the next month."""
    return _from_number(_month(month) + 1)


def reps(sales: SalesData, lang: str) -> tuple[tuple[str, str], ...]:
    """Name and id of everybody who sells, by name; where two share a name, the ids tell them apart."""
    sellers_by_name = sellers(sales).sort_values(["rep", "rep_id"], key=lambda texts: texts.str.lower())
    rows = sellers_by_name[["rep", "rep_id"]].itertuples(index=False, name=None)
    found = [(label(name, lang), str(rep)) for name, rep in rows]
    shared = Counter(name for name, _ in found)
    return tuple((f"{name} ({label(rep, lang)})" if shared[name] > 1 else name, rep) for name, rep in found)


def _trend_time(kpi: KPI) -> str:
    return next((time for view, time in kpi.views if view == "trend" and time in TIMES), "")


def _counted_months(kpi: KPI, sales: SalesData) -> list[date]:
    if what_is_missing(kpi, sales, Question(("month",))).table:
        return []
    counts, _ = count(kpi, sales, Question(("month",)))
    return [moment.date() for moment in counts["month"].dropna()]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _from_number(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
