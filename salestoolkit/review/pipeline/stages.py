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
from salestoolkit.results.wording import covering
from salestoolkit.review.section import Column, Numbers, Place, Reader, Section, Text

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

JUDGED = ["rate", "shrunk", "shrunk_lo", "shrunk_hi", "apart"]

STAGES = Section(
    "stages",
    place=(Place(order=10),),
    columns=(
        Column("who", "text"),
        Column("where_open", "text"),
        Column("entered"),
        Column("moved_on"),
        Column("rate", "percent"),
        Column("shrunk", "percent"),
        Column("shrunk", "interval", "percent"),
        Column("reference", "percent"),
        Column("tier", "code"),
    ),
    title=Text(en="Where deals get stuck, and with whom", id="Di mana deal tersendat, dan pada siapa"),
    question=Text(
        en="At which stage do fewer deals move on than elsewhere, and is it one person or the whole team?",
        id=(
            "Di tahap mana lebih sedikit deal yang lanjut daripada biasanya, dan itu pada satu orang atau seluruh tim?"
        ),
    ),
    method=Text(
        en=(
            "Of the deals that entered a stage long enough ago, the share that moved on to a later one (funnel "
            "leakage). Teams are compared with teams, reps with reps. What is usual at a stage is the rate of all "
            "who are within the 99.8% chance limits (exact binomial). So one who leaks does not make the others look "
            "good. The coloured share comes from a hierarchical model for each stage: the fewer deals a rep has, the "
            "closer the share is to the others."
        ),
        id=(
            "Dari deal yang sudah cukup lama masuk ke satu tahap, bagian yang lanjut ke tahap berikutnya (kebocoran "
            "funnel). Tim dibandingkan dengan tim, orang dengan orang. Angka yang biasa di satu tahap adalah "
            "konversi semua yang berada dalam kisaran wajar 99,8% (binomial eksak), agar satu yang bocor tidak "
            "membuat yang lain tampak unggul. Bagian yang diwarnai berasal dari model bertingkat per tahap: makin "
            "sedikit deal seseorang, makin dekat angkanya ke yang lain."
        ),
    ),
    cautions=(
        Text(
            en=(
                "A difference says nothing about its cause: the mix of deals, the territory and how carefully stages "
                "are logged are in it."
            ),
            id=(
                "Perbedaan tidak menunjukkan penyebabnya: campuran deal, wilayah, dan ketelitian mencatat tahap juga "
                "ada di dalamnya."
            ),
        ),
        Text(
            en="A low rate at a stage is no leak if it is just as low for everyone: hard stages are hard.",
            id=(
                "Konversi yang rendah di satu tahap bukan kebocoran bila sama rendahnya pada semua orang: tahap yang "
                "sulit memang sulit."
            ),
        ),
    ),
    words={
        "place": Text(
            en="{who} at {stage}: {tier}. Of {entered} {entered|deal|deals}, {rate} moved on; {reference} is usual.",
            id="{who} di tahap {stage}: {tier}. Dari {entered} deal, {rate} lanjut; biasanya {reference}.",
        ),
        "alike": Text(
            en=(
                "The members of {who} do not clearly differ from one another at this stage: look at how the team "
                "works, not at one person."
            ),
            id=(
                "Anggota tim {who} tidak jelas berbeda satu sama lain di tahap itu. Periksa cara kerja timnya, bukan "
                "orang per orang."
            ),
        ),
        "none": Text(
            en="Nobody is outside the chance limits at any stage.",
            id="Tidak ada yang berada di luar kisaran wajar di tahap mana pun.",
        ),
        "within": Text(
            en="Within the team's range: {within} of {judged} {judged|place|places} (a person at a stage).",
            id="Dalam kisaran tim: {within} dari {judged} tempat (satu orang di satu tahap).",
        ),
        "few": Text(
            en="Too few deals to say (fewer than {least}): {few} {few|place|places}.",
            id="Deal terlalu sedikit untuk dinilai (kurang dari {least}): {few} tempat.",
        ),
        "young": Text(
            en="Left out because they entered their stage too recently: {young} {young|entry|entries}.",
            id="Tidak dihitung karena masuk ke tahapnya belum cukup lama: {young} kali masuk.",
        ),
    },
)


