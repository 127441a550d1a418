"""A review that focuses on one rep: own values against the team's anonymous bands, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from salestoolkit.data.source import load
from salestoolkit.engine.registry import definition
from salestoolkit.kpi import KPI
from salestoolkit.reports.rep.bands import MEMBERS
from salestoolkit.reports.rep.extract import SUFFIX, Extract, extracts, read
from salestoolkit.reports.rep.piece import Piece, lacking
from salestoolkit.reports.rep.sheet import Sheet
from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.results.computing import Day
from salestoolkit.results.notes import briefly, worded
from salestoolkit.results.overview import card, carded_html, covered, uncounted
from salestoolkit.results.wording import aloud, defined, method_of, noted, spanned, spoken
from salestoolkit.results.wording import read as said
from salestoolkit.review.not_measured import listed
from salestoolkit.review.one_to_one.rep_sections import Own
from salestoolkit.words import formats
from salestoolkit.words.errors import PartFailed, Told, UnknownName
from salestoolkit.words.given import check_text
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture


@dataclass(frozen=True)
class FocusedKPI:
    """One KPI of one rep, beside the team's band."""

    kpi: KPI
    piece: Piece
    extract: Extract
    lang: str

    @property
    def heading(self) -> Block:
        """Title and question; like the others empty where the data lack it, for the list at the end says so."""
        if self.missing:
            return NOTHING
        title, question = self.kpi.title_in(self.lang), self.kpi.words("question", self.lang)
        html = Markup('<h2>{}</h2><p class="question">{}</p>').format(title, question)
        return Block(html, f"{title}\n{question}")

    @property
    def sentence(self) -> Block:
        """The rep's own number, and where it lies in the team, claiming no more than its interval allows."""
        if self.missing:
            return NOTHING
        text = " ".join(part for part in (self._own(), self._place()) if part)
        return Block(Markup('<p class="sentence">{}</p>').format(text), text)

    @property
    def missing(self) -> str:
        """What the data lacks; empty when nothing."""
        return lacking(self.piece).sentence(self.lang)

    def plot(self) -> Picture | Block:
        """The rep's series over the team's band; an empty block where there is nothing to draw."""
        series = pd.DataFrame(self.piece.series, columns=["at", "value", "lo", "hi", "n", "mature"])
        if self.missing or series["value"].isna().all():
            return NOTHING
        from salestoolkit.figures.views.band import draw_band

        bands = pd.DataFrame(self.piece.bands, columns=["at", "q1", "median", "q3", "members"])
        title = self.kpi.title_in(self.lang)
        own, team = (frame.assign(at=pd.to_datetime(frame["at"])) for frame in (series, bands))
        kind = (self.kpi.unit, self.piece.grain)
        return draw_band(title, kind, self.lang, self.extract.currency, own, team)

    @property
    def definition(self) -> Block:
        """Formula, basis, period, method, notes and caveats."""
        own, period = self.piece.own, _period(self.extract, self.lang)
        if self.missing:
            return NOTHING
        if not own:
            return defined(self.kpi, self.lang, period, [])
        notes = noted(self.kpi, own, self.lang, self.extract.currency)
        method = method_of(self.kpi, {"value": None, "lo": None, **own})
        return defined(self.kpi, self.lang, period, notes, (method, int(own["n"])))

    @property
    def card(self) -> Markup:
        """The HTML of its card: own value, and the team's middle half."""
        own, unit, currency = self.piece.own, self.kpi.unit, self.extract.currency
        value = formats.value(own.get("value"), unit, self.lang, currency, compact=True)
        return card(self.kpi.title_in(self.lang), value, self._card_note(own))

    def _card_note(self, own: Mapping[str, Any]) -> str:
        if self.missing:
            return say("overview.missing", self.lang)
        counted = say("overview.n", self.lang, n=formats.number(own.get("n", 0), self.lang))
        if own.get("value") is not None:
            words = spoken(self.kpi, own, self.lang, self.extract.currency)
            beside = briefly(self.kpi, own, self.lang, words)
            counted = f"{counted} · {beside}" if beside else counted
        elif own:
            counted = f"{counted} · {self._reason(own)}"
        q1, q3 = (self.piece.band.get(name) for name in ("q1", "q3"))
        band = formats.interval(q1, q3, self.kpi.unit, self.lang, self.extract.currency, compact=True)
        return f"{counted} · {say('focus.band', self.lang, range=band)}" if band else counted

    def _own(self) -> str:
        own = self.piece.own
        told = aloud(self.kpi, own, self.lang, self.extract.currency)
        if own.get("value") is None:
            reason = self._reason(own)
            return " ".join([say("reading.not_given", self.lang, reason=reason, n=int(own.get("n", 0))), *told])
        return " ".join([said(self.kpi, {**own, "hi": _upper(own)}, self.lang, self.extract.currency), *told])

    def _reason(self, own: Mapping[str, Any]) -> str:
        """Why it has no number."""
        return say(f"reason.{own.get('reason') or 'no_data'}", self.lang)

    def _place(self) -> str:
        """Where it lies in the team; empty without a band, which the scoreboard says once of all KPIs."""
        band = self._band()
        return " ".join((say("focus.team", self.lang, **band), self._side())) if band else ""

    def _side(self) -> str:
        own, median = self.piece.own, self.piece.band["median"]
        if own.get("value") is None or own.get("lo") is None:
            return ""
        side = "above" if own["lo"] > median else "below" if _upper(own) < median else "around"
        ends = (own["lo"], _upper(own), self.kpi.unit)
        told = "{interval}" in worded(self.kpi, own, self.lang)
        interval = "" if told else f" ({formats.interval(*ends, self.lang, self.extract.currency)})"
        return say(f"focus.{side}", self.lang, interval=interval)

    def _band(self) -> dict[str, str]:
        return {
            name: formats.number(value, self.lang) if name == "members" else self._about(value)
            for name, value in self.piece.band.items()
        }

    def _about(self, value: float) -> str:
        """A number of the team, which was rounded, without decimals that it does not have."""
        unit = self.kpi.unit
        if unit == "percent" and round(100 * value, 6).is_integer():
            return formats.percent(value, self.lang, 0)
        if unit == "ratio" and round(10 * value, 6).is_integer():
            return formats.number(value, self.lang, 1)
        return formats.value(value, unit, self.lang, self.extract.currency, compact=True)


