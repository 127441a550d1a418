"""A rep's extract: own rows, own matters and anonymous team bands, computed once for the whole team and cut per rep."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from salestoolkit.data.alone import alone
from salestoolkit.data.period import of_period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import own_names, sellers
from salestoolkit.engine.missing import Missing
from salestoolkit.engine.own import OwnFault
from salestoolkit.engine.registry import definition, definitions
from salestoolkit.reports.machine.progress import announce, progress
from salestoolkit.reports.rep import bands
from salestoolkit.reports.rep.noticed import with_noticed
from salestoolkit.reports.run.sections import one_line
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.result import Result
from salestoolkit.review.one_to_one.rep_rows import PARTS, Matters, matters
from salestoolkit.words.errors import InputError, SalesToolkitError, Told

SUFFIX = ".extract.json"
SCHEMA = 3
DAYS_OF_THE_TEAM = ("horizon", "horizon_days", "lag_days", "lag_declared")
"""Companions that are told of the team as they are: in how many whole days things take their course."""
ROUNDED_OF_THE_TEAM = ("needed",)
"""Companions that are one number of the whole team, and told rounded. No other number of everybody is told."""

NO_SUMS = ("at", "value", "lo", "hi", "target", *DAYS_OF_THE_TEAM, *ROUNDED_OF_THE_TEAM)
"""Columns that can be filled in a period in which the rep has nothing."""

Row = Mapping[str, Any]
Grain = Literal["month", "quarter"]


@dataclass(frozen=True)
class Piece:
    """What an extract holds of one KPI: the rep's own row and series, and the team's bands.

    Of one that could not be computed it holds the kind of error alone: the error itself may tell of others.
    """

    spec: str
    missing: Mapping[str, Any] = field(default_factory=dict)
    own: Row = field(default_factory=dict)
    band: Row = field(default_factory=dict)
    grain: Grain = "month"
    series: Sequence[Row] = ()
    bands: Sequence[Row] = ()
    failed: str = ""


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
    cuts = [_stepped(_cut(spec, sales, asked.start, asked.end), step) for spec in asked.specs]
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


def _stepped(cut: _Cut | _Failed, step: Callable[[], object]) -> _Cut | _Failed:
    step()
    return cut


def _cut(spec: str, sales: SalesData, start: Day, end: Day) -> _Cut | _Failed:
    """A KPI, or why it is not there: what is wrong with one takes none of the others. A wrong question is refused."""
    try:
        return _Cut(spec, sales, start, end)
    except SalesToolkitError as error:
        if not isinstance(error, OwnFault):
            raise
        return _Failed(spec, error)
    except Exception as error:
        return _Failed(spec, error)


SECTIONS = {"goals": "own_goals", "progress": "own_progress", "findings": "own_findings", "suggested": "own_findings"}
SECTIONS |= {"agreed": "own_agreements", "recover": "own_recovery", "rates": "own_goals", "ended": "own_goals"}
"""The section of a rep's review that a part of the matters is told in; the sheet's are named after it."""


def _by_section(cuts: Sequence[_Cut | _Failed], parts: Mapping[str, Exception]) -> dict[str, str]:
    """The errors of planning, by the sections that cannot be made for them."""
    faults = {cut.spec: one_line(cut.error) for cut in cuts if isinstance(cut, _Failed)}
    for part, error in parts.items():
        faults |= dict.fromkeys((SECTIONS[part], f"sheet.{SECTIONS[part]}"), one_line(error))
    return faults


@dataclass(frozen=True)
class _Failed:
    """Stands for a KPI that could not be computed."""

    spec: str
    error: Exception

    def of(self, rep_id: str) -> Piece:
        return Piece(self.spec, failed=type(self.error).__name__)


class _Cut:
    """One KPI for all reps of a load, ready to be cut per rep."""

    def __init__(self, spec: str, sales: SalesData, start: Day, end: Day) -> None:
        self.spec, self.sales, self.period = spec, sales, (start, end)
        self.sellers = frozenset(sellers(sales)["rep_id"])
        self.total = self._of_sellers("rep")

    def of(self, rep_id: str) -> Piece:
        """A rep's piece; its series is by month where four in five of the own months can be judged, else by quarter."""
        if self.total.missing:
            return Piece(self.spec, asdict(self.total.lacking))
        [own, *_] = [*self.own.get(rep_id, []), {}]
        whole = Piece(self.spec, own=own, band=self.band)
        if not self.total.kpi.over_time:
            return whole
        series = self.monthly.rows.get(rep_id, [])
        judged = sum(row["value"] is not None for row in series) >= 0.8 * len(series)
        if judged:
            return replace(whole, series=series, bands=self.monthly.bands)
        return replace(whole, grain="quarter", series=self.quarterly.rows.get(rep_id, []), bands=self.quarterly.bands)

    @cached_property
    def own(self) -> Mapping[str, Sequence[Row]]:
        """Every rep's row of the whole period."""
        return _rows(self.total)

    @cached_property
    def band(self) -> Row:
        """The band of the whole period."""
        return _banded(self.total, self.total.frame["value"])

    @cached_property
    def monthly(self) -> _Series:
        """Every rep's months."""
        return _Series.of(self._of_sellers("rep", "month"), "month")

    @cached_property
    def quarterly(self) -> _Series:
        """Every rep's quarters; counted when a rep first needs them."""
        return _Series.of(self._of_sellers("rep", "quarter"), "quarter")

    def _of_sellers(self, *by: str) -> Result:
        """Without what belongs to nobody: a band is of people."""
        result = compute(self.spec, self.sales, by=by, start=self.period[0], end=self.period[1])
        return replace(result, frame=result.frame[result.frame["rep_id"].isin(self.sellers)])


