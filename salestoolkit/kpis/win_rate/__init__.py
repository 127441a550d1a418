"""Win rate: deals won among the deals closed in the period, won or lost."""

from salestoolkit import (
    DEAL_SPLITS,
    KPI,
    STILL_OPEN,
    UNDATED,
    ExactProportion,
    Example,
    Measure,
    Note,
    Proportion,
    QuarterEnd,
    ShareTrend,
    Shown,
    Study,
    Text,
    WeightedShare,
    col,
)

IS_WON, IS_LOST, VALUED = col("status") == "won", col("status") == "lost", col("amount") > 0
IS_OPEN, IS_LATE = col("status") == "open", col("past_expected_close") == 1

BY_VALUE = Study(
    "by_value",
    title=Text(id="Win rate menurut nilai", en="Win rate by value"),
    question=Text(
        id="Dari nilai deal yang sudah ditutup, berapa bagian yang berhasil?",
        en="Of the value of the deals that were closed, what share was won?",
    ),
    formula=Text(
        id="nilai yang berhasil / (nilai yang berhasil + nilai yang gagal), menurut tanggal penutupan; hanya nilai di atas nol",
        en="value won / (value won + value lost), by close date; only amounts above zero",
    ),
    reading=Text(
        id="Dari nilai {n} deal yang ditutup, {value} berhasil (rentang 95%: {interval}): {value_won} berhasil, {value_lost} gagal.",
        en="Of the value of {n} closed {n|deal|deals}, {value} was won (95% interval: {interval}): {value_won} won, {value_lost} lost.",
    ),
    caveats=(
        Text(
            id="Bukan win rate biasa: bila lebih rendah daripada itu, deal besar lebih sering gagal daripada deal kecil.",
            en="Not the win rate: where it is lower than that, large deals are lost more often than small ones.",
        ),
        Text(
            id="Nilai deal yang gagal adalah perkiraan yang tidak pernah diuji.",
            en="The amount of a lost deal is an estimate that was never put to the test.",
        ),
    ),
    needs=({"deals": ("status", "closed_at", "amount")},),
    measures=(
        Measure("value_won", "deals", "closed_at", value="amount", where=IS_WON & VALUED),
        Measure("value_lost", "deals", "closed_at", value="amount", where=IS_LOST & VALUED),
        Measure("won_squares", "deals", "closed_at", value="amount_squared", where=IS_WON & VALUED),
        Measure("lost_squares", "deals", "closed_at", value="amount_squared", where=IS_LOST & VALUED),
        Measure("deals", "deals", "closed_at", where=(IS_WON | IS_LOST) & VALUED),
        Measure("without_amount", "deals", "closed_at", where=(IS_WON | IS_LOST) & ~VALUED.fill_null(False)),
        *UNDATED,
        *(
            Measure(f"undated_value_{name}", "deals", "closed_at", "amount", where & VALUED, since="created_at")
            for name, where in (("won", IS_WON), ("lost", IS_LOST))
        ),
    ),
    estimate=WeightedShare("value_won", "value_lost", "won_squares", "lost_squares", count="deals"),
    views=(("ranking", "product"),),
    shows=(
        Shown("value_won", Text(id="Nilai berhasil", en="Value won"), "money"),
        Shown("value_lost", Text(id="Nilai gagal", en="Value lost"), "money"),
    ),
    notes=(
        Note(
            Text(
                id="Ditutup tanpa nilai, tidak ikut dihitung: {without_amount} deal.",
                en="Deals closed without an amount, left out: {without_amount}.",
            ),
            when=lambda row: row.get("without_amount", 0) > 0,
        ),
    ),
    derive=lambda frame: frame.drop(columns=["won_squares", "lost_squares", "deals"]),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04", "amount": 100},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-09", "amount": 100},
                {"deal_id": "3", "status": "won", "closed_at": "2025-04-01", "amount": 100},
                {"deal_id": "4", "status": "lost", "closed_at": "2025-04-02", "amount": 300},
                {"deal_id": "5", "status": "lost", "closed_at": "2025-04-20", "amount": 400},
                {"deal_id": "6", "status": "lost", "closed_at": "2025-04-20"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.3, "n": 5, "lo": 0.0542, "hi": 0.7623, "without_amount": 1},
        worked=Text(
            id="300 berhasil dan 700 gagal: 300 / 1.000 = 30%, padahal 3 dari 6 deal berhasil. "
            "Varians: (3 × 100² × 0,7² + (300² + 400²) × 0,3²) / 1.000² × 5/4 = 0,0465.",
            en="300 won and 700 lost: 300 / 1,000 = 30%, though 3 of 6 deals were won. "
            "Variance: (3 × 100² × 0.7² + (300² + 400²) × 0.3²) / 1,000² × 5/4 = 0.0465.",
        ),
    ),
)

