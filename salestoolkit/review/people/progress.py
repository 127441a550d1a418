"""Who improves and who declines: each rep's win rate held against the rep's own history, corrected for many reps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.rank import UNJUDGED
from salestoolkit.results.blocks import NOTHING
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.wording import covering
from salestoolkit.review.people.courses import courses
from salestoolkit.review.people.own_charts import charted_cycles, signals_by_chance
from salestoolkit.review.people.people import NO_LOSS_RECORDED, not_comparable
from salestoolkit.review.section import Column, Numbers, Place, Reader, Section, Text
from salestoolkit.words import formats

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture
    from salestoolkit.results.blocks import Block

TOGETHER = 0.002
"""When signals are so many that chance hardly makes them, the cycles differ for the whole team."""

PROGRESS = Section(
    "progress",
    place=(Place(order=-10, asks="history"),),
    columns=(
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
    ),
    title=Text(en="Win rates that rise and fall", id="Win rate yang naik dan yang turun"),
    question=Text(
        en="Whose win rate is rising or falling, compared with their own history?",
        id="Win rate siapa yang naik atau turun dibandingkan dengan riwayatnya sendiri?",
    ),
    method=Text(
        en=(
            "Each rep's win rate is compared with that rep's own history, not with anyone else's. The trend is a "
            "logistic regression of full-month win rates on time, in percentage points a year. It counts as an "
            "improvement or a decline only if it survives a correction for the number of reps tested "
            "(Benjamini-Hochberg, q below 5%). The charts show one point for each completed period, between "
            "three-sigma limits around the rep's own mean (p-chart). Points outside the limits, and the eighth or "
            "later in a row on one side, are marked."
        ),
        id=(
            "Win rate tiap tenaga penjualan dibandingkan dengan riwayatnya sendiri, bukan dengan orang lain. Trennya "
            "adalah regresi logistik win rate bulan penuh menurut waktu, dalam poin persentase per tahun. Win rate "
            "disebut naik atau turun hanya bila tetap jelas setelah banyaknya orang yang diperiksa diperhitungkan "
            "(Benjamini-Hochberg, q di bawah 5%). Peta kendali menunjukkan satu titik untuk tiap periode yang sudah "
            "selesai, di antara batas tiga sigma di sekitar rata-rata sendiri (p-chart). Titik di luar batas itu, "
            "dan titik kedelapan atau lebih berturut-turut di satu sisi, ditandai."
        ),
    ),
    cautions=(
        Text(
            en=(
                "A change says nothing about its cause: products, sources or territory may have changed. It begins a "
                "conversation and is no judgement of a person."
            ),
            id=(
                "Perubahan tidak menunjukkan penyebabnya: produk, sumber, atau wilayahnya bisa ikut berubah. Ini "
                "awal pembicaraan, bukan penilaian atas seseorang."
            ),
        ),
        Text(
            en="After an unusually good or bad stretch a win rate mostly moves back by itself.",
            id="Setelah masa yang luar biasa baik atau buruk, win rate biasanya kembali dengan sendirinya.",
        ),
        Text(
            en="No clear change does not mean unchanged: with few deals a change must be large to be seen.",
            id="Belum jelas berubah tidak berarti tetap: bila deal-nya sedikit, hanya perubahan besar yang terlihat.",
        ),
    ),
    words={
        "no_losses": NO_LOSS_RECORDED,
        "improves": Text(
            en=(
                "{name}'s win rate is rising: {change} percentage points a year (95% interval: {interval}); the "
                "trend line runs from {first} in {first_month} to {last} in {last_month}."
            ),
            id=(
                "Win rate {name} naik: {change} poin persentase per tahun (rentang 95%: {interval}); garis trennya "
                "dari {first} pada {first_month} ke {last} pada {last_month}."
            ),
        ),
        "declines": Text(
            en=(
                "{name}'s win rate is falling: {change} percentage points a year (95% interval: {interval}); the "
                "trend line runs from {first} in {first_month} to {last} in {last_month}."
            ),
            id=(
                "Win rate {name} turun: {change} poin persentase per tahun (rentang 95%: {interval}); garis trennya "
                "dari {first} pada {first_month} ke {last} pada {last_month}."
            ),
        ),
        "none": Text(
            en="No rep's win rate clearly rises or falls: the changes are within the usual ups and downs.",
            id="Tidak ada win rate yang jelas naik atau turun; perubahannya masih dalam naik turun biasa.",
        ),
        "within": Text(en="No clear change: {within} of {reps}.", id="Belum jelas berubah: {within} dari {reps}."),
        "few": Text(
            en="Too few deals or periods to say (fewer than {least} deals, or fewer than 3 periods): {few}.",
            id="Data terlalu sedikit untuk dinilai (kurang dari {least} deal, atau kurang dari 3 periode): {few}.",
        ),
        "undated": Text(
            en="Not judged, because their deals closed without a date would change the trend: {count}.",
            id="Tidak dinilai, karena deal tanpa tanggal penutupan akan mengubah trennya: {count}.",
        ),
        "nobody": Text(
            en="No rep has the {least} closed deals and 3 full periods that it takes to see a change.",
            id=(
                "Belum ada yang memiliki {least} deal yang ditutup dan 3 periode penuh, yang diperlukan untuk "
                "melihat perubahan."
            ),
        ),
        "signals": Text(
            en=(
                "In the charts {signals} {signals|rep has|reps have} a {cycle} outside their own limits or eight in "
                "a row on one side. If nothing ever changed, about {expected} would. Such marks only show where to "
                "look."
            ),
            id=(
                "Pada peta kendali, {signals} tenaga penjualan mempunyai {cycle} di luar batas sendiri atau delapan "
                "berturut-turut di satu sisi. Tanpa perubahan apa pun, jumlahnya akan sekitar {expected}. Tanda itu "
                "hanya menunjukkan apa yang patut dilihat."
            ),
        ),
        "common": Text(
            en=(
                "That is far more than chance would make: the periods differ for many reps at once. Look for what "
                "the team has in common (season, products, how deals are closed), not at single people."
            ),
            id=(
                "Itu jauh lebih banyak daripada naik turun biasa: periodenya berbeda bagi banyak orang sekaligus. "
                "Cari apa yang sama di tim (musim, produk, cara menutup deal), bukan orangnya."
            ),
        ),
        "cycle": Text(
            en=(
                "Period of the charts: {cycle}. It is the month if a typical rep closes ten deals in one, else the "
                "quarter. A period that is not over is left out."
            ),
            id=(
                "Periode peta kendali: {cycle}. Dipakai bulan bila tenaga penjualan pada umumnya menutup sepuluh "
                "deal sebulan, selain itu kuartal. Periode yang belum selesai tidak ikut."
            ),
        ),
    },
)


@PROGRESS.computes
def progress(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Numbers:
    """Which reps' win rates improve or decline against their own history.

    Parameters
    ----------
    start, end, where
        As in ``compute``; the history begins at ``start``, so a review of one quarter leaves it open.

    Returns
    -------
    SectionResult
        ``.frame`` has a row per rep: ``rep_id who n value change change_lo change_hi p q trend_first trend_last
        first_month last_month outside run course``. The change is that of ``win_rate.trend``, a year, 0.05 being five
        percentage points; ``outside`` counts the cycles outside the rep's own three-sigma limits, ``run`` those that
        end eight or more in a row on one side of the rep's own centre. A course is ``improves``, ``declines`` (the
        trend's q over all reps is below 5 %), ``within``, ``too_few`` (fewer than ten deals, or three months),
        ``undated`` (deals closed on an unknown day would change it) or ``no_losses``.
    """
    trend = compute("win_rate.trend", sales, by="rep", start=start, end=end, where=where)
    if trend.missing:
        return Numbers(lacking=trend.lacking)
    cycle, points, months = charted_cycles(trend)
    return Numbers(
        courses(trend, points, months),
        {"cycle": cycle, "points": points},
        period=lambda lang: covering(sales, trend.start, trend.end, lang),
    )


@PROGRESS.tells
def _sentences(found: Numbers, reader: Reader) -> Iterator[str]:
    frame = found.frame
    judged = frame[~frame["course"].isin(UNJUDGED)]
    few, undated = (int((frame["course"] == course).sum()) for course in ("too_few", "undated"))
    if len(judged):
        yield from _courses(judged, reader)
    elif not undated:
        yield reader.say("nobody", least=RANKED)
    if few and (len(judged) or undated):
        yield reader.say("few", few=few, least=RANKED)
    if undated:
        yield reader.say("undated", count=undated)
    yield from not_comparable(frame, frame["course"], reader)
    yield from _signals(found, judged, reader)


def _courses(judged: pd.DataFrame, reader: Reader) -> Iterator[str]:
    """Each rep whose win rate rises or falls, or that nobody's does; and how many do neither."""
    changed = judged[judged["course"] != "within"]
    for row in changed.to_dict("records"):
        ends = {name: reader.period(row[name], "month") for name in ("first_month", "last_month")}
        ends |= {"first": reader.percent(row["trend_first"]), "last": reader.percent(row["trend_last"])}
        yield reader.say(row["course"], name=row["who"], **_change(row, reader.lang), **ends)
    if changed.empty:
        yield reader.say("none")
    yield reader.say("within", within=len(judged) - len(changed), reps=len(judged))


