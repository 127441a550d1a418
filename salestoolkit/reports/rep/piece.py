"""A KPI in extracts: computed once for all reps of a load, and cut into one piece for each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.missing import Missing
from salestoolkit.engine.own import OwnFault
from salestoolkit.reports.rep import bands
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.result import Result
from salestoolkit.words.errors import SalesToolkitError

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


def cut(spec: str, sales: SalesData, start: Day, end: Day) -> Cut | Failed:
    """A KPI, or why it is not there: what is wrong with one takes none of the others. A wrong question is refused."""
    try:
        return Cut(spec, sales, start, end)
    except SalesToolkitError as error:
        if not isinstance(error, OwnFault):
            raise
        return Failed(spec, error)
    except Exception as error:
        return Failed(spec, error)


@dataclass(frozen=True)
class Failed:
    """Stands for a KPI that could not be computed."""

    spec: str
    error: Exception

    def of(self, rep_id: str) -> Piece:
        """A rep's piece, which holds the kind of error alone."""
        return Piece(self.spec, failed=type(self.error).__name__)


class Cut:
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
