"""The win rate over time: its trend, and months that end a quarter against others."""

from salestoolkit.kpi import UNDATED, Example, Measure, Note, QuarterEnd, ShareTrend, Shown, Study, Text
from salestoolkit.kpis.win_rate._deals import IS_LOST, IS_WON

TREND = Study(
    "trend",
    title=Text(id="Tren win rate", en="Trend of the win rate"),
    question=Text(
        id="Apakah win rate naik atau turun dari bulan ke bulan?",
        en="Does the win rate rise or fall over the months?",
    ),
    formula=Text(
        id="regresi logistik win rate bulanan menurut bulan: (ujung akhir garis − ujung awal) / tahun, dalam poin persentase per tahun",
        en="logistic regression of the monthly win rate on the month: (end of the fitted line − its beginning) / years, in percentage points a year",
    ),
    reading=Text(
        id="Menurut tren atas {n} deal, win rate bergerak dari {first} ke {last}: {value} per tahun (rentang 95%: {interval}). Rentang yang mencakup 0 berarti perubahan belum terbukti.",
        en="By the trend over {n} {n|deal|deals} the win rate went from {first} to {last}: {value} a year (95% interval: {interval}). An interval that contains 0 means that no change has been shown.",
    ),
    caveats=(
        Text(
            id="Tren adalah gambaran, bukan sebab: campuran sumber dan produk dapat berubah juga.",
            en="A trend is a description, not a cause: the mix of sources and products may have changed too.",
        ),
        Text(
            id="Bulan yang belum selesai tidak ikut dihitung. Garisnya lurus pada log-odds: naik lalu turun tidak terlihat di sini.",
            en="Months not over yet are left out. The line is straight in log-odds: a rise and a fall after it do not show here.",
        ),
    ),
    measures=(
        Measure("won", "deals", "closed_at", where=IS_WON),
        Measure("lost", "deals", "closed_at", where=IS_LOST),
        *UNDATED,
    ),
    unit="points",
    estimate=ShareTrend("won", "lost"),
    within=("month",),
    over_time=False,
    views=(("ranking", "rep"),),
    shows=(
        Shown("first", Text(id="Awal tren", en="Trend begins at"), "percent"),
        Shown("last", Text(id="Akhir tren", en="Trend ends at"), "percent"),
        Shown("p", Text(id="Nilai p", en="p-value"), "ratio"),
        Shown("part_before", Text(id="Berhasil, paruh pertama", en="Won, first half"), table=False),
        Shown("part_after", Text(id="Berhasil, paruh kedua", en="Won, second half"), table=False),
        Shown("n_before", Text(id="Ditutup, paruh pertama", en="Closed, first half"), table=False),
        Shown("n_after", Text(id="Ditutup, paruh kedua", en="Closed, second half"), table=False),
    ),
    notes=(
        Note(
            Text(
                id="Win rate naik, tetapi jumlah deal berhasil tidak: {part_before} lalu {part_after} berhasil dari {n_before} lalu {n_after} deal yang ditutup (paruh pertama, lalu kedua). Itu berarti lebih sedikit deal yang ditutup, belum tentu tim yang lebih baik.",
                en="The rate rose and the wins did not: {part_before}, then {part_after} won of {n_before}, then {n_after} closed (first, then second half). That means fewer closed deals, not necessarily a better team.",
            ),
            when=lambda row: (row["value"] or 0) > 0 and row["part_after"] <= row["part_before"],
        ),
    ),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": f"{month}-{i}", "status": "won" if i < won else "lost", "closed_at": f"2025-{month:02}-15"}
                for month, won in ((1, 2), (4, 3), (7, 3), (10, 4))
                for i in range(6)
            )
        },
        as_of="2025-12-01",
        answer={
            "n": 24,
            "part_before": 5,
            "part_after": 7,
            "n_before": 12,
            "n_after": 12,
            "first": 0.3504,
            "last": 0.6496,
            "value": 0.3989,
        },
        worked=Text(
            id="2, 3, 3, 4 dari 6 berhasil: garisnya setangkup di sekitar 50%, dari 35,0% ke 65,0% dalam 0,75 tahun: 39,9 poin persentase setahun.",
            en="2, 3, 3, 4 of 6 won: the line is symmetric about 50%, from 35.0% to 65.0% in 0.75 years: 39.9 percentage points a year.",
        ),
    ),
)

