"""Which months and seasons pay most: indices of the months, and the days before and after Lebaran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar.days import AFTER_LEBARAN, BEFORE_LEBARAN
from salestoolkit.engine.calendar.occasions import occasions
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.series.months import YEAR
from salestoolkit.estimate.series.season import Season
from salestoolkit.kpi import KPI, Measure
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.result import Result
from salestoolkit.results.wording import period
from salestoolkit.review.sales.margins import KNOWN, share_with_cost
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.text import local, say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

UNKNOWN = ("lebaran_month", "unknown")
"""Heights of which nothing is known."""
YEARS = 2
"""Years, and times Lebaran was seen, below which nothing is claimed."""
LEBARAN = {"before": "", "after": "after_"}
COLUMNS = (
    Column("season", "text"),
    Column("index", "ratio"),
    Column("index", "interval", "ratio"),
    Column("years"),
    Column("n"),
    Column("height", "code"),
)


@dataclass(frozen=True)
class ProfitSeason(Season):
    """``Season`` of what is left of each month's sales after ``cost``."""

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """As of :class:`Season`."""
        return super().__call__(counts.assign(amount=counts["amount"].astype(float) - counts["cost"]), keys)


def seasons(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """Which months of the year, and which days around Lebaran, pay most.

    By gross profit where the cost of at least 95 % of the won deals is known, otherwise by sales, and it says which.

    Parameters
    ----------
    start, end, where
        As in ``compute``; a review of one quarter leaves the start open. Needs 24 full months, and 36 for
        intervals; below that it claims nothing.

    Returns
    -------
    Passage
        ``.frame`` has a row per calendar month, then in Indonesia ``before`` and ``after`` Lebaran: ``kind (month,
        before, after) month_of_year season index index_lo index_hi years n reason height``. A month's index is
        against the average month, Lebaran set aside (12 simultaneous intervals); that of Lebaran is sales per
        business day against the usual days around it. A height is ``high``, ``low`` (the interval excludes 1),
        ``within``, ``unknown`` or ``lebaran_month`` (not to be told apart from Lebaran).
    """
    asked: dict[str, Any] = {"start": start, "end": end, "where": where}
    plain = compute("monthly_sales.season", sales, by="month_of_year", **asked)
    if plain.missing or plain.frame.empty:
        missing = plain.missing or say("review.seasons.nothing", sales.lang)
        return Passage("seasons", pd.DataFrame(), (), (), sales.lang, sales.currency, missing)
    known = share_with_cost(sales, start, end, where)
    profit = known >= KNOWN
    indices = compute(_profit(), sales, by="month_of_year", **asked) if profit else plain
    frame = pd.concat([_months(indices), *_lebaran(sales, asked)], ignore_index=True)
    return Passage(
        "seasons",
        frame,
        COLUMNS,
        _said(frame, profit, sales.lang),
        sales.lang,
        sales.currency,
        notes=_notes(frame, indices, known),
        drawn=(lambda: _drawn(frame, indices, profit)) if frame.loc[frame["kind"] == "month", "index"].any() else None,
        country=sales.practice.country,
        period=period(plain),
    )


def _profit() -> KPI:
    season, cost = definition("monthly_sales.season"), Measure("cost", "customers", "closed_at", value="cost")
    estimate: Any = ProfitSeason()
    return replace(season, name="monthly_sales.profit_season", measures=(*season.measures, cost), estimate=estimate)


def _months(indices: Result) -> pd.DataFrame:
    rows = indices.frame
    named = {"value": "index", "lo": "index_lo", "hi": "index_hi"}
    frame = rows[["month_of_year", *named, "years", "n", "reason"]].rename(columns=named)
    frame["season"] = [formats.month_of_year(month, indices.lang) for month in frame["month_of_year"]]
    # An index without an interval is indicative: nothing is claimed of it.
    return _judged(frame.assign(kind="month"))


def _lebaran(sales: SalesData, asked: Mapping[str, Any]) -> tuple[pd.DataFrame, ...]:
    """Two rows, before and after Lebaran; nothing outside Indonesia or where no Lebaran is in the data."""
    whole = compute("monthly_sales.lebaran", sales, **asked)
    if sales.practice.country != "ID" or whole.missing or whole.frame["reason"].iloc[0] == "no_lebaran":
        return ()
    years = int(compute("monthly_sales.lebaran", sales, by="year", **asked).frame["reason"].ne("no_lebaran").sum())
    seen = whole.frame.iloc[0]
    rows = [
        {
            **{"kind": kind, "season": say(f"review.seasons.{kind}", sales.lang, days=days)},
            **{f"index{end}": seen[f"{prefix}{name}"] for end, name in (("", "value"), ("_lo", "lo"), ("_hi", "hi"))},
            **{"years": years, "n": seen[f"{prefix}n"], "reason": "" if seen[f"{prefix}value"] > 0 else "too_few"},
        }
        for (kind, prefix), days in zip(LEBARAN.items(), (BEFORE_LEBARAN, AFTER_LEBARAN), strict=True)
    ]
    return (_judged(pd.DataFrame(rows)),)


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    unknown = frame["index_lo"].isna() | (frame["years"] < YEARS)
    mixed = unknown & frame["reason"].eq("lebaran_month")
    checks = [mixed, unknown, frame["index_lo"] > 1, frame["index_hi"] < 1]
    return frame.assign(height=np.select(checks, [*UNKNOWN, "high", "low"], "within"))


def _said(frame: pd.DataFrame, profit: bool, lang: str) -> tuple[str, ...]:
    months, feast = (frame[frame["kind"].eq("month") == wanted] for wanted in (True, False))
    known = months[~months["height"].isin(UNKNOWN)]
    told = _on_months(months, profit, lang) if len(known) else [_unknown(months, profit, lang)]
    return (*told, *(_on_lebaran(row, lang) for row in feast.to_dict("records")))


def _unknown(months: pd.DataFrame, profit: bool, lang: str) -> str:
    reasons = months.loc[months["reason"].ne("lebaran_month"), "reason"]
    reason = reasons.iloc[0] if len(reasons) else ""
    if profit and reason == "not_positive":
        return say("review.seasons.no_profit", lang)
    if reason:
        return say("review.seasons.no_index", lang, reason=say(f"reason.{reason}", lang))
    return say("review.seasons.indicative", lang)


def _on_months(months: pd.DataFrame, profit: bool, lang: str) -> list[str]:
    known = months[~months["height"].isin(UNKNOWN)]
    by = "profit" if profit else "sales"
    ordered = known.sort_values("index", ascending=False)
    first, rest = ordered.iloc[0], ordered.iloc[1:]
    years = int(known["years"].min())
    words = {"month": first["season"], "years": years, **_index(first, lang)}
    # Above every other month is none as long as one of them is not known.
    clear = first["index_lo"] > rest["index_hi"].max() and len(known) == len(months) == YEAR
    said = [say(f"review.seasons.{'most' if clear else 'no_most'}_{by}", lang, **words)]
    for height in ("high", "low"):
        names = ", ".join(known.loc[known["height"] == height, "season"])
        if names:
            said.append(say(f"review.seasons.{height}", lang, names=names))
    return said


def _index(row: Mapping[str, Any] | pd.Series, lang: str) -> dict[str, str]:
    return {
        "index": formats.number(row["index"], lang, 2),
        "interval": formats.interval(row["index_lo"], row["index_hi"], "ratio", lang),
    }


def _on_lebaran(row: Mapping[str, Any], lang: str) -> str:
    words = {"season": row["season"], "years": row["years"], **_index(row, lang)}
    return say(f"review.seasons.lebaran_{row['height']}", lang, **words)


def _notes(frame: pd.DataFrame, indices: Result, known: float) -> tuple[str, ...]:
    lang, practice = indices.lang, indices.sales.practice
    by = "by_profit" if known >= KNOWN else "by_declared" if practice.gross_margin else "by_sales"
    mixed = frame.loc[frame["reason"] == "lebaran_month", "season"]
    unclear = (say("review.seasons.mixed", lang, names=", ".join(mixed)),) if len(mixed) else ()
    years = frame.loc[frame["kind"] == "month", "years"].astype(int)
    # a calendar month that the data never reach has no row
    seen = formats.number_range(years.min() if len(years) == YEAR else 0, years.max(), lang)
    share = formats.percent(known, lang)
    by = local(f"review.seasons.{by}", lang, practice.country)
    return (say(by, lang, share=share), say("review.seasons.rests", lang, years=seen), *unclear)


def _drawn(frame: pd.DataFrame, indices: Result, profit: bool) -> Picture:
    from salestoolkit.figures.review.seasons import draw_year_round

    last = min(pd.Timestamp(end) for end in (indices.sales.local_as_of, indices.end) if end is not None)
    final = (last - pd.Timedelta(microseconds=1)).year
    years = int(frame.loc[frame["kind"] == "month", "years"].max())
    shown = range(final - years + 1, final + 1) if indices.sales.practice.country == "ID" else ()
    return draw_year_round(frame, [day for year in shown for day in occasions(year)], profit, indices.lang)
