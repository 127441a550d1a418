"""Other ways to hold sales against cost: all sales, and sales of the same period."""

from salestoolkit.kpi import Earned, Measure, Spending, Study, Text
from salestoolkit.kpis.sales_to_cost._counts import (
    COVERED,
    LAG,
    LAGGED,
    MEDIA,
    NEW,
    SPENT,
    UNCOVERED,
    acquired,
    example,
)

EFFICIENCY = Study(
    "efficiency",
    title=Text(id="Efisiensi penjualan", en="Sales efficiency"),
    question=Text(id="Berapa penjualan per satuan biaya?", en="How much is sold for each unit of cost?"),
    formula=Text(id="semua penjualan / biaya akuisisi", en="all sales / cost of acquisition"),
    reading=Text(
        id="{n} deal berhasil menghasilkan {revenue} dengan biaya {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{n} won {n|deal|deals} brought in {revenue} at a cost of {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    measures=(
        acquired("deals", "customers", COVERED),
        acquired("revenue", "amount", COVERED),
        acquired("uncovered", "customers", UNCOVERED),
        *LAGGED,
    ),
    estimate=Earned(Spending("deals", "revenue", "cost", "deal_value", same=LAG)),
    example=example("6 × 400 / 1.000 = 2,4.", "6 × 400 / 1,000 = 2.4.", {"value": 2.4, "n": 6}),
)

SAME_PERIOD = Study(
    "same_period",
    title=Text(id="Rasio penjualan terhadap biaya, periode yang sama", en="Sales-to-cost ratio, same period"),
    question=Text(id="Berapa rasionya tanpa selisih waktu?", en="What is the ratio without a lag?"),
    formula=Text(id="penjualan pelanggan baru / biaya", en="sales to new customers / cost"),
    reading=Text(
        id="{customers} pelanggan baru menghasilkan {revenue}, biaya pada periode yang sama {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{customers} new {customers|customer|customers} brought in {revenue}, the cost of the same period was {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    measures=(
        acquired("customers", "customers", NEW),
        acquired("revenue", "amount", NEW),
        Measure("cost", "costs", "at", value="amount"),
        Measure("media_cost", "costs", "at", value="amount", where=MEDIA),
    ),
    estimate=Earned(Spending("customers", "revenue", **SPENT)),
    example=example("5 × 400 / 1.000 = 2.", "5 × 400 / 1,000 = 2.", {"value": 2.0, "n": 5, "cac": 200}),
)
