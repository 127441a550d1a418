"""The controls of a panel, made from the KPI and its data, and what they ask; may not import reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from traitlets import TraitError, validate

from salestoolkit.kpi import KPI
from salestoolkit.widgets import choices, safe
from salestoolkit.widgets.choices import KPI_ITSELF, WHOLE, Asked
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import languages, say

if TYPE_CHECKING:
    from salestoolkit.data.sales import SalesData

REPS_SHOWN = 6


class UnknownChoice(UnknownName, TraitError):
    """A value that a control does not offer."""


class Choice(w.Dropdown):  # type: ignore[misc]
    """A dropdown that says in its reader's language what it offers, where a program sets it to something else."""

    def __init__(self, kind: str, lang: Callable[[], str], **given: Any) -> None:
        self._kind, self._reader = kind, lang
        super().__init__(**given)

    @validate("value")
    def _validate_value(self, proposal: Any) -> Any:
        offered = [value for _, value in self._options_full]
        if proposal["value"] is None or proposal["value"] in offered:
            return proposal["value"]
        error = UnknownChoice(self._kind, str(proposal["value"]), [str(value) for value in offered if value])
        error.lang = self._reader()
        raise error


class Controls:
    """The widgets a reader sets, and the question they add up to.

    Attributes
    ----------
    reps : SelectMultiple or None
        None for a KPI that has no rep in it.
    study : Dropdown or None
        Which of the KPI's numbers is shown; None for a KPI that has one only.
    """

    def __init__(self, kpi: KPI, sales: SalesData, lang: str) -> None:
        self._own, self._sales, self._settled = kpi, sales, KPI_ITSELF
        self._splits_of: dict[str, tuple[str, ...]] = {}
        self._months = choices.months(kpi, sales)
        self._reps = choices.reps(sales, lang) if "rep" in kpi.by else ()
        self.language: Any = None
        self.language = self._language(lang)
        self.study = self._choice("study", options=choices.studies(kpi), value=KPI_ITSELF) if kpi.studies else None
        view, split = choices.opening(kpi, self._splits)
        both_ends = self._months[0], self._months[-1]
        self.period = w.SelectionRangeSlider(options=self._months, value=both_ends, readout=False)
        self.split = self._choice("dimension", options=self._splits, value=split)
        self.view = self._choice("view", options=choices.views(kpi, split), value=view)
        self.reps = w.SelectMultiple(options=self._reps, rows=REPS_SHOWN) if self._reps else None
        self.span, self.hint, self.heading = safe.empty(), safe.empty(), safe.empty()
        self.box = w.VBox(self._children())

    def _language(self, lang: str) -> Choice:
        names = [(say("panel.language_name", code), code) for code in languages()]
        return Choice(
            "language", lambda: self.language.value if hasattr(self, "language") else lang, options=names, value=lang
        )

    def _choice(self, kind: str, **given: Any) -> Choice:
        return Choice(kind, lambda: self.language.value, **given)

    @property
    def kpi(self) -> KPI:
        """The KPI that is asked, or the study of it that was chosen."""
        chosen = self.study.value if self.study else KPI_ITSELF
        return self._own.study(chosen) if chosen else self._own

    @property
    def _splits(self) -> tuple[str, ...]:
        kpi = self.kpi
        if kpi.name not in self._splits_of:
            self._splits_of[kpi.name] = choices.splits(kpi, self._sales)
        return self._splits_of[kpi.name]

    @property
    def settable(self) -> tuple[Any, ...]:
        """Every widget whose value is part of the question."""
        every = (self.study, self.period, self.split, self.view, self.reps, self.language)
        return tuple(control for control in every if control is not None)

    def asked(self) -> Asked:
        """The question as the controls stand now; a period's open end takes in what comes before or after."""
        first, last = self.period.value
        return Asked(
            split=self.split.value,
            view=self.view.value,
            by=choices.keys(self.kpi, self.split.value, self.view.value),
            lang=self.language.value,
            start=None if first == self._months[0] else first,
            end=None if last == self._months[-1] else choices.following(last),
            reps=self.reps.value if self.reps and "rep" in self.kpi.by else (),
        )

    def settle(self) -> None:
        """Write every label in the language chosen, and offer the views that fit the split."""
        lang = self.language.value
        if self.study:
            offer(self.study, [(self._study_name(name, lang), name) for name in choices.studies(self._own)])
        self._describe(lang)
        opened = self._opened()
        offer(self.split, [(self._split_name(name, lang), name) for name in self._splits])
        fitting = choices.views(self.kpi, self.split.value)
        # The only view of the split before was nobody's choice, and is not kept.
        chosen = opened or len(self.view.options) > 1
        offer(self.view, [(say(f"panel.view_{name}", lang), name) for name in fitting], keep=chosen)
        self.view.disabled = len(fitting) == 1
        offer(self.period, [(formats.period(month, "month", lang), month) for month in self._months])

    def _opened(self) -> bool:
        """Whether another study was chosen: it begins with the split and the view that are its first."""
        chosen = self.study.value if self.study else KPI_ITSELF
        if chosen == self._settled:
            return False
        self._settled = chosen
        view, split = choices.opening(self.kpi, self._splits)
        with self.split.hold_sync(), self.view.hold_sync():
            self.split.options, self.split.value = self._splits, split
            self.view.options, self.view.value = choices.views(self.kpi, split), view
        if self.reps:
            self.reps.disabled = "rep" not in self.kpi.by
        return True

    def _study_name(self, name: str, lang: str) -> str:
        return (self._own.study(name) if name else self._own).title_in(lang)

    def _describe(self, lang: str) -> None:
        for name in ("study", "period", "split", "view", "reps", "language"):
            control = getattr(self, name)
            if control:
                # Without a tooltip of its own the front end shows "null" over a slider's label.
                control.description = control.tooltip = say(f"panel.{name}", lang)
        self.hint.value = safe.paragraph(say("panel.reps_hint", lang), "hint")
        title, question = self.kpi.title_in(lang), self.kpi.words("question", lang)
        self.heading.value = safe.paragraph(title, "title") + safe.paragraph(question, "question")
        asked = self.asked()
        span = formats.span(asked.start, asked.end, lang) or say("result.all_time", lang)
        self.span.value = safe.paragraph(span, "hint")

    def _split_name(self, name: str, lang: str) -> str:
        text = say("panel.whole", lang) if name == WHOLE else say(f"dimension.{name}", lang)
        return text[:1].upper() + text[1:]

    def _children(self) -> list[w.Widget]:
        filtered = [self.reps, self.hint] if self.reps else []
        # What belongs to the control above stands close under it.
        self.span.add_class("salestoolkit-close")
        self.hint.add_class("salestoolkit-close")
        numbers = [self.study] if self.study else []
        return [self.heading, *numbers, self.period, self.span, self.split, self.view, *filtered, self.language]


def offer(control: Any, options: Sequence[tuple[str, str | date]], keep: bool = True) -> None:
    """Give a control its options anew and keep what is chosen of them; the first where that is gone."""
    if tuple(control.options) == tuple(options):
        return
    kept, known = control.value, {value for _, value in options}
    with control.hold_sync():
        control.options = options
        # A slider's value is its two ends.
        if keep and known.issuperset(kept if isinstance(kept, tuple) else (kept,)):
            control.value = kept
