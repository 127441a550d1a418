"""Plans a run: which reports, from which notebooks, with which parameters. Writes what the kernels will read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from salestoolkit.data.sales import SalesData
from salestoolkit.data.snapshot import save
from salestoolkit.registry import definition, definitions
from salestoolkit.reports.extract import SUFFIX, extracts
from salestoolkit.reports.names import slug
from salestoolkit.reports.templates import REP, TEAM, text
from salestoolkit.reports.work import Task
from salestoolkit.words.errors import UsageError
from salestoolkit.words.text import say

Each = Literal["rep", "team"]
EACH = get_args(Each)


@dataclass(frozen=True)
class Order:
    """What was ordered: the period, the language, one report per what, and the KPIs (names or files)."""

    start: str = ""
    end: str = ""
    lang: str = "id"
    each: Each = "rep"
    kpis: tuple[str, ...] = ()

    @property
    def specs(self) -> list[str]:
        """The KPIs ordered; files by their full path, since kernels run elsewhere."""
        chosen = self.kpis or tuple(kpi.name for kpi in definitions())
        return [str(Path(spec).resolve()) if spec.endswith(".py") else definition(spec).name for spec in chosen]


def plan(sales: SalesData, order: Order, folder: Path) -> list[Task]:
    """The tasks of a run, the team's review first; notebooks, snapshot and extracts are written into ``folder``."""
    if order.each not in EACH:
        raise UsageError(f"A report can be made for each {' or '.join(EACH)}, not for each '{order.each}'.")
    source = save(sales, folder / "data")
    team = _written(TEAM, order, folder)
    tasks = [_team_task(team, source, order, "", "team_review.html")]
    if order.each == "team":
        return tasks + [
            _team_task(team, source, order, name, f"teams/{slug(name, name)}.html") for name in _teams(sales)
        ]
    return tasks + _rep_tasks(sales, order, folder)


def _written(name: str, order: Order, folder: Path) -> Path:
    path = folder / f"{name}.ipynb"
    path.write_text(text(name, order.specs), encoding="utf-8")
    return path


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


def _rep_tasks(sales: SalesData, order: Order, folder: Path) -> list[Task]:
    template = _written(REP, order, folder)
    teams = dict(sales.connection.execute("SELECT rep_id, coalesce(team, '') FROM reps").fetchall())
    tasks = []
    for extract in extracts(sales, order.specs, start=order.start, end=order.end):
        name = slug(extract.rep, extract.rep_id)
        path = extract.write(folder / f"{name}{SUFFIX}")
        parameters = {"source": str(path), "rep": extract.rep_id, "lang": order.lang}
        title = say("overview.rep", order.lang, rep=extract.rep)
        page = f"reps/{name}.html"
        tasks.append(
            Task(
                "rep",
                extract.rep_id,
                extract.rep,
                teams[extract.rep_id],
                template,
                parameters,
                page,
                title,
                order.lang,
            )
        )
    return tasks
