"""Result: a KPI's answer with its counts, intervals, sentence, definition and figure, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.missing import Missing
from salestoolkit.kpi import DIMENSIONS, KPI, MONTH_OF_YEAR, TIMES
from salestoolkit.words import formats
from salestoolkit.words.columns import unit_of
from salestoolkit.words.errors import UnknownName, speaking
from salestoolkit.words.text import has, languages, say

if TYPE_CHECKING:
    from datetime import date, datetime

    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.blocks import Block


@dataclass(frozen=True, eq=False)
class Result:
    """A KPI's answer. Made by ``compute``; shows itself as a table in a notebook.

    Attributes
    ----------
    frame : pandas.DataFrame
        The group's keys, ``value lo hi n reason`` and the counts behind them (money unrounded, rates
        from 0 to 1, durations in seconds).
    query : str
        The SQL that was asked of the engine.
    ask : callable
        ``compute``, by which it asks for what it is held against.
    """

    kpi: KPI
    frame: pd.DataFrame
    question: Question
    sales: SalesData = field(repr=False)
    lacking: Missing
    query: str = field(repr=False)
    ask: Callable[..., Result] = field(repr=False)
    lang: str = ""
    quiet: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        """A result speaks the language of its data unless told otherwise."""
        object.__setattr__(self, "lang", self.lang or self.sales.lang)

    @property
    def by(self) -> tuple[str, ...]:
        """Dimensions it is split by."""
        return self.question.by

    @property
    def start(self) -> date | None:
        """First day of the period; None for the beginning of the data."""
        return self.question.start

    @property
    def end(self) -> date | None:
        """First day after the period; None for the end of the data."""
        return self.question.end

    @property
    def as_of(self) -> datetime:
        """The moment up to which facts count."""
        return self.sales.as_of

    @property
    def currency(self) -> str:
        """ISO code of its money."""
        return self.sales.currency

    @property
    def missing(self) -> str:
        """What the data lacks, in one sentence; empty when nothing."""
        return self.lacking.sentence(self.lang)

    @cached_property
    def whole(self) -> Result:
        """The same question for all groups together: the reference to compare with."""
        if not self.by:
            return self
        question = self.question
        answer = self.ask(self.kpi, self.sales, start=question.start, end=question.end, where=dict(question.where))
        return answer.to(self.lang)

    @cached_property
    def reference(self) -> Result:
        """What each group is compared with: the whole; of people, without what belongs to none of them.

        Deals of nobody and of system accounts are in the whole, but nobody's work is measured by them.
        """
        if not self.of_people:
            return self.whole
        question = self.question
        where = {**question.where, "rep": list(self.people)}
        return self.ask(self.kpi, self.sales, start=question.start, end=question.end, where=where).to(self.lang)

    @cached_property
    def of_people(self) -> bool:
        """Whether it is split by rep, and something that was counted belongs to nobody who sells."""
        if "rep" not in self.by or "rep" in self.question.where:
            return False
        people = self.people
        others = ~self.frame["rep_id"].isin(people)
        return bool(len(people) and (others & (self.frame["n"] > 0)).any())

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all who sell: neither nobody nor a system account."""
        from salestoolkit.engine.groups import sellers

        return tuple(sellers(self.sales)["rep_id"])

    @property
    def comparable(self) -> bool:
        """Whether the whole is an average of the groups, so that each may be held against it."""
        if set(self.by) & set(self.kpi.within):
            return False
        return self.kpi.estimate.compares == "groups" or (
            self.kpi.estimate.compares == "times" and set(self.by) <= set(TIMES)
        )

    @property
    def reviewed(self) -> Result:
        """The same as a chapter of a review: empty where the data lack it, for ``unmeasured`` says so in one place."""
        if self.lacking.kind == "missing.precision" and self.kpi.coarse:
            return self._coarser.reviewed
        return replace(self, quiet=True)

    @property
    def _coarser(self) -> Result:
        asked = self.question
        # it stands in the KPI's place, as a chapter of its own
        kpi = replace(self.kpi.study(self.kpi.coarse), name=self.kpi.name)
        answer = self.ask(kpi, self.sales, by=asked.by, start=asked.start, end=asked.end, where=dict(asked.where))
        return answer.to(self.lang)

    @property
    def title(self) -> str:
        """What it is about, in the reader's language: the KPI, and by what it is split."""
        split = ", ".join(say(f"dimension.{name}", self.lang) for name in self.by)
        return self.kpi.title_in(self.lang) if not split else f"{self.kpi.title_in(self.lang)} ({split})"

    @property
    def silent(self) -> bool:
        """Whether it is a chapter that has nothing to say."""
        return self.quiet and bool(self.lacking)

    def to(self, lang: str) -> Result:
        """The same result in another language."""
        if lang not in languages():
            with speaking(self.lang):
                raise UnknownName("language", lang, languages())
        return replace(self, lang=lang)

    def records(self) -> list[dict[str, Any]]:
        """Rows as plain values for JSON: missing is None, dates are ISO text, nothing is rounded."""
        return self.records_of(self.frame)

    @staticmethod
    def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
        """Any frame of results as plain values."""
        return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]

    @cached_property
    def unit(self) -> formats.Unit | formats.Time:
        """The KPI's unit; of durations the one that its table has, so that a sentence says them alike."""
        return cast("formats.Unit | formats.Time", unit_of(self.frame["value"], self.kpi.unit))

    @cached_property
    def table(self) -> pd.DataFrame:
        """The frame as readers see it: headings, units and reasons in their language, the best first."""
        from salestoolkit.results.wording import readable

        return readable(self)

    def read(self, lang: str | None = None) -> str:
        """One honest sentence: what the number is, and no more than its interval allows."""
        from salestoolkit.results.wording import sentence

        return sentence(self if lang is None else self.to(lang))

    def plot(self, view: str | None = None, focus: str | None = None) -> Picture | Block:
        """A figure with alt text; ``focus`` is a rep's id to bring out. Empty where there is no number to draw."""
        from salestoolkit.results.blocks import NOTHING

        if self.missing or self.frame["value"].isna().all():
            return NOTHING
        from salestoolkit.figures.draw import draw

        with speaking(self.lang):
            return draw(self, view=view, focus=focus)

    @property
    def heading(self) -> Block:
        """Title and question, to show above."""
        from salestoolkit.results.blocks import NOTHING
        from salestoolkit.results.wording import heading

        return NOTHING if self.silent else heading(self)

    @property
    def sentence(self) -> Block:
        """``read()`` to show in a report."""
        from salestoolkit.results.blocks import NOTHING
        from salestoolkit.results.wording import paragraph

        return NOTHING if self.silent else paragraph(self)

    @property
    def finding(self) -> Block:
        """The sentence of a split result; empty where the whole has said the same, or there is only one group."""
        from salestoolkit.results.blocks import NOTHING
        from salestoolkit.results.wording import paragraph

        said = self.silent or self.whole.missing or (len(self.frame) == 1 and not self.missing)
        return NOTHING if said or self.read() == self.whole.read() else paragraph(self)

    @property
    def listing(self) -> Block:
        """The table to show in a report, folded up; empty where there is nothing to list."""
        from salestoolkit.results.blocks import NOTHING
        from salestoolkit.results.wording import tabled

        return NOTHING if self.missing or self.frame.empty else tabled(self, folded=True)

    @property
    def definition(self) -> Block:
        """Formula, basis, period, n, how the interval is made, notes and caveats, to show below."""
        from salestoolkit.results.blocks import NOTHING
        from salestoolkit.results.wording import definition

        return NOTHING if self.silent else definition(self)

    def name(self, row: pd.Series, dimension: str) -> str:
        """How a row's key of ``dimension`` is written for readers."""
        key = row[DIMENSIONS[dimension][-1]]
        if pd.isna(key):
            return say("unstated.text", self.lang)
        if dimension == MONTH_OF_YEAR:
            return formats.month_of_year(key, self.lang)
        return formats.period(key, cast("formats.Period", dimension), self.lang) if dimension in TIMES else str(key)

    def reason(self, code: str) -> str:
        """A reason code in words."""
        return say(f"reason.{code}", self.lang) if code and has(f"reason.{code}", self.lang) else ""

    def _repr_html_(self) -> str:
        from salestoolkit.results.wording import tabled

        return self.sentence.html if self.missing or self.frame.empty else tabled(self, folded=False).html

    def __repr__(self) -> str:
        title = f"{self.kpi.title_in(self.lang)} · {self.sales.name}"
        return "\n".join(part for part in (title, self.missing, self.table.to_string(index=False)) if part)


def _plain(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    plain = value.item() if hasattr(value, "item") else value
    return None if plain in (float("inf"), float("-inf")) else plain
