"""The meeting sheet: one side of A4 for a one-to-one, cut by rules and never by shrinking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from salestoolkit.results.blocks import Block
from salestoolkit.results.overview import carded_html
from salestoolkit.review.follow_up.agreements import CLOSED
from salestoolkit.review.one_to_one.rep_rows import Row
from salestoolkit.review.one_to_one.rep_sections import Own, latest
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.reports.rep.focus import Focus, FocusedKPI

KEY = ("monthly_sales", "win_rate", "average_deal_size", "lead_conversion", "lead_response_time", "cycle_length")
"""Which numbers come first; others take the place of those that the data lack."""
NUMBERS, GOALS, FINDINGS, AGREED, RECOVER = 6, 2, 3, 3, 5
"""The most of each. ``page.css`` keeps each to one, two or three lines, so that these always fit."""


@dataclass(frozen=True)
class Sheet:
    """The parts of a rep's sheet, in the order in which they stand."""

    focus: Focus

    @property
    def head(self) -> Block:
        """Whose sheet it is, and of which period."""
        cover = self.focus.headed(say("sheet.title", self.focus.lang, rep=self.focus.extract.rep))
        return Block(Markup('<section class="sheet head">{}</section>').format(cover.html), cover.text)

    @property
    def numbers(self) -> Block:
        """The key numbers with the team's band."""
        chosen = self._chosen()
        cards = carded_html(kpi.card for kpi in chosen)
        text = "\n".join(kpi.sentence.text for kpi in chosen)
        return Block(Markup('<section class="sheet">{}</section>').format(cards), text)

    @property
    def goals(self) -> Block:
        """The goals of the shortest periods, those of sales first, and how they stand."""
        own = self.own
        told = [own.of_goal(row) for row in own.matters.goals] + [own.of_rate(row) for row in own.matters.rates]
        return _section(own.goals.title, told[:GOALS] or [own.goals.read()])

    @property
    def findings(self) -> Block:
        """What is new, recurring and resolved."""
        own = self.own
        told = [own.of_finding(row) for row in own.matters.findings]
        return _section(
            own.findings.title, told[:FINDINGS] or [own.findings.read()], more=self._more(len(told) - FINDINGS)
        )

    @property
    def agreed(self) -> Block:
        """What was agreed and is not done, with a box to tick."""
        own = self.own
        left = [row for row in latest(own.matters.agreed) if row["stands"] not in CLOSED]
        told = [self._of_agreement(row) for row in left[:AGREED]]
        kind, more = "ticks" if told else "lines", self._more(len(left) - AGREED)
        return _section(own.agreements.title, told or [own.agreements.read()], kind, more=more)

    @property
    def recover(self) -> Block:
        """The deals and leads of the largest amounts that may still come in."""
        own = self.own
        rows = own.matters.recover[:RECOVER]
        told = [self._of_item(row) for row in rows]
        kind, more = "ticks" if told else "lines", self._more(own.matters.items - len(rows))
        return _section(own.recovery.title, told or [own.recovery.read()], f"half {kind}", more=more)

    @property
    def questions(self) -> Block:
        """Three questions to ask."""
        return _section(self.own.questions.title, self.own.asked(), "half lines")

    @property
    def notes(self) -> Block:
        """Room to write: notes, and what is agreed next."""
        titles = [say(f"sheet.{key}", self.focus.lang) for key in ("notes", "next")]
        part = Markup('<section class="sheet half notes"><h2>{}</h2></section>')
        return Block(Markup().join(map(part.format, titles)), "\n".join(titles))

    @property
    def own(self) -> Own:
        """The rep's matters."""
        return self.focus.own

    def _chosen(self) -> list[FocusedKPI]:
        order = {name: place for place, name in enumerate(KEY)}
        whole = [piece for piece in self.focus.extract.pieces if not piece.failed]
        pieces = sorted(whole, key=lambda piece: order.get(piece.spec, len(KEY)))
        known = [piece for piece in pieces if piece.own.get("value") is not None]
        return [self.focus.on(piece.spec) for piece in (known or pieces)[:NUMBERS]]

    def _more(self, count: int) -> str:
        lang = self.focus.lang
        return say("review.own_recovery.more", lang, more=formats.number(count, lang)) if count > 0 else ""

    def _of_agreement(self, row: Row) -> str:
        lang = self.focus.lang
        stands = say(f"review.stands.{row['stands']}", lang)
        if not row["due_on"]:
            return say("sheet.agreed_open_end", lang, text=row["text"], stands=stands)
        due = formats.date(date.fromisoformat(row["due_on"]), lang)
        return say("sheet.agreed", lang, text=row["text"], due=due, stands=stands)

    def _of_item(self, row: Row) -> str:
        lang, currency = self.focus.lang, self.focus.extract.currency
        amount = [] if row["amount"] is None else [formats.money(row["amount"], lang, currency, compact=True)]
        # an open deal needs no word for it; the line is short
        kind = [] if row["stock"] == "open" else [say(f"review.kind_of_item.{row['stock']}", lang)]
        return " · ".join([*amount, row["account"] or row["item"], *kind])


def _section(title: str, lines: Iterable[str], kind: str = "lines", more: str = "") -> Block:
    """A part with a heading. Its kind: ``lines``, or ``ticks`` with a box each; ``half`` before is a width."""
    place, _, look = kind.rpartition(" ")
    told = list(lines)
    rest = Markup('<li class="more">{}</li>').format(more) if more else ""
    items = Markup().join(map(Markup("<li>{}</li>").format, told))
    part = Markup('<section class="{}"><h2>{}</h2><ul class="{}">{}{}</ul></section>')
    html = part.format(" ".join(filter(None, ("sheet", place))), title, look, items, rest)
    text = "\n".join([title, *(f"- {line}" for line in told), *([more] if more else [])])
    return Block(html, text)
