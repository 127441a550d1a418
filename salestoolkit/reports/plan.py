"""Plans a run: which reports, from which notebooks, with which parameters. Writes what the kernels will read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from salestoolkit.data.sales import SalesData
from salestoolkit.data.snapshot import save
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.registry import definition, definitions, file_of
from salestoolkit.generate.notebooks import REP, SHEET, TEAM, text
from salestoolkit.reports.machine.fingerprint import fingerprint
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.parameters import checked
from salestoolkit.reports.publish.slugs import slug
from salestoolkit.reports.rep.extract import SUFFIX, extracts
from salestoolkit.reports.run.job import Task
from salestoolkit.words.errors import Listed, Told, UsageError
from salestoolkit.words.text import say

Each = Literal["rep", "team"]
EACH = get_args(Each)


@dataclass(frozen=True)
class Order:
    """What was ordered: period, language, reports per what, KPIs (names or files), names of files, meeting sheets."""

    start: str = ""
    end: str = ""
    lang: str = "id"
    each: Each = "rep"
    kpis: tuple[str, ...] = ()
    opaque: bool = False
    sheets: bool = False

    @property
    def specs(self) -> list[str]:
        """The KPIs and studies ordered, each once; files by their full path, since kernels run elsewhere."""
        chosen = self.kpis or tuple(kpi.name for kpi in definitions())
        return list(dict.fromkeys(map(_everywhere, chosen)))

    @property
    def own(self) -> tuple[Path, ...]:
        """The files of KPIs of one's own."""
        return tuple(Path(file) for file in self.files)

    @property
    def files(self) -> list[str]:
        """Their names."""
        return sorted({str(file) for spec in self.specs if (file := file_of(spec))})

    @property
    def names(self) -> list[str]:
        """The KPIs and studies as the manifest names them: files without their folders."""
        return [Path(spec).name.replace(".py:", ".").removesuffix(".py") for spec in self.specs]


def _everywhere(spec: str) -> str:
    """What asks for a KPI in any folder."""
    file = file_of(spec)
    if file is None:
        return definition(spec).name
    study = spec.rpartition(".py:")[2] if ".py:" in spec else ""
    return f"{file.resolve()}:{study}" if study else str(file.resolve())


def plan(sales: SalesData, order: Order, folder: Path, shown: bool = False) -> list[Task]:
    """The tasks of a run, the team's review first; notebooks, snapshot and extracts are written into ``folder``.

    ``shown`` says on standard error how far it is.
    """
    if order.each not in EACH:
        raise UsageError(Told("for_each", each=Listed("or", EACH), given=order.each))
    source = save(sales, folder / "data")
    team = _written(TEAM, order, folder)
    tasks = [_team_task(team, source, order, "", "team_review.html")]
    if order.each == "team":
        pages = {name: f"teams/{slug(name, name, order.opaque)}.html" for name in _teams(sales)}
        tasks += [_team_task(team, source, order, name, page) for name, page in pages.items()]
    return _keyed([*tasks, *_rep_tasks(sales, order, folder, shown)], order)


def _written(name: str, order: Order, folder: Path) -> Path:
    path = folder / f"{name}.ipynb"
    path.write_text(text(name, order.specs if order.kpis else None), encoding="utf-8")
    return path


def _keyed(tasks: Sequence[Task], order: Order) -> list[Task]:
    """Tasks with a key that changes when the page would: by template, parameters, data, KPI files or libraries.

    Raises
    ------
    Refused
        When a template does not declare what it is given.
    """
    hashes = _Hashes()
    files = [hashes.of(path) for path in order.own]
    return [
        replace(task, key=_key(task, [fingerprint(), *files], hashes), data=hashes.of(Path(task.parameters["source"])))
        for task in tasks
    ]


def _key(task: Task, common: Sequence[str], hashes: _Hashes) -> str:
    data = hashes.of(Path(task.parameters["source"]))
    parameters = {**checked(hashes.notebook(task.notebook), task.parameters), "source": data}
    told = [*common, hashes.of(task.notebook), parameters, task.kind, task.title, task.lang, data]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class _Hashes:
    """What files and folders hold, read once each."""

    def __init__(self) -> None:
        self.known: dict[Path, str] = {}
        self.notebooks: dict[Path, Any] = {}

    def of(self, path: Path) -> str:
        """SHA-256 of a file or folder."""
        if path not in self.known:
            self.known[path] = hash_of(path)
        return self.known[path]

    def notebook(self, path: Path) -> Any:
        """The notebook in a file."""
        import nbformat

        if path not in self.notebooks:
            self.notebooks[path] = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        return self.notebooks[path]


def _team_task(template: Path, source: Path, order: Order, team: str, page: str) -> Task:
    parameters = {
        "source": str(source),
        "team": team,
        "start": order.start,
        "end": order.end,
        "lang": order.lang,
    }
    title = say("overview.team", order.lang, team=team) if team else say("overview.all_teams", order.lang)
    return Task("team", team, team or title, team, template, parameters, page, title, order.lang)


def _teams(sales: SalesData) -> Sequence[str]:
    rows = sales.connection.execute("SELECT DISTINCT team FROM reps WHERE team IS NOT NULL ORDER BY team").fetchall()
    return [team for (team,) in rows]


def _rep_tasks(sales: SalesData, order: Order, folder: Path, shown: bool) -> list[Task]:
    """Each rep's review, then each rep's meeting sheet, as far as they were ordered; both read the same extract."""
    if order.each == "team" and not order.sheets:
        return []
    template = _written(REP, order, folder)
    teams = dict(sales.connection.execute("SELECT rep_id, coalesce(team, '') FROM reps").fetchall())
    labels = dict(sellers(sales)[["rep_id", "rep"]].to_numpy().tolist())
    tasks, called = [], {}
    talks = order.sheets or not order.kpis
    lang = order.lang if shown else ""
    for extract in extracts(sales, order.specs, start=order.start, end=order.end, talks=talks, shown=lang):
        name = slug(extract.rep, extract.rep_id, order.opaque)
        path = extract.write(folder / f"{name}{SUFFIX}")
        parameters = {"source": str(path), "rep": extract.rep_id, "lang": order.lang}
        title = say("overview.rep", order.lang, rep=extract.rep)
        page = f"reps/{name}.html"
        called[extract.rep_id] = extract.rep
        tasks.append(
            Task(
                "rep",
                extract.rep_id,
                labels[extract.rep_id],
                teams[extract.rep_id],
                template,
                parameters,
                page,
                title,
                order.lang,
                reads=(str(path), *order.files),
                faults=extract.faults,
            )
        )
    return [*(tasks if order.each == "rep" else []), *(_sheets(tasks, order, folder, called) if order.sheets else [])]


def _sheets(tasks: Sequence[Task], order: Order, folder: Path, called: Mapping[str, str]) -> list[Task]:
    template = _written(SHEET, order, folder)
    return [
        replace(
            task,
            kind="sheet",
            notebook=template,
            page=f"sheets/{Path(task.page).name}",
            title=say("sheet.title", order.lang, rep=called[task.identity]),
        )
        for task in tasks
    ]
