"""Sales-to-cost ratio: what a new customer's first deal brings against what it costs to acquire the customer."""

from typing import Any

from salestoolkit import (
    KPI,
    CostEach,
    Earned,
    Example,
    Instead,
    Measure,
    Note,
    Payback,
    Shown,
    Spending,
    Study,
    Text,
    col,
)

_DEALS, _COSTS = ("status", "closed_at", "amount"), ("amount", "date_from")
_NEW, _DUE = col("is_new") == 1, col("due") == 1
_COVERED, _UNCOVERED = col("covered") == 1, col("covered") == 0
_MEDIA = col("category") == "media"
_SPENT = {"cost": "cost", "media": "media_cost", "worth": "deal_value"}
_LAG = ("lag_days", "lag_declared", "cycles")
_OF = Spending("customers", "revenue", **_SPENT, same=_LAG, goods="goods", priced="priced")


def _won(name: str, value: str, where: Any) -> Measure:
    return Measure(name, "acquisitions", "closed_at", value=value, where=where)


_LAGGED = (
    Measure("cost", "costs", "earns_at", value="amount", where=_DUE),
    Measure("media_cost", "costs", "earns_at", value="amount", where=_DUE & _MEDIA),
    Measure("cost_ahead", "costs", "earns_at", value="amount", where=col("due") == 0),
    *(Measure(name, "cost_lag", None, value=name, common=True) for name in _LAG),
)
_COUNTED = (
    _won("customers", "customers", _NEW & _COVERED),
    _won("revenue", "amount", _NEW & _COVERED),
    _won("without_amount", "without_amount", _NEW & _COVERED),
    _won("uncovered", "customers", _NEW & _UNCOVERED),
    *_LAGGED,
)
_SO_FAR = tuple(_won(name, name, _NEW & _COVERED) for name in ("bought", "months"))
_MARGIN = tuple(_won(name, name, None) for name in ("goods", "priced"))

_BOUGHT = [{"deal_id": str(i), "account": f"A{i}"} for i in range(1, 6)] + [{"deal_id": "6", "account": "A1"}]
_WON = {"status": "won", "created_at": "2025-02-08", "closed_at": "2025-03-10", "amount": 400, "cost": 200}
_SPENDING = {"date_from": "2025-02-01", "date_to": "2025-02-28"}
_TABLES = {
    "deals": tuple(deal | _WON for deal in _BOUGHT),
    "costs": tuple(_SPENDING | {"category": c, "amount": amount} for c, amount in (("media", 600), ("salary", 400))),
}


def _example(id_: str, en: str, answer: dict[str, float]) -> Example:
    return Example(tables=_TABLES, as_of="2025-05-01", answer=answer, worked=Text(id=id_, en=en))


_SHOWN = (
    Shown("customers", Text(id="Pelanggan baru", en="New customers")),
    Shown("revenue", Text(id="Penjualan pertama", en="First sales"), "money"),
    Shown("cost", Text(id="Biaya", en="Cost"), "money"),
    Shown(
        "cost_ahead",
        Text(id="Biaya yang pelanggannya belum tiba", en="Cost of customers to come"),
        "money",
        table=False,
    ),
    Shown("media_share", Text(id="Bagian media dari biaya", en="Media share of cost"), "percent"),
    Shown("average_deal", Text(id="Nilai rata-rata deal pertama", en="Average first deal"), "money"),
    Shown("cac", Text(id="Biaya per pelanggan (CAC)", en="Cost per customer (CAC)"), "money"),
    Shown("paid_cac", Text(id="CAC media (paid CAC)", en="Paid CAC (media only)"), "money"),
    Shown("at_least", Text(id="CAC paling sedikit", en="CAC at least"), "money", table=False),
)
_BESIDE = dict.fromkeys(
    ("channel", "campaign"),
    Text(
        id="Setiap baris hanya mencakup biaya yang dicatat padanya, sering kali media saja; untuk itu hanya ada CAC media. Gaji dan perangkat yang tidak terbagi ada di baris tersendiri, jadi jangan dibandingkan dengan rasio keseluruhan.",
        en="Each row holds only the cost booked to it, often media alone; then it has a paid CAC and no other. Salaries and tools that are not shared out stand in a row of their own, so do not compare a row with the overall number.",
    ),
)
_MARGIN_SHOWN = (
    Shown("margin", Text(id="Margin kotor", en="Gross margin"), "percent"),
    Shown("monthly", Text(id="Margin per pelanggan per bulan", en="Margin per customer and month"), "money"),
)


def _note(id_: str, en: str, when: Any) -> Note:
    return Note(Text(id=id_, en=en), when=when)


