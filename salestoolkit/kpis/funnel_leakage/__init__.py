"""Funnel leakage: deals lost on their way through the stages, by the day they entered a stage.

Its studies lie beside it: ways to count steps, won deals leaked, time in stage. ``_steps`` has what is counted and shown
of steps, ``_examples`` the funnels of the examples.
"""

from salestoolkit.kpi import (
    AT_ODDS,
    DEAL_SPLITS,
    KPI,
    TOLD_AT_ODDS,
    Example,
    Measure,
    Note,
    ProductLimit,
    Shown,
    Text,
    finished_funnel,
)
from salestoolkit.kpis.funnel_leakage._counting import REACHED, SKIPPED, STEPS_BACK, STRICT, TOUCHED
from salestoolkit.kpis.funnel_leakage._examples import SIX_DEALS
from salestoolkit.kpis.funnel_leakage._leak import LEAK
from salestoolkit.kpis.funnel_leakage._steps import (
    ENTERED,
    HISTORY,
    LEFT_OUT,
    MOVED_ON,
    RIPE,
    SHOWN_ENTERED,
    SHOWN_MOVED,
    SHOWN_YOUNG,
    YOUNG,
)
from salestoolkit.kpis.funnel_leakage._time import STALLED, TIME_IN_STAGE

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
