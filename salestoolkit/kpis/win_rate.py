"""Win rate: deals won among the deals closed in the period, won or lost."""

from salestoolkit import DEAL_SPLITS, KPI, Example, Measure, Note, Proportion, Shown, Text, col

win_rate = KPI(
    name="win_rate",
    title=Text(id="Tingkat kemenangan", en="Win rate"),
    question=Text(
        id="Dari kesepakatan yang sudah ditutup, berapa bagian yang berhasil?",
        en="Of the deals that were closed, what share was won?",
    ),
    formula=Text(
        id="berhasil / (berhasil + gagal), menurut tanggal penutupan; kesepakatan yang masih terbuka tidak dihitung",
        en="won / (won + lost), by close date; deals still open are not counted",
    ),
    reading=Text(
        id="Dari {n} kesepakatan yang ditutup, {won} berhasil: {value} (rentang 95%: {interval}).",
        en="Of {n} closed deals, {won} were won: {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Angka ini naik bila kesepakatan yang sudah mati dibiarkan terbuka: lihat jumlah yang terbuka dan yang lewat tanggal.",
            en="It rises when dead deals are left open: look at the number open and the number overdue.",
        ),
        Text(
            id="Tingkat yang naik dengan jumlah kemenangan yang sama berarti prospek yang ditutup lebih sedikit, belum tentu tim yang lebih baik.",
            en="A rising rate with equal wins means fewer closed deals, not necessarily a better team.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at")},),
    measures=(
        Measure("won", "deals", "closed_at", where=col("status") == "won"),
        Measure("lost", "deals", "closed_at", where=col("status") == "lost"),
        Measure("open", "deals", None, where=col("status") == "open"),
        Measure("overdue", "deals", None, where=(col("status") == "open") & (col("past_expected_close") == 1)),
    ),
    estimate=Proportion("won", of=("won", "lost")),
    by=DEAL_SPLITS,
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "product")),
    shows=(
        Shown("won", Text(id="Berhasil", en="Won")),
        Shown("lost", Text(id="Gagal", en="Lost")),
        Shown("open", Text(id="Masih terbuka", en="Still open")),
        Shown("overdue", Text(id="Terbuka lewat tanggal", en="Open and overdue")),
    ),
    notes=(
        Note(
            Text(
                id="Masih terbuka dan tidak dihitung sebagai gagal: {open} kesepakatan; {overdue} di antaranya lewat perkiraan tanggal penutupan.",
                en="Deals still open, not counted as lost: {open}; of these past their expected close date: {overdue}.",
            ),
            when=lambda row: row.get("open", 0) > 0,
        ),
    ),
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
            id="3 berhasil dan 2 gagal: 3 / 5 = 60%. Yang masih terbuka tidak dihitung.",
            en="3 won and 2 lost: 3 / 5 = 60%. The open one is not counted.",
        ),
    ),
)
