"""Win rate: deals won among the deals closed in the period, won or lost.

Its studies lie beside it: by value, with an exact interval, over time. ``_deals`` says which deals are meant.
"""

from salestoolkit.kpi import DEAL_SPLITS, KPI, STILL_OPEN, UNDATED, Example, Measure, Note, Proportion, Shown, Text, col
from salestoolkit.kpis.win_rate._by_value import BY_VALUE
from salestoolkit.kpis.win_rate._deals import IS_LOST, IS_WON
from salestoolkit.kpis.win_rate._exact import EXACT
from salestoolkit.kpis.win_rate._over_time import QUARTER_END, TREND

IS_OPEN, IS_LATE = col("status") == "open", col("past_expected_close") == 1


win_rate = KPI(
    name="win_rate",
    title=Text(id="Win rate", en="Win rate"),
    question=Text(
        id="Dari deal yang sudah ditutup, berapa bagian yang berhasil?",
        en="Of the deals that were closed, what share was won?",
    ),
    formula=Text(
        id="berhasil / (berhasil + gagal), menurut tanggal penutupan; deal yang masih terbuka tidak dihitung",
        en="won / (won + lost), by close date; deals still open are not counted",
    ),
    reading=Text(
        id="Dari {n} deal yang ditutup, {won} berhasil: {value} (rentang 95%: {interval}).",
        en="Of {n} closed {n|deal|deals}, {won} {won|was|were} won: {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Angka ini naik bila deal yang sudah mati dibiarkan terbuka: periksa juga deal yang masih terbuka dan yang lewat tanggal.",
            en="It rises when dead deals are left open: check the open and the overdue deals too.",
        ),
        Text(
            id="Win rate yang naik padahal jumlah deal berhasil tetap berarti lebih sedikit deal yang ditutup, belum tentu tim yang lebih baik.",
            en="A rising rate with equal wins means fewer closed deals, not necessarily a better team.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at")},),
    measures=(
        Measure("won", "deals", "closed_at", where=IS_WON),
        Measure("lost", "deals", "closed_at", where=IS_LOST),
        Measure("open", "deals", None, where=IS_OPEN),
        Measure("overdue", "deals", None, where=IS_OPEN & IS_LATE, rests_on="deals.expected_close_at"),
        Measure("cancelled", "deals", "closed_at", where=col("status") == "cancelled"),
        Measure("reopened", "deals", "closed_at", where=(IS_WON | IS_LOST) & (col("reopened") == 1)),
        *UNDATED,
    ),
    estimate=Proportion("won", of=("won", "lost")),
    by=DEAL_SPLITS,
    carries=("decided", "losses"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "product")),
    shows=(
        Shown("won", Text(id="Berhasil", en="Won")),
        Shown("lost", Text(id="Gagal", en="Lost")),
        Shown("open", Text(id="Masih terbuka", en="Still open")),
        Shown("overdue", Text(id="Terbuka lewat tanggal", en="Open and overdue")),
        Shown("cancelled", Text(id="Dibatalkan", en="Cancelled"), table=False),
    ),
    notes=(
        *STILL_OPEN,
        Note(
            Text(
                id="Dibatalkan, tidak dihitung berhasil maupun gagal: {cancelled} deal.",
                en="Deals cancelled, counted neither as won nor as lost: {cancelled}.",
            ),
            when=lambda row: row.get("cancelled", 0) > 0,
        ),
        Note(
            Text(
                id="Pernah ditutup lalu dibuka kembali, dihitung sekali menurut penutupan terakhirnya: {reopened} deal. Angka periode sebelumnya berubah karenanya.",
                en="Closed before and reopened, counted once by their last close: {reopened} {reopened|deal|deals}. Figures of earlier periods change with that.",
            ),
            when=lambda row: row.get("reopened", 0) > 0,
        ),
    ),
    studies=(BY_VALUE, TREND, EXACT, QUARTER_END),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04"},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-09"},
                {"deal_id": "3", "status": "won", "closed_at": "2025-04-01"},
                {"deal_id": "4", "status": "lost", "closed_at": "2025-04-02"},
                {"deal_id": "5", "status": "lost", "closed_at": "2025-04-20"},
                {"deal_id": "6", "status": "open"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.6, "n": 5, "won": 3, "lost": 2, "open": 1, "lo": 0.2307, "hi": 0.8824},
        worked=Text(
            id="3 berhasil dan 2 gagal: 3 / 5 = 60%. Deal yang masih terbuka tidak dihitung.",
            en="3 won and 2 lost: 3 / 5 = 60%. The open one is not counted.",
        ),
    ),
)
