"""Average deal size: mean value of the deals won with a value above zero, by close date.

Its studies lie beside it: the typical deal, what products explain of a difference, the discount.
"""

from salestoolkit.kpi import (
    DEAL_SPLITS,
    KPI,
    NOT_TAKEN_OFF,
    REFUNDS,
    UNDATED_SALES,
    DealSize,
    Example,
    Measure,
    Note,
    Shown,
    Text,
    col,
)
from salestoolkit.kpis.average_deal_size._deals import DEALS, NEEDS
from salestoolkit.kpis.average_deal_size._discount import DISCOUNT
from salestoolkit.kpis.average_deal_size._products import CHANGE, MIX
from salestoolkit.kpis.average_deal_size._typical import TYPICAL

average_deal_size = KPI(
    name="average_deal_size",
    title=Text(id="Nilai rata-rata per deal", en="Average deal size"),
    question=Text(id="Berapa nilai satu deal berhasil?", en="What is one won deal worth?"),
    formula=Text(
        id="jumlah nilai / banyaknya deal berhasil dengan nilai di atas nol, menurut tanggal penutupan",
        en="sum of amounts / number of won deals with an amount above zero, by close date",
    ),
    reading=Text(
        id="Rata-rata nilai {n} deal berhasil {value} (rentang 95%: {interval}); separuhnya {median} atau kurang.",
        en="{n} won {n|deal was|deals were} worth {value} on average (95% interval: {interval}); half of them {median} or less.",
    ),
    caveats=(
        Text(
            id="Beberapa deal besar menaikkan rata-rata: bandingkan dengan median.",
            en="A few large deals pull the mean up: compare it with the median.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": NEEDS},),
    carries=("wins",),
    measures=(
        DEALS,
        Measure(
            "without_amount",
            "deals",
            "closed_at",
            where=(col("status") == "won") & ((col("amount") <= 0) | col("amount").is_null()),
        ),
        *REFUNDS,
        *UNDATED_SALES,
    ),
    estimate=DealSize("amount", count="deals", also=("without_amount", "refunds", "refund")),
    within=("amount",),
    by=DEAL_SPLITS,
    views=(("ranking", "rep"), ("ranking", "product"), ("trend", "month")),
    shows=(
        Shown("median", Text(id="Median", en="Median"), "money"),
        Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "money"),
        Shown("cox_lo", Text(id="Batas bawah (Cox)", en="Lower end (Cox)"), "money", table=False),
        Shown("cox_hi", Text(id="Batas atas (Cox)", en="Upper end (Cox)"), "money", table=False),
        Shown("outliers", Text(id="Jauh di atas yang lain", en="Far above the others"), table=False),
        Shown("refund", Text(id="Pengembalian dana", en="Refunds"), "money", table=False),
        Shown("top_share", Text(id="Porsi deal terbesar", en="Share of the largest deal"), "percent"),
    ),
    notes=(
        Note(
            Text(
                id="Jauh di atas yang lain dan tetap dihitung: {outliers} deal (log nilainya lebih dari 3 × 1,4826 MAD di atas median).",
                en="Far above the others and still counted: {outliers} {outliers|deal|deals} (log of the amount more than 3 × 1.4826 MAD above the median).",
            ),
            when=lambda row: row.get("outliers", 0) > 0,
        ),
        Note(
            Text(
                id="Bila nilainya tersebar log-normal (nilai {n} deal ini tidak membantahnya), rentang 95%-nya {cox_lo} sampai {cox_hi} (Cox termodifikasi).",
                en="If amounts are log-normal (the {n} {n|amount does|amounts do} not contradict it), the 95% interval is {cox_lo} to {cox_hi} (modified Cox).",
            ),
            when=lambda row: row.get("cox_lo", 0) > 0,
        ),
        Note(
            Text(
                id="Berhasil tanpa nilai, tidak ikut dirata-rata: {without_amount} deal.",
                en="Won deals without an amount, left out of the mean: {without_amount}.",
            ),
            when=lambda row: row.get("without_amount", 0) > 0,
        ),
        NOT_TAKEN_OFF,
    ),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": str(i), "status": "won", "closed_at": f"2025-03-{i + 3:02}", "amount": amount}
                for i, amount in enumerate((100, 200, 300, 400, 1_500, 0), 1)
            )
        },
        as_of="2025-05-01",
        answer={"value": 500, "n": 5, "median": 300, "top_share": 0.6, "without_amount": 1},
        worked=Text(
            id="2.500 / 5 = 500; deal tanpa nilai tidak ikut. Mediannya 300.",
            en="2,500 / 5 = 500; the one without an amount is left out. The median is 300.",
        ),
    ),
    studies=(TYPICAL, MIX, CHANGE, DISCOUNT),
)
