"""Passage: one part of a review with its numbers, sentences, figure and method, shown like a KPI's result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.words import formats
from salestoolkit.words.text import has, local, say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

Kind = Literal["percent", "points", "money", "duration", "ratio", "count", "text", "date", "interval", "code"]

WORDED = ("text", "code", "date")
"""Kinds of column that hold no numbers."""


@dataclass(frozen=True)
class Column:
    """A column that tables show: the frame's ``name``, headed by the catalogue's ``review.column.<name>``.

    Of an ``interval`` the ends are ``<name>_lo`` and ``<name>_hi``, in ``unit``, under ``<name>_interval``; a ``code``
    is told by the catalogue's ``review.<name>.<code>``. What is only expected is told ``compact``: money in large
    units, and a count as a whole number, for there is no half deal.
    """

    name: str
    kind: Kind = "count"
    unit: formats.Unit = "count"
    compact: bool = False


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
        html = f'<h2>{escape(title)}</h2><p class="question">{escape(question)}</p>'
        if not self.period:
            return Block(html, f"{title}\n{question}")
        return Block(f'{html}<p class="period">{escape(self.period)}</p>', f"{title}\n{question}\n{self.period}")

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
        return Block("".join(f'<p class="{kind}">{escape(text)}</p>' for text in texts), "\n".join(texts))

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
        html, text = self._html(), self.table.to_string(index=False)
        return Block(f"<details><summary>{escape(say('result.numbers', self.lang))}</summary>{html}</details>", text)

    @property
    def definition(self) -> Block:
        """How it is made, what was left out, and what it does not say; opens on a click."""
        if self.silent:
            return NOTHING
        points = [*self.notes, *self._cautions()]
        items = "".join(f"<li>{escape(text)}</li>" for text in points)
        method, title = self._say("method"), escape(say("result.definition", self.lang))
        inner = f"<p>{escape(method)}</p><ul>{items}</ul>"
        html = f'<details class="definition"><summary>{title}</summary>{inner}</details>'
        return Block(html, "\n".join([method, *(f"- {text}" for text in points)]))

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
            ends = zip(self.frame[f"{column.name}_lo"], self.frame[f"{column.name}_hi"], strict=True)
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

    def _html(self) -> str:
        html: str = self.table.to_html(index=False, escape=True, border=0, classes="result", na_rep="–")
        return html

    def _repr_html_(self) -> str:
        return self.sentence.html + ("" if self._is_bare else self._html())

    def __repr__(self) -> str:
        table = [] if self._is_bare else [self.table.to_string(index=False)]
        return "\n".join([self.heading.text, self.read(), *table])
