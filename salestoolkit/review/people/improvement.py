"""Who improves and who declines: each rep's win rate held against the rep's own history, corrected for many reps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import without_losses
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.rank import UNJUDGED
from salestoolkit.estimate.series.control_chart import Chart, p_chart, runs
from salestoolkit.estimate.series.share_trend import LEAST_MONTHS
from salestoolkit.estimate.simulation import SEED
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.wording import period
from salestoolkit.review.people.people import PEOPLE, not_comparable
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.periods import over_at
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.result import Result

CYCLES: tuple[formats.Period, ...] = ("month", "quarter")
"""The shorter is used where a typical rep closes ten deals in it: a point of three deals says nothing."""
FLAGGED = 0.05
"""Of what is flagged, at most one in twenty is expected to be chance."""
SIMULATIONS = 200
TOGETHER = 0.002
"""When signals are so many that chance hardly makes them, the cycles differ for the whole team."""
ORDER = ("declines", "improves", "within", *UNJUDGED)
COLUMNS = (
    Column("who", "text"),
    Column("n"),
    Column("value", "percent"),
    Column("change", "points"),
    Column("change", "interval", "points"),
    Column("trend_first", "percent"),
    Column("trend_last", "percent"),
    Column("outside"),
    Column("run"),
    Column("course", "code"),
)


def progress(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """Which reps' win rates improve or decline against their own history.

    Parameters
    ----------
    start, end, where
        As in ``compute``; the history begins at ``start``, so a review of one quarter leaves it open.

    Returns
    -------
    Passage
        ``.frame`` has a row per rep: ``rep_id who n value change change_lo change_hi p q trend_first trend_last
        first_month last_month outside run course``. The change is that of ``win_rate.trend``, a year, 0.05 being five
        percentage points; ``outside`` counts the cycles outside the rep's own three-sigma limits, ``run`` those that
        end eight or more in a row on one side of the rep's own centre. A course is ``improves``, ``declines`` (the
        trend's q over all reps is below 5 %), ``within``, ``too_few`` (fewer than ten deals, or three months),
        ``undated`` (deals closed on an unknown day would change it) or ``no_losses``.
    """
    asked = {"start": start, "end": end, "where": where}
    trend = compute("win_rate.trend", sales, by="rep", **asked)  # type: ignore[arg-type]
    if trend.missing:
        return Passage("progress", pd.DataFrame(), (), (), sales.lang, sales.currency, trend.missing)
    cycle, points, months = _points(trend)
    frame = _framed(trend, points, months)
    return Passage(
        "progress",
        frame,
        COLUMNS,
        (
            *_said(frame, sales.lang),
            *not_comparable(frame, frame["course"], PEOPLE.reader(sales)),
            *_marks(frame, points, cycle, sales.lang),
        ),
        sales.lang,
        sales.currency,
        notes=(say("review.progress.cycle", sales.lang, cycle=say(f"dimension.{cycle}", sales.lang)),),
        drawn=None if frame["course"].isin(UNJUDGED).all() else lambda: _drawn(frame, points, cycle, sales.lang),
        period=period(trend),
    )


def _points(trend: Result) -> tuple[formats.Period, pd.DataFrame, pd.DataFrame]:
    """The cycle, each rep's cycles that are over (``rep_id at won n share centre lo hi outside run``), and months."""
    sales = trend.sales
    until = min(pd.Timestamp(end) for end in (sales.local_as_of, trend.end) if end is not None)
    months = pd.DataFrame()
    for cycle in CYCLES:
        result = compute(
            "win_rate", sales, by=("rep", cycle), start=trend.start, end=trend.end, where=trend.question.where
        )
        frame = result.frame[result.frame["rep_id"].isin(sellers(sales)["rep_id"])].rename(columns={cycle: "at"})
        # what may have closed there unrecorded makes the counts of a cycle no share
        frame = frame.assign(**{name: frame[name].mask(frame["reason"].eq("undated"), 0) for name in ("won", "n")})
        over = over_at(frame["at"], cycle) <= until
        points = frame.loc[over, ["rep_id", "at", "won", "n"]].sort_values(["rep_id", "at"])
        months = points if cycle == "month" else months
        some = points[points["n"] > 0]
        if len(some) and some.groupby("rep_id")["n"].median().median() >= RANKED:
            break
    charted = [_charted(rows) for _, rows in points.groupby("rep_id")]
    return cycle, pd.concat(charted) if charted else _charted(points), months


def _charted(rows: pd.DataFrame) -> pd.DataFrame:
    won, n = rows["won"].to_numpy(float), rows["n"].to_numpy(float)
    chart, share = p_chart(won, n), won / np.where(n > 0, n, np.nan)
    outside, run = _signals(share, chart)
    return rows.assign(share=share, centre=chart.center, lo=chart.lo, hi=chart.hi, outside=outside, run=run)


def _signals(share: np.ndarray, chart: Chart) -> tuple[np.ndarray, np.ndarray]:
    """Which points lie outside the limits, and which end a run on one side."""
    return (share < chart.lo) | (share > chart.hi), runs(share, chart.center)


