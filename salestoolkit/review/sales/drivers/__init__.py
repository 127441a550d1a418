"""What goes with what: how far the data let one climb from a description towards a cause, rung by rung."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.missing import Missing, what_is_missing
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.interval.shares import wilson
from salestoolkit.results.computing import Day, question
from salestoolkit.results.wording import covering
from salestoolkit.review.sales.drivers._rungs import CONFOUNDERS, climbed, counted_cells
from salestoolkit.review.sales.drivers._words import WORDS
from salestoolkit.review.section import Column, Numbers, Place, Reader, Section, Text

HIGHEST = ("adjusted", "stratified", "association")
WORTH = 0.05
"""Points of conversion that an experiment should be able to find."""
POWER, LEVEL = 0.8, 0.05

DRIVERS = Section(
    "drivers",
    place=(Place(order=80),),
    columns=(
        Column("rung", "code"),
        Column("n"),
        Column("odds_ratio", "ratio"),
        Column("odds_ratio", "interval", "ratio"),
        Column("difference", "points"),
        Column("difference", "interval", "points"),
        Column("e_value", "ratio"),
    ),
    title=Text(en="Do fast answers go together with conversion?", id="Apakah respons cepat sejalan dengan konversi?"),
    question=Text(
        en="Do leads that are answered in time become deals or customers more often, and is it the speed?",
        id=(
            "Apakah prospek yang direspons tepat waktu lebih sering menjadi deal atau pelanggan, dan apakah karena "
            "kecepatannya?"
        ),
    ),
    method=Text(
        en=(
            "Only leads at least 30 days old that were undecided when the response target ran out are compared: "
            "answered by then, or later. Step 1 describes. Step 2 is the plain association. Step 3 adjusts it for "
            "the lead's source and for working hours (Mantel-Haenszel by stratum, and logistic regression that "
            "allows for one rep's leads being alike). Only step 4, letting chance decide who is answered first, "
            "could show a cause."
        ),
        id=(
            "Perbandingan ini hanya memakai prospek yang masuk paling sedikit 30 hari yang lalu dan belum diputuskan "
            "ketika batas waktu respons habis: sudah direspons saat itu, atau baru sesudahnya. Langkah 1 "
            "menggambarkan. Langkah 2 adalah hubungan apa adanya. Langkah 3 menyesuaikannya menurut sumber prospek "
            "dan jam kerja (Mantel-Haenszel per kelompok, dan regresi logistik yang memperhitungkan bahwa prospek "
            "satu orang saling mirip). Hanya langkah 4, yaitu urutan respons yang diacak, dapat menunjukkan sebab."
        ),
    ),
    cautions=(
        Text(
            en=(
                "Reps answer promising leads first, so fast answers and conversion can go together even if speed "
                "makes no difference."
            ),
            id=(
                "Prospek yang menjanjikan direspons lebih dulu. Karena itu, respons cepat dan konversi bisa sejalan "
                "walaupun kecepatannya tidak berpengaruh."
            ),
        ),
        Text(
            en=(
                "What is not in the data, such as how a lead asked, is not adjusted for. The E-value shows how "
                "strong it would have to be to explain the rest."
            ),
            id=(
                "Hal yang tidak ada di data, misalnya cara prospek bertanya, tidak disesuaikan. Nilai E menunjukkan "
                "seberapa kuat hal itu harus ada untuk menjelaskan sisanya."
            ),
        ),
        Text(
            en=(
                "The 2011 study that found odds seven times as high within an hour was of this kind too: an "
                "association."
            ),
            id=(
                "Penelitian tahun 2011 yang menemukan odds tujuh kali lebih besar dalam satu jam juga semacam ini: "
                "sebuah hubungan."
            ),
        ),
    ),
    words=WORDS,
)


@DRIVERS.computes
def drivers(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Numbers:
    """Whether leads that are answered in time are converted more often, and how much of that is who is answered first.

    Parameters
    ----------
    start, end, where
        As in ``compute``; leads are dated by their creation.

    Returns
    -------
    SectionResult
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
    if missing:
        return Numbers(lacking=missing)
    cells = counted_cells(sales, asked)
    compared = cells[(cells["decided"] == 0) & (cells["answered"] == 1)]
    if compared.groupby("exposed")["leads"].sum().reindex([0, 1], fill_value=0).min() < 5:
        return Numbers(lacking="too_few")
    return Numbers(
        climbed(compared),
        {"cells": cells, "target_s": sales.practice.response_target_minutes * 60},
        period=lambda lang: covering(sales, asked.start, asked.end, lang),
    )


