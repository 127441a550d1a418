"""Stages: the share of deals that go on from each stage, by team and by rep, and the places where too few do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.common_rate import common_rate
from salestoolkit.estimate.groups.funnel_limits import OUTSIDE, exact_p
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.wording import period
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

COLUMNS = (
    Column("who", "text"),
    Column("where_open", "text"),
    Column("entered"),
    Column("moved_on"),
    Column("rate", "percent"),
    Column("shrunk", "percent"),
    Column("shrunk", "interval", "percent"),
    Column("reference", "percent"),
    Column("tier", "code"),
)
JUDGED = ["rate", "shrunk", "shrunk_lo", "shrunk_hi", "apart"]


def stages(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """At which stage, and with whom, fewer or more deals go on than elsewhere.

    Parameters
    ----------
    start, end, where
        As in ``compute``, by the day a deal entered the stage; ``where`` limits with whom one is compared too.

    Returns
    -------
    Passage
        ``.frame`` has a row per team and per rep at each stage: ``scope scope_id who team where_open entered moved_on
        n rate shrunk shrunk_lo shrunk_hi reference apart p tier``. Counts are those of ``funnel_leakage``; the
        reference is the stage's rate without those that lie outside the limits, ``apart`` the distance of the shrunk
        rate from it (0.1 is ten points), and a tier as of ``people``. Fewer than five deals have counts alone.
    """
    asked: dict[str, Any] = {"start": start, "end": end, "where": where}
    whole = compute("funnel_leakage", sales, by="stage", **asked)
    found = {scope: compute("funnel_leakage", sales, by=("stage", scope), **asked) for scope in ("team", "rep")}
    lacking = whole.missing or found["rep"].missing
    if lacking:
        return Passage("stages", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = _framed(found, list(whole.frame["stage"]), sellers(sales).set_index("rep_id")["team"])
    young = int(whole.frame["young"].sum())
    notes = (say("review.stages.young", sales.lang, young=formats.number(young, sales.lang)),) if young else ()
    said = tuple(_said(frame, sales.lang))
    return Passage(
        "stages",
        frame,
        COLUMNS,
        said,
        sales.lang,
        sales.currency,
        notes=notes,
        drawn=lambda: _drawn(frame, sales.lang),
        period=period(whole),
    )


def _framed(found: Mapping[str, Any], order: list[str], team_of: pd.Series) -> pd.DataFrame:
    """Team by team: the team's own rows, then its reps'."""
    teams = found["team"].frame.iloc[:0] if found["team"].missing else found["team"].frame.dropna(subset="team")
    reps = found["rep"].frame[found["rep"].frame["rep_id"].isin(team_of.index)]
    rows = [
        teams.assign(scope="team", scope_id=teams["team"], who=teams["team"]),
        reps.assign(scope="rep", scope_id=reps["rep_id"], who=reps["rep"], team=reps["rep_id"].map(team_of)),
    ]
    parts = [_judged(held) for part in rows for _, held in part.groupby("stage", sort=False)]
    frame = pd.concat(parts, ignore_index=True).rename(columns={"stage": "where_open"})
    place = frame["where_open"].map({stage: k for k, stage in enumerate(order)})
    ordered = frame.assign(place=place, head=frame["scope"] != "team").sort_values(
        ["team", "head", "who", "scope_id", "place"], ignore_index=True
    )
    columns = ["scope", "scope_id", "who", "team", "where_open", "entered", "moved_on", "n", "rate", "shrunk"]
    return ordered[[*columns, "shrunk_lo", "shrunk_hi", "reference", "apart", "p", "tier"]]


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """One stage's groups of one scope, each held towards and against the others."""
    moved, entered, n = (rows[name].to_numpy(float) for name in ("moved_on", "entered", "n"))
    reference, p = common_rate(moved, np.where(n >= RANKED, entered, np.nan))
    shrunk = beta_binomial(moved, entered)
    judged = rows.assign(
        **{"shrunk": shrunk.value, "shrunk_lo": shrunk.lo, "shrunk_hi": shrunk.hi, "reference": reference, "p": p},
        apart=shrunk.value - reference,
        tier=[_tier(*case, reference) for case in zip(moved, entered, p, strict=True)],
    )
    judged.loc[rows["reason"] != "", JUDGED] = np.nan
    return judged


def _tier(moved: float, entered: float, p: float, reference: float) -> str:
    if np.isnan(p):
        return "too_few"
    if p >= OUTSIDE:
        return "within"
    return "clearly_above" if moved / entered > reference else "clearly_below"


def _said(frame: pd.DataFrame, lang: str) -> Iterator[str]:
    marked = frame[frame["tier"].isin(["clearly_below", "clearly_above"])]
    of_teams = marked[marked["scope"] == "team"].to_dict("records")
    for row in of_teams:
        yield _told(row, lang)
        if _alike(row, frame):
            yield say("review.stages.alike", lang, who=row["who"])
    known = {(row["team"], row["where_open"], row["tier"]) for row in of_teams if _alike(row, frame)}
    reps = marked[marked["scope"] == "rep"].to_dict("records")
    yield from (_told(row, lang) for row in reps if (row["team"], row["where_open"], row["tier"]) not in known)
    if marked.empty:
        yield say("review.stages.none", lang)
    people = frame[frame["scope"] == "rep"]
    few = int((people["tier"] == "too_few").sum())
    within = int((people["tier"] == "within").sum())
    yield say("review.stages.within", lang, within=within, judged=len(people) - few)
    if few:
        yield say("review.stages.few", lang, few=few, least=RANKED)


def _told(row: Mapping[Any, Any], lang: str) -> str:
    shares = {name: formats.percent(row[name], lang, 0) for name in ("rate", "reference")}
    named = {"who": row["who"], "stage": row["where_open"], "tier": say(f"review.tier.{row['tier']}", lang)}
    return say("review.stages.place", lang, **named, **shares, entered=formats.number(row["entered"], lang))


def _alike(team: Mapping[Any, Any], frame: pd.DataFrame) -> bool:
    """Whether a team's reps lie within the limits around the team's own rate at that stage."""
    inside = frame["scope"].eq("rep") & frame["team"].eq(team["team"]) & frame["where_open"].eq(team["where_open"])
    reps = frame[inside & (frame["tier"] != "too_few")]
    p = exact_p(reps["moved_on"].to_numpy(float), reps["entered"].to_numpy(float), team["moved_on"] / team["entered"])
    return len(reps) > 1 and bool((p >= OUTSIDE).all())


def _drawn(frame: pd.DataFrame, lang: str) -> Picture:
    from salestoolkit.figures.review.stage_heatmap import draw_stages

    return draw_stages(frame, lang)
