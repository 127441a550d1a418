"""What a KPI is: one frozen object from which API, notebook, panel, report, command line and docs derive.

``parts`` has what it is made of, ``dimensions`` what it can be split by. Authors of KPIs find all they need under
this package's name, in one import line: estimators and notes too, each loaded on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from narwhals.stable.v2 import col

from salestoolkit.kpi.dimensions import DEAL_SPLITS, DIMENSIONS, MONTH_OF_YEAR, ORDERED, PEOPLE, TIMES
from salestoolkit.kpi.parts import (
    UNDATED,
    UNDATED_SALES,
    Basis,
    Context,
    Estimator,
    Example,
    Measure,
    Note,
    Shown,
    Unit,
)
from salestoolkit.words.errors import Told, UnknownName, UsageError
from salestoolkit.words.lazy import lazily
from salestoolkit.words.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEAL_SPLITS", "DIMENSIONS", "MONTH_OF_YEAR", "ORDERED", "PEOPLE", "TIMES", "UNDATED", "UNDATED_SALES"]
__all__ += ["KPI", "Context", "Estimator", "Example", "Measure", "Note", "Shown", "Study", "Text", "col"]
_ELSEWHERE = {
    "salestoolkit.estimate": tuple(import_module("salestoolkit.estimate").__all__),
    "salestoolkit.results.funnel_notes": ("AT_ODDS", "TOLD_AT_ODDS", "finished_funnel"),
    "salestoolkit.results.session_notes": ("BY_SESSION",),
    "salestoolkit.results.notes": (
        "Instead",
        "NO_AMOUNT",
        "OF_THE_OTHERS",
        "OTHERS_ATTAINED",
        "REFUNDS",
        "TAKEN_OFF",
        "NOT_TAKEN_OFF",
        "STILL_OPEN",
    ),
}
"""What lies in other rooms; named by texts alone, since this one knows none of them."""
__all__ += [name for names in _ELSEWHERE.values() for name in names]
__getattr__ = lazily(__name__, _ELSEWHERE)

VIEWS = ("total", "ranking", "trend", "steps")

_DRAWN = {
    "total": "It shows the whole and needs no entry in views.",
    "trend": f"Choose from {', '.join(TIMES)}.",
    "steps": "Choose stage.",
}
# What these views can be split by; a ranking takes anything.
DRAWN_BY: dict[str, tuple[str, ...]] = {"total": (), "trend": tuple(TIMES), "steps": ("stage",)}


@dataclass(frozen=True, eq=False)
class Study:
    """A further number of a KPI under a name of its own, such as ``win_rate.by_value``.

    It is asked, shown and explained like a KPI; what is not given here is the KPI's. ``reviewed`` says whether the
    team's review shows it too. The other fields are those of :class:`KPI`.
    """

    name: str
    title: Text
    question: Text
    formula: Text
    reading: Text
    reviewed: bool = False
    caveats: tuple[Text, ...] | None = None
    beside: Mapping[str, Text] | None = None
    unit: Unit | None = None
    better: Literal["higher", "lower"] | None = None
    basis: Basis | None = None
    needs: tuple[Mapping[str, tuple[str, ...]], ...] | None = None
    measures: tuple[Measure, ...] | None = None
    estimate: Estimator | None = None
    by: tuple[str, ...] | None = None
    views: tuple[tuple[str, str], ...] = ()
    within: tuple[str, ...] | None = None
    precise: tuple[str, ...] | None = None
    shows: tuple[Shown, ...] | None = None
    notes: tuple[Note, ...] | None = None
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    over_time: bool | tuple[str, ...] | None = None
    carries: tuple[str, ...] | None = None
    example: Example | None = None

    def of(self, kpi: KPI) -> KPI:
        """The study as a KPI that can be computed; an example that is not its own keeps the tables and no answer."""
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in ("name", "reviewed")}
        given = {name: value for name, value in own.items() if value is not None}
        example = self.example or replace(kpi.example, answer={})
        return replace(kpi, **given | {"name": f"{kpi.name}.{self.name}", "example": example, "studies": ()})


@dataclass(frozen=True, eq=False)
class KPI:
    """One KPI: definition, words, what is counted, how it is judged and shown.

    Parameters
    ----------
    name : str
        Name of its file, command, template and page in the docs.
    title, question, formula, reading : Text
        ``reading`` is the sentence for the whole; names in braces are columns of the result.
    caveats : tuple of Text
        What the number does not say.
    beside : mapping of dimension to Text
        What must be said wherever it is split so, because its groups cannot be held against the whole.
    unit, better, basis
        How it is written; which way is good; what dates it.
    needs : tuple of mappings
        Alternatives, the first that the data has is used: canonical table -> columns.
    measures : tuple of Measure
    estimate : Estimator
    by : tuple of str
        Dimensions that make sense, beside time, by which every KPI can be split.
    views : tuple of (view, dimension)
        What reports and notebooks show of it, in this order: the figure and what it is split by.
    within : tuple of str
        Columns the database always groups by and the estimator folds away unless they are asked for; "month" and
        the other times are truncated dates.
    precise : tuple of str
        Timestamps (``table.column``) whose time of day must be known.
    carries : tuple of {"decided", "wins", "losses", "ends", "cycles"}
        What its deals must show: that some are won, lost, lost or cancelled, that winning takes days. A list of orders
        shows no more than the first, and no share of it is a win rate.
    coarse : str
        The study that a review shows in its place where hours are not known.
    derive : callable, optional
        Adds columns to the estimated frame that follow from its counts.
    over_time : bool or tuple of str
        Whether it can be split by day, week, month, quarter and year. Or by which of these.
    studies : tuple of Study
        Further numbers of the same KPI.
    origin : str
        The file or entry point it was found in, by which its errors name it; set where it is found.

    Raises
    ------
    UsageError
        When a field is outside its closed set, at import of the KPI's file.
    """

    name: str
    title: Text
    question: Text
    formula: Text
    reading: Text
    caveats: tuple[Text, ...]
    unit: Unit
    better: Literal["higher", "lower"]
    basis: Basis
    needs: tuple[Mapping[str, tuple[str, ...]], ...]
    measures: tuple[Measure, ...]
    estimate: Estimator
    by: tuple[str, ...]
    example: Example
    views: tuple[tuple[str, str], ...] = (("ranking", "rep"), ("trend", "month"))
    within: tuple[str, ...] = ()
    precise: tuple[str, ...] = ()
    shows: tuple[Shown, ...] = ()
    notes: tuple[Note, ...] = ()
    beside: Mapping[str, Text] = field(default_factory=dict)
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = field(default=None)
    over_time: bool | tuple[str, ...] = True
    carries: tuple[str, ...] = ()
    coarse: str = ""
    studies: tuple[Study, ...] = ()
    origin: str = ""

    def __post_init__(self) -> None:
        """Refuse what no surface could show."""
        if not all(part.isidentifier() for part in self.name.split(".", 1)):
            raise UsageError(f"'{self.name}' cannot name a KPI. Use letters, digits and underscores.")
        self._only("dimension", self.by, set(DIMENSIONS) - set(TIMES))
        self._only("view", (view for view, _ in self.views), VIEWS)
        self._only("dimension", (split for _, split in self.views), self.splits)
        for view, split in self.views:
            if split not in DRAWN_BY.get(view, self.splits):
                raise UsageError(f"KPI '{self.name}': the view '{view}' cannot be drawn by {split}. {_DRAWN[view]}")
        self._only("source", self.carries, ("decided", "wins", "losses", "ends", "cycles"))
        self._only("unit", (self.unit,), get_args(Unit))
        self._only("basis", (self.basis,), ("closed", "created", "events"))
        self._only("direction", (self.better,), ("higher", "lower"))
        if not self.measures or not self.needs:
            raise UsageError(f"KPI '{self.name}' counts nothing. Give it measures and needs.")
        _ = self._studies  # a study's fields are checked as the KPI's are

    def _only(self, kind: str, given: Iterable[str], known: Iterable[str]) -> None:
        known = tuple(known)
        for name in given:
            if name not in known:
                raise UsageError(f"KPI '{self.name}': no {kind} '{name}'. Choose from {', '.join(known)}.")

    @property
    def splits(self) -> tuple[str, ...]:
        """Every dimension it can be split by: its own, then time."""
        times = self.over_time if isinstance(self.over_time, tuple) else TIMES if self.over_time else ()
        return (*self.by, *times)

    def study(self, name: str) -> KPI:
        """One of its studies as a KPI, called ``kpi.study``.

        Raises
        ------
        UnknownName
            When it has no such study.
        """
        if name not in self._studies:
            raise UnknownName(Told("study_of", of=self.name), name, self._studies)
        return self._studies[name]

    @cached_property
    def _studies(self) -> dict[str, KPI]:
        return {study.name: study.of(self) for study in self.studies}

    def title_in(self, lang: str) -> str:
        """The title in a reader's language."""
        return self.title.to(lang, f"kpi.{self.name}.title")

    def words(self, field_name: str, lang: str) -> str:
        """One of its texts (title, question, formula, reading) in a reader's language."""
        text: Text = getattr(self, field_name)
        return text.to(lang, f"kpi.{self.name}.{field_name}")

    def caveats_in(self, lang: str) -> tuple[str, ...]:
        """Its caveats in a reader's language."""
        return tuple(text.to(lang, f"kpi.{self.name}.caveat_{i}") for i, text in enumerate(self.caveats, 1))


def __dir__() -> list[str]:
    return [*__all__]
