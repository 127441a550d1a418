"""Sales-to-cost ratio: what a new customer's first deal brings against what it costs to acquire the customer.

Its studies lie beside it: cost per customer, margin, other ratios. ``_counts`` has what the database counts of customers
and cost, ``_words`` the columns and sentences that they share.
"""

from salestoolkit.kpi import KPI, Earned, Text
from salestoolkit.kpis.sales_to_cost._cost_per_customer import CAC, PAID_CAC
from salestoolkit.kpis.sales_to_cost._counts import COSTS, COUNTED, DEALS, SPENDING, example
from salestoolkit.kpis.sales_to_cost._margin import GROSS_MARGIN, PAYBACK
from salestoolkit.kpis.sales_to_cost._other_ratios import EFFICIENCY, SAME_PERIOD
from salestoolkit.kpis.sales_to_cost._words import BESIDE, CAVEATS, DIRECT, NO_PROFIT, NOTES, SHOWN

sales_to_cost = KPI(
    name="sales_to_cost",
    title=Text(id="Rasio penjualan terhadap biaya", en="Sales-to-cost ratio"),
    question=Text(
        id="Apakah penjualan dari pelanggan baru menutup biaya mendapatkannya?",
        en="Do new customers bring in more than it costs to win them?",
    ),
    formula=Text(
        id="nilai rata-rata deal pertama / biaya akuisisi pelanggan (CAC) = penjualan pelanggan baru / biaya yang dikeluarkan untuk mendapatkannya satu siklus penjualan sebelumnya",
        en="mean value of first deals / customer acquisition cost (CAC) = sales to new customers / the cost that won them, spent one sales cycle earlier",
    ),
    reading=Text(
        id="{customers} pelanggan baru menghasilkan {revenue} dengan biaya {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{customers} new {customers|customer|customers} brought in {revenue} at a cost of {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    caveats=(NO_PROFIT, *CAVEATS),
    unit="ratio",
    better="higher",
    basis="closed",
    needs=({"costs": COSTS, "deals": DEALS}, {"costs": COSTS, "stage_counts": ("period", "count", "amount")}),
    measures=COUNTED,
    estimate=Earned(SPENDING),
    within=("deal_value",),
    by=("channel", "campaign", "rep", "team", "region"),
    views=(("ranking", "channel"), ("trend", "quarter")),
    shows=SHOWN,
    notes=(DIRECT, *NOTES),
    beside=BESIDE,
    example=example(
        "Selisihnya 30 hari, jadi biaya Februari menghasilkan 5 pelanggan Maret; pembelian kedua A1 bukan pelanggan baru. CAC = (600 + 400) / 5 = 200; 400 / 200 = 2.",
        "The lag is 30 days, so February's cost won the 5 customers of March; A1's second deal is no new customer. CAC = (600 + 400) / 5 = 200; 400 / 200 = 2.",
        {"value": 2.0, "n": 5, "cac": 200, "paid_cac": 120, "average_deal": 400, "lag_days": 30},
    ),
    studies=(CAC, PAID_CAC, GROSS_MARGIN, EFFICIENCY, PAYBACK, SAME_PERIOD),
)