_DIRECT = Instead(
    Text(
        id="{customers} pelanggan baru menghasilkan {revenue} dengan biaya langsung {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{customers} new {customers|customer|customers} brought in {revenue} at a direct cost of {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    # a rep's own numbers, where no count of everybody's deals is told
    when=lambda row: "cycles" in row and (row["cycles"] is None or row["cycles"] != row["cycles"]),
)
_NOTES = (
    _note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, yaitu median siklus penjualan {cycles} deal berhasil.",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, the median sales cycle of {cycles} won {cycles|deal|deals}.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] > 0,
    ),
    # beside a rep's own numbers, where no count of everybody's deals is told
    _note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, yaitu median siklus penjualan deal berhasil seluruh tim.",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, the median sales cycle of the team's won deals.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] != row["cycles"],
    ),
    _note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, sesuai yang ditetapkan (cost_lag_days).",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, as declared (cost_lag_days).",
        lambda row: row.get("lag_declared") == 1,
    ),
    _note(
        "Biaya dan pelanggan dari hari yang sama dibandingkan (selisih 0 hari): lama siklus penjualan tidak diketahui dari data ini.",
        "Costs and customers of the same days are compared (0 days apart): this data does not show how long a sale takes.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] == 0,
    ),
    _note(
        "Tidak dihitung: {uncovered} deal berhasil, karena biaya pada masanya tidak tercatat.",
        "Left out: {uncovered} won {uncovered|deal|deals}, because no cost is recorded for the time that won {uncovered|it|them}.",
        lambda row: row.get("uncovered", 0) > 0,
    ),
    _note(
        "Tidak dihitung: biaya {cost_ahead}, karena pelanggannya belum masuk.",
        "Left out: a cost of {cost_ahead}, whose customers are still to come.",
        lambda row: row.get("cost_ahead", 0) > 0,
    ),
    _note(
        "Pelanggan baru tanpa nilai deal, dihitung sebagai pelanggan tanpa penjualan: {without_amount}.",
        "New customers without an amount, counted as customers who brought in nothing: {without_amount}.",
        lambda row: row.get("without_amount", 0) > 0,
    ),
    _note(
        "Hanya biaya media yang diketahui: {paid_cac} per pelanggan adalah CAC media (paid CAC), bukan biaya akuisisi penuh.",
        "Only media cost is known: {paid_cac} per customer is the paid CAC, not the fully loaded cost.",
        lambda row: row.get("paid_cac", 0) > 0 and row["cost"] <= row["media_cost"],
    ),
    _note(
        "Biaya akuisisi satu pelanggan {cac}; nilai rata-rata deal pertamanya {average_deal}.",
        "One customer cost {cac}; the average first deal is {average_deal}.",
        lambda row: row.get("cac", 0) > 0,
    ),
    _note(
        "Belum ada pelanggan baru: dengan biaya {cost}, biaya satu pelanggan paling sedikit {at_least}.",
        "No new customer came: at a cost of {cost}, one customer costs at least {at_least}.",
        lambda row: row.get("at_least", 0) > 0,
    ),
)
_BREAK_EVEN = (
    _note(
        "Seluruh rentangnya di atas 1: margin kotor menutup biaya akuisisi.",
        "The whole interval lies above 1: the gross margin covers the cost of acquisition.",
        lambda row: row["lo"] > 1,
    ),
    _note(
        "Seluruh rentangnya di bawah 1: margin kotor tidak menutup biaya akuisisi.",
        "The whole interval lies below 1: the gross margin does not cover the cost of acquisition.",
        lambda row: row["hi"] < 1,
    ),
)

