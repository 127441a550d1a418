"""Funnel leakage: deals lost on their way through the stages, by the day they entered a stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from salestoolkit import (
    AT_ODDS,
    DEAL_SPLITS,
    KPI,
    TOLD_AT_ODDS,
    Example,
    Leak,
    Measure,
    Note,
    OrderedProportion,
    ProductLimit,
    Shown,
    Stays,
    StepRate,
    Study,
    Text,
    col,
    finished_funnel,
)

HISTORY = {
    "stage_history": ("entity_id", "stage", "entered_at"),
    "stages": ("stage", "position"),
    "deals": ("status",),
}
RIPE = col("ripe") == 1

ENTERED = Measure("entered", "stage_steps", "entered_at", where=RIPE)
MOVED_ON = Measure("moved_on", "stage_steps", "entered_at", value="moved_on", where=RIPE)
YOUNG = Measure("young", "stage_steps", "entered_at", where=col("ripe") == 0)
LEFT_OUT = Note(
    Text(
        id="Tidak dihitung karena masuk ke tahapnya belum cukup lama (kurang dari waktu yang dibutuhkan 9 dari 10 deal yang lanjut): {young} kali masuk.",
        en="Left out because they entered their stage too recently (less than 9 in 10 of those that moved on took): {young} {young|entry|entries}.",
    ),
    when=lambda row: row.get("young", 0) > 0,
)
SHOWN_ENTERED = Shown("entered", Text(id="Masuk", en="Entered"))
SHOWN_MOVED = Shown("moved_on", Text(id="Lanjut", en="Moved on"))
SHOWN_YOUNG = Shown("young", Text(id="Belum dinilai", en="Too recent"))


SIX_DEALS: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": (
        {"stage": "Penjajakan", "position": 1, "kind": "open"},
        {"stage": "Penawaran", "position": 2, "kind": "open"},
        {"stage": "Berhasil", "position": 3, "kind": "won"},
    ),
    "deals": tuple(
        {
            "deal_id": str(i),
            "status": status,
            "created_at": "2025-03-01",
            **({"closed_at": "2025-03-20"} if status != "open" else {}),
        }
        for i, status in enumerate(("won", "won", "lost", "lost", "lost", "open"))
    ),
    "stage_history": (
        *({"entity": "deal", "entity_id": str(i), "stage": "Penjajakan", "entered_at": "2025-03-01"} for i in range(6)),
        *(
            {"entity": "deal", "entity_id": str(i), "stage": "Penawaran", "entered_at": "2025-03-05"}
            for i in (0, 1, 2, 5)
        ),
    ),
}

IRREGULAR: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": tuple(
        {"stage": stage, "position": i, "kind": "won" if stage == "Berhasil" else "open"}
        for i, stage in enumerate(("Penjajakan", "Kualifikasi", "Penawaran", "Berhasil"))
    ),
    "deals": tuple(
        {"deal_id": deal, "status": status, "created_at": "2025-03-01"}
        | ({"closed_at": "2025-04-01"} if status != "open" else {})
        for deal, status in zip("ABCDEF", ("won", "won", "lost", "lost", "open", "won"), strict=True)
    ),
    "stage_history": tuple(
        {"entity": "deal", "entity_id": deal, "stage": stage, "entered_at": f"2025-03-{day:02}"}
        for deal, path in {
            "A": ("Penjajakan", "Kualifikasi", "Penawaran", "Berhasil"),
            "B": ("Penjajakan", "Berhasil"),
            "C": ("Penjajakan", "Kualifikasi"),
            "D": ("Penjajakan", "Penawaran", "Kualifikasi", "Penawaran"),
            "E": ("Penjajakan",),
            "F": ("Kualifikasi", "Penawaran", "Berhasil"),
        }.items()
        for day, stage in enumerate(path, 1)
    ),
}
"""Skipped stages (B, D, F), a step back (D) and a deal that waits (E)."""

WAITING: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": SIX_DEALS["stages"],
    "deals": (
        *({"deal_id": str(i), "status": "won", "closed_at": "2025-03-20"} for i in range(5)),
        *({"deal_id": f"open {i}", "status": "open", "amount": 100} for i in range(5)),
    ),
    "stage_history": (
        *(
            {"entity": "deal", "entity_id": str(i), "stage": stage, "entered_at": f"2025-03-{day:02}"}
            for i in range(5)
            for stage, day in (("Penjajakan", 1), ("Penawaran", 3 + i))
        ),
        *(
            {
                "entity": "deal",
                "entity_id": f"open {i}",
                "stage": "Penjajakan",
                "entered_at": f"2025-04-{29 - 2 * i:02}",
            }
            for i in range(5)
        ),
    ),
}
"""Five won deals that were 2 to 6 days in the first stage, and five that have been there for a few days."""


def worked(tables: Mapping[str, tuple[Mapping[str, Any], ...]], answer: Mapping[str, float], words: Text) -> Example:
    """An example as it stood when May began."""
    return Example(tables=tables, as_of="2025-05-01T00:00", answer=answer, worked=words)


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
LEAK = Study(
    "leak",
    title=Text(id="Deal berhasil yang bocor", en="Won deals leaked"),
    question=Text(id="Di tahap mana hasil paling banyak hilang?", en="At which stage are most wins lost?"),
    formula=Text(
        id="masuk × (konversi acuan − konversi sendiri) × hasil kali konversi tahap berikutnya; tanpa tahap: jumlahnya; uang: × nilai rata-rata per deal",
        en="entered × (reference rate − own rate) × product of the later own rates; without stages: their sum; money: × the average won deal",
    ),
    reading=Text(
        id="Dibandingkan dengan acuannya, {value} deal berhasil bocor (rentang 95%: {interval}), senilai {money}.",
        en="Compared with the reference, {value} won deals leaked (95% interval: {interval}), worth {money}.",
    ),
    caveats=(
        Text(
            id="Di atas nol bocor, di bawah nol lebih baik dari acuan. Jumlahnya hampiran bila beberapa tahap bocor sekaligus.",
            en="Above zero it is a leak, below zero a gain. The sum is an approximation where several stages leak at once.",
        ),
        Text(
            id="Tahap dengan konversi terendah belum tentu bocor: angka ini selisih dari acuan.",
            en="The stage with the lowest rate need not leak: what counts is the distance from the reference.",
        ),
    ),
    unit="ratio",
    better="lower",
    measures=(
        ENTERED,
        MOVED_ON,
        YOUNG,
        Measure("past_entered", "stage_steps", None, where=RIPE),
        Measure("past_moved", "stage_steps", None, value="moved_on", where=RIPE),
        Measure("all_entered", "team_steps", "entered_at", where=RIPE, common=True),
        Measure("all_moved", "team_steps", "entered_at", value="moved_on", where=RIPE, common=True),
        Measure("all_won", "team_steps", "entered_at", value="won", common=True),
        Measure("all_amount", "team_steps", "entered_at", value="won_amount", common=True),
    ),
    estimate=Leak("stage", "position", path="pipeline", entered="entered", passed="moved_on", also=("young",)),
    within=("pipeline", "stage", "position", "entered_month"),
    over_time=False,
    views=(("ranking", "team"), ("ranking", "rep")),
    shows=(
        Shown("money", Text(id="Senilai", en="Worth"), unit="money"),
        Shown("lo_money", Text(id="Paling sedikit", en="At least"), unit="money", table=False),
        Shown("hi_money", Text(id="Paling banyak", en="At most"), unit="money", table=False),
        Shown("rate", Text(id="Konversi", en="Rate"), unit="percent"),
        Shown("reference_rate", Text(id="Konversi acuan", en="Reference rate"), unit="percent"),
        Shown("reference_n", Text(id="n acuan", en="Reference n")),
        SHOWN_YOUNG,
    ),
    notes=(
        Note(
            Text(
                id="Acuan: semua deal dalam periode yang sama. Seluruh tim dibandingkan dengan dirinya sendiri, jadi kekurangannya nol: lihat per kelompok.",
                en="Reference: all deals of the same period. The whole is compared with itself, so nothing is missing: ask by group.",
            ),
            when=lambda row: row["reference"] == "team",
        ),
        Note(
            Text(
                id="Acuan: deal kelompok itu sendiri yang masuk dalam 12 bulan sebelum periode.",
                en="Reference: the group's own deals that entered in the 12 months before the period.",
            ),
            when=lambda row: row["reference"] == "own",
        ),
        LEFT_OUT,
    ),
    example=worked(
        SIX_DEALS,
        {"value": 0, "rate": 2 / 6, "reference_rate": 2 / 6, "reference_n": 6},
        Text(
            id="Semua deal dibandingkan dengan dirinya sendiri: konversinya 4/6 × 2/4, sama dengan acuannya.",
            en="All deals are compared with themselves: their rate is 4/6 × 2/4, and so is the reference.",
        ),
    ),
)
TIME_IN_STAGE = Study(
    "time_in_stage",
    title=Text(id="Lama di tahap", en="Time in stage"),
    question=Text(id="Berapa lama deal berada di satu tahap?", en="How long does a deal stay in a stage?"),
    formula=Text(
        id="median waktu dari masuk pertama sampai keluar dari tahap, lanjut, mundur atau berakhir; deal yang masih di sana ikut dihitung",
        en="median time from the first entry to leaving the stage, on, back or closed; those still there are counted in",
    ),
    reading=Text(
        id="Separuh deal keluar dari satu tahap dalam {value} (rentang 95%: {interval}); {still} deal masih di sana.",
        en="Half leave a stage within {value} (95% interval: {interval}); {still} {still|deal is|deals are} still there.",
    ),
    caveats=(
        Text(
            id="Tanpa pembagian per tahap, semua tahap tercampur. Waktu dibulatkan ke bawah ke jam penuh.",
            en="Not split by stage, all stages are mixed. Times are cut down to full hours.",
        ),
    ),
    unit="duration",
    measures=(Measure("stays", "stage_stays", "entered_at"),),
    estimate=Stays("first_s", "first_ended", total="total_s", ended="ended", count="stays", order="position"),
    within=("stage", "position", "first_s", "first_ended", "total_s", "ended"),
    views=(("ranking", "stage"), ("ranking", "rep")),
    shows=(
        Shown("whole", Text(id="Semua kali masuk", en="All visits together"), unit="duration"),
        Shown("p90", Text(id="9 dari 10 dalam", en="9 in 10 within"), unit="duration"),
        Shown("still", Text(id="Masih di sana", en="Still there")),
    ),
    notes=(),
    example=worked(
        SIX_DEALS,
        {"value": 15 * 86_400, "n": 10, "still": 1},
        Text(
            id="4 kali 4 hari, 3 kali 15 hari, 2 kali 19 hari, dan satu masih di sana: setelah 15 hari 7 dari 10 sudah keluar.",
            en="4 times 4 days, 3 times 15 days, twice 19 days, and one still there: after 15 days 7 of 10 have left.",
        ),
    ),
)
STALLED = Study(
    "stalled",
    title=Text(id="Deal macet", en="Stalled deals"),
    question=Text(id="Berapa deal terbuka yang macet?", en="How many open deals are stalled?"),
    formula=Text(
        id="deal terbuka yang sudah lebih lama di tahapnya daripada 80% deal berhasil / deal terbuka",
        en="open deals that have been in their stage for longer than 80% of won deals were / open deals",
    ),
    reading=Text(
        id="Dari {judged} deal terbuka, {stalled} macet: {value} (rentang 95%: {interval}), senilai {stalled_amount}.",
        en="Of {judged} open {judged|deal|deals}, {stalled} {stalled|is|are} stalled: {value} (95% interval: {interval}), worth {stalled_amount}.",
    ),
    caveats=(
        Text(
            id="Macet berarti lebih lama dari biasanya, bukan gagal: satu dari lima deal berhasil juga selama itu.",
            en="Stalled means longer than usual, not lost: one in five won deals took as long.",
        ),
    ),
    measures=(
        Measure("judged", "stage_stays", None, value="judged"),
        Measure("stalled", "stage_stays", None, value="stalled"),
        Measure("stalled_amount", "stage_stays", None, value="stalled_amount"),
        Measure("unjudged", "stage_stays", None, where=(col("here") == 1) & (col("judged") == 0)),
    ),
    estimate=OrderedProportion("stalled", of=("judged",), order="position"),
    over_time=False,
    views=(("ranking", "stage"), ("ranking", "rep")),
    shows=(
        Shown("stalled", Text(id="Macet", en="Stalled")),
        Shown("judged", Text(id="Terbuka", en="Open")),
        Shown("stalled_amount", Text(id="Nilai yang macet", en="Stalled value"), unit="money"),
    ),
    notes=(
        Note(
            Text(
                id="Tidak dinilai, karena deal berhasil tidak menunjukkan berapa lama yang biasa di tahapnya (kurang dari 5, atau empat dari lima melewatinya seketika): {unjudged}.",
                en="Not judged, because won deals do not show how long is usual in their stage (fewer than 5, or four in five in no time at all): {unjudged}.",
            ),
            when=lambda row: row.get("unjudged", 0) > 0,
        ),
    ),
    example=worked(
        WAITING,
        {"value": 3 / 5, "stalled": 3, "stalled_amount": 300},
        Text(
            id="Deal berhasil 2, 3, 4, 5 dan 6 hari di Penjajakan: 80% paling lama 5,2 hari. Deal terbuka 2, 4, 6, 8 dan 10 hari.",
            en="Won deals were 2, 3, 4, 5 and 6 days in Penjajakan: 80% no longer than 5.2 days. The open ones 2, 4, 6, 8 and 10 days.",
        ),
    ),
)


funnel_leakage = KPI(
    name="funnel_leakage",
    title=Text(id="Kebocoran funnel", en="Funnel leakage"),
    question=Text(
        id="Di tahap mana deal bocor?",
        en="At which stage do deals leak away?",
    ),
    formula=Text(
        id="per tahap: gagal di tahap itu / masuk ke tahap itu, hanya deal yang sudah cukup lama masuk (waktu yang cukup bagi 9 dari 10 deal yang lanjut); keseluruhan: jumlahnya, tiap tahap dikali konversi tahap sebelumnya",
        en="per stage: lost there / entered, only deals that entered long enough ago (the time within which 9 in 10 of those that moved on did so); overall: their sum, each times the rates of the stages before",
    ),
    reading=Text(
        id="Dari {entered} deal yang sudah cukup lama masuk funnel, {value} bocor sebelum berhasil (rentang 95%: {interval}); {in_progress} masih berjalan lebih lama dari biasanya.",
        en="Of {entered} {entered|deal|deals} that entered the funnel long enough ago, {value} leaked before they were won (95% interval: {interval}); {in_progress} {in_progress|is|are} still in progress, longer than usual.",
    ),
    caveats=(
        Text(
            id="Tahap dengan bagian terbesar belum tentu masalahnya: bandingkan dengan yang lain pada tahap yang sama.",
            en="The stage with the largest share is not necessarily the problem: compare with others at the same stage.",
        ),
        Text(
            id="n adalah deal yang sudah lanjut atau bocor; penyebut angkanya kolom Masuk, termasuk yang masih berjalan.",
            en="n counts the deals that moved on or leaked; the share is of all that entered, those in progress included.",
        ),
        Text(
            id="Deal yang masih terbuka sedang berjalan, bukan bocor. Tahap yang dilewati dihitung tercapai.",
            en="Open deals are in progress, not leaked. A stage that was skipped counts as reached.",
        ),
    ),
    unit="percent",
    better="lower",
    basis="events",
    needs=(HISTORY,),
    measures=(
        ENTERED,
        MOVED_ON,
        Measure("leaked", "stage_steps", "entered_at", value="leaked", where=RIPE),
        Measure("in_progress", "stage_steps", "entered_at", value="in_progress", where=RIPE),
        YOUNG,
        Measure("ripe_s", "stage_steps", "entered_at", value="ripe_s", where=RIPE),
        *AT_ODDS,
    ),
    estimate=ProductLimit(
        "stage", "position", entered="entered", passed="moved_on", lost="leaked", waiting="in_progress"
    ),
    within=("stage", "position"),
    by=("stage", *DEAL_SPLITS),
    views=(("steps", "stage"), ("ranking", "team"), ("ranking", "rep"), ("trend", "quarter")),
    shows=(
        SHOWN_ENTERED,
        SHOWN_MOVED,
        Shown("leaked", Text(id="Bocor", en="Leaked")),
        Shown("in_progress", Text(id="Masih berjalan", en="In progress")),
        Shown("rate", Text(id="Konversi", en="Rate"), unit="percent"),
        SHOWN_YOUNG,
        Shown("ripe_after", Text(id="Dinilai setelah", en="Judged after"), unit="duration"),
    ),
    derive=finished_funnel,
    notes=(
        *TOLD_AT_ODDS,
        Note(
            Text(
                id="Masih berjalan lebih lama dari biasanya dan tidak dihitung sebagai bocor: {in_progress} deal. Deal yang lebih baru belum dinilai.",
                en="Deals still in progress for longer than usual, not counted as leaked: {in_progress}. Newer ones are not judged yet.",
            ),
            when=lambda row: row.get("in_progress", 0) > 0,
        ),
        LEFT_OUT,
    ),
    example=Example(
        tables=SIX_DEALS,
        as_of="2025-05-01",
        answer={"value": 3 / 6, "n": 5, "entered": 6, "leaked": 3, "in_progress": 1, "moved_on": 2, "rate": 2 / 6},
        worked=Text(
            id="Penjajakan: dari 6, 2 gagal dan 4 lanjut. Penawaran: dari 4, 1 gagal, 2 berhasil, 1 masih berjalan. 2/6 + 4/6 × 1/4 = 50%.",
            en="Penjajakan: of 6, 2 are lost and 4 move on. Penawaran: of 4, 1 is lost, 2 are won, 1 is in progress. 2/6 + 4/6 × 1/4 = 50%.",
        ),
    ),
    studies=(REACHED, STRICT, TOUCHED, STEPS_BACK, SKIPPED, LEAK, TIME_IN_STAGE, STALLED),
)
