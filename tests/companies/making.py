"""Makes the whole of a company in this process, part by part, and keeps what each part shows and what it raised."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import salestoolkit as st
from companies.company import Company
from salestoolkit.engine.registry import definitions
from salestoolkit.figures.picture import Picture
from salestoolkit.generate.notebooks import REP, SHEET, TEAM, notebook
from salestoolkit.reports.rep.bands import MEMBERS
from salestoolkit.reports.rep.extract import SUFFIX, extracts
from salestoolkit.results.result import Result
from salestoolkit.review.cycles import LOOK_BACK
from salestoolkit.review.section import Passage
from salestoolkit.words.errors import SalesToolkitError

DOTS = 40
"""So fine are figures drawn here: enough for everything that is laid out; pages draw at 200."""


@dataclass(frozen=True)
class Share:
    """How much is made of a company: of splits and figures every so many in turn, and of so many reps.

    ``both`` makes the team's review in the other language too; KPIs and studies always speak both. Findings look back
    on so many ``cycles``: three are what it takes to be new, to recur and to be resolved. Of a team with bands so many
    ``extracts`` are cut (None: all), of which the reps are drawn. Goals are asked for of so many ``periods`` in turn.
    What stands beside the team's review (commands, reps, the same under other names) is each made ``one_in`` so many.
    """

    splits: int = 1
    figures: int = 1
    reps: int = 6
    both: bool = True
    cycles: int = LOOK_BACK
    extracts: int | None = None
    periods: int = 5
    one_in: int = 1


SHARES = {
    "whole": Share(),
    "turn": Share(splits=30, figures=3, reps=1, both=False, cycles=3),
    "quick": Share(splits=240, figures=16, reps=1, both=False, cycles=2, extracts=2, periods=2, one_in=2),
}
"""Everything; a tenth of it that still makes each part of each page; and what CI makes, where companies share that."""


@dataclass(frozen=True)
class Shown:
    """What one part showed: ``page`` is the page and language, ``cell`` the part of it."""

    page: str
    cell: str
    value: Any
    text: str
    html: str = ""


@dataclass(frozen=True)
class Fault:
    """A law that did not hold, or ``exception``; ``about`` is one line, ``tail`` the end of a traceback."""

    law: str
    where: str
    about: str
    tail: str = ""


@dataclass
class Made:
    """Everything that was made of a company."""

    company: Company
    share: Share
    sales: Any = None
    other: Any = None
    shown: list[Shown] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    extracts: list[Any] = field(default_factory=list)
    refused: str = ""

    @property
    def results(self) -> Iterator[tuple[Shown, Result]]:
        """All results that were shown."""
        return ((shown, shown.value) for shown in self.shown if isinstance(shown.value, Result))

    @property
    def passages(self) -> Iterator[tuple[Shown, Passage]]:
        """All passages that were shown."""
        return ((shown, shown.value) for shown in self.shown if isinstance(shown.value, Passage))

    def has_turn(self, part: str) -> bool:
        """Whether a part that companies share falls on this one."""
        return not Random(f"{part} {self.company.kind} {self.company.seed}").randrange(self.share.one_in)

    def attempt(self, page: str, cell: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, kept with what it shows; an exception is a fault, and the next part goes on."""
        try:
            value = make()
            self.shown.append(_shown(page, cell, value))
        except Exception as error:
            self.faults.append(raised(page, cell, error))
            return None
        return value


def raised(page: str, cell: str, error: BaseException) -> Fault:
    """An exception as a fault."""
    return Fault("exception", f"{page} {cell}".strip(), _line(error), _tail(error))


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:200]


def _tail(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "companies" not in frame.filename]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[::-1][:4])


def _shown(page: str, cell: str, value: Any) -> Shown:
    if isinstance(value, Picture):
        value.png(DOTS)
        return Shown(page, cell, value, value.alt)
    html = value._repr_html_() if hasattr(value, "_repr_html_") else ""
    return Shown(page, cell, value, value if isinstance(value, str) else repr(value), html)


def make(company: Company, folder: Path, share: Share = SHARES["whole"]) -> Made:
    """The whole of a company, or a share of it."""
    made, dice = Made(company, share), Random(f"{company.kind} {company.seed}")
    lang, other = ("en", "id") if company.seed % 2 else ("id", "en")
    try:
        made.sales = company.load(folder / "books" if company.seed % 2 else None, lang)
        if share.both:
            made.other = company.load(folder / "books" if company.seed % 2 else None, other)
    except SalesToolkitError as error:
        _refused(made, error)
        return made
    except Exception as error:
        made.faults.append(raised("load", "", error))
        return made
    made.attempt("check", "intake", lambda: made.sales.intake)
    made.attempt("check", "sales", lambda: repr(made.sales))
    _review(made, made.sales, dice, drawn=True)
    _splits(made, dice)
    if made.has_turn("commands"):
        _commands(made)
    if made.has_turn("reps"):
        _reps(made, folder, dice)
    if share.both:
        _review(made, made.other, dice, drawn=False)
    return made


def _refused(made: Made, error: SalesToolkitError) -> None:
    made.refused = str(error)
    if not made.company.may_refuse:
        made.faults.append(Fault("refused", "load", _line(error)))


