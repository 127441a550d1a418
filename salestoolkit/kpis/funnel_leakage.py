"""Funnel leakage: deals lost on their way through the stages, by the day they entered a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit import (
    DEAL_SPLITS,
    KPI,
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
)

if TYPE_CHECKING:
    import pandas as pd

RIPE = col("ripe") == 1

ENTERED = Measure("entered", "stage_steps", "entered_at", where=RIPE)
MOVED_ON = Measure("moved_on", "stage_steps", "entered_at", value="moved_on", where=RIPE)
YOUNG = Measure("young", "stage_steps", "entered_at", where=col("ripe") == 0)
LEFT_OUT = Note(
    Text(
        id="Tidak dihitung karena masuk ke tahapnya belum cukup lama (kurang dari waktu yang dibutuhkan 9 dari 10 kesepakatan yang lanjut): {young} kali masuk.",
        en="Left out because they entered their stage too recently (less than 9 in 10 of those that moved on took): {young} entries.",
    ),
    when=lambda row: row.get("young", 0) > 0,
)
SHOWN_ENTERED = Shown("entered", Text(id="Masuk", en="Entered"))
SHOWN_MOVED = Shown("moved_on", Text(id="Lanjut", en="Moved on"))
SHOWN_YOUNG = Shown("young", Text(id="Belum dinilai", en="Too recent"))


def step_rate(name: str, title: Text, formula: Text, caveat: Text, entered: str, passed: str) -> Study:
    """The step rates of one way to count who was at a stage; all ways count the same deals."""
    return Study(
        name,
        title=title,
        question=Text(id="Berapa bagian yang lanjut dari setiap tahap?", en="What share goes on from each stage?"),
        formula=formula,
        reading=Text(
            id="Dari {entered} kesepakatan di tahap pertama, {value} sampai berhasil (rentang 95%: {interval}).",
            en="Of {entered} deals at the first stage, {value} came to be won (95% interval: {interval}).",
        ),
        caveats=(caveat,),
        better="higher",
        measures=(
            Measure("entered", "stage_steps", "entered_at", value=entered, where=RIPE),
            Measure("moved_on", "stage_steps", "entered_at", value=passed, where=RIPE),
            YOUNG,
        ),
        estimate=StepRate("stage", "position", entered="entered", passed="moved_on"),
        shows=(SHOWN_ENTERED, SHOWN_MOVED, SHOWN_YOUNG),
        notes=(LEFT_OUT,),
    )


def counted(name: str, title: Text, question: Text, formula: Text, reading: Text, column: str, of: str) -> Study:
    """A table of what is irregular in the log: per stage how many deals, and their share."""
    return Study(
        name,
        title=title,
        question=question,
        formula=formula,
        reading=reading,
        caveats=(Text(id="Bisa juga hanya kebiasaan mencatat.", en="It may be no more than a habit of logging."),),
        measures=(
            Measure(
                "deals",
                "stage_steps",
                "entered_at",
                where=col(column) > 0 if column == "steps_back" else col(column) == 0,
            ),
            Measure("entries", "stage_steps", "entered_at", where=col("touched") == 1 if of == "touched" else None),
            *((Measure("times", "stage_steps", "entered_at", value=column),) if column == "steps_back" else ()),
        ),
        estimate=OrderedProportion("deals", of=("entries",), order="position"),
        views=(("ranking", "stage"),),
        shows=(
            Shown("deals", Text(id="Kesepakatan", en="Deals")),
            Shown("entries", Text(id="Dari", en="Of")),
            *((Shown("times", Text(id="Berapa kali", en="Times")),) if column == "steps_back" else ()),
        ),
        notes=(),
    )


REACHED = step_rate(
    "reached",
    title=Text(id="Konversi antartahap (tercapai)", en="Step rate (reached)"),
    formula=Text(
        id="tercapai(k+1) / tercapai(k); tahap tercapai bila kesepakatan pernah di sana atau lebih jauh; keseluruhan: hasil kalinya",
        en="reached(k+1) / reached(k); a stage is reached if the deal ever was there or further; overall: their product",
    ),
    caveat=Text(
        id="Tahap yang dilewati dihitung tercapai, juga untuk kesepakatan yang gagal.",
        en="A stage that was skipped counts as reached, for lost deals too.",
    ),
    entered="reached",
    passed="moved_on",
)
STRICT = step_rate(
    "strict",
    title=Text(id="Konversi antartahap (semua tahap berurutan)", en="Step rate (every stage in order)"),
    formula=Text(
        id="lewat semua tahap sampai k+1 berurutan / lewat semua tahap sampai k berurutan; keseluruhan: hasil kalinya",
        en="through every stage up to k+1 in order / through every stage up to k in order; overall: their product",
    ),
    caveat=Text(
        id="Kesepakatan yang melewati satu tahap hilang dari hitungan sejak tahap itu (HubSpot: all stages).",
        en="A deal that skipped a stage is out of the count from there on (HubSpot: all stages).",
    ),
    entered="in_order",
    passed="in_order_next",
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
    entered="touched",
    passed="touched_next",
)
STEPS_BACK = counted(
    "steps_back",
    title=Text(id="Mundur tahap", en="Steps back"),
    question=Text(id="Dari tahap mana kesepakatan mundur?", en="From which stage do deals step back?"),
    formula=Text(
        id="kesepakatan yang mundur dari tahap itu / kesepakatan yang tercatat di tahap itu",
        en="deals that stepped back from the stage / deals recorded in the stage",
    ),
    reading=Text(
        id="Dari {entries} kali tercatat di satu tahap, {deals} diikuti langkah mundur: {value} (rentang 95%: {interval}).",
        en="Of {entries} times that a deal was recorded in a stage, {deals} were followed by a step back: {value} (95% interval: {interval}).",
    ),
    column="steps_back",
    of="touched",
)
SKIPPED = counted(
    "skipped",
    title=Text(id="Tahap dilewati", en="Stages skipped"),
    question=Text(id="Tahap mana yang dilewati?", en="Which stages are skipped?"),
    formula=Text(
        id="tercapai tanpa pernah tercatat di tahap itu / tercapai",
        en="reached without ever being recorded in the stage / reached",
    ),
    reading=Text(
        id="Dari {entries} kali satu tahap tercapai, {deals} tanpa tercatat di sana: {value} (rentang 95%: {interval}).",
        en="Of {entries} times that a stage was reached, {deals} were never recorded there: {value} (95% interval: {interval}).",
    ),
    column="touched",
    of="reached",
)
LEAK = Study(
    "leak",
    title=Text(id="Transaksi berhasil yang bocor", en="Won deals leaked"),
    question=Text(id="Di tahap mana hasil paling banyak hilang?", en="At which stage are most wins lost?"),
    formula=Text(
        id="masuk x (konversi acuan - konversi sendiri) x hasil kali konversi tahap berikutnya; tanpa tahap: jumlahnya; uang: x rata-rata transaksi berhasil",
        en="entered x (reference rate - own rate) x product of the later own rates; without stages: their sum; money: x the average won deal",
    ),
    reading=Text(
        id="Dibandingkan dengan acuannya, kurang {value} transaksi berhasil (rentang 95%: {interval}), senilai {money}.",
        en="Held against its reference, short of {value} won deals (95% interval: {interval}), worth {money}.",
    ),
    caveats=(
        Text(
            id="Di atas nol bocor, di bawah nol lebih baik dari acuan. Jumlahnya hampiran bila beberapa tahap bocor sekaligus.",
            en="Above zero it is a leak, below zero a gain. The sum is an approximation where several stages leak at once.",
        ),
        Text(
            id="Tahap dengan konversi terendah belum tentu bocor: yang dihitung adalah selisih dari acuan.",
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
    estimate=Leak("stage", "position", entered="entered", passed="moved_on", also=("young",)),
    within=("stage", "position", "entered_month"),
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
                id="Acuan: semua kesepakatan dalam periode yang sama. Seluruh tim dibandingkan dengan dirinya sendiri, jadi kekurangannya nol: lihat per kelompok.",
                en="Reference: all deals of the same period. The whole is held against itself, so it falls short of nothing: ask by group.",
            ),
            when=lambda row: row["reference"] == "team",
        ),
        Note(
            Text(
                id="Acuan: kesepakatan kelompok itu sendiri yang masuk dalam 12 bulan sebelum periode.",
                en="Reference: the group's own deals that entered in the 12 months before the period.",
            ),
            when=lambda row: row["reference"] == "own",
        ),
        LEFT_OUT,
    ),
)
TIME_IN_STAGE = Study(
    "time_in_stage",
    title=Text(id="Lama di tahap", en="Time in stage"),
    question=Text(id="Berapa lama kesepakatan berada di satu tahap?", en="How long does a deal stay in a stage?"),
    formula=Text(
        id="median waktu dari masuk pertama sampai keluar dari tahap, lanjut, mundur atau berakhir; yang masih di sana ikut dihitung",
        en="median time from the first entry to leaving the stage, on, back or closed; those still there are counted in",
    ),
    reading=Text(
        id="Separuh keluar dari satu tahap dalam {value} (rentang 95%: {interval}); {still} masih di sana.",
        en="Half leave a stage within {value} (95% interval: {interval}); {still} are still there.",
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
)
STALLED = Study(
    "stalled",
    title=Text(id="Kesepakatan macet", en="Stalled deals"),
    question=Text(id="Berapa kesepakatan terbuka yang macet?", en="How many open deals are stalled?"),
    formula=Text(
        id="kesepakatan terbuka yang sudah lebih lama di tahapnya daripada 80% kesepakatan berhasil / kesepakatan terbuka",
        en="open deals that have been in their stage for longer than 80% of won deals were / open deals",
    ),
    reading=Text(
        id="Dari {judged} kesepakatan terbuka, {stalled} macet: {value} (rentang 95%: {interval}), senilai {stalled_amount}.",
        en="Of {judged} open deals, {stalled} are stalled: {value} (95% interval: {interval}), worth {stalled_amount}.",
    ),
    caveats=(
        Text(
            id="Macet berarti lebih lama dari biasanya, bukan gagal: satu dari lima kesepakatan berhasil juga selama itu.",
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
                id="Tidak dinilai karena kurang dari 5 kesepakatan berhasil melalui tahapnya: {unjudged}.",
                en="Not judged because fewer than 5 won deals were in their stage: {unjudged}.",
            ),
            when=lambda row: row.get("unjudged", 0) > 0,
        ),
    ),
)


def with_ripe_after(frame: pd.DataFrame) -> pd.DataFrame:
    """How long ago a deal must have entered a stage to be judged, where the stages are told apart."""
    if "ripe_s" not in frame:  # a study that asks nothing of the kind
        return frame
    asked = frame["ripe_s"] / frame["entered"].where(frame["entered"] > 0)
    return frame.drop(columns="ripe_s").assign(**({"ripe_after": asked} if "stage" in frame else {}))


funnel_leakage = KPI(
    name="funnel_leakage",
    title=Text(id="Kebocoran saluran penjualan", en="Funnel leakage"),
    question=Text(
        id="Di tahap mana kesepakatan bocor?",
        en="At which stage do deals leak away?",
    ),
    formula=Text(
        id="per tahap: gagal di tahap itu / masuk ke tahap itu, dari yang masuk cukup lama: selama 9 dari 10 yang lanjut; keseluruhan: jumlahnya, tiap tahap dikali konversi tahap sebelumnya",
        en="per stage: lost there / entered, of deals that entered long enough ago: as long as 9 in 10 of those that moved on took; overall: their sum, each times the rates of the stages before",
    ),
    reading=Text(
        id="Dari {entered} kesepakatan yang masuk saluran penjualan, {value} bocor sebelum berhasil (rentang 95%: {interval}); {in_progress} masih berjalan.",
        en="Of {entered} deals that entered the funnel, {value} leak before they are won (95% interval: {interval}); {in_progress} are still in progress.",
    ),
    caveats=(
        Text(
            id="Tahap dengan bagian terbesar belum tentu masalahnya: bandingkan dengan tim lain pada tahap yang sama.",
            en="The stage with the largest share is not necessarily the problem: compare with others at the same stage.",
        ),
        Text(
            id="Kesepakatan yang masih terbuka sedang berjalan, bukan bocor. Tahap yang dilewati dihitung tercapai.",
            en="Open deals are in progress, not leaked. A stage that was skipped counts as reached.",
        ),
    ),
    unit="percent",
    better="lower",
    basis="events",
    needs=(
        {
            "stage_history": ("entity_id", "stage", "entered_at"),
            "stages": ("stage", "position"),
            "deals": ("status",),
        },
    ),
    measures=(
        ENTERED,
        MOVED_ON,
        Measure("leaked", "stage_steps", "entered_at", value="leaked", where=RIPE),
        Measure("in_progress", "stage_steps", "entered_at", value="in_progress", where=RIPE),
        YOUNG,
        Measure("ripe_s", "stage_steps", "entered_at", value="ripe_s", where=RIPE),
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
    derive=with_ripe_after,
    notes=(
        Note(
            Text(
                id="Masih berjalan dan tidak dihitung sebagai bocor: {in_progress} kesepakatan.",
                en="Deals still in progress, not counted as leaked: {in_progress}.",
            ),
            when=lambda row: row.get("in_progress", 0) > 0,
        ),
        LEFT_OUT,
    ),
    example=Example(
        tables={
            "stages": (
                {"stage": "Prospek", "position": 1, "kind": "open"},
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
                *(
                    {"entity": "deal", "entity_id": str(i), "stage": "Prospek", "entered_at": "2025-03-01"}
                    for i in range(6)
                ),
                *(
                    {"entity": "deal", "entity_id": str(i), "stage": "Penawaran", "entered_at": "2025-03-05"}
                    for i in (0, 1, 2, 5)
                ),
            ),
        },
        as_of="2025-05-01",
        answer={"value": 3 / 6, "n": 5, "entered": 6, "leaked": 3, "in_progress": 1, "moved_on": 2, "rate": 2 / 6},
        worked=Text(
            id="Prospek: dari 6, 2 gagal dan 4 lanjut. Penawaran: dari 4, 1 gagal, 2 berhasil, 1 masih berjalan. 2/6 + 4/6 x 1/4 = 50%.",
            en="Prospek: of 6, 2 are lost and 4 move on. Penawaran: of 4, 1 is lost, 2 are won, 1 is in progress. 2/6 + 4/6 x 1/4 = 50%.",
        ),
    ),
    studies=(REACHED, STRICT, TOUCHED, STEPS_BACK, SKIPPED, LEAK, TIME_IN_STAGE, STALLED),
)
