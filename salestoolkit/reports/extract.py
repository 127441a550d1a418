"""A rep's extract: own rows, own matters and anonymous team bands, computed once for the whole team and cut per rep."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from salestoolkit.data.period import of_period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.computing import Day, compute
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lacking import Missing
from salestoolkit.engine.own import OwnFault
from salestoolkit.engine.result import Result
from salestoolkit.registry import definition, definitions
from salestoolkit.reports import bands
from salestoolkit.reports.progress import announce, progress
from salestoolkit.reports.sections import one_line
from salestoolkit.review.matters import PARTS, Matters, matters
from salestoolkit.words.errors import InputError, SalesToolkitError

SUFFIX = ".extract.json"
SCHEMA = 2
OF_THE_TEAM = ("needed",)
"""Companions that are one number of the whole team: told like a band, of enough reps and not exactly."""

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
        raise InputError(f"cannot be read as an extract: {error}", file=str(path)) from None
    if held.get("schema") != SCHEMA:
        raise InputError("is an extract of another version. Make the report again.", file=str(path))
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

    Without ``talks`` it holds KPIs only, and nothing of what a one-to-one is about: that takes longest to compute.
    ``shown`` is the language in which to say how far the computation is; silent without. What happened after the period
    does not count (``of_period``).
    """
    sales = of_period(sales, start, end)
    specs = [spec for spec in kpis or [kpi.name for kpi in definitions()] if "rep" in definition(spec).by]
    with progress(len(specs) + talks * PARTS, 0, shown or sales.lang, bool(shown), "part") as step:
        cuts = [_stepped(_cut(spec, sales, start, end), step) for spec in specs]
        of_parts: dict[str, Exception] = {}
        about = matters(sales, bands.MEMBERS, step, of_parts) if talks else {}
    faults = _by_section(cuts, of_parts)
    announce("writing", shown or sales.lang, bool(shown))
    for rep_id, name in sellers(sales)[["rep_id", "rep"]].itertuples(index=False):
        yield Extract(
            rep_id,
            name,
            sales.name,
            sales.timezone,
            sales.currency,
            sales.as_of.isoformat(),
            str(start or ""),
            str(end or ""),
            [cut.of(rep_id) for cut in cuts],
            about.get(rep_id, Matters("month")),
            faults=faults,
        )


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
SECTIONS |= {"agreed": "own_agreements", "recover": "own_recovery"}
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
    """One KPI for all reps, ready to be cut per rep."""

    def __init__(self, spec: str, sales: SalesData, start: Day, end: Day) -> None:
        self.spec, self.start, self.end = spec, start, end
        self.sellers = frozenset(sellers(sales)["rep_id"])
        self.total = self._of_sellers(compute(spec, sales, by="rep", start=start, end=end))
        self.grain: Grain = "month"
        self.series: Result | None = None
        if not self.total.missing and self.total.kpi.over_time:
            self.grain, self.series = self._series(sales)

    def _series(self, sales: SalesData) -> tuple[Grain, Result]:
        """By month where four in five of the reps' months can be judged, else by quarter."""
        monthly = self._split(sales, "month")
        if monthly.frame["value"].notna().mean() >= 0.8:
            return "month", monthly
        return "quarter", self._split(sales, "quarter")

    def _split(self, sales: SalesData, grain: Grain) -> Result:
        return self._of_sellers(compute(self.spec, sales, by=("rep", grain), start=self.start, end=self.end))

    def _of_sellers(self, result: Result) -> Result:
        """Without what belongs to nobody: a band is of people."""
        frame = result.frame[result.frame["rep_id"].isin(self.sellers)]
        enough = len(self.sellers) >= bands.MEMBERS
        told = {name: frame[name].round(1) if enough else math.nan for name in OF_THE_TEAM if name in frame}
        return replace(result, frame=frame.assign(**told))

    def of(self, rep_id: str) -> Piece:
        if self.total.missing:
            return Piece(self.spec, asdict(self.total.lacking))
        own = self.rows_by_rep.get(rep_id, [{}])[0]
        series = self.series_by_rep.get(rep_id, [])
        return Piece(self.spec, own=own, band=self.band, grain=self.grain, series=series, bands=self.bands)

    @cached_property
    def rows_by_rep(self) -> dict[str, Sequence[Row]]:
        return _rows(self.total)

    @cached_property
    def series_by_rep(self) -> dict[str, Sequence[Row]]:
        return _rows(self.series, self.grain) if self.series else {}

    @cached_property
    def band(self) -> Row:
        return bands.band(self.total.frame["value"])

    @cached_property
    def bands(self) -> list[Row]:
        if self.series is None:
            return []
        periods = self.series.frame.dropna(subset=self.grain).groupby(self.grain)["value"]
        return [{"at": at.date().isoformat()} | of for at, values in periods if (of := bands.band(values))]


def _rows(result: Result, grain: str = "") -> dict[str, Sequence[Row]]:
    """Each rep's rows without the keys that name anybody; dated by ``at`` where split by time."""
    frame = result.frame.rename(columns={grain: "at"} if grain else {})
    rows: dict[str, Any] = {rep_id: [] for rep_id in frame["rep_id"]}
    for rep_id, row in zip(frame["rep_id"], result.records_of(frame.drop(columns=["rep_id", "rep"])), strict=True):
        rows[rep_id].append(row)
    return rows


def lacking(piece: Piece) -> Missing:
    """What a piece's KPI lacked in the data; falsy when nothing."""
    return Missing(**{**piece.missing, "columns": tuple(piece.missing["columns"])}) if piece.missing else Missing()