@STAGES.computes
def stages(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Numbers:
    """At which stage, and with whom, fewer or more deals go on than elsewhere.

    Parameters
    ----------
    start, end, where
        As in ``compute``, by the day a deal entered the stage; ``where`` limits with whom one is compared too.

    Returns
    -------
    SectionResult
        ``.frame`` has a row per team and per rep at each stage: ``scope scope_id who team where_open entered moved_on
        n rate shrunk shrunk_lo shrunk_hi reference apart p tier``. Counts are those of ``funnel_leakage``; the
        reference is the stage's rate without those that lie outside the limits, ``apart`` the distance of the shrunk
        rate from it (0.1 is ten points), and a tier as of ``people``. Fewer than five deals have counts alone.
    """
    asked: dict[str, Any] = {"start": start, "end": end, "where": where}
    whole = compute("funnel_leakage", sales, by="stage", **asked)
    found = {scope: compute("funnel_leakage", sales, by=("stage", scope), **asked) for scope in ("team", "rep")}
    if lacking := next((result.lacking for result in (whole, found["rep"]) if result.missing), None):
        return Numbers(lacking=lacking)
    return Numbers(
        _framed(found, list(whole.frame["stage"]), sellers(sales).set_index("rep_id")["team"]),
        {"young": int(whole.frame["young"].sum())},
        period=lambda lang: covering(sales, whole.start, whole.end, lang),
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


@STAGES.tells
def _sentences(found: Numbers, reader: Reader) -> Iterator[str]:
    frame = found.frame
    marked = frame[frame["tier"].isin(["clearly_below", "clearly_above"])]
    of_teams = marked[marked["scope"] == "team"].to_dict("records")
    for row in of_teams:
        yield _place(row, reader)
        if _alike(row, frame):
            yield reader.say("alike", who=row["who"])
    covered = {(row["team"], row["where_open"], row["tier"]) for row in of_teams if _alike(row, frame)}
    reps = marked[marked["scope"] == "rep"].to_dict("records")
    yield from (_place(row, reader) for row in reps if (row["team"], row["where_open"], row["tier"]) not in covered)
    if marked.empty:
        yield reader.say("none")
    people = frame[frame["scope"] == "rep"]
    few = int((people["tier"] == "too_few").sum())
    within = int((people["tier"] == "within").sum())
    yield reader.say("within", within=within, judged=len(people) - few)
    if few:
        yield reader.say("few", few=few, least=RANKED)


def _place(row: Mapping[Any, Any], reader: Reader) -> str:
    shares = {name: reader.percent(row[name], 0) for name in ("rate", "reference")}
    named = {"who": row["who"], "stage": row["where_open"], "tier": reader.say(f"review.tier.{row['tier']}")}
    return reader.say("place", **named, **shares, entered=reader.number(row["entered"]))


def _alike(team: Mapping[Any, Any], frame: pd.DataFrame) -> bool:
    """Whether a team's reps lie within the limits around the team's own rate at that stage."""
    inside = frame["scope"].eq("rep") & frame["team"].eq(team["team"]) & frame["where_open"].eq(team["where_open"])
    reps = frame[inside & (frame["tier"] != "too_few")]
    p = exact_p(reps["moved_on"].to_numpy(float), reps["entered"].to_numpy(float), team["moved_on"] / team["entered"])
    return len(reps) > 1 and bool((p >= OUTSIDE).all())


@STAGES.notes
def _notes(found: Numbers, reader: Reader) -> Iterator[str]:
    if young := found.facts["young"]:
        yield reader.say("young", young=reader.number(young))


@STAGES.draws
def _figure(found: Numbers, reader: Reader) -> Picture:
    from salestoolkit.figures.review.stage_heatmap import draw_stages

    return draw_stages(found.frame, reader.text(STAGES.title, "title"), reader.say("none"), reader.lang)
