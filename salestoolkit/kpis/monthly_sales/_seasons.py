"""Trend, season, Lebaran and shifts of level in monthly sales."""

from salestoolkit.kpi import AroundLebaran, Example, Note, Season, Shifts, Shown, Slope, Study, Text
from salestoolkit.kpis.monthly_sales._examples import on_days, won, won_monthly
from salestoolkit.kpis.monthly_sales._sales import BUSINESS, LEBARAN, SALES, calendar
from salestoolkit.kpis.monthly_sales._words import DEALS, MONTHS, NET, WHOLE_MONTHS, money, where_known

TREND = Study(
    "trend",
    title=Text(id="Tren penjualan per tahun", en="Sales trend per year"),
    question=Text(
        id="Apakah penjualan naik, bila musim dan Lebaran disisihkan?",
        en="Do sales rise, season and Lebaran set aside?",
    ),
    formula=Text(
        id="kemiringan log penjualan bulanan per tahun, bersama musim dan Lebaran; n = bulan penuh",
        en="slope per year of log monthly sales, fitted with season and Lebaran; n = full months",
    ),
    reading=Text(
        id="{value} per tahun (rentang 95%: {interval}; {n} bulan penuh).",
        en="{value} a year (95% interval: {interval}; {n} full {n|month|months}).",
    ),
    caveats=(
        WHOLE_MONTHS,
        Text(
            id="Rentang yang mencakup nol tidak menunjukkan naik ataupun turun.",
            en="An interval that contains zero shows neither a rise nor a fall.",
        ),
    ),
    unit="percent",
    measures=(*SALES, *LEBARAN),
    estimate=Slope(),
    within=("month",),
    over_time=False,
    views=(("ranking", "team"),),
    shows=(DEALS,),
    derive=lambda frame: frame,
    notes=(
        Note(
            Text(
                id="Kurang dari 24 bulan: musimnya belum dapat disisihkan.",
                en="Fewer than 24 months: the season could not be set aside.",
            ),
            when=lambda row: row["reason"] == "" and not row["seasonal"],
        ),
    ),
    example=Example(
        tables={"deals": won_monthly([round(1_000 * 1.01**month, 4) for month in range(24)])},
        as_of="2025-12-31",
        answer={"value": 0.1268},
        worked=Text(
            id="Setiap bulan 1% di atas bulan sebelumnya: 1,01^12 − 1 = 12,7% per tahun.",
            en="Each month 1% above the one before: 1.01^12 − 1 = 12.7% a year.",
        ),
    ),
)

SEASON = Study(
    "season",
    title=Text(id="Indeks musim", en="Season index"),
    question=Text(
        id="Bulan apa yang ramai dan sepi, bila Lebaran disisihkan?", en="Which months sell more, Lebaran set aside?"
    ),
    formula=Text(
        id="penjualan bulan kalender / bulan rata-rata (dekomposisi klasik tanpa Lebaran; jumlah 12)",
        en="sales of the calendar month / of the average month (classical decomposition without Lebaran; sum 12)",
    ),
    reading=Text(
        id="Bulan rata-rata bernilai 1: {high} bulan jelas ramai, {low} jelas sepi; kekuatan musim {strength} dari 1.",
        en="The average month is 1: {high} {high|month is|months are} clearly high, {low} clearly low; strength of the season {strength} of 1.",
    ),
    caveats=(
        WHOLE_MONTHS,
        Text(
            id="Bulan disebut ramai atau sepi hanya bila rentangnya tidak mencakup 1. Ini penjualan tertinggi, bukan laba tertinggi: margin tidak dihitung.",
            en="A month is in high or low season only if its interval excludes 1. This is highest-selling, not most profitable: margin is not in it.",
        ),
    ),
    unit="ratio",
    measures=(*SALES, *LEBARAN),
    estimate=Season(),
    within=("month",),
    by=("month_of_year", "team", "product", "product_line"),
    over_time=False,
    views=(("ranking", "month_of_year"),),
    shows=(
        money("average", "Rata-rata sebulan", "Average month"),
        Shown("years", Text(id="Tahun", en="Years")),
        Shown("strength", Text(id="Kekuatan musim", en="Strength of season"), "ratio", table=False),
    ),
    derive=lambda frame: frame,
    notes=(
        Note(
            Text(
                id="Kurang dari 36 bulan penuh: indeksnya baru indikatif dan tanpa rentang.",
                en="Fewer than 36 full months: the indices are indicative and have no interval.",
            ),
            when=lambda row: bool(row.get("indicative")),
        ),
    ),
    example=Example(
        tables={"deals": won_monthly(([100] * 11 + [200]) * 3, year=2021)},
        as_of="2024-01-01",
        answer={"value": 1, "n": 36, "high": 1, "low": 9, "strength": 1},
        worked=Text(
            id="Setiap bulan 100 dan Desember 200, tiga tahun sama: bulan rata-rata 1.300 / 12 = 108,3. Desember 200 / 108,3 = 1,846, lainnya 0,923. April dan Mei tanpa indeks: di tahun-tahun ini Lebaran selalu di sana.",
            en="100 each month and 200 in December, three years alike: the average month is 1,300 / 12 = 108.3. December is 200 / 108.3 = 1.846, the others 0.923. April and May have no index: Lebaran was there in all these years.",
        ),
    ),
)

