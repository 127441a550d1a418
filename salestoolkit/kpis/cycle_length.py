"""Cycle length: days from a deal's creation to the day it was won."""

from collections.abc import Mapping
from typing import Any

from salestoolkit.kpi import (
    DEAL_SPLITS,
    KPI,
    UNDATED,
    Example,
    Measure,
    Median,
    Note,
    Shown,
    Study,
    Text,
    TimeToHalf,
    col,
)

NOT_TIMED = (
    Note(
        Text(
            id="Berhasil tanpa tanggal dibuat, tidak dihitung: {undated} deal.",
            en="Won deals without a creation date, left out: {undated}.",
        ),
        when=lambda row: row.get("undated", 0) > 0,
    ),
    Note(
        Text(
            id="Ditutup sebelum dibuat, tidak dihitung: {impossible} deal. Periksa tanggalnya.",
            en="Deals closed before they were created, left out: {impossible}. Check their dates.",
        ),
        when=lambda row: row.get("impossible", 0) > 0,
    ),
)

# Codes of an outcome on a day that nobody knows.
LOST_ONCE, WON_ONCE = 3, 4

# So many deals should have ended before the first close in the data; that none did cannot be chance.
SURELY_CUT = 5

ALREADY_OPEN = (
    Measure("before_first_close", "window", None, value="before_first_close", common=True),
    Measure("due_before", "window", None, value="due_before", common=True),
)
CUT_OFF = Note(
    Text(
        id="Data dimulai dengan deal yang sudah terbuka: {before_first_close} dibuat sebelum penutupan pertama, dan deal yang cepat selesai dari masa itu tidak ada. Deal tertua hanya dapat menunjukkan siklus penjualan yang panjang.",
        en="The data begins with deals that were already open: {before_first_close} {before_first_close|was|were} created before the first close, and the quick ones of that time are missing. The oldest deals can only show long sales cycles.",
    ),
    when=lambda row: (row.get("due_before") or 0) >= SURELY_CUT,
)
# The line through the cycles of all months falls by more than chance makes it, two-sided 5 %.
FALLS = -1.96
# Of the newest deals so large a share is open that the slow ones among them are missing.
STILL_OPEN = 0.1


def _falls(row: Mapping[str, Any], open_still: bool) -> bool:
    """Whether the cycle falls clearly, and the newest deals are (or are not) still open."""
    fell = (row.get("first_cycle") or 0) > (row.get("last_cycle") or 0) > 0
    return fell and (row.get("cycle_trend") or 0) <= FALLS and ((row.get("last_open") or 0) >= STILL_OPEN) == open_still


FELL = Note(
    Text(
        id="Menurut bulan dibuat, di seluruh data, rata-rata siklus penjualan turun dari {first_cycle} pada bulan pertama menjadi {last_cycle} pada bulan terakhir (bulan dengan sedikitnya 5 deal berhasil).",
        en="By month of creation, in all the data, the average sales cycle falls from {first_cycle} in the first month to {last_cycle} in the last (months with 5 won deals or more).",
    ),
    when=lambda row: _falls(row, open_still=False),
)
NOT_FASTER = Note(
    Text(
        id="Menurut bulan dibuat, di seluruh data, rata-rata siklus penjualan turun dari {first_cycle} pada bulan pertama menjadi {last_cycle} pada bulan terakhir (bulan dengan sedikitnya 5 deal berhasil). Itu tidak berarti tim makin cepat: {last_open} dari deal bulan terakhir itu masih terbuka, dan baru yang cepat saja yang sudah ditutup.",
        en="By month of creation, in all the data, the average sales cycle falls from {first_cycle} in the first month to {last_cycle} in the last (months with 5 won deals or more). That does not show a faster team: {last_open} of the deals of that last month are still open, and only the quick ones are closed yet.",
    ),
    when=lambda row: _falls(row, open_still=True),
)

COHORT = Study(
    "cohort",
    title=Text(id="Lama siklus penjualan per kohor (bulan deal dibuat)", en="Cycle length of a cohort"),
    question=Text(
        id="Kapan separuh dari deal yang akhirnya berhasil sudah ditutup?",
        en="By when are half of the deals won that will be won in the end?",
    ),
    formula=Text(
        id="saat insidensi kumulatif deal berhasil (Aalen-Johansen) mencapai separuh nilai akhirnya, menurut tanggal dibuat",
        en="when the cumulative incidence of winning (Aalen-Johansen) reaches half of its end, by creation date",
    ),
    reading=Text(
        id="Dari {deals} deal yang dibuat, {eventual} akhirnya berhasil; separuhnya dalam {value} (rentang 95%: {interval}).",
        en="Of {deals} {deals|deal|deals} created, {eventual} are won in the end; half of those within {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Deal yang masih terbuka ikut dihitung selama terlihat. Pada kohor muda deal yang lambat berhasil belum tampak, jadi angkanya masih terlalu pendek.",
            en="Open deals count for as long as they were seen. In a young cohort slow wins do not show yet, and the time is still too short.",
        ),
    ),
    basis="created",
    measures=(
        Measure("deals", "outcomes", "created_at", where=(col("seen") == 1) & (col("outcome") != WON_ONCE)),
        Measure("undated_won", "outcomes", "created_at", where=col("outcome") == WON_ONCE),
        Measure(
            "undated_lost", "outcomes", "created_at", where=(col("outcome") == LOST_ONCE) & (col("status") == "lost")
        ),
        Measure(
            "undated_cancelled",
            "outcomes",
            "created_at",
            where=(col("outcome") == LOST_ONCE) & (col("status") == "cancelled"),
        ),
        Measure("horizon_days", "track_record", None, value="deal_horizon", common=True),
        *ALREADY_OPEN,
    ),
    estimate=TimeToHalf(
        "days",
        "outcome",
        "deals",
        "horizon_days",
        given=("before_first_close", "due_before"),
        also=("undated_won", "undated_lost", "undated_cancelled"),
    ),
    within=("days", "outcome"),
    carries=("wins", "ends", "cycles"),
    views=(("trend", "quarter"),),
    shows=(
        Shown("deals", Text(id="Dibuat", en="Created")),
        Shown("eventual", Text(id="Akhirnya berhasil", en="Won in the end"), "percent"),
    ),
    notes=(CUT_OFF,),
    example=Example(
        tables={
            "deals": (
                *(
                    {"deal_id": f"W{i}", "status": "won", "created_at": "2025-03-01", "closed_at": f"2025-03-{day}"}
                    for i, day in enumerate((6, 11, 16, 21, 26))
                ),
                *(
                    {"deal_id": f"L{i}", "status": "lost", "created_at": "2025-03-01", "closed_at": "2025-03-31"}
                    for i in range(5)
                ),
            )
        },
        as_of="2025-05-01",
        answer={"value": 15 * 86_400, "n": 5, "deals": 10, "eventual": 0.5},
        worked=Text(
            id="5 dari 10 berhasil pada hari ke-5, 10, 15, 20, 25: kurva berakhir di 50%, dan separuhnya, 25%, terlampaui pada hari ke-15.",
            en="5 of 10 are won on days 5, 10, 15, 20, 25: the curve ends at 50% and passes half of that, 25%, on day 15.",
        ),
    ),
)