QUARTER_END = Study(
    "quarter_end",
    title=Text(id="Win rate di akhir kuartal", en="Win rate at the end of quarters"),
    question=Text(
        id="Apakah lebih banyak deal berhasil pada bulan akhir kuartal?",
        en="Is more won in the months that end a quarter?",
    ),
    formula=Text(
        id="win rate Maret, Juni, September, dan Desember dikurangi win rate bulan lain, menurut tanggal penutupan, dalam poin persentase",
        en="win rate of March, June, September and December less the win rate of the other months, by close date, in percentage points",
    ),
    reading=Text(
        id="Pada bulan akhir kuartal {at_end} dari {n_end} deal yang ditutup berhasil, pada bulan lain {elsewhere} dari {n_elsewhere}: selisihnya {value} (rentang 95%: {interval}). Rentang yang mencakup 0 berarti selisihnya belum terbukti.",
        en="In months that end a quarter {at_end} of {n_end} closed {n_end|deal was|deals were} won, in other months {elsewhere} of {n_elsewhere}: the difference is {value} (95% interval: {interval}). An interval that contains 0 means that no difference has been shown.",
    ),
    reviewed=True,
    caveats=(
        Text(
            id="Perbandingan ini memakai tanggal penutupan. Deal yang dipercepat ke akhir kuartal, atau deal gagal yang baru dicatat sesudahnya, menaikkan angka ini tanpa seorang pun menjual lebih baik.",
            en="This compares close dates. Deals rushed into the quarter's end, or losses recorded only later, raise it although nobody sells better.",
        ),
        Text(
            id="Desember dan Maret juga bulan tutup buku atau libur: selisih ini tidak menunjukkan penyebabnya.",
            en="Year-end closing and holidays also fall in December and March: the difference does not show its cause.",
        ),
    ),
    measures=(
        Measure("won", "deals", "closed_at", where=IS_WON),
        Measure("lost", "deals", "closed_at", where=IS_LOST),
        *UNDATED,
    ),
    unit="points",
    estimate=QuarterEnd("won", "lost"),
    within=("month",),
    over_time=False,
    views=(("ranking", "team"),),
    shows=(
        Shown("at_end", Text(id="Bulan akhir kuartal", en="Months that end a quarter"), "percent"),
        Shown("elsewhere", Text(id="Bulan lain", en="Other months"), "percent"),
        Shown("n_end", Text(id="Ditutup, akhir kuartal", en="Closed, quarter ends")),
        Shown("n_elsewhere", Text(id="Ditutup, bulan lain", en="Closed, other months")),
        Shown(
            "part_end", Text(id="Berhasil sebulan, akhir kuartal", en="Won a month, quarter ends"), "count", table=False
        ),
        Shown(
            "rest_end", Text(id="Gagal sebulan, akhir kuartal", en="Lost a month, quarter ends"), "count", table=False
        ),
        Shown(
            "part_elsewhere",
            Text(id="Berhasil sebulan, bulan lain", en="Won a month, other months"),
            "count",
            table=False,
        ),
        Shown(
            "rest_elsewhere",
            Text(id="Gagal sebulan, bulan lain", en="Lost a month, other months"),
            "count",
            table=False,
        ),
    ),
    notes=(
        Note(
            Text(
                id="Rata-rata sebulan: {part_end} berhasil dan {rest_end} gagal pada bulan akhir kuartal; {part_elsewhere} berhasil dan {rest_elsewhere} gagal pada bulan lain.",
                en="In a month, on average: {part_end} won and {rest_end} lost in those that end a quarter; {part_elsewhere} won and {rest_elsewhere} lost in others.",
            ),
            when=lambda row: row["value"] == row["value"],
        ),
    ),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": f"{month}{i}", "status": "won" if i < won else "lost", "closed_at": f"2025-{month:02}-10"}
                for month, won in ((2, 5), (3, 8), (4, 5), (5, 5), (6, 8))
                for i in range(10)
            )
        },
        as_of="2025-07-01",
        answer={"value": 0.3, "n": 50, "at_end": 0.8, "elsewhere": 0.5, "n_end": 20, "n_elsewhere": 30, "rest_end": 2},
        worked=Text(
            id="Maret dan Juni: 16 dari 20 berhasil, 80%. Februari, April, dan Mei: 15 dari 30, 50%. Selisihnya 30 poin persentase.",
            en="March and June: 16 of 20 won, 80%. February, April and May: 15 of 30, 50%. The difference is 30 percentage points.",
        ),
    ),
)
