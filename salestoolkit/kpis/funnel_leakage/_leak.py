"""Won deals that leaked: what a funnel like the reference would have won."""

from salestoolkit.kpi import Leak, Measure, Note, Shown, Study, Text
from salestoolkit.kpis.funnel_leakage._examples import SIX_DEALS, worked
from salestoolkit.kpis.funnel_leakage._steps import ENTERED, LEFT_OUT, MOVED_ON, RIPE, SHOWN_YOUNG, YOUNG

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
