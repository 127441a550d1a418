"""Monthly sales: value of the deals won, by close date.

Its studies lie beside it: growth, seasons. ``_sales`` has what is counted, ``_words`` the columns and sentences that
they share, ``_examples`` the deals of their examples.
"""

from salestoolkit.kpi import (
    DEAL_SPLITS,
    KPI,
    NO_AMOUNT,
    OF_THE_OTHERS,
    REFUNDS,
    TAKEN_OFF,
    Example,
    Flagged,
    Measure,
    Note,
    Text,
    Total,
)
from salestoolkit.kpis.monthly_sales._growth import GROWTH, PER_BUSINESS_DAY, TO_DATE
from salestoolkit.kpis.monthly_sales._sales import SALES
from salestoolkit.kpis.monthly_sales._seasons import AROUND_LEBARAN, SEASON, SHIFTS, TREND
from salestoolkit.kpis.monthly_sales._words import DEALS, PARTIAL, money

monthly_sales = KPI(
    name="monthly_sales",
    title=Text(id="Total penjualan", en="Total sales"),
    question=Text(
        id="Berapa nilai deal berhasil, dan bagaimana perkembangannya dari bulan ke bulan?",
        en="What are the won deals worth, and how does that develop from month to month?",
    ),
    formula=Text(
        id="jumlah nilai deal berhasil dikurangi pengembalian dana, menurut tanggal penutupan",
        en="sum of the amounts of won deals less refunds, by close date",
    ),
    reading=Text(
        id="{customers} deal berhasil, seluruhnya bernilai {gross}.",
        en="{customers} won {customers|deal was|deals were} worth {gross}.",
    ),
    caveats=(
        Text(
            id="Jumlah nilai yang tercatat itu pasti. Rentang, bila ada, menunjukkan seberapa jauh jumlah semacam ini biasa naik turun.",
            en="The sum of what is recorded is exact. An interval, where there is one, shows how far such a sum moves up and down by chance alone.",
        ),
        Text(
            id="Hari raya bergeser setiap tahun: bandingkan bulan-bulan di sekitarnya dengan hati-hati.",
            en="Religious holidays move from year to year: compare the months around them with care.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at", "amount")}, {"stage_counts": ("period", "count", "amount")}),
    measures=(
        *SALES,
        Measure("gross", "customers", "closed_at", value="gross"),
        NO_AMOUNT,
        *REFUNDS,
        Measure("reopened", "customers", "closed_at", value="reopened"),
    ),
    estimate=Flagged(total=Total("amount", squares="squares", count="customers")),
    by=DEAL_SPLITS,
    views=(("trend", "month"), ("ranking", "rep"), ("ranking", "product"), ("trend", "quarter")),
    shows=(DEALS, money("gross", "Kotor", "Gross"), money("refund", "Pengembalian dana", "Refunds")),
    notes=(
        PARTIAL,
        *OF_THE_OTHERS,
        TAKEN_OFF,
        Note(
            Text(
                id="Pernah ditutup lalu dibuka kembali, dihitung sekali di bulan penutupan terakhirnya: {reopened} deal. Angka bulan sebelumnya berubah karenanya.",
                en="Closed before and reopened, counted once in the month of their last close: {reopened} {reopened|deal|deals}. Figures of earlier months change with that.",
            ),
            when=lambda row: row.get("reopened", 0) > 0,
        ),
    ),
    derive=lambda frame: frame.drop(columns=["squares", "amount"], errors="ignore"),
    studies=(GROWTH, PER_BUSINESS_DAY, TO_DATE, TREND, SEASON, AROUND_LEBARAN, SHIFTS),
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
            id="1.250.000 + 750.000 = 2.000.000; deal gagal dan deal terbuka tidak dihitung.",
            en="1,250,000 + 750,000 = 2,000,000; lost and open deals do not count.",
        ),
    ),
)
