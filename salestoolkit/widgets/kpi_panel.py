"""The panel of any KPI: controls at the left, figure, sentence and n at the right; may not import reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from markupsafe import Markup

from salestoolkit.data.period import until
from salestoolkit.engine.preparing import forget
from salestoolkit.engine.registry import definition
from salestoolkit.figures.picture import Picture
from salestoolkit.kpi import KPI
from salestoolkit.results.computing import compute
from salestoolkit.results.result import Result
from salestoolkit.widgets import safe
from salestoolkit.widgets.choices import Asked
from salestoolkit.widgets.controls import Controls
from salestoolkit.widgets.figure import FigureImage
from salestoolkit.words import formats
from salestoolkit.words.errors import SalesToolkitError, UnknownName
from salestoolkit.words.text import languages, say

if TYPE_CHECKING:
    from salestoolkit.data.sales import SalesData

WIDTH = "700px"
CONTROLS = "0 0 250px"
ANSWER = "1 1 420px"


@dataclass(frozen=True)
class Answer:
    """What a panel shows at once: never a figure of one question beside the sentence of another."""

    sentence: str
    count: str = ""
    measured: str = ""
    result: Result | None = None
    picture: Picture | None = None
    error: Exception | None = None


class Panel:
    """Controls and the answer to what they ask. The last line of a notebook cell shows it; so does Voila.

    Attributes
    ----------
    study, period, split, view, reps, language : widget
        The controls; ``reps`` is None for a KPI that has no rep in it, ``study`` for one that has no studies.
    figure, sentence, count : widget
        What they bring about, always of the same question.
    result : Result or None
        What is shown; None when the question could not be answered, then ``error`` says why.
    box : widget
        All of it, to place inside a layout of one's own.
    """

    def __init__(self, kpi: KPI, sales: SalesData, lang: str) -> None:
        self._sales, self._settling = sales, False
        self.controls = controls = Controls(kpi, sales, lang)
        self.period, self.split, self.view = controls.period, controls.split, controls.view
        self.reps, self.language, self.study = controls.reps, controls.language, controls.study
        self.sentence, self.count, self._terms = safe.empty(), safe.empty(), safe.empty()
        self.figure = FigureImage(layout=w.Layout(width="100%", max_width=WIDTH, height="auto"))
        self.measured = w.Accordion([self._terms], selected_index=None, layout=w.Layout(max_width=WIDTH))
        self.result: Result | None = None
        self.error: Exception | None = None
        self.box = self._laid_out()
        for control in controls.settable:
            control.observe(self._changed, "value")
        self._update()

    @property
    def kpi(self) -> KPI:
        """What is shown: the KPI, or the study of it that was chosen."""
        return self.controls.kpi

    def _changed(self, _change: object) -> None:
        if not self._settling:
            self._update()

    def _update(self) -> None:
        """The one way from the controls to what is shown."""
        with self._quietly():
            self.controls.settle()
        asked = self.controls.asked()
        self._show(answer(self.kpi, self._sales, asked), asked.lang)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        # New labels and options change values too; those are no questions of the reader.
        self._settling = True
        try:
            yield
        finally:
            self._settling = False

    def _show(self, told: Answer, lang: str) -> None:
        _let_go(self.result, told.result)
        self.result, self.error, self._said = told.result, told.error, told.sentence
        self.figure.show(told.picture)
        self.sentence.value = safe.paragraph(told.sentence, "sentence", role="status")
        self.count.value = safe.paragraph(told.count, "count")
        self._terms.value = safe.listing(told.measured)
        self.measured.titles = (say("result.definition", lang),)
        self.measured.layout.display = None if told.measured else "none"

    def _laid_out(self) -> w.Widget:
        looks = Markup(files(__package__).joinpath("panel.css").read_text("utf-8"))  # noqa: S704 - a file of our own
        style = w.HTML(Markup("<style>{}</style>").format(looks))
        style.layout.display = "none"
        controls = self.controls.box
        controls.layout = w.Layout(flex=CONTROLS, min_width="0")
        controls.add_class("salestoolkit-controls")
        shown = [self.sentence, self.count, self.figure, self.measured]
        body = w.VBox(shown, layout=w.Layout(flex=ANSWER, min_width="0", max_width=WIDTH, overflow="visible"))
        body.add_class("salestoolkit-answer")
        box = w.HBox([style, controls, body], layout=w.Layout(flex_flow="row wrap", align_items="flex-start"))
        box.add_class("salestoolkit-panel")
        return box

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = self.box._repr_mimebundle_(**kwargs)
        return bundle | {"text/plain": repr(self)}

    def __repr__(self) -> str:
        """What it says, for places where no widget is drawn."""
        return f"{self.kpi.title_in(self.language.value)}: {self._said}"


def panel(kpi: str | KPI, sales: SalesData, *, lang: str | None = None) -> Panel:
    """An interactive panel of a KPI: period, split, view, reps and language, with figure, sentence and n.

    Parameters
    ----------
    kpi : str or KPI
        Its name, a KPI object, or the path of a file that defines one.
    sales : SalesData
        From ``load`` or ``demo``.
    lang : str, optional
        Language to begin in; that of ``sales`` by default.

    Returns
    -------
    Panel
        Shows itself in JupyterLab and under Voila.

    Raises
    ------
    UnknownName
        For a KPI or language that does not exist.

    Examples
    --------
    >>> import salestoolkit as st
    >>> panel = st.panel("win_rate", st.demo(), lang="en")
    >>> panel.split.value = "team"
    >>> panel.result.by
    ('team',)
    """
    chosen = lang or sales.lang
    if chosen not in languages():
        raise UnknownName("language", chosen, languages())
    return Panel(definition(kpi), sales, chosen)


def answer(kpi: KPI, sales: SalesData, asked: Asked) -> Answer:
    """The answer to what the controls ask; what goes wrong becomes its sentence."""
    try:
        result = compute(kpi, until(sales, asked.end), by=asked.by, start=asked.start, end=asked.end, where=asked.where)
        return told(result.to(asked.lang), asked.view)
    except SalesToolkitError as error:
        return Answer(say("panel.refused", asked.lang, why=error.told(asked.lang)), error=error)
    except Exception as error:
        # An exception in a callback is seen by nobody: the old figure would stay beside the new controls.
        return Answer(say("panel.failed", asked.lang, kind=type(error).__name__), error=error)


def _let_go(old: Result | None, new: Result | None) -> None:
    """Drops what was prepared of the last period's end: a slider would leave facts of each month behind."""
    if old is not None and old.sales.stood and (new is None or new.sales.stood != old.sales.stood):
        forget(old.sales)


def told(result: Result, view: str) -> Answer:
    """A result as a panel shows it."""
    picture = result.plot(view)
    n = formats.number(result.whole.frame["n"].iloc[0], result.lang)
    basis = say(f"basis.{result.kpi.basis}", result.lang)
    return Answer(
        # Split by group and time, the ends would be single points: mostly chance.
        sentence=result.read() if len(result.by) < 2 else result.whole.read(),
        count=say("panel.count", result.lang, n=n, basis=basis),
        measured=result.definition.text,
        result=result,
        picture=picture if isinstance(picture, Picture) else None,
    )
