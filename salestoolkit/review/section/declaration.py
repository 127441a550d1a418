"""Section: one part of a review, declared in one file as a KPI is; all that people see of it derives from there."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol

import pandas as pd

from salestoolkit.engine.own import held, patience
from salestoolkit.review.section.reader import Reader
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import Text

if TYPE_CHECKING:
    from salestoolkit.engine.missing import Missing
    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.blocks import Block
    from salestoolkit.review.section.result import SectionResult

Kind = Literal["percent", "points", "money", "duration", "ratio", "count", "text", "date", "interval", "code"]
Asks = Literal["period", "history", "now"]
P = ParamSpec("P")


class Data(Protocol):
    """What a section can be computed of: a load, or the rows of one rep."""

    @property
    def lang(self) -> str:
        """The language of the reader."""

    @property
    def currency(self) -> str:
        """The code of the currency."""


@dataclass(frozen=True)
class Column:
    """A column that tables show: of the frame's ``name``, in its unit, under its heading.

    Of an ``interval`` the ends are ``<name>_lo`` and ``<name>_hi`` in ``unit`` (of the ``value`` they are ``lo`` and
    ``hi``); a ``code`` is told by the section's word ``<name>_<code>``, or the catalogue's ``review.<name>.<code>``.
    What is only expected is told ``compact``: money in large units, and a count as a whole number, for there is no
    half deal. A column that ``says`` something is a text made from the frame, a value for each row. Without a
    ``heading`` it has the one that the catalogues give all columns of its name.
    """

    name: str
    kind: Kind = "count"
    unit: formats.Unit = "count"
    compact: bool = False
    heading: Text | None = None
    says: Callable[[pd.DataFrame, Reader], Iterable[str]] | None = None


@dataclass(frozen=True)
class Place:
    """Where a section stands in a document, and what the document asks it.

    Attributes
    ----------
    document : str
        Name of the template, such as ``team_review``.
    order : int
        Sections stand in this order; those below 0 before the KPIs, the others after them.
    asks : {"period", "history", "now"}
        The document's period; all up to its end; or how things stand at ``as_of``.
    options : mapping
        Further arguments of the section's function.
    """

    document: str = "team_review"
    order: int = 1000
    asks: Asks = "period"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Numbers:
    """What a section found: numbers and codes, never words.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row for each thing judged, unrounded: rates from 0 to 1, money in the currency's units, durations in seconds.
    facts : mapping
        Whatever else its sentences, notes and figure are made of.
    lacking : Missing or str
        What the data lack; or the key of the section's word that says why there is no number, filled with ``facts``.
    columns : tuple of Column, optional
        What the table shows, where that depends on what was found.
    period : callable, optional
        The period that the numbers are of in a language, where the sentences do not say so themselves.
    """

    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    facts: Mapping[str, Any] = field(default_factory=dict)
    lacking: Missing | str = ""
    columns: tuple[Column, ...] | None = None
    period: Callable[[str], str] | None = None


Labelling = Callable[[Numbers, Reader], pd.DataFrame]
Telling = Callable[[Numbers, Reader], Iterable[str]]
Drawing = Callable[[Numbers, Reader], "Picture | Block"]


@dataclass(eq=False)
class Section:
    """One part of a review: its words, its columns, where it stands, and the three functions that make it.

    ``computes`` turns the function that finds the numbers into the one that people call: it has the same arguments and
    gives a ``SectionResult``. ``tells``, ``notes`` and ``draws`` take what makes sentences, what was left out, and the
    figure of the numbers; ``labels`` what names the rows in a language, where the numbers do not name them.

    Parameters
    ----------
    name : str
        As it is asked for; in a catalogue of a further language its texts stand under ``section.<name>``.
    title, question, method : Text
        Its heading, and how it is made.
    columns : tuple of Column
        What its table shows, in this order.
    cautions : tuple of Text
        What it does not say.
    words : mapping of str to Text
        The texts that its functions fill; ``<key>_abroad`` is read instead outside Indonesia.
    place : tuple of Place
        The documents that it stands in.
    folded : bool
        Whether the table opens on a click; one that the section is about is seen at once.

    Examples
    --------
    >>> from salestoolkit.review.section import Column, Numbers, Section, Text
    >>> OPEN = Section(
    ...     "open_deals",
    ...     title=Text(en="Open deals", id="Deal terbuka"),
    ...     question=Text(en="How many deals are open?", id="Berapa deal yang masih terbuka?"),
    ...     method=Text(en="Deals whose status is open.", id="Deal yang statusnya open."),
    ...     columns=(Column("deal_id", "text", heading=Text(en="Deal", id="Deal")),),
    ...     words={"count": Text(en="{count} {count|deal is|deals are} open.", id="{count} deal masih terbuka.")},
    ... )
    >>> @OPEN.computes
    ... def open_deals(sales) -> Numbers:
    ...     return Numbers(sales.deals.query("status == 'open'"))
    >>> @OPEN.tells
    ... def _sentences(found, reader):
    ...     yield reader.say("count", count=len(found.frame))
    >>> import salestoolkit as st
    >>> open_deals(st.demo(lang="en")).read()
    '271 deals are open.'
    """

    name: str
    title: Text
    question: Text
    method: Text
    columns: tuple[Column, ...] = ()
    cautions: tuple[Text, ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)
    place: tuple[Place, ...] = ()
    folded: bool = True
    origin: str = field(default="", init=False, repr=False)
    function: Callable[..., SectionResult] | None = field(default=None, init=False, repr=False)
    labelling: Labelling = field(default_factory=lambda: _as_found, init=False, repr=False)
    telling: Telling = field(default_factory=lambda: _nothing, init=False, repr=False)
    noting: Telling = field(default_factory=lambda: _nothing, init=False, repr=False)
    drawing: Drawing | None = field(default=None, init=False, repr=False)

    def computes(self, found: Callable[P, Numbers]) -> Callable[P, SectionResult]:
        """Makes of the function that finds the numbers the one that people call; its first argument is the data."""
        from salestoolkit.review.section.result import SectionResult

        signature = inspect.signature(found)

        @wraps(found)
        def ask(*args: P.args, **kwargs: P.kwargs) -> SectionResult:
            data = next(iter(signature.bind(*args, **kwargs).arguments.values()))
            with held(self.origin, f"section {self.name}", patience.get()):
                return SectionResult.of(self, found(*args, **kwargs), self.reader(data))

        # people are shown what they may give and what they get
        ask.__signature__ = signature.replace(return_annotation="SectionResult")  # type: ignore[attr-defined]
        ask.section = self  # type: ignore[attr-defined]
        self.function = ask
        return ask

    def labels(self, labelling: Labelling) -> Labelling:
        """Takes the function that puts names into the frame where it has codes, to be told, listed and drawn."""
        self.labelling = labelling
        return labelling

    def tells(self, telling: Telling) -> Telling:
        """Takes the function that gives the sentences, the most important first; none claims more than its interval."""
        self.telling = telling
        return telling

    def notes(self, noting: Telling) -> Telling:
        """Takes the function that says what was left out, with counts."""
        self.noting = noting
        return noting

    def draws(self, drawing: Drawing) -> Drawing:
        """Takes the function that draws the figure; it is called when the figure is asked for."""
        self.drawing = drawing
        return drawing

    def reader(self, data: Data, lang: str = "") -> Reader:
        """Whoever reads what is said of ``data``."""
        country = getattr(getattr(data, "practice", None), "country", "ID")
        return Reader(lang or data.lang, data.currency, country, self)

    @property
    def ask(self) -> Callable[..., SectionResult]:
        """The function that people call.

        Raises
        ------
        UsageError
            When no function was given to ``computes``.
        """
        if self.function is None:
            raise UsageError(Told("no_function", name=self.name))
        return self.function

    def texts(self) -> dict[str, Text]:
        """Every text of it by its key in a catalogue of a further language."""
        own = {"title": self.title, "question": self.question, "method": self.method, **self.words}
        own |= {f"caution_{i}": text for i, text in enumerate(self.cautions, 1)}
        own |= {f"column_{each.name}": each.heading for each in self.columns if each.heading}
        return {f"section.{self.name}.{key}": text for key, text in own.items()}


def _as_found(found: Numbers, reader: Reader) -> pd.DataFrame:
    return found.frame


def _nothing(found: Numbers, reader: Reader) -> Iterable[str]:
    return ()