_NO_PROFIT = Text(
    id="Di bawah 1 berarti biayanya lebih besar daripada penjualannya. Di atas 1 belum tentu untung: margin tidak dihitung di sini.",
    en="Below 1 more was spent than sold. Above 1 is not yet a profit: margin is not in this number.",
)
_CAVEATS = (
    Text(
        id="Bila dibagi per kanal, biaya yang tidak terbagi tampil sebagai baris tersendiri; biaya per kanal tidak dapat dirata-rata menjadi biaya keseluruhan.",
        en="In a split by channel, cost that belongs to none stands in its own row; costs per channel do not average to the whole.",
    ),
    Text(
        id="Per tenaga penjualan hanya biaya langsungnya yang dihitung. Pelanggan baru ialah deal pertama suatu akun dalam data; bila akun tidak diketahui, setiap deal.",
        en="Per rep only direct cost counts. A new customer is an account's first won deal in the data; any won deal where accounts are not known.",
    ),
)

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
    caveats=(_NO_PROFIT, *_CAVEATS),
    unit="ratio",
    better="higher",
    basis="closed",
    needs=({"costs": _COSTS, "deals": _DEALS}, {"costs": _COSTS, "stage_counts": ("period", "count", "amount")}),
    measures=_COUNTED,
    estimate=Earned(_OF),
    within=("deal_value",),
    by=("channel", "campaign", "rep", "team", "region"),
    views=(("ranking", "channel"), ("trend", "quarter")),
    shows=_SHOWN,
    notes=(_DIRECT, *_NOTES),
    beside=_BESIDE,
    example=_example(
        "Selisihnya 30 hari, jadi biaya Februari menghasilkan 5 pelanggan Maret; pembelian kedua A1 bukan pelanggan baru. CAC = (600 + 400) / 5 = 200; 400 / 200 = 2.",
        "The lag is 30 days, so February's cost won the 5 customers of March; A1's second deal is no new customer. CAC = (600 + 400) / 5 = 200; 400 / 200 = 2.",
        {"value": 2.0, "n": 5, "cac": 200, "paid_cac": 120, "average_deal": 400, "lag_days": 30},
    ),
    studies=(
        Study(
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
            caveats=_CAVEATS,
            estimate=CostEach(_OF),
            views=(("trend", "quarter"),),
            example=_example(
                "(600 + 400) / 5 = 200.", "(600 + 400) / 5 = 200.", {"value": 200, "lo": 85.7, "hi": 615.96}
            ),
        ),
        Study(
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
            caveats=_CAVEATS,
            beside={},
            estimate=CostEach(_OF, "paid"),
            views=(("ranking", "channel"),),
            example=_example("600 / 5 = 120.", "600 / 5 = 120.", {"value": 120, "n": 5}),
        ),
        Study(
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
            measures=(*_COUNTED, *_MARGIN),
            caveats=_CAVEATS,
            estimate=Earned(_OF, after_goods=True),
            shows=(*_SHOWN, *_MARGIN_SHOWN),
            notes=(*_NOTES, *_BREAK_EVEN),
            example=_example(
                "Margin 1 − 1.200 / 2.400 = 50%; 50% × 2.000 / 1.000 = 1.",
                "The margin is 1 − 1,200 / 2,400 = 50%; 50% × 2,000 / 1,000 = 1.",
                {"value": 1.0, "margin": 0.5},
            ),
        ),
        Study(
            "efficiency",
            title=Text(id="Efisiensi penjualan", en="Sales efficiency"),
            question=Text(id="Berapa penjualan per satuan biaya?", en="How much is sold for each unit of cost?"),
            formula=Text(id="semua penjualan / biaya akuisisi", en="all sales / cost of acquisition"),
            reading=Text(
                id="{n} deal berhasil menghasilkan {revenue} dengan biaya {cost}: {value} kali biayanya (rentang 95%: {interval}).",
                en="{n} won {n|deal|deals} brought in {revenue} at a cost of {cost}: {value} times the cost (95% interval: {interval}).",
            ),
            measures=(
                _won("deals", "customers", _COVERED),
                _won("revenue", "amount", _COVERED),
                _won("uncovered", "customers", _UNCOVERED),
                *_LAGGED,
            ),
            estimate=Earned(Spending("deals", "revenue", "cost", "deal_value", same=_LAG)),
            example=_example("6 × 400 / 1.000 = 2,4.", "6 × 400 / 1,000 = 2.4.", {"value": 2.4, "n": 6}),
        ),
        Study(
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
            needs=({"costs": _COSTS, "deals": (*_DEALS, "account")},),
            measures=(*_COUNTED, *_MARGIN, *_SO_FAR),
            estimate=Payback(_OF, "bought", "months"),
            shows=(*_SHOWN, *_MARGIN_SHOWN),
            example=_example(
                "2.400 dibeli dalam 5 × 1,741 bulan, margin 50%: 137,8 per bulan; 200 / 137,8 = 1,45 bulan.",
                "2,400 bought in 5 × 1.741 months at a margin of 50%: 137.8 a month; 200 / 137.8 = 1.45 months.",
                {"value": 1.451, "n": 5},
            ),
        ),
        Study(
            "same_period",
            title=Text(id="Rasio penjualan terhadap biaya, periode yang sama", en="Sales-to-cost ratio, same period"),
            question=Text(id="Berapa rasionya tanpa selisih waktu?", en="What is the ratio without a lag?"),
            formula=Text(id="penjualan pelanggan baru / biaya", en="sales to new customers / cost"),
            reading=Text(
                id="{customers} pelanggan baru menghasilkan {revenue}, biaya pada periode yang sama {cost}: {value} kali biayanya (rentang 95%: {interval}).",
                en="{customers} new {customers|customer|customers} brought in {revenue}, the cost of the same period was {cost}: {value} times the cost (95% interval: {interval}).",
            ),
            measures=(
                _won("customers", "customers", _NEW),
                _won("revenue", "amount", _NEW),
                Measure("cost", "costs", "at", value="amount"),
                Measure("media_cost", "costs", "at", value="amount", where=_MEDIA),
            ),
            estimate=Earned(Spending("customers", "revenue", **_SPENT)),
            example=_example("5 × 400 / 1.000 = 2.", "5 × 400 / 1,000 = 2.", {"value": 2.0, "n": 5, "cac": 200}),
        ),
    ),
)