EXACT = Study(
    "exact",
    title=Text(id="Win rate, rentang eksak", en="Win rate, exact interval"),
    question=Text(
        id="Berapa win rate, dengan rentang yang tidak pernah terlalu sempit?",
        en="What is the win rate, with an interval that is never too narrow?",
    ),
    formula=Text(
        id="berhasil / (berhasil + gagal), menurut tanggal penutupan; rentang Clopper-Pearson",
        en="won / (won + lost), by close date; Clopper-Pearson interval",
    ),
    reading=Text(
        id="Dari {n} deal yang ditutup, {won} berhasil: {value} (rentang eksak 95%: {interval}).",
        en="Of {n} closed {n|deal|deals}, {won} {won|was|were} won: {value} (exact 95% interval: {interval}).",
    ),
    estimate=ExactProportion("won", of=("won", "lost")),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": str(i), "status": "won" if i < 3 else "lost", "closed_at": "2025-03-04"} for i in range(5)
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.6, "n": 5, "lo": 0.1466, "hi": 0.9473},
        worked=Text(
            id="3 dari 5. Bila peluang berhasilnya 14,7%, tiga atau lebih berhasil hanya terjadi dalam 2,5% kasus; bila 94,7%, tiga atau kurang juga 2,5%.",
            en="3 of 5. At a chance of 14.7% three or more are won in only 2.5% of cases; at 94.7% three or fewer in 2.5%.",
        ),
    ),
)

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

win_rate = KPI(
    name="win_rate",
    title=Text(id="Win rate", en="Win rate"),
    question=Text(
        id="Dari deal yang sudah ditutup, berapa bagian yang berhasil?",
        en="Of the deals that were closed, what share was won?",
    ),
    formula=Text(
        id="berhasil / (berhasil + gagal), menurut tanggal penutupan; deal yang masih terbuka tidak dihitung",
        en="won / (won + lost), by close date; deals still open are not counted",
    ),
    reading=Text(
        id="Dari {n} deal yang ditutup, {won} berhasil: {value} (rentang 95%: {interval}).",
        en="Of {n} closed {n|deal|deals}, {won} {won|was|were} won: {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Angka ini naik bila deal yang sudah mati dibiarkan terbuka: periksa juga deal yang masih terbuka dan yang lewat tanggal.",
            en="It rises when dead deals are left open: check the open and the overdue deals too.",
        ),
        Text(
            id="Win rate yang naik padahal jumlah deal berhasil tetap berarti lebih sedikit deal yang ditutup, belum tentu tim yang lebih baik.",
            en="A rising rate with equal wins means fewer closed deals, not necessarily a better team.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at")},),
    measures=(
        Measure("won", "deals", "closed_at", where=IS_WON),
        Measure("lost", "deals", "closed_at", where=IS_LOST),
        Measure("open", "deals", None, where=IS_OPEN),
        Measure("overdue", "deals", None, where=IS_OPEN & IS_LATE, rests_on="deals.expected_close_at"),
        Measure("cancelled", "deals", "closed_at", where=col("status") == "cancelled"),
        Measure("reopened", "deals", "closed_at", where=(IS_WON | IS_LOST) & (col("reopened") == 1)),
        *UNDATED,
    ),
    estimate=Proportion("won", of=("won", "lost")),
    by=DEAL_SPLITS,
    carries=("decided", "losses"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "product")),
    shows=(
        Shown("won", Text(id="Berhasil", en="Won")),
        Shown("lost", Text(id="Gagal", en="Lost")),
        Shown("open", Text(id="Masih terbuka", en="Still open")),
        Shown("overdue", Text(id="Terbuka lewat tanggal", en="Open and overdue")),
        Shown("cancelled", Text(id="Dibatalkan", en="Cancelled"), table=False),
    ),
    notes=(
        *STILL_OPEN,
        Note(
            Text(
                id="Dibatalkan, tidak dihitung berhasil maupun gagal: {cancelled} deal.",
                en="Deals cancelled, counted neither as won nor as lost: {cancelled}.",
            ),
            when=lambda row: row.get("cancelled", 0) > 0,
        ),
        Note(
            Text(
                id="Pernah ditutup lalu dibuka kembali, dihitung sekali menurut penutupan terakhirnya: {reopened} deal. Angka periode sebelumnya berubah karenanya.",
                en="Closed before and reopened, counted once by their last close: {reopened} {reopened|deal|deals}. Figures of earlier periods change with that.",
            ),
            when=lambda row: row.get("reopened", 0) > 0,
        ),
    ),
    studies=(BY_VALUE, TREND, EXACT, QUARTER_END),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04"},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-09"},
                {"deal_id": "3", "status": "won", "closed_at": "2025-04-01"},
                {"deal_id": "4", "status": "lost", "closed_at": "2025-04-02"},
                {"deal_id": "5", "status": "lost", "closed_at": "2025-04-20"},
                {"deal_id": "6", "status": "open"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.6, "n": 5, "won": 3, "lost": 2, "open": 1, "lo": 0.2307, "hi": 0.8824},
        worked=Text(
            id="3 berhasil dan 2 gagal: 3 / 5 = 60%. Deal yang masih terbuka tidak dihitung.",
            en="3 won and 2 lost: 3 / 5 = 60%. The open one is not counted.",
        ),
    ),
)
