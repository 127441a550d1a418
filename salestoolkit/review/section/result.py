"""What people see of a section: heading, sentences, figure, table and method in their language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.results.html_table import html_table
from salestoolkit.review.section.reader import Reader
from salestoolkit.words import formats
from salestoolkit.words.text import has, local, say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture
    from salestoolkit.review.section.declaration import Column, Numbers, Section

WORDED = ("text", "code", "date")
"""Kinds of column that hold no numbers."""


@dataclass(frozen=True, eq=False)
class Passage:
    """One part of a review. Its texts stand in the catalogues under ``review.<name>``.

    Attributes
    ----------
    name : str
        ``title``, ``question``, ``method`` and ``caution_1``, ``caution_2``, ... are its keys.
    frame : pandas.DataFrame
        The numbers, unrounded: rates from 0 to 1, money in the currency's units, durations in seconds.
    columns : tuple of Column
        What the table shows, in this order.
    said : tuple of str
        Its sentences in the reader's language, the most important first; none claims more than its interval.
    lacking : str
        What the data lacks for it, in one sentence; then there is no number.
    notes : tuple of str
        What was left out, with counts.
    drawn : callable, optional
        Makes the figure when it is asked for.
    country : str
        Where the team works (``[practice]``): outside Indonesia some texts are others.
    period : str
        What its numbers are of, in words, where its sentences do not say so themselves.
    """

    name: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    said: tuple[str, ...]
    lang: str
    currency: str = ""
    lacking: str = ""
    notes: tuple[str, ...] = ()
    drawn: Callable[[], Picture | Block] | None = field(default=None, repr=False)
    quiet: bool = field(default=False, repr=False)
    country: str = "ID"
    period: str = ""

    @property
    def reviewed(self) -> Passage:
        """The same as a chapter of a review: empty where the data lack it, for ``unmeasured`` says so in one place."""
        return replace(self, quiet=True)

    @property
    def silent(self) -> bool:
        """Whether it is a chapter that has nothing to say."""
        return self.quiet and bool(self.lacking)

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return self._say("title")

    @property
    def heading(self) -> Block:
        """Title and question, and the period."""
        if self.silent:
            return NOTHING
        title, question = self.title, self._say("question")
        html = Markup('<h2>{}</h2><p class="question">{}</p>').format(title, question)
        if not self.period:
            return Block(html, f"{title}\n{question}")
        span = Markup('<p class="period">{}</p>').format(self.period)
        return Block(html + span, f"{title}\n{question}\n{self.period}")

    def read(self) -> str:
        """Its sentences, or what the data lacks."""
        return self.lacking or " ".join(self.said)

    @property
    def sentence(self) -> Block:
        """``read()`` to show in a report, a paragraph for each sentence."""
        if self.silent:
            return NOTHING
        kind = "missing" if self.lacking else "sentence"
        texts = [self.lacking] if self.lacking else self.said
        paragraph = Markup('<p class="{}">{}</p>')
        return Block(Markup().join(paragraph.format(kind, text) for text in texts), "\n".join(texts))

    def plot(self) -> Picture | Block:
        """The figure with alt text; empty where there is nothing to draw."""
        return NOTHING if self.lacking or self.drawn is None or self.frame.empty else self.drawn()

    @property
    def table(self) -> pd.DataFrame:
        """The frame as readers see it: headings, units and codes in their language."""
        return pd.DataFrame({self._headed(column): self._told(column) for column in self.columns})

    @property
    def listing(self) -> Block:
        """The table to show in a report, folded up; empty where there is nothing to list."""
        if self._is_bare:
            return NOTHING
        folder = Markup("<details><summary>{}</summary>{}</details>")
        html = folder.format(say("result.numbers", self.lang), html_table(self.table))
        return Block(html, self.table.to_string(index=False))

    @property
    def definition(self) -> Block:
        """How it is made, what was left out, and what it does not say; opens on a click."""
        if self.silent:
            return NOTHING
        points = [*self.notes, *self._cautions()]
        items = Markup().join(map(Markup("<li>{}</li>").format, points))
        method, title = self._say("method"), say("result.definition", self.lang)
        folder = Markup('<details class="definition"><summary>{}</summary><p>{}</p><ul>{}</ul></details>')
        return Block(folder.format(title, method, items), "\n".join([method, *(f"- {text}" for text in points)]))

    @property
    def _is_bare(self) -> bool:
        """Whether there is nothing to list."""
        return bool(self.lacking) or self.frame.empty

    def _say(self, key: str) -> str:
        return say(local(f"review.{self.name}.{key}", self.lang, self.country), self.lang)

    def _cautions(self) -> list[str]:
        keys = (f"review.{self.name}.caution_{i}" for i in range(1, 10))
        return [say(local(key, self.lang, self.country), self.lang) for key in keys if has(key, self.lang)]

    def _headed(self, column: Column) -> str:
        suffix = "_interval" if column.kind == "interval" else ""
        return say(f"review.column.{column.name}{suffix}", self.lang)

    def _told(self, column: Column) -> list[str]:
        if column.kind == "interval":
            before = "" if column.name == "value" and "lo" in self.frame else f"{column.name}_"
            ends = zip(self.frame[f"{before}lo"], self.frame[f"{before}hi"], strict=True)
            return [formats.interval(lo, hi, column.unit, self.lang, self.currency) or "–" for lo, hi in ends]
        values = self.frame[column.name]
        if column.kind in WORDED:
            return [self._written(value, column) for value in values]
        unit: formats.Unit = column.kind  # type: ignore[assignment]
        known = [None if pd.isna(value) else float(value) for value in values]
        if unit == "count" and column.compact:
            known = [value and max(1.0, float(round(value))) for value in known]
        return formats.column(known, unit, self.lang, self.currency, column.compact)

    def _written(self, value: Any, column: Column) -> str:
        if pd.isna(value):
            return "–"
        if column.kind == "text":
            return str(value)
        if column.kind == "code":
            return say(f"review.{column.name}.{value}", self.lang)
        return str(formats.date(value, self.lang))

    def _repr_html_(self) -> str:
        return self.sentence.html + ("" if self._is_bare else html_table(self.table))

    def __repr__(self) -> str:
        table = [] if self._is_bare else [self.table.to_string(index=False)]
        return "\n".join([self.heading.text, self.read(), *table])


@dataclass(frozen=True, eq=False, repr=False)
class SectionResult(Passage):
    """A section's numbers with what is said of them in the reader's language.

    Attributes
    ----------
    section : Section
        What was asked.
    numbers : Numbers
        What was found; everything else is made of it.
    """

    section: Section = field(kw_only=True)
    numbers: Numbers = field(kw_only=True, repr=False)

    @classmethod
    def of(cls, section: Section, numbers: Numbers, reader: Reader) -> SectionResult:
        """The numbers as ``reader`` sees them."""
        lacking = _lacking(numbers, reader)
        named = numbers if lacking else replace(numbers, frame=section.labelling(numbers, reader))
        drawing = None if section.drawing is None else partial(section.drawing, named, reader)
        return cls(
            section.name,
            named.frame,
            section.columns if numbers.columns is None else numbers.columns,
            () if lacking else tuple(section.telling(named, reader)),
            reader.lang,
            reader.currency,
            lacking,
            () if lacking else tuple(section.noting(named, reader)),
            drawing,
            country=reader.country,
            period=numbers.period(reader.lang) if numbers.period and not lacking else "",
            section=section,
            numbers=numbers,
        )

    def to(self, lang: str) -> SectionResult:
        """The same in another language: the numbers stay, every text is made anew."""
        reader = replace(self._reader, lang=lang)
        return replace(SectionResult.of(self.section, self.numbers, reader), quiet=self.quiet)

    @property
    def listing(self) -> Block:
        """The table to show in a report, folded up unless the section is about it; empty where there is none."""
        if self.section.folded or self._is_bare:
            return super().listing
        return Block(html_table(self.table), self.table.to_string(index=False))

    @property
    def _reader(self) -> Reader:
        return Reader(self.lang, self.currency, self.country, self.section)

    def _say(self, key: str) -> str:
        if f"{key}_abroad" in self.section.words and self.country != "ID":
            return self._reader.say(key)
        return self._reader.text(getattr(self.section, key), key)

    def _cautions(self) -> list[str]:
        named = {f"caution_{i}": text for i, text in enumerate(self.section.cautions, 1)}
        abroad = self.country != "ID"
        local = {key: f"{key}_abroad" for key in named if abroad and f"{key}_abroad" in self.section.words}
        return [self._reader.say(key) if key in local else self._reader.text(text, key) for key, text in named.items()]

    def _headed(self, column: Column) -> str:
        if column.heading is None:
            return super()._headed(column)
        return self._reader.text(column.heading, f"column_{column.name}")

    def _told(self, column: Column) -> list[str]:
        if column.says is not None:
            return list(column.says(self.frame, self._reader))
        return super()._told(column)

    def _written(self, value: Any, column: Column) -> str:
        key = f"{column.name}_{value}"
        if column.kind == "code" and key in self.section.words:
            return self._reader.say(key)
        return super()._written(value, column)


def _lacking(numbers: Numbers, reader: Reader) -> str:
    """Why there is no number, in words; empty where there are some."""
    if isinstance(numbers.lacking, str):
        return numbers.lacking and reader.say(numbers.lacking, **numbers.facts)
    return numbers.lacking.sentence(reader.lang)
