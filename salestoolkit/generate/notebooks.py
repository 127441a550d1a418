"""Generates the template notebooks from the KPIs' definitions: one per KPI, a rep's two, one for the whole team."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from salestoolkit.engine.registry import definition, definitions
from salestoolkit.generate.placed_sections import placed
from salestoolkit.kpi import KPI
from salestoolkit.words.errors import Listed, Told, UnknownName, UsageError

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEAM, REP, SHEET = "team_review", "rep_review", "meeting_sheet"

_SOURCE = (
    ("source", "demo", "folder, file or workbook of exports; demo is the built-in company"),
    ("crm", "", "name of a mapping that ships with salestoolkit, e.g. maven_crm; empty: none"),
    ("mapping", "", "a mapping file of your own (.toml); empty: none"),
    ("as_of", "", "facts after this day do not count, e.g. 2025-12-31; empty: the end of the period"),
    ("start", "", "first day of the period, e.g. 2025-01-01; empty: the beginning of the data"),
    ("end", "", "first day after the period, e.g. 2026-01-01; empty: the end of the data"),
    ("lang", "id", "language of the reader: id or en"),
)
_TEAM_ONLY = (("team", "", "only this team; empty: all teams"),)
_REP_ONLY = (("rep", "R01", "id of the sales rep the review is for"),)

_ASKED = '{"start": start, "end": end}'
_ASKED_OF_TEAM = '{"start": start, "end": end, "where": {"team": team}}'
_OWN = ("goals", "progress", "findings", "agreements", "recovery", "questions")
_SHEET = {"numbers": "numbers", "goals": "own_goals", "findings": "own_findings", "agreed": "own_agreements"}
_SHEET |= {"recover": "own_recovery", "questions": "own_questions", "notes": "notes"}
"""Parts of the meeting sheet, and the section of a rep's review whose title each has."""
_LOAD = (
    "sales = st.load(source, crm=crm, mapping=mapping, as_of=as_of, lang=lang)\nsales = st.of_period(sales, start, end)"
)

_CHAPTER = ".reviewed"
"""Makes a result a chapter of a review: what cannot be measured is empty there, and told in the list at the end."""


class Cell(NamedTuple):
    """A cell to be written: its id, its code, and the section that it belongs to, if any.

    A section that fails leaves a note, and the others are made; what all rest on belongs to none.
    """

    part: str
    source: str
    section: str = ""


def names() -> tuple[str, ...]:
    """Names of all templates: every KPI's, the rep's review and sheet, the team's review."""
    return (*(kpi.name for kpi in definitions()), REP, SHEET, TEAM)


def notebook(name: str, kpis: Sequence[str] | None = None) -> NotebookNode:
    """The template ``name`` as a notebook without outputs.

    Parameters
    ----------
    name : str
        One of ``names()``, or the path of a file that defines a KPI.
    kpis : sequence of str, optional
        Names or files of the KPIs that a review covers, and nothing else; by default all that are installed, and the
        parts of a review that stand beside KPIs.

    Raises
    ------
    UnknownName
        When there is no such template.
    """
    chosen = tuple(kpis) if kpis is not None else tuple(kpi.name for kpi in definitions())
    if name == TEAM:
        return _built(TEAM, _team_cells(chosen, whole=kpis is None))
    if name == REP:
        return _built(REP, _rep_cells(chosen, whole=kpis is None))
    if name == SHEET:
        return _built(SHEET, _sheet_cells())
    if name not in names() and not name.endswith(".py"):
        raise UnknownName("template", name, names())
    return _built(definition(name).name, _kpi_cells(name))


def text(name: str, kpis: Sequence[str] | None = None) -> str:
    """The template as the text of an .ipynb file, the same bytes each time."""
    import nbformat

    written: str = nbformat.writes(notebook(name, kpis))  # type: ignore[no-untyped-call]
    return f"{written}\n"


