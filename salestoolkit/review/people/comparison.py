"""Who stands out: each rep's KPI adjusted for the mix of deals, held against the team's, with how sure a rank is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import NO_LOSSES
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.interval.proportion import Proportion
from salestoolkit.results.computing import Day
from salestoolkit.results.wording import period
from salestoolkit.review.people.leaders import leaders
from salestoolkit.review.people.standing import Standing, stand
from salestoolkit.review.section import Column, Passage
from salestoolkit.review.thresholds import MOST_OF_A_TEAM, SMALLEST_TEAM
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.blocks import Block


def people(
    sales: SalesData,
    kpi: str = "win_rate",
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """Which reps stand out in a KPI, and how sure a rank is.

    Parameters
    ----------
    kpi : str
        A KPI whose whole is an average of its groups, such as ``win_rate`` or ``lead_response_time``.
    start, end, where
        As in ``compute``.

    Returns
    -------
    Passage
        ``.frame`` has a row per rep: ``rep_id who n value value_lo value_hi adjusted shrunk shrunk_lo shrunk_hi rank_lo
        rank_hi p_best p_top_quarter p_below p q tier``. Shrunk is the posterior mean under a hierarchical model; a
        tier is ``clearly_above``, ``within``, ``clearly_below``, ``too_few`` (n below 10) or ``no_losses``
        (none recorded, and deals lie still: not comparable).

    Raises
    ------
    UsageError
        For a KPI that sums up: totals of people are not compared.
    """
    if definition(kpi).estimate.compares != "groups":
        raise UsageError(Told("no_sums", kpi=str(kpi)))
    standing = stand(kpi, sales, start, end, where)
    if not isinstance(standing, Standing):
        return Passage("people", pd.DataFrame(), (), (), sales.lang, sales.currency, standing.missing)
    unfit = no_losses(standing.frame, standing.frame["tier"], sales.lang)
    said = (*_said(standing), *unfit, *leaders(standing, sales, start, end, where))
    return Passage(
        "people",
        standing.frame,
        _columns(standing.result.kpi.unit),
        said,
        sales.lang,
        sales.currency,
        notes=(_adjusted(standing.judged.adjusted_for, sales.lang),),
        drawn=lambda: _drawn(standing),
        period=period(standing.result),
    )


def _columns(unit: formats.Unit) -> tuple[Column, ...]:
    return (
        Column("who", "text"),
        Column("n"),
        Column("value", unit),
        Column("value", "interval", unit),
        Column("shrunk", unit),
        Column("shrunk", "interval", unit),
        Column("rank", "text"),
        Column("p_best", "percent"),
        Column("tier", "code"),
    )


def _said(standing: Standing) -> tuple[str, ...]:
    lang, ranked, frame = standing.result.lang, standing.ranked, standing.frame
    title = standing.result.kpi.title_in(lang)
    if len(ranked) < 2:
        return (say("review.people.nobody", lang, kpi=title, least=RANKED),)
    if not standing.comparable:
        return (say("review.people.equal", lang, kpi=title, reps=len(ranked)),)
    first = standing.first
    words = {"name": first["who"], "chance": formats.percent(first["p_best"], lang), "rank": first["rank"]}
    key = "best" if standing.clear else "no_best"
    said = [say(f"review.people.{key}", lang, kpi=title, reps=len(ranked), **words)]
    for tier in ("clearly_above", "clearly_below"):
        names = formats.names(ranked.loc[ranked["tier"] == tier, "who"])
        if names:
            said += [say(f"review.people.{tier}", lang, names=names), *_of_one_team(standing, tier)]
    within, few = int((ranked["tier"] == "within").sum()), int((frame["tier"] == "too_few").sum())
    said.append(say("review.people.within", lang, within=within, reps=len(ranked)))
    return (*said, *([say("review.people.few", lang, few=few, least=RANKED)] if few else []))


def no_losses(frame: pd.DataFrame, word: pd.Series, lang: str) -> list[str]:
    """Who cannot be compared with the others, and why; nothing where that is nobody."""
    names = formats.names(frame.loc[word.eq(NO_LOSSES), "who"])
    return [say("review.people.no_losses", lang, names=names)] if names else []


def _of_one_team(standing: Standing, tier: str) -> list[str]:
    """That most of a team's reps fall behind together: then it is the team's matter, as in findings."""
    result, ranked = standing.result, standing.ranked
    behind = "clearly_below" if result.kpi.better == "higher" else "clearly_above"
    team = ranked["rep_id"].map(sellers(result.sales).set_index("rep_id")["team"])
    if tier != behind or team.nunique() < 2:
        return []
    there = ranked["tier"].eq(tier).groupby(team).agg(["sum", "mean", "size"])
    most = there[(there["mean"] > MOST_OF_A_TEAM) & (there["size"] >= SMALLEST_TEAM)]
    return [
        say("review.people.one_team", result.lang, count=int(row["sum"]), team=name) for name, row in most.iterrows()
    ]


def _adjusted(adjusted_for: Sequence[str], lang: str) -> str:
    if not adjusted_for:
        return say("review.people.not_adjusted", lang)
    names = ", ".join(say(f"dimension.{name}", lang) for name in adjusted_for)
    return say("review.people.adjusted_for", lang, names=names)


def _drawn(standing: Standing) -> Picture | Block:
    from salestoolkit.results.blocks import NOTHING

    result, centre = standing.result, standing.judged.centre
    if not isinstance(result.kpi.estimate, Proportion) or not 0 < centre < 1 or len(standing.ranked) < 2:
        return NOTHING
    from salestoolkit.figures.review.funnel_plot import draw_funnel_plot

    return draw_funnel_plot(standing.frame, centre, result.kpi.title_in(result.lang), result.lang)
