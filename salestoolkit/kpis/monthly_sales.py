"""Monthly sales: value of the deals won, by close date."""

from salestoolkit import DEAL_SPLITS, KPI, Example, Measure, Shown, Text, Total

monthly_sales = KPI(
    name="monthly_sales",
    title=Text(id="Penjualan bulanan", en="Monthly sales"),
    question=Text(
        id="Berapa nilai kesepakatan yang berhasil, dan bagaimana perkembangannya dari bulan ke bulan?",
        en="What are the won deals worth, and how does that develop from month to month?",
    ),
    formula=Text(
        id="jumlah nilai kesepakatan yang berhasil, menurut tanggal penutupan",
        en="sum of the amounts of won deals, by close date",
    ),
    reading=Text(
        id="{customers} kesepakatan yang berhasil bernilai {value}.",
        en="{customers} won deals were worth {value}.",
    ),
    caveats=(
        Text(
            id="Jumlahnya pasti; rentangnya menunjukkan seberapa jauh jumlah semacam ini naik turun karena kebetulan saja.",
            en="The sum is exact; the interval shows how far such a sum moves up and down by chance alone.",
        ),
        Text(
            id="Bulan Lebaran bergeser setiap tahun: bandingkan Februari sampai Mei dengan hati-hati.",
            en="Lebaran moves from year to year: compare February to May with care.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at", "amount")}, {"stage_counts": ("period", "count", "amount")}),
    measures=(
        Measure("customers", "customers", "closed_at", value="customers"),
        Measure("amount", "customers", "closed_at", value="amount"),
        Measure("squares", "customers", "closed_at", value="amount_squared"),
    ),
    estimate=Total("amount", squares="squares", count="customers"),
    by=DEAL_SPLITS,
    views=(("trend", "month"), ("ranking", "rep"), ("ranking", "product"), ("trend", "quarter")),
    shows=(Shown("customers", Text(id="Kesepakatan berhasil", en="Won deals")),),
    derive=lambda frame: frame.drop(columns=["squares", "amount"]),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04", "amount": 1_250_000},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-31", "amount": 750_000},
                {"deal_id": "3", "status": "lost", "closed_at": "2025-03-31", "amount": 900_000},
                {"deal_id": "4", "status": "open", "amount": 5_000_000},
            )
        },
        as_of="2025-05-01",
        answer={"value": 2_000_000, "n": 2, "customers": 2},
        worked=Text(
            id="1.250.000 + 750.000 = 2.000.000; yang gagal dan yang terbuka tidak dihitung.",
            en="1,250,000 + 750,000 = 2,000,000; lost and open deals do not count.",
        ),
    ),
)
