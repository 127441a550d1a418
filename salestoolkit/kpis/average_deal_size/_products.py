"""What other products and what other amounts explain of a difference: from other groups, from the period before."""

from salestoolkit.kpi import DEAL_SPLITS, Change, Example, Measure, Mix, Shown, Study, Text
from salestoolkit.kpis.average_deal_size._deals import DEALS, NEEDS, WORTH, sold

GROUPS = tuple(split for split in DEAL_SPLITS if split not in ("product", "account"))

PARTS = (
    Shown("mean", Text(id="Rata-rata", en="Mean"), "money"),
    Shown("difference", Text(id="Selisih", en="Difference"), "money"),
    Shown("mix", Text(id="karena produk lain", en="of other products"), "money"),
    Shown("size", Text(id="karena nilai lain", en="of other amounts"), "money"),
)

MIX = Study(
    "mix",
    title=Text(
        id="Nilai rata-rata per deal dibandingkan dengan kelompok lain", en="Deal size against the other groups"
    ),
    question=Text(id="Produk lain, atau nilai lain?", en="Other products, or other amounts for the same?"),
    formula=Text(
        id="rata-rata kelompok / rata-rata kelompok lainnya; selisih dari rata-rata semua = produk lain + nilai lain",
        en="mean of the group / mean of the others; the difference from the mean of all = other products + other amounts",
    ),
    reading=Text(
        id="Rata-ratanya {value} kali rata-rata yang lain (rentang 95%: {interval}).",
        en="Its mean is {value} times that of the others (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Pembagian ini menghitung apa yang terjadi, bukan penyebabnya.",
            en="The parts count what happened; they do not show a cause.",
        ),
    ),
    unit="ratio",
    needs=({"deals": (*NEEDS, "product")},),
    measures=(DEALS,),
    estimate=Mix("product", "amount", count="deals"),
    within=("product", "amount"),
    by=GROUPS,
    over_time=False,
    shows=PARTS,
    notes=(),
    views=(("ranking", "team"),),
    example=Example(
        tables=sold(
            *(("R1", "P", "2025-03-04", 100),) * 4,
            ("R1", "Q", "2025-03-04", 350),
            ("R2", "P", "2025-03-04", 100),
            *(("R2", "Q", "2025-03-04", 300),) * 4,
        ),
        as_of="2025-05-01",
        answer={"n": 10, "mean": 205},
        worked=Text(
            id="Semua: 205; P 100, Q 310. R2: 260, jadi 55 di atas: produk lain (80% Q, bukan 50%) 0,3 × 210 = 63, nilai lain 0,8 × (300 − 310) = −8.",
            en="All: 205; P 100, Q 310. R2: 260, so 55 above: other products (80% Q, not 50%) 0.3 × 210 = 63, other amounts 0.8 × (300 − 310) = −8.",
        ),
    ),
)

CHANGE = Study(
    "change",
    title=Text(
        id="Nilai rata-rata per deal dibandingkan dengan periode sebelumnya",
        en="Deal size against the period before",
    ),
    question=Text(id="Berubahkah produknya, atau nilainya?", en="Did the products change, or the amounts?"),
    formula=Text(
        id="rata-rata periode ini / rata-rata periode sebelumnya yang sama panjang; selisih = produk lain + nilai lain",
        en="mean of this period / mean of the period before, of equally many days; difference = other products + other amounts",
    ),
    reading=Text(
        id="Rata-rata nilai {n} deal {mean}, {value} kali rata-rata {days} hari sebelumnya ({before_mean}; rentang 95%: {interval}). Selisih {difference}: {mix} karena produk lain, {size} karena nilai lain.",
        en="The mean of {n} {n|deal|deals} is {mean}, {value} times that of the {days} {days|day|days} before ({before_mean}; 95% interval: {interval}). Of the difference of {difference}, {mix} comes from other products and {size} from other amounts.",
    ),
    caveats=(
        Text(
            id="Periode yang belum selesai dibandingkan menurut hari yang sudah lewat saja.",
            en="Of a period that is not over, only the days that have passed are compared.",
        ),
    ),
    unit="ratio",
    needs=({"deals": (*NEEDS, "product")},),
    measures=(Measure("deals", "deals", None, where=WORTH),),
    estimate=Change("product", "amount", count="deals", at="closed_at"),
    within=("product", "amount", "closed_at"),
    by=GROUPS,
    over_time=False,
    shows=(
        *PARTS,
        Shown("before_mean", Text(id="Rata-rata sebelumnya", en="Mean before"), "money"),
        Shown("others", Text(id="Deal sebelumnya", en="Deals before")),
        Shown("days", Text(id="Hari", en="Days"), table=False),
    ),
    notes=(),
    example=Example(
        tables=sold(*(("R1", "P", "2025-03-04", 100),) * 5),
        as_of="2025-05-01",
        answer={"n": 5},
        worked=Text(
            id="Tanpa periode tidak ada pembanding. Untuk Maret (31 hari), 29 Januari sampai 28 Februari menjadi pembandingnya.",
            en="Without a period there is nothing to compare with. March (31 days) is compared with 29 January to 28 February.",
        ),
    ),
)