@dataclass(frozen=True)
class _Series:
    """The rows of each rep over time, and the bands of the same periods."""

    rows: Mapping[str, Sequence[Row]]
    bands: Sequence[Row]

    @classmethod
    def of(cls, result: Result, grain: Grain) -> _Series:
        periods = result.frame.dropna(subset=grain).groupby(grain)["value"]
        found = [(at, _banded(result, values, bands.WITHIN)) for at, values in periods]
        told = [{"at": at.date().isoformat()} | band for at, band in found if band]
        return cls({rep_id: _within_own(rows) for rep_id, rows in _rows(result, grain).items()}, told)


def _banded(result: Result, values: pd.Series, least: int = bands.MEMBERS) -> dict[str, Any]:
    """The band of some values; a share cannot exceed 1, and a percentage of a goal can."""
    share = result.kpi.unit == "percent" and not (values > 1).any()
    return bands.band(values, 1.0 if share else math.inf, least)


def _rows(result: Result, grain: str = "") -> dict[str, list[Row]]:
    """Each rep's rows without the keys that name anybody; dated by ``at`` where split by time."""
    frame = _without_the_team_s(result).rename(columns={grain: "at"} if grain else {})
    rows: dict[str, Any] = {rep_id: [] for rep_id in frame["rep_id"]}
    for rep_id, row in zip(frame["rep_id"], result.records_of(frame.drop(columns=["rep_id", "rep"])), strict=True):
        rows[rep_id].append(row)
    return rows


def _without_the_team_s(result: Result) -> pd.DataFrame:
    """The frame without exact numbers of the whole team; of a rep alone all are the rep's own."""
    frame = result.frame
    if len(sellers(result.sales)) < bands.MEMBERS:
        return frame
    common = {measure.name for measure in result.kpi.measures if measure.common} - {*DAYS_OF_THE_TEAM}
    rounded = {name: frame[name].round(1) for name in ROUNDED_OF_THE_TEAM if name in frame}
    return frame.assign(**{name: math.nan for name in common if name in frame}, **rounded)


def _within_own(rows: Sequence[Row]) -> list[Row]:
    """From the first period in which there is something of the rep's own to the last: the others' begin elsewhere."""
    filled = [i for i, row in enumerate(rows) if row["at"] and any(_counts(row))]
    return list(rows[filled[0] : filled[-1] + 1]) if filled else []


def _counts(row: Row) -> Iterator[bool]:
    """Whether there is anything in each of a row's sums; a flag or a declared target is not one."""
    for name, value in row.items():
        if name not in NO_SUMS and isinstance(value, int | float) and not isinstance(value, bool):
            yield value != 0


def lacking(piece: Piece) -> Missing:
    """What a piece's KPI lacked in the data; falsy when nothing."""
    return Missing.written(piece.missing)