AROUND_LEBARAN = Study(
    "lebaran",
    title=Text(id="Penjualan sebelum Lebaran", en="Sales before Lebaran"),
    question=Text(
        id="Berapa kali penjualan sehari-hari terjual per hari kerja sebelum Lebaran?",
        en="How many times the usual is sold per business day before Lebaran?",
    ),
    formula=Text(
        id="penjualan per hari kerja dalam 14 hari sebelum Lebaran / pada hari biasa: 22 sampai 84 hari sebelum dan sesudah Lebaran itu",
        en="sales per business day in the 14 days before Lebaran / on usual days: 22 to 84 days before and after that Lebaran",
    ),
    reading=Text(
        id="{value} kali hari biasa (rentang 95%: {interval}): {per_day} per hari kerja, biasanya {usual_per_day}.",
        en="{value} times the usual (95% interval: {interval}): {per_day} a business day, usually {usual_per_day}.",
    ),
    caveats=(
        NET,
        Text(
            id="Disejajarkan pada hari Lebaran, bukan bulan kalender; hari cuti bersama bukan hari kerja.",
            en="Aligned on Lebaran, not on the calendar month; days of collective leave are no business days.",
        ),
    ),
    unit="ratio",
    measures=(*SALES, *BUSINESS, *calendar("pre_lebaran", "leave", "post_lebaran", "from_lebaran"), *LEBARAN),
    estimate=AroundLebaran(),
    within=("day",),
    over_time=("year",),
    views=(("trend", "year"),),
    shows=(
        money("per_day", "Per hari kerja sebelum Lebaran", "Per business day before"),
        money("usual_per_day", "Per hari kerja biasa", "Per usual business day"),
        Shown("after_value", Text(id="Tujuh hari sesudahnya (kali)", en="Seven days after (times)"), "ratio"),
        Shown("after_lo", Text(id="Rentang sesudahnya, dari", en="After, from"), "ratio"),
        Shown("after_hi", Text(id="Rentang sesudahnya, sampai", en="After, to"), "ratio"),
        Shown("after_n", Text(id="Deal sesudahnya", en="Deals after")),
        money("on_leave", "Pada hari cuti", "On days of leave"),
    ),
    derive=lambda frame: frame,
    notes=(
        where_known(
            "after_value", "Tujuh hari sesudahnya: {after_value} kali.", "Seven days after: {after_value} times."
        ),
    ),
    example=Example(
        tables={
            "deals": won(
                *on_days("2024-02", (19, 20, 21, 22, 23, 26, 27, 28, 29), 200),
                *on_days("2024-03", (1,), 200),
                *on_days("2024-03", (27, 28) * 2, 90),
                *on_days("2024-04", (1, 2, 3, 4, 5) * 2, 90),
                *on_days("2024-04", (16, 16, 16, 17, 17), 10),
            )
        },
        as_of="2024-04-18T00:00",
        answer={"value": 1.8, "n": 14, "lo": 0.7995, "hi": 4.0523, "per_day": 180, "after_value": 0.25, "after_n": 5},
        worked=Text(
            id="Lebaran 10 April 2024. Hari biasa 19 Februari sampai 19 Maret: 20 hari kerja (Nyepi dan cutinya tidak), 10 × 200 = 2.000, yaitu 100 sehari. Sebelum Lebaran 7 hari kerja, 14 × 90 = 1.260, yaitu 180: 1,8 kali. Sesudahnya 16 dan 17 April, 50, yaitu 25: 0,25 kali. Log rasio: varians 1/14 + 1/10.",
            en="Lebaran was on 10 April 2024. Usual days, 19 February to 19 March: 20 business days (not Nyepi and its leave), 10 × 200 = 2,000, or 100 a day. Before Lebaran 7 business days, 14 × 90 = 1,260, or 180: 1.8 times. After it 16 and 17 April, 50, or 25: 0.25 times. Log of the ratio: variance 1/14 + 1/10.",
        ),
    ),
)

SHIFTS = Study(
    "shifts",
    title=Text(id="Tingkat penjualan sebulan", en="Level of monthly sales"),
    question=Text(id="Sejak kapan tingkat penjualan bergeser?", en="Since when have sales been at another level?"),
    formula=Text(
        id="rata-rata geometrik bulan di antara pergeseran (tanpa musim dan Lebaran); banyaknya pergeseran menurut BIC",
        en="geometric mean of the months between shifts (season and Lebaran out); number of shifts by BIC",
    ),
    reading=Text(
        id="Tingkat sekarang {value} sebulan, selama {months} bulan; pergeseran yang ditemukan: {shifts}.",
        en="The level is {value} a month, for {months} {months|month|months}; shifts found: {shifts}.",
    ),
    caveats=(
        WHOLE_MONTHS,
        Text(
            id="Pertumbuhan yang rata bukan pergeseran. Pergeseran tidak menunjukkan penyebabnya.",
            en="Steady growth is no shift. A shift does not show its cause.",
        ),
    ),
    measures=(*SALES, *LEBARAN),
    estimate=Shifts(),
    within=("month",),
    over_time=("month",),
    views=(("trend", "month"),),
    shows=(DEALS, money("amount", "Penjualan", "Sales"), money("before", "Sebelumnya", "Before"), MONTHS),
    derive=lambda frame: frame,
    notes=(where_known("before", "Sebelumnya {before} sebulan.", "Before that it was {before} a month."),),
    example=Example(
        tables={"deals": won_monthly([100] * 24 + [200] * 24, year=2021)},
        as_of="2025-01-01",
        answer={"value": 200, "before": 100, "months": 24, "shifts": 1, "n": 48},
        worked=Text(
            id="100 sebulan selama 24 bulan, lalu 200 selama 24 bulan: satu pergeseran, Januari 2023.",
            en="100 a month for 24 months, then 200 for 24 months: one shift, in January 2023.",
        ),
    ),
)
