"""Ways to count who was at a stage: their step rates, and what is irregular in the log."""

from dataclasses import replace

from salestoolkit.kpi import Example, Measure, Note, OrderedProportion, Shown, StepRate, Study, Text, col
from salestoolkit.kpis.funnel_leakage._examples import IRREGULAR, worked
from salestoolkit.kpis.funnel_leakage._steps import (
    HISTORY,
    LEFT_OUT,
    RIPE,
    SHOWN_ENTERED,
    SHOWN_MOVED,
    SHOWN_YOUNG,
    YOUNG,
)


def step_rate(name: str, title: Text, formula: Text, caveat: Text, columns: tuple[str, str], example: Example) -> Study:
    """The step rates of one way to count who was at a stage; all ways count the same deals."""
    return Study(
        name,
        title=title,
        question=Text(id="Berapa bagian deal yang lanjut dari setiap tahap?", en="What share goes on from each stage?"),
        formula=formula,
        reading=Text(
            id="Dari {entered} deal di tahap pertama, {value} sampai berhasil (rentang 95%: {interval}).",
            en="Of {entered} {entered|deal|deals} at the first stage, {value} came to be won (95% interval: {interval}).",
        ),
        caveats=(caveat,),
        better="higher",
        measures=(
            Measure("entered", "stage_steps", "entered_at", value=columns[0], where=RIPE),
            Measure("moved_on", "stage_steps", "entered_at", value=columns[1], where=RIPE),
            YOUNG,
        ),
        estimate=StepRate("stage", "position", entered="entered", passed="moved_on"),
        shows=(SHOWN_ENTERED, SHOWN_MOVED, SHOWN_YOUNG),
        notes=(LEFT_OUT,),
        example=example,
    )


def counted(name: str, title: Text, formula: Text, reading: Text, of: tuple[Measure, ...], example: Example) -> Study:
    """A table of what is irregular in the log: per stage how many deals, and their share."""
    headings = {
        "deals": Text(id="Deal", en="Deals"),
        "entries": Text(id="Dari", en="Of"),
        "times": Text(id="Berapa kali", en="Times"),
    }
    return Study(
        name,
        title=title,
        question=Text(id="Di tahap mana, dan seberapa sering?", en="At which stage, and how often?"),
        formula=formula,
        reading=reading,
        example=example,
        caveats=(Text(id="Bisa juga hanya kebiasaan mencatat.", en="It may be no more than a habit of logging."),),
        measures=of,
        estimate=OrderedProportion("deals", of=("entries",), order="position"),
        views=(("ranking", "stage"),),
        shows=tuple(Shown(measure.name, headings[measure.name]) for measure in of),
        notes=(),
    )


REACHED = step_rate(
    "reached",
    title=Text(id="Konversi antartahap (tercapai)", en="Step rate (reached)"),
    formula=Text(
        id="tercapai(k+1) / tercapai(k); tahap tercapai bila deal pernah di sana atau lebih jauh; keseluruhan: hasil kalinya",
        en="reached(k+1) / reached(k); a stage is reached if the deal ever was there or further; overall: their product",
    ),
    caveat=Text(
        id="Tahap yang dilewati dihitung tercapai, juga untuk deal yang gagal.",
        en="A stage that was skipped counts as reached, for lost deals too.",
    ),
    columns=("reached", "moved_on"),
    example=worked(
        IRREGULAR,
        {"value": 3 / 6, "n": 6},
        Text(
            id="6 mencapai Penjajakan, 5 Kualifikasi, 4 Penawaran, 3 berhasil: 5/6 × 4/5 × 3/4 = 50%.",
            en="6 reached Penjajakan, 5 Kualifikasi, 4 Penawaran, 3 are won: 5/6 × 4/5 × 3/4 = 50%.",
        ),
    ),
)

REACHED = replace(
    REACHED,
    needs=(HISTORY, {"stage_counts": ("period", "stage", "count"), "stages": ("stage", "position")}),
    measures=(*(REACHED.measures or ()), Measure("snapshot", "stage_steps", "entered_at", value="snapshot")),
    notes=(
        Note(
            Text(
                id="Dihitung dari jumlah per periode tanpa kunci: keadaan sesaat. Deal yang masih terbuka terhitung belum lanjut.",
                en="From counts by period that have no keys: a snapshot. Deals that are still open count as not having gone on.",
            ),
            when=lambda row: row["snapshot"] > 0,
        ),
        LEFT_OUT,
    ),
)