@dataclass(frozen=True)
class Focus:
    """One rep's review: made by ``focus_on``."""

    extract: Extract
    lang: str

    @property
    def cover(self) -> Block:
        """Whose review it is, of which period, and up to when facts count."""
        return self.headed(say("overview.rep", self.lang, rep=self.extract.rep))

    def headed(self, title: str) -> Block:
        """A document's head: its title, the source of its data and its period."""
        return covered(title, self.extract.source, _period(self.extract, self.lang))

    @property
    def scoreboard(self) -> Block:
        """One card per KPI that can be measured, and how many cannot."""
        every = [self.on(piece.spec) for piece in self.extract.pieces if not piece.failed]
        kpis = [kpi for kpi in every if not kpi.missing]
        rest = [self._unbanded(kpis), uncounted(len(every) - len(kpis), self.lang)]
        html = carded_html(kpi.card for kpi in kpis) if kpis else Markup()
        texts = [*(kpi.sentence.text for kpi in kpis), *(block.text for block in rest if block.text)]
        return Block(Markup().join([html, *(block.html for block in rest)]), "\n".join(texts))

    def _unbanded(self, kpis: Sequence[FocusedKPI]) -> Block:
        """Of which KPIs nothing of the team is told, and why; nothing where all have a band."""
        told = [kpi for kpi in kpis if kpi.piece.own.get("value") is not None]
        alone = [kpi.kpi.title_in(self.lang) for kpi in told if not kpi.piece.band]
        if not alone:
            return NOTHING
        if len(alone) < len(told):
            text = say("focus.no_band_of", self.lang, kpis=", ".join(alone))
        else:
            text = f"{say('focus.no_band', self.lang)} {say('focus.own_rows', self.lang, members=MEMBERS)}"
        return Block(Markup("<p>{}</p>").format(text), text)

    @property
    def unmeasured(self) -> Block:
        """What cannot be measured, with what would make it measurable; nothing where all can."""
        every = [self.on(piece.spec) for piece in self.extract.pieces if not piece.failed]
        told = [(kpi.kpi.title_in(self.lang), kpi.missing) for kpi in every if kpi.missing]
        course = [] if "progress" in self.extract.matters.failed else [self.own.progress]
        return listed([*told, *((part.title, part.lacking) for part in course if part.silent)], self.lang)

    @property
    def own(self) -> Own:
        """What is for the rep alone: goals, course, findings, agreements, what to recover, questions."""
        return Own(self.extract.matters, self.lang, self.extract.currency)

    @property
    def sheet(self) -> Sheet:
        """The parts of the meeting sheet."""
        return Sheet(self)

    def on(self, spec: str) -> FocusedKPI:
        """One KPI of the review, by its name or file."""
        pieces = {piece.spec: piece for piece in self.extract.pieces}
        if spec not in pieces:
            raise UnknownName("KPI in this review", spec, pieces)
        if kind := pieces[spec].failed:
            raise PartFailed(Told("part_failed", part=Path(spec).stem, kind=kind))
        return FocusedKPI(definition(spec), pieces[spec], self.extract, self.lang)


