"""What a new customer costs: all cost (CAC), and media alone (paid CAC)."""

from salestoolkit.kpi import CostEach, Study, Text
from salestoolkit.kpis.sales_to_cost._counts import SPENDING, example
from salestoolkit.kpis.sales_to_cost._words import CAVEATS

CAC = Study(
    "cac",
    title=Text(id="Biaya akuisisi pelanggan (CAC)", en="Customer acquisition cost (CAC)"),
    question=Text(id="Berapa biaya satu pelanggan baru?", en="What does one new customer cost?"),
    formula=Text(id="semua biaya akuisisi / pelanggan baru", en="all cost of acquisition / new customers"),
    reading=Text(
        id="Biaya akuisisi satu pelanggan baru {value} (rentang 95%: {interval}): {cost} untuk {customers} pelanggan.",
        en="One new customer cost {value} (95% interval: {interval}): {cost} for {customers} {customers|customer|customers}.",
    ),
    unit="money",
    better="lower",
    caveats=CAVEATS,
    estimate=CostEach(SPENDING),
    views=(("trend", "quarter"),),
    example=example("(600 + 400) / 5 = 200.", "(600 + 400) / 5 = 200.", {"value": 200, "lo": 85.7, "hi": 615.96}),
)

PAID_CAC = Study(
    "paid_cac",
    title=Text(id="CAC media (paid CAC)", en="Paid CAC (media only)"),
    question=Text(id="Berapa biaya media per pelanggan baru?", en="What media cost is it per new customer?"),
    formula=Text(id="biaya media / pelanggan baru", en="media cost / new customers"),
    reading=Text(
        id="Biaya media satu pelanggan baru {value} (rentang 95%: {interval}); gaji dan perangkat tidak termasuk.",
        en="One new customer cost {value} in media (95% interval: {interval}); salaries and tools are not in it.",
    ),
    unit="money",
    better="lower",
    caveats=CAVEATS,
    beside={},
    estimate=CostEach(SPENDING, "paid"),
    views=(("ranking", "channel"),),
    example=example("600 / 5 = 120.", "600 / 5 = 120.", {"value": 120, "n": 5}),
)
