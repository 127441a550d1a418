"""Who stands out: each rep's KPI adjusted for the mix of deals, held against the team's, with how sure a rank is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import NO_LOSSES
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.interval.proportion import Proportion
from salestoolkit.results.blocks import NOTHING
from salestoolkit.results.computing import Day
from salestoolkit.results.wording import covering
from salestoolkit.review.people.leaders import leaders, leading
from salestoolkit.review.people.standing import Standing, stand
from salestoolkit.review.section import Column, Numbers, Place, Reader, Section, Text
from salestoolkit.review.thresholds import MOST_OF_A_TEAM, SMALLEST_TEAM
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.blocks import Block

NO_LOSS_RECORDED = Text(
    en=(
        "Not comparable, so not ranked: {names}. No lost deal is recorded there, while others have some, and "
        "open deals have stood still unusually long."
    ),
    id=(
        "Tidak dapat dibandingkan, jadi tidak diperingkat: {names}. Di sana tidak ada deal gagal yang "
        "tercatat, padahal orang lain punya, dan ada deal terbuka yang macet."
    ),
)
"""Said of who cannot be compared with the others."""

PEOPLE = Section(
    "people",
    place=(Place(order=-20),),
    title=Text(en="Who stands out", id="Siapa yang menonjol"),
    question=Text(
        en="Who is clearly above or below the team, and how sure is a rank?",
        id="Siapa yang jelas di atas atau di bawah tim, dan seberapa pasti sebuah peringkat?",
    ),
    method=Text(
        en=(
            "Each rep's wins are compared with what the team as a whole would have won on the same deals. Only reps "
            "outside the 99.8% chance limits are called clearly above or below. The estimate and its 95% interval "
            "come from a hierarchical model: the fewer deals a rep has, the closer the estimate stays to the team's. "
            "A rank is given with its 95% interval."
        ),
        id=(
            "Jumlah deal berhasil tiap orang dibandingkan dengan hasil tim bila menangani deal yang sama. Seseorang "
            "disebut jelas di atas atau di bawah hanya bila berada di luar kisaran wajar 99,8%. Perkiraan dan "
            "rentang 95%-nya dari model bertingkat: makin sedikit deal seseorang, makin dekat perkiraannya ke angka "
            "tim. Peringkat selalu disertai rentang 95%-nya."
        ),
    ),
    cautions=(
        Text(
            en=(
                "When people are about equally good, coming first is mostly luck: read the range of the rank, not "
                "the order of the rows."
            ),
            id=(
                "Bila kemampuan hampir sama, peringkat pertama sering kali soal keberuntungan. Baca rentang "
                "peringkatnya, bukan urutan barisnya."
            ),
        ),
        Text(
            en=(
                "A difference says nothing about its cause and is no judgement of a person: territory, timing and "
                "luck are in it too."
            ),
            id=(
                "Perbedaan tidak menunjukkan penyebabnya dan bukan penilaian atas seseorang: wilayah, waktu, dan "
                "keberuntungan juga ada di dalamnya."
            ),
        ),
        Text(
            en=(
                "Sales are a sum: they also depend on how many deals a rep was given, and for how long the rep has "
                "worked here."
            ),
            id=(
                "Penjualan adalah jumlah: besarnya juga bergantung pada banyaknya deal yang diberikan kepada "
                "seseorang dan lamanya ia bekerja."
            ),
        ),
        Text(
            en="These are averages over the whole period: who is rising or falling is in the next section.",
            id=(
                "Angka ini adalah rata-rata seluruh periode: siapa yang sedang naik atau turun ada di bagian "
                "berikutnya."
            ),
        ),
    ),
    words={
        "equal": Text(
            en="{kpi}: {reps} {reps|rep|reps} with the same value, so no rank is given.",
            id="{kpi}: semua tenaga penjualan ({reps}) bernilai sama, jadi tidak ada peringkat.",
        ),
        "nobody": Text(
            en="{kpi}: fewer than two reps have {least} cases, so no rank is given.",
            id="{kpi}: kurang dari dua tenaga penjualan memiliki {least} data, sehingga tidak ada yang diperingkat.",
        ),
        "best": Text(
            en="{kpi}: {name} is the best with a chance of {chance} (rank {rank} of {reps}).",
            id="{kpi}: {name} adalah yang terbaik dengan peluang {chance} (peringkat {rank} dari {reps}).",
        ),
        "no_best": Text(
            en=(
                "{kpi}: no rep can be called the best yet. The chance is largest for {name}, at {chance}; the 95% "
                "interval of the rank is {rank} of {reps}."
            ),
            id=(
                "{kpi}: belum ada yang dapat disebut terbaik. Peluang terbesar ada pada {name}, yaitu {chance}; "
                "rentang 95% peringkatnya {rank} dari {reps}."
            ),
        ),
        "clearly_above": Text(en="Clearly above the team: {names}.", id="Jelas di atas tim: {names}."),
        "clearly_below": Text(en="Clearly below the team: {names}.", id="Jelas di bawah tim: {names}."),
        "one_team": Text(
            en=(
                "{count} of them {count|is|are} in {team}, which is most of that team: look at its process first, "
                "not at its people."
            ),
            id="{count} di antaranya dari {team}, sebagian besar tim itu: periksa dulu prosesnya, bukan orangnya.",
        ),
        "within": Text(
            en="Within the team's range: {within} of {reps}.",
            id="Dalam kisaran tim: {within} dari {reps}.",
        ),
        "few": Text(
            en="Too few deals to say (fewer than {least}): {few}.",
            id="Data terlalu sedikit untuk dinilai (kurang dari {least}): {few}.",
        ),
        "no_losses": NO_LOSS_RECORDED,
        "leaders": Text(
            en="Who leads depends on what is counted.",
            id="Siapa yang terdepan bergantung pada ukurannya.",
        ),
        "leader": Text(
            en="Leading by {kpi}: {name}; the chance of being the best is {chance} (rank {rank} of {reps}).",
            id=(
                "Terdepan menurut {kpi}: {name}, peluang menjadi yang terbaik {chance} (peringkat {rank} dari {reps})."
            ),
        ),
        "clear_leader": Text(en="{name} by {kpi}", id="{name} menurut {kpi}"),
        "clear_leader_of": Text(
            en="{name} by {kpi} (only {reps} of {every} {every|rep|reps} could be ranked)",
            id="{name} menurut {kpi} (dari {every} tenaga penjualan, hanya {reps} yang dapat diperingkat)",
        ),
        "no_clear_leader": Text(
            en="None of them is clearly the best.",
            id="Tidak seorang pun dari mereka jelas yang terbaik.",
        ),
        "clear_leaders": Text(en="Only these are clearly the best: {led}.", id="Hanya ini yang jelas terbaik: {led}."),
        "adjusted_for": Text(en="Adjusted for: {names}.", id="Disesuaikan menurut: {names}."),
        "not_adjusted": Text(
            en="Not adjusted for the mix of deals: the data has too few of them, or does not show it.",
            id="Tidak disesuaikan menurut campuran deal: datanya terlalu sedikit atau tidak ada.",
        ),
    },
)


@PEOPLE.computes
def people(
    sales: SalesData,
    kpi: str = "win_rate",
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Numbers:
    """Which reps stand out in a KPI, and how sure a rank is.

    Parameters
    ----------
    kpi : str
        A KPI whose whole is an average of its groups, such as ``win_rate`` or ``lead_response_time``.
    start, end, where
        As in ``compute``.

    Returns
    -------
    SectionResult
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
        return Numbers(lacking=standing.lacking)
    asked = standing.result
    return Numbers(
        standing.frame,
        {"standing": standing, "leaders": leaders(standing, sales, start, end, where)},
        columns=_columns(asked.kpi.unit),
        period=lambda lang: covering(sales, asked.start, asked.end, lang),
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


@PEOPLE.tells
def _sentences(found: Numbers, reader: Reader) -> Iterator[str]:
    standing: Standing = found.facts["standing"]
    ranked = standing.ranked
    title = standing.result.kpi.title_in(reader.lang)
    if len(ranked) < 2:
        yield reader.say("nobody", kpi=title, least=RANKED)
    elif not standing.comparable:
        yield reader.say("equal", kpi=title, reps=len(ranked))
    else:
        yield from _order(standing, title, reader)
    yield from not_comparable(standing.frame, standing.frame["tier"], reader)
    yield from leading(found.facts["leaders"], reader)


def _order(standing: Standing, title: str, reader: Reader) -> Iterator[str]:
    """Who comes first and how surely, who lies outside the team's range, and how many do not."""
    first, ranked, frame = standing.first, standing.ranked, standing.frame
    words = {"name": first["who"], "chance": reader.percent(first["p_best"]), "rank": first["rank"]}
    yield reader.say("best" if standing.clear else "no_best", kpi=title, reps=len(ranked), **words)
    for tier in ("clearly_above", "clearly_below"):
        if names := reader.names(ranked.loc[ranked["tier"] == tier, "who"]):
            yield reader.say(tier, names=names)
            yield from _of_one_team(standing, tier, reader)
    within, few = int((ranked["tier"] == "within").sum()), int((frame["tier"] == "too_few").sum())
    yield reader.say("within", within=within, reps=len(ranked))
    if few:
        yield reader.say("few", few=few, least=RANKED)


def not_comparable(frame: pd.DataFrame, tiers: pd.Series, reader: Reader) -> Iterator[str]:
    """Who cannot be compared with the others, and why; nothing where that is nobody."""
    if names := reader.names(frame.loc[tiers.eq(NO_LOSSES), "who"]):
        yield reader.say("no_losses", names=names)


def _of_one_team(standing: Standing, tier: str, reader: Reader) -> Iterator[str]:
    """That most of a team's reps fall behind together: then it is the team's matter, as in findings."""
    result, ranked = standing.result, standing.ranked
    behind = "clearly_below" if result.kpi.better == "higher" else "clearly_above"
    team = ranked["rep_id"].map(sellers(result.sales).set_index("rep_id")["team"])
    if tier != behind or team.nunique() < 2:
        return
    there = ranked["tier"].eq(tier).groupby(team).agg(["sum", "mean", "size"])
    most = there[(there["mean"] > MOST_OF_A_TEAM) & (there["size"] >= SMALLEST_TEAM)]
    for name, row in most.iterrows():
        yield reader.say("one_team", count=int(row["sum"]), team=name)


@PEOPLE.notes
def _adjusted(found: Numbers, reader: Reader) -> Iterator[str]:
    if not (adjusted_for := found.facts["standing"].judged.adjusted_for):
        yield reader.say("not_adjusted")
        return
    yield reader.say("adjusted_for", names=", ".join(reader.say(f"dimension.{name}") for name in adjusted_for))


@PEOPLE.draws
def _figure(found: Numbers, reader: Reader) -> Picture | Block:
    standing: Standing = found.facts["standing"]
    result, centre = standing.result, standing.judged.centre
    if not isinstance(result.kpi.estimate, Proportion) or not 0 < centre < 1 or len(standing.ranked) < 2:
        return NOTHING
    from salestoolkit.figures.review.funnel_plot import draw_funnel_plot

    return draw_funnel_plot(standing.frame, centre, result.kpi.title_in(reader.lang), reader.lang)
