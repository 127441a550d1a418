"""The discount from the list price."""

from salestoolkit.kpi import Discount, Example, Measure, Shown, Study, Text, col
from salestoolkit.kpis.average_deal_size._deals import NEEDS, WORTH

DISCOUNT = Study(
    "discount",
    title=Text(id="Diskon dari harga daftar", en="Discount from list price"),
    question=Text(
        id="Berapa bagian harga daftar yang diberikan sebagai diskon?",
        en="What share of the list price is given away?",
    ),
    formula=Text(
        id="1 − jumlah nilai / jumlah harga daftar, deal berhasil yang keduanya diketahui",
        en="1 − sum of amounts / sum of list prices, of won deals with both known",
    ),
    reading=Text(
        id="Dari harga daftar {list_value} terjual {sold}: diskonnya {value} (rentang 95%: {interval}; {n} deal).",
        en="Of a list price of {list_value}, {sold} was sold: a discount of {value} (95% interval: {interval}; {n} {n|deal|deals}).",
    ),
    caveats=(
        Text(
            id="Produk yang paling laku belum tentu menguntungkan: bandingkan diskonnya.",
            en="A best-seller need not be profitable: compare the discounts.",
        ),
    ),
    unit="percent",
    better="lower",
    needs=({"deals": (*NEEDS, "list_amount")},),
    measures=(Measure("deals", "deals", "closed_at", where=WORTH & (col("list_amount") > 0)),),
    estimate=Discount("amount", "list_amount", count="deals"),
    within=("amount", "list_amount"),
    shows=(
        Shown("sold", Text(id="Terjual", en="Sold"), "money"),
        Shown("list_value", Text(id="Harga daftar", en="List price"), "money"),
    ),
    notes=(),
    views=(("ranking", "product"),),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": str(i), "status": "won", "closed_at": "2025-03-04", "amount": a, "list_amount": b}
                for i, (a, b) in enumerate(((50, 100), (50, 100), (90, 100), (160, 200), (None, 100), (100, 100)))
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.25, "n": 5, "sold": 450, "list_value": 600},
        worked=Text(
            id="1 − 450 / 600 = 25%; deal tanpa nilai tidak ikut.",
            en="1 − 450 / 600 = 25%; the one without an amount is left out.",
        ),
    ),
)
