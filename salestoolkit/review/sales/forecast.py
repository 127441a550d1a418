"""Forecast: the months ahead of the sales series, by the method that was least wrong about the months behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar.days import lebaran_days
from salestoolkit.estimate.series.forecasting import (
    FIRST,
    SEASON,
    Trial,
    achieved,
    airline,
    better,
    bounds,
    by_work,
    floored,
    mase,
    rolling,
    seasonal_naive,
    seasonal_naive_bounds,
)
from salestoolkit.results.computing import compute
from salestoolkit.review.goals.day_weights import day_weights, every_day
from salestoolkit.review.goals.simulation import Outlook
from salestoolkit.review.pipeline.pipeline_forecast import pipeline_forecast
from salestoolkit.review.sales.running_month import brought_so_far, with_what_is_in
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import local, say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

Where = Mapping[str, str | Sequence[str]]

NEEDED = 24
"""Full months below which there is no forecast of the series."""
TRUSTED = 30
"""Full months below which bounds are known to be too narrow (docs/statistics.md)."""
JUDGED = 12
"""The last so many rolling origins judge the methods."""
KEPT = 36
"""The last so many rolling origins give the errors that bounds are made of."""
AIRLINE_FROM, AIRLINE_EVERY = 36, 3
"""The airline model needs so many months, and is slow: it is judged at every third origin."""
BEFORE, AFTER = 14, 8
"""Days before Lebaran, and from it on, whose share in a month is a regressor of the airline model."""
MOST = 24

COLUMNS = (
    Column("period_name", "text"),
    Column("forecast", "money"),
    Column("forecast", "interval", "money"),
    Column("baseline", "money"),
)


@dataclass(frozen=True, eq=False)
class History:
    """Sales of full months, and the won deals of everybody by day, from which the weight of each day is learnt."""

    months: list[date]
    sales: np.ndarray
    outlook: Outlook

    @classmethod
    def of(cls, sales: SalesData, where: Where | None) -> History:
        """The full months before the one in which ``as_of`` falls, from the first on that is known whole."""
        outlook, months = Outlook.of(sales), _whole_months(sales)
        if not months:
            return cls([], np.array([]), outlook)
        asked: Any = {"start": months[0], "end": later(months[-1], 1), "where": where}
        frame = compute("monthly_sales", sales, by="month", **asked).frame
        held = dict(zip(pd.to_datetime(frame["month"]).dt.date, frame["value"].astype(float), strict=True))
        return cls(months, np.nan_to_num(np.array([held.get(month, 0.0) for month in months])), outlook)

    def calendar(self, origin: int, ahead: int, lebaran: bool) -> np.ndarray:
        """Sales per unit of work, carried forward along their slope, times the work of the months from ``origin`` on.

        The work of a day is what the deals that everybody won before ``origin`` say of such days.
        """
        known, end = later(self.months[0], origin), later(self.months[0], origin + ahead)
        won = self.outlook.won["day"]
        days = every_day(self.months[0], known)
        history = won[won < known].value_counts().reindex(days, fill_value=0)
        weights = day_weights(history, every_day(self.months[0], end), self.outlook.practice, lebaran)
        month = np.array([day.year * 12 + day.month for day in weights.index])
        work = np.bincount(month - month[0], weights.to_numpy())
        return by_work(self.sales[:origin], work)

    def airline(self, origin: int, ahead: int) -> np.ndarray:
        """The airline model with Lebaran's share of each month where the country knows it."""
        if self.outlook.practice.country != "ID":
            return airline(self.sales[:origin], ahead)
        shares = np.array([lebaran_shares(later(self.months[0], i)) for i in range(origin + ahead)])
        return airline(self.sales[:origin], ahead, shares[:origin], shares[origin:])

    def method(self, name: str, ahead: int, origin: int) -> np.ndarray:
        """What a method says at an origin of the months from it on."""
        if name == "airline":
            return self.airline(origin, ahead)
        if name.startswith("calendar"):
            return self.calendar(origin, ahead, name == "calendar")
        return seasonal_naive(self.sales[:origin], ahead, name == "drift")