@cache
def _cells(name: str) -> tuple[tuple[str, Any, Any], ...]:
    """A template's cells: id, what is done first, and the expression that is shown."""
    compiled = []
    for cell in notebook(name).cells:
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        shown = compile(ast.Expression(last.value), cell.id, "eval") if last else None
        compiled.append((cell.id, compile(tree, cell.id, "exec"), shown))
    return tuple(compiled)


def _walk(made: Made, page: str, name: str, given: dict[str, Any], undrawn: frozenset[str] = frozenset()) -> None:
    """Runs a template's cells one after another with parameters, as papermill does, and keeps what each shows."""
    space: dict[str, Any] = {}
    for cell, done, expression in _cells(name):

        def run(cell: str = cell, done: Any = done, expression: Any = expression) -> Any:
            exec(done, space)
            if cell == "parameters":
                space.update(given)
            return eval(expression, space) if expression and cell not in undrawn else ""

        made.attempt(page, cell, run)
    values = ((name, value) for name, value in space.items() if isinstance(value, Result | Passage))
    made.shown += [Shown(page, name, value, "") for name, value in values]


def is_figure(cell: str) -> bool:
    """Whether a template's cell draws."""
    return cell.endswith("-plot") or any(f"-{view}-" in cell for view in ("ranking", "trend", "total", "steps"))


def _review(made: Made, sales: Any, dice: Random, drawn: bool) -> None:
    """The team's review, with its share of figures where they are drawn."""
    figures = [cell for cell, *_ in _cells(TEAM) if is_figure(cell)]
    some = figures[dice.randrange(made.share.figures) :: made.share.figures] if drawn else []
    given = {"source": sales, "lang": sales.lang}
    _walk(made, f"team_review/{sales.lang}", TEAM, given, frozenset(figures) - set(some))


def questions() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every KPI and study with every split that it offers, and the pairs of rep and time that extracts ask."""
    for kpi in definitions():
        for each in (kpi, *(study.of(kpi) for study in kpi.studies)):
            yield each.name, ()
            yield from ((each.name, (split,)) for split in each.splits)
            if {"rep", "month"} <= set(each.splits):
                yield each.name, ("rep", "month")


def _splits(made: Made, dice: Random) -> None:
    """The share of questions, each in both languages."""
    turn = dice.randrange(made.share.splits)
    for name, by in list(questions())[turn :: made.share.splits]:
        _answer(made, name, by)


def _answer(made: Made, name: str, by: tuple[str, ...]) -> None:
    cell = " by ".join([name, *filter(None, [",".join(by)])])
    result = made.attempt(f"kpi/{made.sales.lang}", cell, lambda: st.compute(name, made.sales, by=by))
    if result is None:
        return
    for lang in st.languages():
        told = result.to(lang)
        for part in ("heading", "sentence", "finding", "listing", "definition"):
            made.attempt(f"kpi/{lang}", f"{cell} {part}", lambda told=told, part=part: getattr(told, part))


PERIODS = ("month", "week", "quarter", "day", "year")
SUGGESTED = ("month", "quarter", "year")
"""Periods that goals are given for, a usual one among any two neighbours; and those of which some are suggested."""


def _commands(made: Made) -> None:
    """What commands print beside the KPIs: goals, suggestions, what was agreed, and the revisions."""
    for sales in (made.sales, made.other) if made.share.both else (made.sales,):
        page = f"commands/{sales.lang}"
        asked = [PERIODS[(made.company.seed + i) % len(PERIODS)] for i in range(made.share.periods)]
        for period in asked:
            made.attempt(page, f"goals {period}", lambda period=period, sales=sales: st.goals(sales, period=period))
        for period in (period for period in asked if period in SUGGESTED):
            for name in ("suggest_goals", "daily_goals"):
                ask = getattr(st, name)
                made.attempt(page, f"{name} {period}", lambda ask=ask, p=period, s=sales: ask(s, period=p))
        rows = (("agreed_rows", st.agreed_rows), ("daily_rows", st.daily_rows), ("follow_up_rows", st.follow_up_rows))
        for name, ask in rows:
            made.attempt(page, name, lambda ask=ask, sales=sales: ask(sales).to_csv(index=False))
        made.attempt(page, "revisions", lambda sales=sales: st.revisions(sales))
        made.attempt(page, "findings", lambda sales=sales: st.findings(sales))


def _reps(made: Made, folder: Path, dice: Random) -> None:
    """Each rep's review and sheet from the extracts that a run would cut: of many reps some.

    Where bands are told all extracts come of one computation, but each has its own questions all the same.
    """
    people = len(made.company.tables.get("reps", ()))
    wanted = made.share.reps if people < MEMBERS else made.share.extracts
    made.attempt("reps", "extracts", lambda: made.extracts.extend(islice(extracts(made.sales), wanted)) or "")
    for section, error in (made.extracts[0].faults if made.extracts else {}).items():
        made.faults.append(Fault("exception", f"extract {section}", error))
    some = dice.sample(made.extracts, min(len(made.extracts), made.share.reps))
    for i, extract in enumerate(some):
        path = extract.write(folder / f"{i}{SUFFIX}")
        for lang in st.languages() if made.share.both else (st.languages()[(made.company.seed + i) % 2],):
            given = {"source": str(path), "rep": extract.rep_id, "lang": lang}
            undrawn = (cell for cell, *_ in _cells(REP) if i and is_figure(cell))
            _walk(made, f"reps/{extract.rep_id}/{lang}", REP, given, frozenset(undrawn))
            _walk(made, f"sheets/{extract.rep_id}/{lang}", SHEET, given)