def _framed(trend: Result, points: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """A row per rep; but for q, and the chart's signals in everybody's cycle, of the rep's own months alone."""
    known = months[months["n"] > 0].groupby("rep_id")
    ends = known["at"].agg(first_month="min", last_month="max")
    summed = known.agg(won=("won", "sum"), n=("n", "sum"), months=("n", "size"))
    own = summed.join(points.groupby("rep_id")[["outside", "run"]].sum())
    rows = trend.frame[trend.frame["rep_id"].isin(sellers(trend.sales)["rep_id"])].reset_index(drop=True)
    own = own.reindex(rows["rep_id"]).fillna(0).reset_index(drop=True)
    unfit = rows["rep_id"].isin(without_losses(trend.sales))
    scarce, doubt = rows["n"] < RANKED, rows["reason"].eq("undated") | _in_doubt(rows)
    few = unfit | scarce | doubt | (own["months"] < LEAST_MONTHS)
    p = rows["p"].astype(float).mask(few)
    q = q_values(p.to_numpy())
    value = rows["value"].astype(float).mask(few)
    change = {"change": value, "change_lo": rows["lo"].mask(few), "change_hi": rows["hi"].mask(few)}
    frame = pd.DataFrame(
        {
            **{"rep_id": rows["rep_id"], "who": rows["rep"], "n": rows["n"]},
            **{"value": (own["won"] / own["n"].where(own["n"] > 0)).mask(few), **change, "p": p, "q": q},
            **{"trend_first": rows["first"].mask(few), "trend_last": rows["last"].mask(few)},
            **{name: ends[name].reindex(rows["rep_id"]).to_numpy() for name in ends},
            **{name: own[name].astype("int64").mask(few, 0) for name in ("outside", "run")},
            "course": np.select(
                [unfit, scarce, doubt, few, ~(q < FLAGGED), value > 0],
                ["no_losses", "too_few", "undated", "too_few", "within", "improves"],
                "declines",
            ),
        }
    )
    # Who is flagged comes first; the others by name, since to rank noise is to claim a difference.
    place = frame["course"].map({course: i for i, course in enumerate(ORDER)})
    return frame.assign(place=place).sort_values(["place", "who", "rep_id"], ignore_index=True).drop(columns="place")


def _in_doubt(rows: pd.DataFrame) -> pd.Series:
    """Whose deals without a close date are all that could make a trend: those with one had the same outcome."""
    return rows.filter(like="undated_").sum(axis=1).gt(0) & rows["value"].isna()


def _marks(frame: pd.DataFrame, points: pd.DataFrame, cycle: str, lang: str) -> tuple[str, ...]:
    """How many reps' charts show a signal, if any, how many would if none changed, and whether that is more."""
    from scipy.stats import poisson

    judged = frame[~frame["course"].isin(UNJUDGED)]
    seen = int(((judged["outside"] > 0) | (judged["run"] > 0)).sum())
    kept = points[points["rep_id"].isin(judged["rep_id"])]
    expected = sum(_by_chance(rows) for _, rows in kept.groupby("rep_id"))
    if not seen:
        return ()
    words = {"signals": seen, "expected": formats.number(expected, lang, 1), "cycle": say(f"dimension.{cycle}", lang)}
    common = poisson.sf(seen - 1, expected) < TOGETHER
    return tuple(say(f"review.progress.{key}", lang, **words) for key in ("signals", *(("common",) if common else ())))


def _by_chance(rows: pd.DataFrame) -> float:
    """How often a chart of as many deals shows a signal though each is won with one and the same chance."""
    n = rows["n"].to_numpy(float)
    drawn = np.random.default_rng(SEED).binomial(rows["n"], rows["centre"].iloc[0], (SIMULATIONS, len(n)))
    shares = drawn / np.where(n > 0, n, np.nan)
    outside, run = _signals(shares, p_chart(drawn, n))
    return float((outside | run).any(axis=1).mean())


def _said(frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    judged = frame[~frame["course"].isin(UNJUDGED)]
    within, few, undated = (int((frame["course"] == course).sum()) for course in ("within", "too_few", "undated"))
    untold = [say("review.progress.few", lang, few=few, least=RANKED)] if few else []
    untold += [say("review.progress.undated", lang, count=undated)] if undated else []
    if judged.empty:
        return tuple(untold) if undated else (say("review.progress.nobody", lang, least=RANKED),)
    told = [
        say(
            f"review.progress.{row['course']}",
            lang,
            name=row["who"],
            **_change(row, lang),
            first=formats.percent(row["trend_first"], lang),
            last=formats.percent(row["trend_last"], lang),
            **{name: formats.period(row[name], "month", lang) for name in ("first_month", "last_month")},
        )
        for row in judged[judged["course"] != "within"].to_dict("records")
    ]
    if not told:
        told = [say("review.progress.none", lang)]
    told.append(say("review.progress.within", lang, within=within, reps=len(judged)))
    return (*told, *untold)


def _change(row: Mapping[str, Any], lang: str) -> dict[str, str]:
    # The sentence says which way it is: "falling: 20.1 points", and not that it falls by a minus.
    way = -1 if row["course"] == "declines" else 1
    change, *ends = (way * row[name] for name in ("change", "change_lo", "change_hi"))
    low, high = sorted(100 * end for end in ends)
    return {"change": formats.number(100 * change, lang, 1), "interval": formats.number_range(low, high, lang, 1)}


def _drawn(frame: pd.DataFrame, points: pd.DataFrame, cycle: formats.Period, lang: str) -> Picture:
    from salestoolkit.figures.review.control_charts import draw_small_charts

    return draw_small_charts(frame, points, cycle, lang)