def forecast(sales: SalesData, *, months: int = 6, where: Where | None = None) -> Passage:
    """What the months ahead are expected to bring, in net won sales by close date.

    Parameters
    ----------
    sales : SalesData
        With won deals of at least 24 full months; the month that is running counts as one of those ahead.
    months : int
        How many months ahead, 1 to 24.
    where : mapping, optional
        As in ``compute``: whose or which sales, for example ``{"team": "Surabaya"}``.

    Returns
    -------
    Passage
        ``.frame`` has a row per month: ``month forecast forecast_lo forecast_hi baseline baseline_lo baseline_hi``.
        Bounds hold 80 % nominally; the sentence says how many of the past months they held.

    Raises
    ------
    UsageError
        For a number of months that is not from 1 to 24.

    Notes
    -----
    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, sections 5.8 and 5.10.
    """
    if not 1 <= months <= MOST:
        raise UsageError(Told("months", months=months, most=MOST))
    missing = compute("monthly_sales", sales, where=where).missing
    history = None if missing else History.of(sales, where)
    if history is None or len(history.months) < NEEDED:
        lacking = missing or _too_short(sales, 0 if history is None else len(history.months))
        return Passage("forecast", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    trials = tried(history, months)
    chosen, baseline = choice(trials, history.sales)
    already = brought_so_far(sales, where)
    frame = with_what_is_in(_framed(history, chosen, baseline, months, sales.lang), already, history.outlook)
    return Passage(
        "forecast",
        frame,
        COLUMNS,
        _said(history, frame, chosen, baseline, sales),
        sales.lang,
        sales.currency,
        notes=tuple(_notes(history, trials, sales, already)),
        drawn=lambda: _drawn(history, frame, chosen.name == baseline.name, sales),
        country=sales.practice.country,
    )


def _whole_months(sales: SalesData) -> list[date]:
    """From the first month with a sale that total sales and seasons too take for whole, to the last that is over."""
    by_month = compute("monthly_sales", sales, by="month")
    if by_month.missing:
        return []
    frame = by_month.frame
    sold = frame["month"].notna() & (frame["n"].gt(0) | frame["value"].fillna(0).ne(0))
    kept = frame.loc[frame["month"].ge(frame.loc[sold, "month"].min()) & ~frame["partial"].astype(bool), "month"]
    if kept.empty:
        return []
    begins, today = kept.min().date(), sales.local_as_of
    return [later(begins, i) for i in range((today.year - begins.year) * 12 + today.month - begins.month)]


def _too_short(sales: SalesData, full: int) -> str:
    """That the months are too few; and where the open deals are forecast, if they are."""
    told = say("review.forecast.too_short", sales.lang, months=full, needed=NEEDED)
    if pipeline_forecast(sales).lacking:
        return told
    return f"{told} {say('review.forecast.meanwhile', sales.lang)}"


def tried(history: History, ahead: int) -> list[Trial]:
    """Each method on rolling origins, the baselines first: ``seasonal_naive drift calendar_plain calendar airline``.

    ``calendar_plain`` does not know Lebaran. The airline model joins in once it can be judged after 36 months.
    """
    n = len(history.months)
    origins = range(max(FIRST, n - KEPT), n)
    plain = ["calendar_plain"] if history.outlook.practice.country == "ID" else []
    names = ["seasonal_naive", "drift", *plain, "calendar"]
    trials = [rolling(name, _by(history, name, ahead), n, origins, ahead) for name in names]
    few = range(n - JUDGED, n, AIRLINE_EVERY)
    if few.start >= AIRLINE_FROM and (history.sales > 0).all():
        trials.append(rolling("airline", _by(history, "airline", ahead), n, few, ahead))
    return trials


def _by(history: History, name: str, ahead: int) -> Any:
    return lambda origin: history.method(name, ahead, origin)


def choice(trials: list[Trial], series: np.ndarray) -> tuple[Trial, Trial]:
    """The method whose errors were smallest over the last twelve origins, and the better one of the baselines.

    A method that did not beat repeating last year (MASE of 1 or more) gives way to the baseline.
    """
    since = len(series) - JUDGED
    baseline = better(trials[0], trials[1], series, since)
    best = reduce(lambda held, trial: better(held, trial, series, since), trials[2:], baseline)
    return (best if _mase(best, series) < 1 else baseline), baseline


def _mase(trial: Trial, series: np.ndarray) -> float:
    return mase(trial.errors(series)[len(series) - JUDGED :], series)


def _framed(history: History, chosen: Trial, baseline: Trial, ahead: int, lang: str) -> pd.DataFrame:
    n = len(history.months)
    value, naive = (history.method(trial.name, ahead, n) for trial in (chosen, baseline))
    lo, hi = floored(bounds(chosen, history.sales, value), history.sales)
    naive_lo, naive_hi = floored(np.array(seasonal_naive_bounds(history.sales, naive)), history.sales)
    months = [later(history.months[0], n + i) for i in range(ahead)]
    names = [formats.period(month, "month", lang) for month in months]
    columns = {"forecast": value, "forecast_lo": lo, "forecast_hi": hi}
    naives = {"baseline": naive, "baseline_lo": naive_lo, "baseline_hi": naive_hi}
    return pd.DataFrame({"month": months, "period_name": names, **columns, **naives})


def _said(history: History, frame: pd.DataFrame, chosen: Trial, baseline: Trial, sales: SalesData) -> tuple[str, ...]:
    lang, series, first = sales.lang, history.sales, frame.iloc[0]
    ends = formats.interval(first["forecast_lo"], first["forecast_hi"], "money", lang, sales.currency, compact=True)
    value, before = (formats.money(x, lang, sales.currency, compact=True) for x in (first["forecast"], series[-SEASON]))
    next_month = say(
        "review.forecast.next" if ends else "review.forecast.next_alone",
        lang,
        **{"month": first["period_name"], "value": value, "before": before} | ({"interval": ends} if ends else {}),
    )
    told = {"method": _named(chosen, sales), "mase": _ratio(_mase(chosen, series), lang)}
    naive = {"naive": _ratio(_mase(baseline, series), lang)}
    method = (
        say("review.forecast.nothing_better", lang, **told)
        if chosen.name == baseline.name
        else say("review.forecast.chosen", lang, **told, **naive)
    )
    held, asked = achieved(chosen, series)
    if not asked:
        return next_month, method, say("review.forecast.coverage_unknown", lang)
    share = formats.percent(held / asked, lang, 0)
    return next_month, method, say("review.forecast.coverage", lang, held=held, asked=asked, share=share)


def _named(trial: Trial, sales: SalesData) -> str:
    return say(local(f"review.forecast.by_{trial.name}", sales.lang, sales.practice.country), sales.lang)


def _ratio(x: float, lang: str) -> str:
    return formats.number(x, lang, 2)


def _notes(history: History, trials: list[Trial], sales: SalesData, already: float) -> Iterator[str]:
    lang, series = sales.lang, history.sales
    told = [f"{_named(trial, sales)} {_ratio(_mase(trial, series), lang)}" for trial in trials]
    yield say("review.forecast.tried", lang, methods="; ".join(told))
    first, last = (formats.period(month, "month", lang) for month in (history.months[0], history.months[-1]))
    yield say("review.forecast.history", lang, months=len(series), first=first, last=last)
    if len(series) < TRUSTED:
        yield say("review.forecast.young", lang)
    if sales.local_as_of.day > 1:
        words = {"month": formats.period(sales.local_as_of, "month", lang)}
        words |= {"already": formats.money(already, lang, sales.currency, compact=True)}
        yield say(f"review.forecast.running{'_with_sales' if already > 0 else ''}", lang, **words)


def later(day: date, months: int) -> date:
    """The first day of the month that is so many months after the one ``day`` lies in."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def lebaran_shares(month: date) -> tuple[float, float]:
    """The shares of the 14 days before Lebaran, and of the 8 from it on, that fall into a month."""
    days = lebaran_days((month.year,))
    before = [day.fromordinal(day.toordinal() - i) for day in days for i in range(1, BEFORE + 1)]
    after = [day.fromordinal(day.toordinal() + i) for day in days for i in range(AFTER)]
    inside = [sum((day.year, day.month) == (month.year, month.month) for day in part) for part in (before, after)]
    return inside[0] / BEFORE, inside[1] / AFTER


def _drawn(history: History, frame: pd.DataFrame, alone: bool, sales: SalesData) -> Picture:
    from salestoolkit.figures.review.forecast import draw_fan

    past = pd.DataFrame({"month": history.months, "value": history.sales})
    return draw_fan(past, frame, sales.lang, sales.currency, alone)