def write(folder: Path, only: Iterable[str] | None = None) -> list[Path]:
    """Writes the templates into ``folder`` and says which files."""
    made = {folder / f"{Path(name).stem}.ipynb": text(name) for name in only or names()}
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        path.write_text(content, encoding="utf-8")
    return list(made)


def stale(folder: Path) -> list[str]:
    """Names of templates in ``folder`` that are missing, differ from their definitions, or belong to none."""
    known = {name: text(name) for name in names()}
    found = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.ipynb")}
    return sorted(name for name in known.keys() | found.keys() if known.get(name) != found.get(name))


def _kpi_cells(spec: str) -> list[Cell]:
    kpi = definition(spec)
    return [
        Cell("parameters", _parameters(_SOURCE)),
        Cell("load", f"import salestoolkit as st\n\n{_LOAD}\nasked = {_ASKED}"),
        *_section(kpi, spec),
        *(cell for study in kpi.studies for cell in _section(study.of(kpi), _study_spec(spec, study.name))),
        Cell("intake", "sales.intake", "intake"),
    ]


def _study_spec(spec: str, study: str) -> str:
    return f"{spec}:{study}" if spec.endswith(".py") else f"{spec}.{study}"


def _team_cells(specs: Sequence[str], whole: bool) -> list[Cell]:
    parts = placed(TEAM) if whole else []
    cells = [
        Cell("parameters", _parameters((*_SOURCE, *_TEAM_ONLY))),
        Cell("load", f"import salestoolkit as st\n\n{_LOAD}\nasked = {_ASKED_OF_TEAM}\nst.cover(sales, **asked)"),
        Cell("overview", f"kpis = {_listed(specs)}\nst.overview(sales, kpis, below_cover=True, **asked)", "overview"),
        Cell("scoreboard", "st.scoreboard(sales, kpis, **asked)", "scoreboard"),
        *(cell for order, name, asked in parts if order < 0 for cell in _passage(name, asked)),
    ]
    for spec, kpi in _with_reviewed(specs).items():
        cells += _section(kpi, spec, _CHAPTER)
    last = [cell for order, name, asked in parts if order >= 0 for cell in _passage(name, asked)]
    rest = Cell("unmeasured", "st.unmeasured(globals(), lang)", "unmeasured")
    return [*cells, *last, rest, Cell("intake", "sales.intake", "intake")]


def _with_reviewed(specs: Sequence[str]) -> dict[str, KPI]:
    """KPIs by what asks for them, each with its studies that a review shows; one that is asked for by name comes once.

    Raises
    ------
    UsageError
        When two files define KPIs of one name: a page could not tell them apart.
    """
    asked = _named(specs)
    shown: dict[str, KPI] = {}
    for spec, kpi in asked.items():
        more = {_study_spec(spec, study.name): study.of(kpi) for study in kpi.studies if study.reviewed}
        shown |= {spec: kpi} | {study: of for study, of in more.items() if study not in asked}
    return shown


def _named(specs: Sequence[str]) -> dict[str, KPI]:
    found = {spec: definition(spec) for spec in specs}
    names = [kpi.name for kpi in found.values()]
    for name in names:
        if names.count(name) > 1:
            both = Listed("and", [spec for spec, kpi in found.items() if kpi.name == name])
            raise UsageError(Told("called_alike", both=both, name=name))
    return found


def _passage(name: str, asked: str) -> list[Cell]:
    """A part of the review: heading, sentences, figure, table, and how it is made."""
    return [
        Cell(f"{name}-heading", f"{name} = st.{name}({asked}){_CHAPTER}\n{name}.heading", name),
        Cell(f"{name}-sentence", f"{name}.sentence", name),
        Cell(f"{name}-plot", f"{name}.plot()", name),
        Cell(f"{name}-listing", f"{name}.listing", name),
        Cell(f"{name}-definition", f"{name}.definition", name),
    ]