def focus_on(
    rep: str,
    source: Any = "demo",
    *,
    crm: str = "",
    mapping: str = "",
    as_of: str = "",
    start: Day = None,
    end: Day = None,
    lang: str = "id",
) -> Focus:
    """The review of one rep against the team's bands.

    Parameters
    ----------
    rep : str
        The rep's id.
    source : str, Path or SalesData
        A source as for ``load``, or an extract that a report run has cut for this rep (``.extract.json``).
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``; what happened after it does not count, unless ``as_of`` is given. An
        extract has its own.
    crm, mapping, as_of : str
        As in ``load``; empty texts count as not given.
    lang : str
        The reader's language.

    Returns
    -------
    Focus
        ``.cover``, ``.scoreboard``, ``.own`` and ``.on("win_rate")`` are parts of the page, each with ``.html`` and
        ``.text``.

    Raises
    ------
    UnknownName
        When the source has no such rep.
    UsageError
        When a parameter is no text, such as the number that papermill makes of ``-p rep 007``.

    Examples
    --------
    >>> import salestoolkit as st
    >>> focus = st.focus_on("R01", st.demo(reps=4, months=6, lang="en"), lang="en")
    >>> focus.on("win_rate").heading.text.splitlines()[0]
    'Win rate'
    """
    check_text("rep", rep, needed=True)
    if str(source).endswith(SUFFIX):
        check_text("lang", lang, needed=True)
        held = {extract.rep_id: extract for extract in [read(Path(source))]}
    else:
        sales = load(source, crm=crm, mapping=mapping, as_of=as_of, lang=lang)
        held = {extract.rep_id: extract for extract in extracts(sales, start=start, end=end)}
    if rep not in held:
        raise UnknownName("sales rep", rep, held)
    return Focus(held[rep], lang)


def _period(extract: Extract, lang: str) -> str:
    start, end = (date.fromisoformat(day[:10]) if day else None for day in (extract.start, extract.end))
    # the first day of all the data may be a colleague's: told is the first period of the rep's own
    told = [piece for piece in extract.pieces if piece.series]
    oldest = min(told, key=lambda piece: piece.series[0]["at"], default=None)
    first = formats.period(date.fromisoformat(oldest.series[0]["at"][:10]), oldest.grain, lang) if oldest else ""
    own = say("focus.own_since", lang, first=first) if oldest else ""
    return spanned(start, end, datetime.fromisoformat(extract.as_of), extract.timezone, lang, own)


def _upper(own: Mapping[str, Any]) -> Any:
    """The upper end of an interval; where only it is missing the data did not reach it, which JSON cannot hold."""
    return float("inf") if own.get("hi") is None and own.get("lo") is not None else own.get("hi")