STRICT = step_rate(
    "strict",
    title=Text(id="Konversi antartahap (semua tahap berurutan)", en="Step rate (every stage in order)"),
    formula=Text(
        id="lewat semua tahap sampai k+1 berurutan / lewat semua tahap sampai k berurutan; keseluruhan: hasil kalinya",
        en="through every stage up to k+1 in order / through every stage up to k in order; overall: their product",
    ),
    caveat=Text(
        id="Deal yang melewati satu tahap hilang dari hitungan sejak tahap itu (HubSpot: all stages).",
        en="A deal that skipped a stage is out of the count from there on (HubSpot: all stages).",
    ),
    columns=("in_order", "in_order_next"),
    example=worked(
        IRREGULAR,
        {"value": 1 / 5, "n": 5},
        Text(
            id="5 mulai di Penjajakan, 3 lanjut ke Kualifikasi, 2 ke Penawaran, hanya A berhasil: 3/5 × 2/3 × 1/2 = 20%.",
            en="5 began in Penjajakan, 3 went on to Kualifikasi, 2 to Penawaran, only A is won: 3/5 × 2/3 × 1/2 = 20%.",
        ),
    ),
)

TOUCHED = step_rate(
    "touched",
    title=Text(id="Konversi antartahap (tahap yang tercatat)", en="Step rate (stages touched)"),
    formula=Text(
        id="pernah tercatat di k+1 / pernah tercatat di k; keseluruhan: hasil kalinya",
        en="ever recorded in k+1 / ever recorded in k; overall: their product",
    ),
    caveat=Text(
        id="Bisa lebih dari 100%, karena tahap boleh dilewati (HubSpot: any stages).",
        en="It can exceed 100%, because stages may be skipped (HubSpot: any stages).",
    ),
    columns=("touched", "touched_next"),
    example=worked(
        IRREGULAR,
        {"value": 3 / 5, "n": 5},
        Text(
            id="Tercatat di Penjajakan 5, Kualifikasi 4, Penawaran 3, berhasil 3: 4/5 × 3/4 × 3/3 = 60%.",
            en="Recorded in Penjajakan 5, in Kualifikasi 4, in Penawaran 3, won 3: 4/5 × 3/4 × 3/3 = 60%.",
        ),
    ),
)

STEPS_BACK = counted(
    "steps_back",
    title=Text(id="Mundur tahap", en="Steps back"),
    formula=Text(
        id="deal yang mundur dari tahap itu / deal yang tercatat di tahap itu",
        en="deals that stepped back from the stage / deals recorded in the stage",
    ),
    reading=Text(
        id="Dari {entries} kali tercatat di satu tahap, {deals} diikuti langkah mundur: {value} (rentang 95%: {interval}).",
        en="Of {entries} {entries|time|times} that a deal was recorded in a stage, {deals} {deals|was|were} followed by a step back: {value} (95% interval: {interval}).",
    ),
    of=(
        Measure("deals", "stage_steps", "entered_at", where=col("steps_back") > 0),
        Measure("entries", "stage_steps", "entered_at", value="touched"),
        Measure("times", "stage_steps", "entered_at", value="steps_back"),
    ),
    example=worked(
        IRREGULAR,
        {"value": 1 / 12, "deals": 1, "times": 1},
        Text(
            id="Dari 5 + 4 + 3 kali tercatat di satu tahap, D mundur sekali: 1/12 = 8,3%.",
            en="Of 5 + 4 + 3 times that a deal was recorded in a stage, D stepped back once: 1/12 = 8.3%.",
        ),
    ),
)

SKIPPED = counted(
    "skipped",
    title=Text(id="Tahap dilewati", en="Stages skipped"),
    formula=Text(
        id="tercapai tanpa pernah tercatat di tahap itu / tercapai",
        en="reached without ever being recorded in the stage / reached",
    ),
    reading=Text(
        id="Dari {entries} kali satu tahap tercapai, {deals} tanpa tercatat di sana: {value} (rentang 95%: {interval}).",
        en="Of {entries} {entries|time|times} that a stage was reached, {deals} {deals|was|were} never recorded there: {value} (95% interval: {interval}).",
    ),
    of=(
        Measure("deals", "stage_steps", "entered_at", where=col("touched") == 0),
        Measure("entries", "stage_steps", "entered_at"),
    ),
    example=worked(
        IRREGULAR,
        {"value": 3 / 15, "deals": 3},
        Text(
            id="Tercapai 6 + 5 + 4 kali, tercatat 5 + 4 + 3 kali: 3 dari 15 = 20%.",
            en="Reached 6 + 5 + 4 times, recorded 5 + 4 + 3 times: 3 of 15 = 20%.",
        ),
    ),
)
