"""Average deal size: mean value of the deals won with a value above zero, by close date."""

from typing import Any

from salestoolkit import (
    DEAL_SPLITS,
    KPI,
    NOT_TAKEN_OFF,
    REFUNDS,
    UNDATED_SALES,
    Change,
    DealSize,
    Discount,
    Example,
    Measure,
    Mix,
    Note,
    Shown,
    Study,
    Text,
    TypicalSize,
    col,
)

_NEEDS = ("status", "closed_at", "amount")
_WORTH = (col("status") == "won") & (col("amount") > 0)
_DEALS = Measure("deals", "deals", "closed_at", where=_WORTH)
_GROUPS = tuple(split for split in DEAL_SPLITS if split not in ("product", "account"))
_PARTS = (
    Shown("mean", Text(id="Rata-rata", en="Mean"), "money"),
    Shown("difference", Text(id="Selisih", en="Difference"), "money"),
    Shown("mix", Text(id="karena produk lain", en="of other products"), "money"),
    Shown("size", Text(id="karena nilai lain", en="of other amounts"), "money"),
)


def _sold(*rows: tuple[Any, ...]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Won deals as (rep, product, closed_at, amount)."""
    names = ("deal_id", "rep_id", "product", "closed_at", "amount")
    return {"deals": tuple({"status": "won"} | dict(zip(names, (str(i), *r), strict=True)) for i, r in enumerate(rows))}


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
    needs=({"deals": _NEEDS},),
    carries=("wins",),
    measures=(
        _DEALS,
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
    studies=(
        Study(
            "typical",
            title=Text(id="Nilai deal yang lazim", en="Typical deal size"),
            question=Text(
                id="Berapa nilai deal yang lazim, bila kelompok kecil tidak dinilai dari segelintir deal?",
                en="What is a typical deal worth, when small groups are not judged by a handful?",
            ),
            formula=Text(
                id="rata-rata geometrik, disesuaikan dengan kelompok lain; makin sedikit deal-nya, makin besar penyesuaiannya",
                en="geometric mean, drawn towards the other groups the more the fewer deals there are",
            ),
            reading=Text(
                id="Deal yang lazim bernilai {value} (rentang 95%: {interval}), rata-rata geometrik dari {n} deal.",
                en="A typical deal is worth {value} (95% interval: {interval}), the geometric mean of {n} {n|deal|deals}.",
            ),
            caveats=(
                Text(
                    id="Rata-rata geometrik lebih kecil daripada rata-rata biasa dan tidak dapat dikalikan menjadi total penjualan.",
                    en="A geometric mean is smaller than the mean and does not multiply up to sales.",
                ),
            ),
            measures=(_DEALS,),
            estimate=TypicalSize("amount", count="deals"),
            over_time=False,
            shows=(
                Shown("own", Text(id="Rata-rata geometrik sendiri", en="Own geometric mean"), "money"),
                Shown("mean", Text(id="Rata-rata", en="Mean"), "money"),
            ),
            notes=(),
            views=(("ranking", "rep"),),
            example=Example(
                tables=_sold(*((None, None, "2025-03-04", amount) for amount in (100, 100, 1_000, 10_000, 10_000))),
                as_of="2025-05-01",
                answer={"value": 1_000, "n": 5, "mean": 4_240},
                worked=Text(
                    id="Akar pangkat lima dari 100 × 100 × 1.000 × 10.000 × 10.000 = 1.000.",
                    en="The fifth root of 100 × 100 × 1,000 × 10,000 × 10,000 is 1,000.",
                ),
            ),
        ),
        Study(
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
            needs=({"deals": (*_NEEDS, "product")},),
            measures=(_DEALS,),
            estimate=Mix("product", "amount", count="deals"),
            within=("product", "amount"),
            by=_GROUPS,
            over_time=False,
            shows=_PARTS,
            notes=(),
            views=(("ranking", "team"),),
            example=Example(
                tables=_sold(
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
        ),
        Study(
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
            needs=({"deals": (*_NEEDS, "product")},),
            measures=(Measure("deals", "deals", None, where=_WORTH),),
            estimate=Change("product", "amount", count="deals", at="closed_at"),
            within=("product", "amount", "closed_at"),
            by=_GROUPS,
            over_time=False,
            shows=(
                *_PARTS,
                Shown("before_mean", Text(id="Rata-rata sebelumnya", en="Mean before"), "money"),
                Shown("others", Text(id="Deal sebelumnya", en="Deals before")),
                Shown("days", Text(id="Hari", en="Days"), table=False),
            ),
            notes=(),
            example=Example(
                tables=_sold(*(("R1", "P", "2025-03-04", 100),) * 5),
                as_of="2025-05-01",
                answer={"n": 5},
                worked=Text(
                    id="Tanpa periode tidak ada pembanding. Untuk Maret (31 hari), 29 Januari sampai 28 Februari menjadi pembandingnya.",
                    en="Without a period there is nothing to compare with. March (31 days) is compared with 29 January to 28 February.",
                ),
            ),
        ),
        Study(
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
            needs=({"deals": (*_NEEDS, "list_amount")},),
            measures=(Measure("deals", "deals", "closed_at", where=_WORTH & (col("list_amount") > 0)),),
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
                        for i, (a, b) in enumerate(
                            ((50, 100), (50, 100), (90, 100), (160, 200), (None, 100), (100, 100))
                        )
                    )
                },
                as_of="2025-05-01",
                answer={"value": 0.25, "n": 5, "sold": 450, "list_value": 600},
                worked=Text(
                    id="1 − 450 / 600 = 25%; deal tanpa nilai tidak ikut.",
                    en="1 − 450 / 600 = 25%; the one without an amount is left out.",
                ),
            ),
        ),
    ),
)
