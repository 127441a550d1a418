"""Average deal size: mean value of the deals won with a value above zero, by close date."""

from salestoolkit import DEAL_SPLITS, KPI, Example, Mean, Measure, Note, Shown, Text, col

average_deal_size = KPI(
    name="average_deal_size",
    title=Text(id="Ukuran transaksi rata-rata", en="Average deal size"),
    question=Text(
        id="Berapa nilai satu kesepakatan yang berhasil?",
        en="What is one won deal worth?",
    ),
    formula=Text(
        id="jumlah nilai / banyaknya kesepakatan yang berhasil dengan nilai di atas nol, menurut tanggal penutupan",
        en="sum of amounts / number of won deals with an amount above zero, by close date",
    ),
    reading=Text(
        id="Rata-rata {n} kesepakatan yang berhasil: {value} (rentang 95%: {interval}); separuhnya {median} atau kurang.",
        en="{n} won deals were worth {value} on average (95% interval: {interval}); half of them {median} or less.",
    ),
    caveats=(
        Text(
            id="Beberapa kesepakatan besar menarik rata-rata ke atas: bandingkan dengan median.",
            en="A few large deals pull the mean up: compare it with the median.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at", "amount")},),
    measures=(
        Measure("deals", "deals", "closed_at", where=(col("status") == "won") & (col("amount") > 0)),
        Measure(
            "without_amount",
            "deals",
            "closed_at",
            where=(col("status") == "won") & ((col("amount") <= 0) | col("amount").is_null()),
        ),
    ),
    estimate=Mean("amount", count="deals", also=("without_amount",)),
    within=("amount",),
    by=DEAL_SPLITS,
    views=(("ranking", "rep"), ("ranking", "product"), ("trend", "month")),
    shows=(
        Shown("median", Text(id="Median", en="Median"), "money"),
        Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "money"),
        Shown("top_share", Text(id="Bagian transaksi terbesar", en="Share of the largest deal"), "percent"),
    ),
    notes=(
        Note(
            Text(
                id="Berhasil tanpa nilai, tidak ikut dirata-rata: {without_amount} kesepakatan.",
                en="Won deals without an amount, left out of the mean: {without_amount}.",
            ),
            when=lambda row: row.get("without_amount", 0) > 0,
        ),
    ),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04", "amount": 100},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-05", "amount": 200},
                {"deal_id": "3", "status": "won", "closed_at": "2025-03-06", "amount": 300},
                {"deal_id": "4", "status": "won", "closed_at": "2025-03-07", "amount": 400},
                {"deal_id": "5", "status": "won", "closed_at": "2025-03-08", "amount": 1_500},
                {"deal_id": "6", "status": "won", "closed_at": "2025-03-09", "amount": 0},
            )
        },
        as_of="2025-05-01",
        answer={"value": 500, "n": 5, "median": 300, "top_share": 0.6, "without_amount": 1},
        worked=Text(
            id="2.500 / 5 = 500; yang tanpa nilai tidak ikut. Mediannya 300.",
            en="2,500 / 5 = 500; the one without an amount is left out. The median is 300.",
        ),
    ),
)