cycle_length = KPI(
    name="cycle_length",
    title=Text(id="Lama siklus penjualan", en="Cycle length"),
    question=Text(
        id="Berapa lama dari deal dibuat sampai berhasil?",
        en="How long from a deal's creation until it is won?",
    ),
    formula=Text(
        id="median hari dari dibuat sampai ditutup, deal berhasil, menurut tanggal penutupan",
        en="median days from creation to close, won deals, by close date",
    ),
    reading=Text(
        id="Separuh dari {n} deal berhasil selesai dalam {value} (rentang 95%: {interval}); sembilan dari sepuluh dalam {p90}.",
        en="Half of {n} won {n|deal|deals} took {value} or less (95% interval: {interval}); nine in ten took {p90} or less.",
    ),
    caveats=(
        Text(
            id="Hanya deal berhasil: deal yang gagal atau macet tidak memperpanjang angka ini.",
            en="Won deals only: what was lost or is stalled does not lengthen it.",
        ),
        Text(
            id="Dalam hari kalender. Tim yang baru mulai belum dapat memiliki siklus penjualan yang panjang.",
            en="In calendar days. A team that has just begun cannot have long sales cycles yet.",
        ),
    ),
    unit="duration",
    better="lower",
    basis="closed",
    needs=({"deals": ("created_at", "closed_at", "status")},),
    measures=(
        Measure("won", "outcomes", "closed_at", where=(col("status") == "won") & (col("timed") == 1)),
        Measure("undated", "outcomes", "closed_at", value="undated", where=col("status") == "won"),
        Measure("impossible", "outcomes", "closed_at", value="impossible", where=col("status") == "won"),
        UNDATED[0],
        *ALREADY_OPEN,
        Measure("first_cycle", "window", None, value="first_cycle", common=True),
        Measure("last_cycle", "window", None, value="last_cycle", common=True),
        Measure("cycle_trend", "window", None, value="cycle_trend", common=True),
        Measure("last_open", "window", None, value="last_open", common=True),
    ),
    estimate=Median(
        "won_days",
        "won",
        unit=86_400,
        also=("undated", "impossible"),
        given=("before_first_close", "due_before", "first_cycle", "last_cycle", "cycle_trend", "last_open"),
    ),
    within=("won_days",),
    by=DEAL_SPLITS,
    carries=("wins", "cycles"),
    views=(("ranking", "rep"), ("trend", "quarter"), ("ranking", "product")),
    shows=(
        Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "duration"),
        Shown(
            "first_cycle",
            Text(id="Rata-rata, bulan dibuat pertama", en="Mean, first month of creation"),
            "duration",
            table=False,
        ),
        Shown(
            "last_cycle",
            Text(id="Rata-rata, bulan dibuat terakhir", en="Mean, last month of creation"),
            "duration",
            table=False,
        ),
        Shown(
            "last_open",
            Text(id="Masih terbuka, bulan dibuat terakhir", en="Still open, last month of creation"),
            "percent",
            table=False,
        ),
    ),
    notes=(*NOT_TIMED, CUT_OFF, FELL, NOT_FASTER),
    studies=(COHORT,),
    example=Example(
        tables={
            "deals": (
                *(
                    {"deal_id": str(i), "status": "won", "created_at": "2025-03-01", "closed_at": f"2025-03-{day:02}"}
                    for i, day in enumerate((4, 8, 11, 13, 21, 29))
                ),
                {"deal_id": "L", "status": "lost", "created_at": "2025-03-01", "closed_at": "2025-03-02"},
                {"deal_id": "X", "status": "won", "created_at": "2025-03-20", "closed_at": "2025-03-02"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 11 * 86_400, "n": 6, "lo": 3 * 86_400, "hi": 28 * 86_400, "p90": 28 * 86_400, "impossible": 1},
        worked=Text(
            id="3, 7, 10, 12, 20, 28 hari: median (10 + 12) / 2 = 11 hari. Deal yang ditutup sebelum dibuat tidak dihitung.",
            en="3, 7, 10, 12, 20, 28 days: the median is (10 + 12) / 2 = 11 days. What closed before it was created is left out.",
        ),
    ),
)