@DRIVERS.tells
def _sentences(found: Numbers, reader: Reader) -> Iterator[str]:
    cells = found.facts["cells"]
    followed = cells[cells["decided"] == 0]
    shares = {
        "fast": _share(followed[followed["exposed"] == 1], reader),
        "later": _share(followed[(followed["exposed"] == 0) & (followed["answered"] == 1)], reader),
    }
    silent = followed[followed["answered"] == 0]
    counts = {
        "never": reader.number(int(silent["leads"].sum())),
        "converted": reader.number(int(silent.loc[silent["outcome"] == 1, "leads"].sum())),
    }
    target = reader.value(found.facts["target_s"], "duration")
    yield reader.say("description", target=target, **counts, **shares)
    yield from _together(found.frame, followed[followed["answered"] == 1], reader)
    yield _experiment(followed, reader)


def _together(frame: pd.DataFrame, compared: pd.DataFrame, reader: Reader) -> Iterator[str]:
    """Whether the two go together on the highest rung that is reached, in which something is taken into account."""
    varied = [name for name in CONFOUNDERS if compared[name].nunique() > 1]
    rungs = frame.set_index("rung")
    best = next((name for name in HIGHEST[0 if varied else -1 :] if name in rungs.index), "")
    if not best:
        return
    row = rungs.loc[best]
    course = _course(row, rungs.loc["association"] if "association" in rungs.index else row)
    words = {
        "ratio": reader.value(row["odds_ratio"], "ratio"),
        "interval": reader.interval(row["odds_ratio_lo"], row["odds_ratio_hi"], "ratio"),
    }
    if best == "association":
        yield reader.say(f"association_{course if course in ('some', 'less') else 'none'}", **words)
    else:
        yield reader.say(f"adjusted_{course}", controls=reader.say(f"controls_{'_'.join(varied)}"), **words)


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


def _share(cells: pd.DataFrame, reader: Reader) -> str:
    n = cells["leads"].sum()
    k = cells.loc[cells["outcome"] == 1, "leads"].sum()
    value, lo, hi = (float(x[0]) for x in wilson(np.array([float(k)]), np.array([float(n)])))
    words = {"value": reader.percent(value), "interval": reader.interval(lo, hi, "percent")}
    return reader.say("share", n=reader.number(int(n)), **words)


def _experiment(followed: pd.DataFrame, reader: Reader) -> str:
    """How many leads an experiment needs that would answer what these data cannot."""
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    answered = followed[followed["answered"] == 1]
    rate = answered.loc[answered["outcome"] == 1, "leads"].sum() / answered["leads"].sum()
    rate = min(max(float(rate), 0.01), 0.94)
    effect = proportion_effectsize(rate + WORTH, rate)
    each = int(np.ceil(NormalIndPower().solve_power(effect, power=POWER, alpha=LEVEL)))
    return reader.say("experiment", each=reader.number(each), points=reader.number(100 * WORTH))


@DRIVERS.notes
def _notes(found: Numbers, reader: Reader) -> Iterator[str]:
    cells = found.facts["cells"]
    if decided := int(cells.loc[cells["decided"] == 1, "leads"].sum()):
        yield reader.say("left_out", decided=reader.number(decided))
