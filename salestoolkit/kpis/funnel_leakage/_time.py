"""How long deals stay in a stage, and those that stay too long."""

from salestoolkit.kpi import Measure, Note, OrderedProportion, Shown, Stays, Study, Text, col
from salestoolkit.kpis.funnel_leakage._examples import SIX_DEALS, WAITING, worked

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
