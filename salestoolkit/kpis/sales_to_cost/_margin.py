"""What is left after the goods: margin to cost, and the months until the cost is paid back."""

from salestoolkit.kpi import Earned, Payback, Study, Text
from salestoolkit.kpis.sales_to_cost._counts import COSTS, COUNTED, DEALS, MARGIN, SO_FAR, SPENDING, example
from salestoolkit.kpis.sales_to_cost._words import BREAK_EVEN, CAVEATS, MARGIN_SHOWN, NOTES, SHOWN

GROSS_MARGIN = Study(
    "gross_margin",
    title=Text(id="Margin kotor terhadap biaya akuisisi", en="Gross margin to acquisition cost"),
    question=Text(id="Apakah margin menutup biaya akuisisi?", en="Does margin cover the cost?"),
    formula=Text(
        id="margin kotor × penjualan pelanggan baru / biaya akuisisi; impas pada 1",
        en="gross margin × sales to new customers / acquisition cost; break-even at 1",
    ),
    reading=Text(
        id="Dengan margin {margin}, pelanggan baru mengembalikan {value} kali biayanya (rentang 95%: {interval}); impas pada 1.",
        en="At a margin of {margin}, new customers returned {value} times their cost (95% interval: {interval}); break-even is at 1.",
    ),
    measures=(*COUNTED, *MARGIN),
    caveats=CAVEATS,
    estimate=Earned(SPENDING, after_goods=True),
    shows=(*SHOWN, *MARGIN_SHOWN),
    notes=(*NOTES, *BREAK_EVEN),
    example=example(
        "Margin 1 − 1.200 / 2.400 = 50%; 50% × 2.000 / 1.000 = 1.",
        "The margin is 1 − 1,200 / 2,400 = 50%; 50% × 2,000 / 1,000 = 1.",
        {"value": 1.0, "margin": 0.5},
    ),
)

PAYBACK = Study(
    "payback",
    title=Text(id="Bulan sampai biaya akuisisi kembali", en="CAC payback in months"),
    question=Text(id="Berapa bulan sampai biaya akuisisi kembali?", en="When is the cost paid back?"),
    formula=Text(
        id="CAC / margin kotor per pelanggan per bulan (pembelian pelanggan baru sampai kini / bulan sejak mereka tiba × margin)",
        en="CAC / gross margin per customer and month (what new customers bought so far / months since they came × margin)",
    ),
    reading=Text(
        id="CAC {cac} kembali dalam {value} bulan, dengan margin {monthly} per pelanggan per bulan.",
        en="A CAC of {cac} is paid back in {value} months, at a margin of {monthly} per customer and month.",
    ),
    caveats=(
        Text(
            id="Pembelian dibagi rata ke semua bulan sejak pelanggan tiba; bagi pembelian sekali saja, lihat margin kotor terhadap biaya akuisisi.",
            en="What was bought is spread evenly over the months since the customer came; where customers buy once, look at gross margin to acquisition cost.",
        ),
    ),
    unit="count",
    better="lower",
    needs=({"costs": COSTS, "deals": (*DEALS, "account")},),
    measures=(*COUNTED, *MARGIN, *SO_FAR),
    estimate=Payback(SPENDING, "bought", "months"),
    shows=(*SHOWN, *MARGIN_SHOWN),
    example=example(
        "2.400 dibeli dalam 5 × 1,741 bulan, margin 50%: 137,8 per bulan; 200 / 137,8 = 1,45 bulan.",
        "2,400 bought in 5 × 1.741 months at a margin of 50%: 137.8 a month; 200 / 137.8 = 1.45 months.",
        {"value": 1.451, "n": 5},
    ),
)
