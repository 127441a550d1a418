"""The typical deal, which a few large ones do not move."""

from salestoolkit.kpi import Example, Shown, Study, Text, TypicalSize
from salestoolkit.kpis.average_deal_size._deals import DEALS, sold

TYPICAL = Study(
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
    measures=(DEALS,),
    estimate=TypicalSize("amount", count="deals"),
    over_time=False,
    shows=(
        Shown("own", Text(id="Rata-rata geometrik sendiri", en="Own geometric mean"), "money"),
        Shown("mean", Text(id="Rata-rata", en="Mean"), "money"),
    ),
    notes=(),
    views=(("ranking", "rep"),),
    example=Example(
        tables=sold(*((None, None, "2025-03-04", amount) for amount in (100, 100, 1_000, 10_000, 10_000))),
        as_of="2025-05-01",
        answer={"value": 1_000, "n": 5, "mean": 4_240},
        worked=Text(
            id="Akar pangkat lima dari 100 × 100 × 1.000 × 10.000 × 10.000 = 1.000.",
            en="The fifth root of 100 × 100 × 1,000 × 10,000 × 10,000 is 1,000.",
        ),
    ),
)
