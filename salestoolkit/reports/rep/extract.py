"""A rep's extract: own rows, own matters and anonymous team bands, computed once for the whole team and cut per rep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path

from salestoolkit.data.alone import alone
from salestoolkit.data.period import of_period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import own_names, sellers
from salestoolkit.engine.registry import definition, definitions
from salestoolkit.reports.machine.progress import announce, progress
from salestoolkit.reports.rep import bands
from salestoolkit.reports.rep.noticed import with_noticed
from salestoolkit.reports.rep.piece import Cut, Failed, Piece, cut
from salestoolkit.reports.run.sections import one_line
from salestoolkit.results.computing import Day
from salestoolkit.review.one_to_one.rep_rows import PARTS, Matters, matters
from salestoolkit.words.errors import InputError, Told

SUFFIX = ".extract.json"
SCHEMA = 3


@dataclass(frozen=True)
class Extract:
    """Everything the notebook that writes a rep's review may read; ``faults``, by section, stay with the run."""

    rep_id: str
    rep: str
    source: str
    timezone: str
    currency: str
    as_of: str
    start: str
    end: str
    pieces: Sequence[Piece]
    matters: Matters
    schema: int = SCHEMA
    faults: Mapping[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Writes the extract as JSON."""
        # by vars: asdict would first copy every row of every series
        held = vars(self) | {"pieces": [vars(piece) for piece in self.pieces], "matters": vars(self.matters)}
        del held["faults"]
        path.write_text(json.dumps(held, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        path.chmod(0o600)
        return path


def read(path: Path) -> Extract:
    """The extract in a file.

    Raises
    ------
    InputError
        When the file is not an extract of this version.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(Told("no_extract", error=str(error)), file=str(path)) from None
    if held.get("schema") != SCHEMA:
        raise InputError(Told("other_extract"), file=str(path))
    pieces = [Piece(**piece) for piece in held["pieces"]]
    return Extract(**held | {"pieces": pieces, "matters": Matters(**held["matters"])})


def extracts(
    sales: SalesData,
    kpis: Sequence[str] | None = None,
    *,
    start: Day = None,
    end: Day = None,
    talks: bool = True,
    shown: str = "",
) -> Iterator[Extract]:
    """One extract per rep that is not a system account, from one computation for the whole team.

    In a team of fewer than six each is computed of the rep's own rows alone, since no band is told of so few.
    Without ``talks`` it holds KPIs only, and nothing of what a one-to-one is about: that takes longest to compute.
    ``shown`` is the language in which to say how far the computation is; silent without. What happened after the period
    does not count (``of_period``).
    """
    sales = of_period(sales, start, end)
    specs = [spec for spec in kpis or [kpi.name for kpi in definitions()] if "rep" in definition(spec).by]
    people = sellers(sales)["rep_id"]
    small = len(people) < bands.MEMBERS
    asked = _Asked(specs, start, end, talks, bands.MEMBERS - 1 if small else len(people))
    loads = len(people) if small else 1
    with progress(loads * (len(specs) + talks * PARTS), 0, shown or sales.lang, bool(shown), "part") as step:
        if small:
            for rep_id in people:
                yield from (one for one in _cut_from(alone(sales, rep_id), asked, step) if one.rep_id == rep_id)
            return
        cut = _cut_from(sales, asked, step)
        first = list(islice(cut, 1))
    announce("writing", shown or sales.lang, bool(shown))
    yield from chain(first, cut)


@dataclass(frozen=True)
class _Asked:
    """What extracts are to hold, and among how many people a change is looked for."""

    specs: Sequence[str]
    start: Day
    end: Day
    talks: bool
    among: int


def _cut_from(sales: SalesData, asked: _Asked, step: Callable[[], object]) -> Iterator[Extract]:
    """The extract of everybody in a load, from one computation, which is over when the first is there."""
    cuts = [_stepped(cut(spec, sales, asked.start, asked.end), step) for spec in asked.specs]
    of_parts: dict[str, Exception] = {}
    about = matters(sales, asked.among, step, of_parts) if asked.talks else {}
    today = sales.local_as_of.date()
    for rep_id, name in own_names(sales):
        pieces = [cut.of(rep_id) for cut in cuts]
        yield Extract(
            rep_id,
            name,
            sales.name,
            sales.timezone,
            sales.currency,
            sales.as_of.isoformat(),
            str(asked.start or ""),
            str(asked.end or ""),
            pieces,
            _noticed(about[rep_id], pieces, today, of_parts) if asked.talks else Matters(),
            faults=_by_section(cuts, of_parts),
        )


def _noticed(own: Matters, pieces: Sequence[Piece], today: date, faults: dict[str, Exception]) -> Matters:
    try:
        return with_noticed(own, pieces, today)
    except Exception as error:
        faults["findings"] = error
        return replace(own, failed={**own.failed, "findings": type(error).__name__})


def _stepped(cut: Cut | Failed, step: Callable[[], object]) -> Cut | Failed:
    step()
    return cut


SECTIONS = {"goals": "own_goals", "progress": "own_progress", "findings": "own_findings", "suggested": "own_findings"}
SECTIONS |= {"agreed": "own_agreements", "recover": "own_recovery", "rates": "own_goals", "ended": "own_goals"}
"""The section of a rep's review that a part of the matters is told in; the sheet's are named after it."""


def _by_section(cuts: Sequence[Cut | Failed], parts: Mapping[str, Exception]) -> dict[str, str]:
    """The errors of planning, by the sections that cannot be made for them."""
    faults = {cut.spec: one_line(cut.error) for cut in cuts if isinstance(cut, Failed)}
    for part, error in parts.items():
        faults |= dict.fromkeys((SECTIONS[part], f"sheet.{SECTIONS[part]}"), one_line(error))
    return faults
