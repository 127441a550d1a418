"""What goes with what: how far the data let one climb from a description towards a cause, rung by rung."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import limited
from salestoolkit.engine.missing import Missing, what_is_missing
from salestoolkit.engine.preparing import columns, fact
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.groups.association import Adjusted, Association, e_value, mantel_haenszel, standardized
from salestoolkit.estimate.interval.shares import difference, wilson
from salestoolkit.results.computing import Day, question
from salestoolkit.results.wording import covering
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.text import say

CONFOUNDERS = ("source", "in_hours")
"""What may decide both how fast a lead is answered and what becomes of it."""
HIGHEST = ("adjusted", "stratified", "association")
WORTH = 0.05
"""Points of conversion that an experiment should be able to find."""
POWER, LEVEL = 0.8, 0.05

COLUMNS = (
    Column("rung", "code"),
    Column("n"),
    Column("odds_ratio", "ratio"),
    Column("odds_ratio", "interval", "ratio"),
    Column("difference", "points"),
    Column("difference", "interval", "points"),
    Column("e_value", "ratio"),
)


def drivers(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """Whether leads that are answered in time are converted more often, and how much of that is who is answered first.

    Parameters
    ----------
    start, end, where
        As in ``compute``; leads are dated by their creation.

    Returns
    -------
    Passage
        ``.frame``: a row for each rung that the data reach (``association``, ``stratified``, ``adjusted``) with ``n
        odds_ratio odds_ratio_lo odds_ratio_hi difference difference_lo difference_hi e_value``: leads answered by the
        target against leads answered later. Leads that nobody answered are told apart.

    Notes
    -----
    Exposure is fixed at a landmark, the target for an answer, and only leads that are undecided then are followed
    (Anderson, Cain and Gelber, J. Clin. Oncol. 1 (1983) 710-719). Strata are source and working hours.
    """
    kpi = definition("lead_response_time")
    asked = question(kpi, None, start, end, where)
    missing = what_is_missing(kpi, sales, asked)
    if not missing and "converted_at" not in sales.fed.get("leads", ()):
        missing = Missing.of(("leads.converted_at",), sales)
    if lacking := missing.sentence(sales.lang):
        return Passage("drivers", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    cells = _cells(sales, asked)
    compared = cells[(cells["decided"] == 0) & (cells["answered"] == 1)]
    if compared.groupby("exposed")["leads"].sum().reindex([0, 1], fill_value=0).min() < 5:
        lacking = say("review.drivers.too_few", sales.lang)
        return Passage("drivers", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = _climbed(compared)
    return Passage(
        "drivers",
        frame,
        COLUMNS,
        _said(frame, cells, sales),
        sales.lang,
        sales.currency,
        notes=_notes(cells, sales.lang),
        period=covering(sales, asked.start, asked.end, sales.lang),
    )


def _cells(sales: SalesData, asked: Any) -> pd.DataFrame:
    """How many leads there are of each kind, counted in the database."""
    keys = ("exposed", "answered", "outcome", "decided", "rep_id", *CONFOUNDERS)
    kept = limited(fact(sales, "landmarks"), "created_at", asked, columns(sales, "landmarks"), "lead_response_time")
    cells: pd.DataFrame = kept.group_by(*keys).agg(nw.len().alias("leads")).collect("pandas").to_native()
    return cells.assign(source=cells["source"].fillna(""), rep_id=cells["rep_id"].fillna(""))


def _table(cells: pd.DataFrame) -> np.ndarray:
    """Exposed or not by converted or not."""
    sums = cells.groupby(["exposed", "outcome"])["leads"].sum()
    return np.array([[float(sums.get((x, y), 0)) for y in (1, 0)] for x in (1, 0)])


def _climbed(cells: pd.DataFrame) -> pd.DataFrame:
    whole = _table(cells)
    crude = mantel_haenszel(whole[None])
    strata = np.array([_table(rows) for _, rows in cells.groupby(list(CONFOUNDERS))])
    adjusted = _adjusted(cells)
    n = int(cells["leads"].sum())
    (k1, r1), (k2, r2) = whole
    rows = [
        _row("association", n, crude, difference(k1, k1 + r1, k2, k2 + r2)),
        _row("stratified", n, mantel_haenszel(strata), (np.nan,) * 3),
        _row("adjusted", n, adjusted, adjusted.difference),
    ]
    return pd.DataFrame(rows).dropna(subset="odds_ratio", ignore_index=True)


def _adjusted(cells: pd.DataFrame) -> Adjusted:
    """Logistic regression on source and working hours, with errors that let the leads of one rep be alike."""
    others = pd.get_dummies(cells[["source"]], drop_first=True).assign(in_hours=cells["in_hours"]).to_numpy(float)
    others = others[:, others.std(axis=0) > 0]
    outcome, exposed, weight = (cells[name].to_numpy(float) for name in ("outcome", "exposed", "leads"))
    return standardized(outcome, exposed, others, weight, cluster=cells["rep_id"].to_numpy())


def _row(rung: str, n: int, ratio: Association | Adjusted, risk: Any) -> dict[str, Any]:
    value, lo, hi = ratio.odds_ratio if isinstance(ratio, Adjusted) else (ratio.value, ratio.lo, ratio.hi)
    odds = {"odds_ratio": value, "odds_ratio_lo": lo, "odds_ratio_hi": hi}
    points = dict(zip(("difference", "difference_lo", "difference_hi"), map(float, risk), strict=True))
    return {"rung": rung, "n": n, **odds, **points, "e_value": _needed(value, lo, hi)}


def _needed(value: float, lo: float, hi: float) -> float:
    """The E-value of the bound nearer to 1; conversions are common, so the square root of the odds ratio is taken."""
    if np.isnan(value) or lo <= 1 <= hi:
        return np.nan if np.isnan(value) else 1.0
    return e_value(float(np.sqrt(lo if value > 1 else hi)))


def _said(frame: pd.DataFrame, cells: pd.DataFrame, sales: SalesData) -> tuple[str, ...]:
    lang = sales.lang
    target = formats.duration(sales.practice.response_target_minutes * 60, lang)
    followed = cells[cells["decided"] == 0]
    shares = {
        "fast": _share(followed[followed["exposed"] == 1], lang),
        "later": _share(followed[(followed["exposed"] == 0) & (followed["answered"] == 1)], lang),
    }
    silent = followed[followed["answered"] == 0]
    counts = {
        "never": formats.number(int(silent["leads"].sum()), lang),
        "converted": formats.number(int(silent.loc[silent["outcome"] == 1, "leads"].sum()), lang),
    }
    said = say("review.drivers.description", lang, target=target, **counts, **shares)
    return (said, *_together(frame, cells, lang), _experiment(followed, sales))


def _together(frame: pd.DataFrame, cells: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """Whether the two go together on the highest rung that is reached, in which something is taken into account."""
    compared = cells[(cells["decided"] == 0) & (cells["answered"] == 1)]
    varied = [name for name in CONFOUNDERS if compared[name].nunique() > 1]
    held = frame.set_index("rung")
    best = next((name for name in HIGHEST[0 if varied else -1 :] if name in held.index), "")
    if not best:
        return ()
    row = held.loc[best]
    course = _course(row, held.loc["association"] if "association" in held.index else row)
    told = {
        "ratio": formats.value(row["odds_ratio"], "ratio", lang, ""),
        "interval": formats.interval(row["odds_ratio_lo"], row["odds_ratio_hi"], "ratio", lang, ""),
    }
    if best == "association":
        return (say(f"review.drivers.association_{course if course in ('some', 'less') else 'none'}", lang, **told),)
    controls = say(f"review.drivers.controls_{'_'.join(varied)}", lang)
    return (say(f"review.drivers.adjusted_{course}", lang, controls=controls, **told),)


def _course(row: pd.Series, crude: pd.Series) -> str:
    """What became of the plain association: ``some none unclear``, or where it was not clear ``only_now neither``.

    Where fast answers clearly go with fewer conversions it is ``less``, whatever it was before. It is gone (``none``)
    only where its own value lies outside the adjusted interval; else the leads are too few.
    """
    if row["odds_ratio_hi"] < 1:
        return "less"
    clear, before = (not rung["odds_ratio_lo"] <= 1 <= rung["odds_ratio_hi"] for rung in (row, crude))
    if not before:
        return "only_now" if clear else "neither"
    outside = not row["odds_ratio_lo"] <= crude["odds_ratio"] <= row["odds_ratio_hi"]
    return "some" if clear else "none" if outside else "unclear"


def _share(cells: pd.DataFrame, lang: str) -> str:
    n = cells["leads"].sum()
    k = cells.loc[cells["outcome"] == 1, "leads"].sum()
    value, lo, hi = (float(x[0]) for x in wilson(np.array([float(k)]), np.array([float(n)])))
    interval, counted = formats.interval(lo, hi, "percent", lang, ""), formats.number(int(n), lang)
    return say("review.drivers.share", lang, value=formats.percent(value, lang), interval=interval, n=counted)


def _experiment(followed: pd.DataFrame, sales: SalesData) -> str:
    """How many leads an experiment needs that would answer what these data cannot."""
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    answered = followed[followed["answered"] == 1]
    rate = answered.loc[answered["outcome"] == 1, "leads"].sum() / answered["leads"].sum()
    rate = min(max(float(rate), 0.01), 0.94)
    effect = proportion_effectsize(rate + WORTH, rate)
    each = int(np.ceil(NormalIndPower().solve_power(effect, power=POWER, alpha=LEVEL)))
    points = formats.number(100 * WORTH, sales.lang)
    return say("review.drivers.experiment", sales.lang, each=formats.number(each, sales.lang), points=points)


def _notes(cells: pd.DataFrame, lang: str) -> tuple[str, ...]:
    decided = int(cells.loc[cells["decided"] == 1, "leads"].sum())
    return (say("review.drivers.left_out", lang, decided=formats.number(decided, lang)),) if decided else ()
