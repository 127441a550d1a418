"""Own: a rep's matters as passages that speak to the rep, in the second person and of nobody else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.engine.missing import Missing
from salestoolkit.engine.registry import definition
from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.results.html_table import html_table
from salestoolkit.review.follow_up.findings import measure
from salestoolkit.review.follow_up.recommendations import NEEDS_ACTION
from salestoolkit.review.goals.running_goals import period_of
from salestoolkit.review.one_to_one.rep_rows import Matters, Row
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import PartFailed, Told
from salestoolkit.words.text import say

QUESTIONS = 3
ACTIVE = (*NEEDS_ACTION, "standing")
"""States of findings that are about now, and asked about; standing is of the whole period."""
GENERAL = ("well", "in_the_way", "next")
"""Questions that always can be asked."""

OF_GOALS = (
    Column("period_name", "text"),
    Column("target", "money"),
    Column("actual", "money"),
    Column("by_calendar", "money"),
    Column("pace", "percent"),
)
OF_AGREEMENTS = (
    Column("agreed", "text"),
    Column("raised_on", "date"),
    Column("due_on", "date"),
    Column("stands", "code"),
)
OF_ITEMS = (
    Column("account", "text"),
    Column("item", "text"),
    Column("kind_of_item", "code"),
    Column("amount", "money"),
)


class Unfolded(Passage):
    """A passage whose table is what it is about, so that it is seen without a click."""

    @property
    def listing(self) -> Block:
        """The table; empty where there is nothing to list."""
        if self.lacking or self.frame.empty:
            return NOTHING
        return Block(html_table(self.table), self.table.to_string(index=False))


@dataclass(frozen=True)
class Own:
    """A rep's matters in the reader's language."""

    matters: Matters
    lang: str
    currency: str

    @property
    def goals(self) -> Passage:
        """The rep's goals of this month, quarter and year."""
        self._known("goals", "rates")
        told = [{**row, "period_name": self._period(row), "by_calendar": row["expected"]} for row in self.matters.goals]
        said = [self.of_goal(row) for row in self.matters.goals] + [self.of_rate(row) for row in self.matters.rates]
        over = "" if said else " ".join(self._of_ended(row) for row in self.matters.ended)
        return self._passage("own_goals", told, OF_GOALS, said, over)

    @property
    def progress(self) -> Passage:
        """The rep's win rate against the rep's own history; silent where the data lack what a win rate needs."""
        self._known("progress")
        if missing := Missing.written(self.matters.no_course):
            # a chapter that the list at the end tells of
            return self._passage("own_progress", [], (), (), missing.sentence(self.lang)).reviewed
        return self._passage("own_progress", [], (), [self._of_course(row) for row in self.matters.progress])

    @property
    def findings(self) -> Passage:
        """What is new, recurring and resolved, and what may help."""
        self._known("findings", "suggested")
        if why := self.matters.why_no_findings:
            lacking, suggested = self._say("own_findings", why), self._suggested()
            said = [lacking, *suggested] if suggested else []
            return self._passage("own_findings", [], (), said, "" if said else lacking)
        said = [" ".join([self.of_finding(row), *self._help(row)]) for row in self.matters.findings]
        said = [*said, *self._suggested()] or [self._say("own_findings", "nothing")]
        return self._passage("own_findings", [], (), said)

    def _suggested(self) -> list[str]:
        rows = [(f"{row['code']}_over" if row.get("over") else row["code"], row["n"]) for row in self.matters.suggested]
        return [self._say("own_findings", key, n=self._number(n)) for key, n in rows]

    @property
    def agreements(self) -> Passage:
        """What was agreed with the rep, how it stands, and what moved."""
        self._known("agreed", "closed")
        days = ("raised_on", "due_on")
        rows = [
            {**row, "agreed": row["text"]} | {name: row[name] and _day(row[name]) for name in days}
            for row in self.matters.agreed
        ]
        said = [self._of_effect(row) for row in latest(self.matters.agreed) if row["n_before"] is not None]
        if rows:
            said.insert(0, self._say("own_agreements", "counted", count=self._number(len(rows))))
        earlier = {"count": self._number(len(self.matters.closed))}
        if rows and self.matters.closed:
            said.insert(1, self._say("own_agreements", "earlier", **earlier))
        lacking = "" if rows or not self.matters.closed else self._say("own_agreements", "all_closed", **earlier)
        return self._passage("own_agreements", rows, OF_AGREEMENTS, said, lacking)

    @property
    def recovery(self) -> Passage:
        """The rep's own deals and leads that may still bring something."""
        self._known("recover")
        rows = [{**row, "kind_of_item": row["stock"]} for row in self.matters.recover]
        counts = {"count": self._number(self.matters.items), "shown": self._number(len(rows))}
        valued = any(row["amount"] is not None and row["amount"] == row["amount"] for row in rows)
        key = "counted_all" if len(rows) == self.matters.items else "counted" if valued else "counted_unvalued"
        said = [self._say("own_recovery", key, **counts)] if rows else []
        lacking = "" if rows else self._say("own_recovery", f"lacking{self.matters.unseen}")
        return self._passage("own_recovery", rows, OF_ITEMS, said, lacking)

    @property
    def questions(self) -> Passage:
        """Open questions for the one-to-one: those that the findings ask for, then those that can always be asked."""
        return self._passage("own_questions", [], (), self.asked())

    def asked(self) -> list[str]:
        """The questions, at most ``QUESTIONS``."""
        active = [row for row in self.matters.findings if row["state"] in ACTIVE]
        keys = [row["code"] or ("good" if row["good"] else "") for row in active]
        keys += [row["code"] for row in self.matters.suggested]
        told = [say(f"review.ask.{key}", self.lang) for key in keys if key]
        told += [self._say("own_questions", key) for key in GENERAL]
        return list(dict.fromkeys(told))[:QUESTIONS]

    def of_goal(self, row: Row) -> str:
        """A goal in one sentence."""
        target, actual = row["target"], row["actual"]
        words = {name: self._money(row[name]) for name in ("actual", "target", "expected")}
        words |= {"gap": self._money(max(target - actual, 0.0))}
        words |= {"share": formats.percent(actual / target if target else None, self.lang, 0)}
        words |= {"period": self._period(row)}
        words |= {"last": formats.date(_day(row["ends"]) - timedelta(days=1), self.lang)}
        told = self._say("own_goals", row["stands"], **words)
        if not (count := row.get("unvalued") or 0):
            return told
        return f"{told} {self._say('own_goals', 'unvalued', count=self._number(count))}"

    def of_rate(self, row: Row) -> str:
        """A goal of another KPI than sales in one sentence."""
        kpi, better = definition(row["kpi"]), definition(row["kpi"]).better == "higher"
        value, target = (formats.value(row[name], kpi.unit, self.lang, self.currency) for name in ("value", "target"))
        words = {"measure": kpi.title_in(self.lang), "value": value, "target": target, "n": self._number(row["n"])}
        words |= {"period": self._period(row)}
        if row["value"] is None:
            return self._say("own_goals", "kpi_unknown", **words)
        met = row["value"] >= row["target"] if better else row["value"] <= row["target"]
        return self._say("own_goals", f"kpi_{('met' if met else 'missed') if row['over'] else 'running'}", **words)

    def _of_ended(self, row: Row) -> str:
        """A goal that is over, which is something else than none."""
        return self._say("own_goals", "ended", period=self._period(row))

    def _period(self, row: Row) -> str:
        return period_of(_day(row["starts"]), row["period"], self.lang)

    def of_finding(self, row: Row) -> str:
        """A finding in one sentence: the own number, on which side it lies, and since when."""
        words = {"measure": measure(row["kpi"], "", self.lang), "n": self._number(row["n"])}
        words |= {"cycle": self._cycle(row, "starts") if row["starts"] else "", "since": ""}
        if row["since"] != row["starts"]:
            # the first that ended a run of eight is no day on which the run began
            key = "since_run" if row["rule"] == "run" else "since"
            words["since"] = self._say("own_findings", key, since=self._cycle(row, "since"))
        unit = definition(row["kpi"]).unit
        words |= {"value": formats.value(row["value"], unit, self.lang, self.currency, compact=True)}
        kind = "run" if row["rule"] == "run" else "range"
        words |= {"place": self._say("own_findings", f"{kind}_{row['side']}")}
        words |= {"interval": formats.interval(*_ends(row), unit, self.lang, self.currency, compact=True)}
        state = "holding" if row["state"] == "recurring" and row["good"] else row["state"]
        told = self._say("own_findings", state, **words)
        return told[0].upper() + told[1:]

    def _known(self, *parts: str) -> None:
        """Raises where the parts could not be computed: what is not known is not told as nothing."""
        for part in parts:
            if kind := self.matters.failed.get(part):
                raise PartFailed(Told("part_failed", part=part, kind=kind))

    def _cycle(self, row: Row, when: str) -> str:
        return formats.period(_day(row[when]), row["grain"], self.lang)

    def _help(self, row: Row) -> Iterator[str]:
        if row["state"] in ACTIVE and (key := "good" if row["good"] else row["code"]):
            yield self._say("own_findings", key, n=self._number(row["n"]))

    def _of_course(self, row: Row) -> str:
        # "goes down by" says which way it is
        sign = -100 if row["course"] == "declines" else 100
        change, *ends = (sign * _known(row[name]) for name in ("change", "change_lo", "change_hi"))
        shares = {name: formats.percent(row[of], self.lang) for name, of in _SHARES}
        low, high = sorted(ends)
        words = {**shares, "change": formats.number(change, self.lang, 1), "n": self._number(row["n"])}
        words |= {"interval": formats.number_range(low, high, self.lang, 1)}
        if row["course"] in ("improves", "declines"):
            months = {name: _day(row[name]) for name in ("first_month", "last_month")}
            words |= {name: formats.period(month, "month", self.lang) for name, month in months.items()}
        return self._say("own_progress", row["course"], **words)

    def _of_effect(self, row: Row) -> str:
        unit = definition(row["kpi"]).unit
        words = {"measure": measure(row["kpi"], row["stage"] or "", self.lang)}
        for when in ("before", "after"):
            value = formats.value(row[f"value_{when}"], unit, self.lang, self.currency, compact=True)
            key = "no_value" if row[f"value_{when}"] is None else "value"
            n = self._number(row[f"n_{when}"] or 0)
            words[when] = say(f"review.agreements.{key}", self.lang, value=value, n=n)
        return self._say("own_agreements", row["effect"] or "moved", **words)

    def _passage(
        self, name: str, rows: Sequence[Row], columns: tuple[Column, ...], said: Sequence[str], lacking: str = ""
    ) -> Passage:
        frame = pd.DataFrame(list(rows))
        if not said and not lacking:
            lacking = self._say(name, "lacking")
        return Unfolded(name, frame, columns, tuple(said), self.lang, self.currency, lacking)

    def _say(self, name: str, key: str, **words: str) -> str:
        return say(f"review.{name}.{key}", self.lang, **words)

    def _money(self, amount: float) -> str:
        return formats.money(amount, self.lang, self.currency, compact=True)

    def _number(self, n: float) -> str:
        return formats.number(n, self.lang)


_SHARES = (("value", "value"), ("first", "trend_first"), ("last", "trend_last"))


def latest(agreed: Sequence[Row]) -> list[Row]:
    """Of what was agreed again and again, the last time (rows come latest first)."""
    seen: dict[tuple[Any, ...], Row] = {}
    for row in agreed:
        seen.setdefault((row["text"], row["kpi"], row["stage"]), row)
    return list(seen.values())


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _known(x: float | None) -> float:
    return math.nan if x is None else x


def _ends(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The ends of an interval; the data did not reach an upper one that alone is missing (JSON holds no infinity)."""
    return row["lo"], math.inf if row["hi"] is None and row["lo"] is not None else row["hi"]