def _section(kpi: KPI, spec: str, chapter: str = "") -> list[Cell]:
    """Heading, sentence, one figure and table per view, definition; as a chapter of a review empty without data."""
    name = kpi.name.replace(".", "_")
    cells = [
        Cell(f"{name}-heading", f"{name} = st.compute({_quoted(spec)}, sales, **asked){chapter}\n{name}.heading", spec),
        Cell(f"{name}-sentence", f"{name}.sentence", spec),
    ]
    for view, split in kpi.views:
        variable = f"{name}_by_{split}"
        asked = f'{variable} = st.compute({_quoted(spec)}, sales, by="{split}", **asked){chapter}'
        cells += [
            Cell(f"{name}-{view}-{split}", f'{asked}\n{variable}.plot("{view}")', spec),
            Cell(f"{name}-{split}-read", f"{variable}.finding", spec),
            Cell(f"{name}-{split}", f"{variable}.listing", spec),
        ]
    return [*cells, Cell(f"{name}-definition", f"{name}.definition", spec)]


def _rep_cells(specs: Sequence[str], whole: bool) -> list[Cell]:
    cells = [
        *_focused("focus.cover"),
        Cell("scoreboard", "focus.scoreboard", "scoreboard"),
        *(cell for part in (_OWN if whole else ()) for cell in _own(part)),
    ]
    for spec, kpi in _named(specs).items():
        if "rep" not in kpi.by:
            continue
        name = kpi.name.replace(".", "_")
        cells += [
            Cell(f"{name}-heading", f"{name} = focus.on({_quoted(spec)})\n{name}.heading", spec),
            Cell(f"{name}-sentence", f"{name}.sentence", spec),
            Cell(f"{name}-plot", f"{name}.plot()", spec),
            Cell(f"{name}-definition", f"{name}.definition", spec),
        ]
    return [*cells, Cell("unmeasured", "focus.unmeasured", "unmeasured")]


def _focused(shown: str) -> list[Cell]:
    """How every document of one rep begins."""
    source = "source, crm=crm, mapping=mapping, as_of=as_of, lang=lang"
    asked = f"focus = st.focus_on(rep, {source}, start=start, end=end)"
    return [
        Cell("parameters", _parameters((*_SOURCE, *_REP_ONLY))),
        Cell("load", f"import salestoolkit as st\n\n{asked}\n{shown}"),
    ]


def _own(part: str) -> list[Cell]:
    """What is for the rep alone; what the data do not hold says so."""
    return [
        Cell(f"own-{part}-heading", f"{part} = focus.own.{part}\n{part}.heading", f"own_{part}"),
        Cell(f"own-{part}-sentence", f"{part}.sentence", f"own_{part}"),
        Cell(f"own-{part}-listing", f"{part}.listing", f"own_{part}"),
        Cell(f"own-{part}-definition", f"{part}.definition", f"own_{part}"),
    ]


def _sheet_cells() -> list[Cell]:
    return [
        *_focused("focus.sheet.head"),
        *(Cell(part, f"focus.sheet.{part}", f"sheet.{of}") for part, of in _SHEET.items()),
    ]


def _listed(specs: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, specs)) + "]"


def _quoted(spec: str) -> str:
    """As a literal of Python, whatever the name of a file holds."""
    return json.dumps(spec, ensure_ascii=False)


def _parameters(rows: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(f'{name} = "{value}"  # {comment}' for name, value, comment in rows)


def _built(name: str, cells: Sequence[Cell]) -> NotebookNode:
    from nbformat import v4

    built: NotebookNode = v4.new_notebook(  # type: ignore[no-untyped-call]
        metadata={
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "salestoolkit": {"template": name},
        },
        cells=[_cell(cell) for cell in cells],
    )
    return built


def _cell(cell: Cell) -> Any:
    from nbformat import v4

    about: dict[str, Any] = {"tags": ["parameters"]} if cell.part == "parameters" else {}
    if cell.section:
        about["salestoolkit"] = {"section": cell.section}
    # Ids come from what the cell is, so that a template made again is the same file.
    return v4.new_code_cell(cell.source, id=cell.part.replace("_", "-")[:64], metadata=about)  # type: ignore[no-untyped-call]