def _change(row: Mapping[Any, Any], lang: str) -> dict[str, str]:
    # The sentence says which way it is: "falling: 20.1 points", and not that it falls by a minus.
    way = -1 if row["course"] == "declines" else 1
    change, *ends = (way * row[name] for name in ("change", "change_lo", "change_hi"))
    low, high = sorted(100 * end for end in ends)
    return {"change": formats.number(100 * change, lang, 1), "interval": formats.number_range(low, high, lang, 1)}


def _signals(found: Numbers, judged: pd.DataFrame, reader: Reader) -> Iterator[str]:
    """How many reps' charts show a signal, if any, how many would if none changed, and whether that is more."""
    from scipy.stats import poisson

    seen = int(((judged["outside"] > 0) | (judged["run"] > 0)).sum())
    if not seen:
        return
    points = found.facts["points"]
    points = points[points["rep_id"].isin(judged["rep_id"])]
    expected = sum(signals_by_chance(rows) for _, rows in points.groupby("rep_id"))
    words = {"signals": seen, "expected": reader.number(expected, 1), "cycle": _cycle(found, reader)}
    yield reader.say("signals", **words)
    if poisson.sf(seen - 1, expected) < TOGETHER:
        yield reader.say("common", **words)


@PROGRESS.notes
def _notes(found: Numbers, reader: Reader) -> Iterator[str]:
    yield reader.say("cycle", cycle=_cycle(found, reader))


def _cycle(found: Numbers, reader: Reader) -> str:
    return reader.say(f"dimension.{found.facts['cycle']}")


@PROGRESS.draws
def _figure(found: Numbers, reader: Reader) -> Picture | Block:
    if found.frame["course"].isin(UNJUDGED).all():
        return NOTHING
    from salestoolkit.figures.review.control_charts import draw_small_charts

    title = PROGRESS.title.to(reader.lang, "section.progress.title")
    return draw_small_charts(found.frame, found.facts["points"], found.facts["cycle"], title, reader.lang)
