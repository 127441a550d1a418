"""Monthly sales: value of the deals won, by close date."""

from collections.abc import Sequence
from typing import Any

from salestoolkit import (
    DEAL_SPLITS,
    KPI,
    NO_AMOUNT,
    OF_THE_OTHERS,
    REFUNDS,
    TAKEN_OFF,
    UNDATED_SALES,
    AroundLebaran,
    Example,
    Flagged,
    Growth,
    Measure,
    Note,
    PerBusinessDay,
    Season,
    Shifts,
    Shown,
    Slope,
    Study,
    Text,
    ToDate,
    Total,
)

SALES = (
    Measure("customers", "customers", "closed_at", value="customers"),
    Measure("amount", "customers", "closed_at", value="amount"),
    Measure("squares", "customers", "closed_at", value="amount_squared"),
    *UNDATED_SALES,
)


def _days(*names: str) -> tuple[Measure, ...]:
    """What the calendar says of the period, the same for every group."""
    return tuple(Measure(name, "days", "at", value=name, common=True) for name in names)


BUSINESS, LEBARAN = _days("business"), _days("pre_lebaran_share", "leave_share", "post_lebaran_share")
DEALS = Shown("customers", Text(id="Deal berhasil", en="Won deals"))
MONTHS = Shown("months", Text(id="Bulan penuh", en="Full months"))
WHOLE_MONTHS = Text(
    id="Hanya bulan penuh yang dipakai: bulan yang masih berjalan tidak pernah dibandingkan seolah-olah sudah selesai.",
    en="Only full months are used: a month that is not over is never compared as if it were.",
)
NET = Text(
    id="Penjualan bersih: pengembalian dana mengurangi bulan saat dibukukan.",
    en="Sales are net: a refund lowers the month in which it was booked.",
)
PARTIAL = Note(
    Text(
        id="Bulan terakhir belum selesai: jangan dibandingkan dengan bulan penuh; lihat penjualan sampai hari ini.",
        en="The last month is not over: do not compare it with full months; see sales to date.",
    ),
    when=lambda row: bool(row.get("partial")),
)


def _money(name: str, id: str, en: str, table: bool = True) -> Shown:
    return Shown(name, Text(id=id, en=en), "money", table)


def _growth(name: str, id: str, en: str) -> Shown:
    return Shown(name, Text(id=id, en=en), "percent")


def _known(name: str, id: str, en: str) -> Note:
    return Note(Text(id=id, en=en), when=lambda row: row.get(name, -1) >= 0, aloud=True)


def _won(*deals: tuple[str, float]) -> tuple[dict[str, Any], ...]:
    """Won deals of a day and an amount each."""
    return tuple({"deal_id": str(i), "status": "won", "closed_at": d, "amount": a} for i, (d, a) in enumerate(deals))


def _monthly(amounts: Sequence[float], year: int = 2024) -> tuple[dict[str, Any], ...]:
    """A won deal on the second of each month from a January on."""
    return _won(*((f"{year + i // 12}-{i % 12 + 1:02}-02", amount) for i, amount in enumerate(amounts)))


def _each(month: str, days: Sequence[int], amount: float) -> tuple[tuple[str, float], ...]:
    """Equal amounts on these days of a month."""
    return tuple((f"{month}-{day:02}", amount) for day in days)


GROWTH = Study(
    "growth",
    title=Text(id="Pertumbuhan penjualan", en="Sales growth"),
    question=Text(
        id="Apakah penjualan lebih besar daripada setahun sebelumnya?", en="Are sales larger than a year before?"
    ),
    formula=Text(
        id="penjualan 12 bulan penuh terakhir / 12 bulan sebelumnya − 1; per bulan: bulan itu / bulan yang sama tahun lalu − 1",
        en="sales of the last 12 full months / those of the 12 before − 1; by month: the month / the same month a year before − 1",
    ),
    reading=Text(
        id="12 bulan penuh terakhir: {amount}, sebelumnya {before}, yaitu {value} (rentang 95%: {interval}); per hari kerja {per_day}.",
        en="The last 12 full months brought in {amount}, the 12 before {before}: {value} (95% interval: {interval}); per business day {per_day}.",
    ),
    caveats=(
        WHOLE_MONTHS,
        NET,
        Text(
            id="Bulan tidak sama panjang: bandingkan juga per hari kerja. Dari dasar nol atau negatif tidak ada pertumbuhan.",
            en="Months differ in length: compare per business day too. From a base of zero or less there is no growth.",
        ),
    ),
    unit="percent",
    measures=(*SALES, *BUSINESS, *LEBARAN),
    estimate=Growth(),
    within=("month",),
    over_time=("month",),
    views=(("ranking", "team"), ("trend", "month")),
    shows=(
        DEALS,
        _money("amount", "Penjualan", "Sales"),
        _money("before", "Setahun sebelumnya", "A year before"),
        _growth("per_day", "Per hari kerja", "Per business day"),
        _growth("previous", "Dari bulan sebelumnya (MoM)", "On the month before (MoM)"),
        _growth("previous_per_day", "MoM per hari kerja", "MoM per business day"),
        _money("to_date", "Sejak Januari (YTD)", "Since January (YTD)"),
        _growth("to_date_growth", "YTD dari tahun lalu", "YTD on last year"),
        _money("rolling", "12 bulan bergulir", "Rolling 12 months"),
        _growth("rolling_growth", "12 bulan bergulir dari tahun lalu", "Rolling 12 on last year"),
        _growth("cagr", "Per tahun (CAGR)", "Per year (CAGR)"),
        Shown("years", Text(id="Tahun kalender penuh", en="Full calendar years")),
    ),
    notes=(
        PARTIAL,
        Note(
            Text(
                id="Lebaran bergeser di antara kedua periode: sebagian perbedaannya bisa berasal dari situ.",
                en="Lebaran moved between the two periods: part of the difference may be that.",
            ),
            when=lambda row: bool(row.get("lebaran_moved")),
        ),
        Note(
            Text(
                id="Dari tahun kalender penuh pertama sampai terakhir ({years} tahun): {cagr} per tahun (CAGR).",
                en="From the first full calendar year to the last ({years} {years|year|years}): {cagr} a year (CAGR).",
            ),
            when=lambda row: row.get("cagr", float("nan")) == row.get("cagr", float("nan")) and "cagr" in row,
        ),
    ),
    derive=lambda frame: frame,
    example=Example(
        tables={"deals": _monthly([100] * 12 + [110] * 12)},
        as_of="2025-12-31",
        answer={"value": 0.1, "amount": 1_320, "before": 1_200, "cagr": 0.1},
        worked=Text(
            id="12 bulan terakhir 12 × 110 = 1.320, 12 bulan sebelumnya 12 × 100 = 1.200: 1.320 / 1.200 − 1 = 10%.",
            en="The last 12 months 12 × 110 = 1,320, the 12 before 12 × 100 = 1,200: 1,320 / 1,200 − 1 = 10%.",
        ),
    ),
)

PER_BUSINESS_DAY = Study(
    "per_business_day",
    title=Text(id="Penjualan per hari kerja", en="Sales per business day"),
    question=Text(id="Berapa penjualan pada satu hari kerja?", en="How much is sold on a business day?"),
    formula=Text(id="penjualan bersih / hari kerja pada periode itu", en="net sales / business days of the period"),
    reading=Text(
        id="{value} per hari kerja ({business} hari kerja; rentang 95%: {interval}).",
        en="{value} a business day ({business} business {business|day|days}; 95% interval: {interval}).",
    ),
    caveats=(NET,),
    measures=(*SALES, *BUSINESS),
    estimate=PerBusinessDay(),
    within=("month",),
    views=(("trend", "month"),),
    shows=(DEALS, Shown("business", Text(id="Hari kerja", en="Business days")), _money("amount", "Penjualan", "Sales")),
    derive=lambda frame: frame.drop(columns="squares", errors="ignore"),
    notes=(),
    example=Example(
        tables={"deals": _won(*_each("2025-07", (1, 8, 15, 22, 29), 460))},
        as_of="2025-07-31",
        answer={"value": 100, "amount": 2_300, "business": 23, "n": 5},
        worked=Text(
            id="Juli 2025 mempunyai 23 hari kerja dan tidak ada hari libur: 5 × 460 / 23 = 100.",
            en="July 2025 has 23 weekdays and no holiday: 5 × 460 / 23 = 100.",
        ),
    ),
)

TO_DATE = Study(
    "to_date",
    title=Text(id="Penjualan bulan ini sampai hari ini", en="Sales of the month to date"),
    question=Text(
        id="Seberapa jauh bulan ini, dibandingkan dengan bulan lain setelah hari kerja yang sama banyaknya?",
        en="How far is this month, against others after as many business days?",
    ),
    formula=Text(
        id="penjualan sampai hari kerja ke-k selesai; k = hari kerja bulan terakhir yang sudah lewat",
        en="sales until the k-th business day is over; k = business days of the last month that are over",
    ),
    reading=Text(
        id="Setelah {business} hari kerja: {value}. Median {months} bulan sebelumnya pada titik yang sama: {median}; {lower} di antaranya lebih rendah.",
        en="After {business} business {business|day|days}: {value}. The median of the {months} {months|month|months} before at the same point: {median}; {lower} of them {lower|was|were} lower.",
    ),
    caveats=(
        NET,
        Text(id="Hari ini, yang belum selesai, tidak dihitung.", en="Today, which is not over, does not count."),
    ),
    measures=(*SALES, *BUSINESS),
    estimate=ToDate(),
    within=("day",),
    over_time=("month",),
    views=(("trend", "month"),),
    shows=(
        DEALS,
        Shown("business", Text(id="Hari kerja", en="Business days")),
        _money("median", "Median bulan sebelumnya", "Median of the months before"),
    ),
    derive=lambda frame: frame.drop(columns=["squares", "amount"], errors="ignore"),
    notes=(),
    example=Example(
        tables={
            "deals": _won(
                *(("2025-07-01", 40), ("2025-07-04", 60), ("2025-07-07", 500)),
                *(("2025-08-04", 70), ("2025-08-06", 80), ("2025-08-07", 300)),
                *(("2025-09-04", 90), ("2025-09-08", 400)),
                *(("2025-10-01", 50), ("2025-10-06", 70), ("2025-10-07", 900)),
            )
        },
        as_of="2025-10-07T00:00",
        answer={"value": 120, "n": 2, "business": 4, "median": 100, "months": 3, "lower": 2},
        worked=Text(
            id="Empat hari kerja Oktober sudah lewat (1, 2, 3, 6): 50 + 70 = 120; tanggal 7 Oktober belum. Sampai hari kerja keempat: Juli 40 + 60 = 100 (4 Juli), Agustus 70 + 80 = 150 (6 Agustus), September 90 (4 September). Mediannya 100, dua lebih rendah.",
            en="Four business days of October are over (1, 2, 3, 6): 50 + 70 = 120; 7 October is not. Until the fourth business day: July 40 + 60 = 100 (4 July), August 70 + 80 = 150 (6 August), September 90 (4 September). The median is 100, two were lower.",
        ),
    ),
)

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
        tables={"deals": _monthly([round(1_000 * 1.01**month, 4) for month in range(24)])},
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
        _money("average", "Rata-rata sebulan", "Average month"),
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
        tables={"deals": _monthly(([100] * 11 + [200]) * 3, year=2021)},
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
    measures=(*SALES, *BUSINESS, *_days("pre_lebaran", "leave", "post_lebaran", "from_lebaran"), *LEBARAN),
    estimate=AroundLebaran(),
    within=("day",),
    over_time=("year",),
    views=(("trend", "year"),),
    shows=(
        _money("per_day", "Per hari kerja sebelum Lebaran", "Per business day before"),
        _money("usual_per_day", "Per hari kerja biasa", "Per usual business day"),
        Shown("after_value", Text(id="Tujuh hari sesudahnya (kali)", en="Seven days after (times)"), "ratio"),
        Shown("after_lo", Text(id="Rentang sesudahnya, dari", en="After, from"), "ratio"),
        Shown("after_hi", Text(id="Rentang sesudahnya, sampai", en="After, to"), "ratio"),
        Shown("after_n", Text(id="Deal sesudahnya", en="Deals after")),
        _money("on_leave", "Pada hari cuti", "On days of leave"),
    ),
    derive=lambda frame: frame,
    notes=(
        _known("after_value", "Tujuh hari sesudahnya: {after_value} kali.", "Seven days after: {after_value} times."),
    ),
    example=Example(
        tables={
            "deals": _won(
                *_each("2024-02", (19, 20, 21, 22, 23, 26, 27, 28, 29), 200),
                *_each("2024-03", (1,), 200),
                *_each("2024-03", (27, 28) * 2, 90),
                *_each("2024-04", (1, 2, 3, 4, 5) * 2, 90),
                *_each("2024-04", (16, 16, 16, 17, 17), 10),
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
    shows=(DEALS, _money("amount", "Penjualan", "Sales"), _money("before", "Sebelumnya", "Before"), MONTHS),
    derive=lambda frame: frame,
    notes=(_known("before", "Sebelumnya {before} sebulan.", "Before that it was {before} a month."),),
    example=Example(
        tables={"deals": _monthly([100] * 24 + [200] * 24, year=2021)},
        as_of="2025-01-01",
        answer={"value": 200, "before": 100, "months": 24, "shifts": 1, "n": 48},
        worked=Text(
            id="100 sebulan selama 24 bulan, lalu 200 selama 24 bulan: satu pergeseran, Januari 2023.",
            en="100 a month for 24 months, then 200 for 24 months: one shift, in January 2023.",
        ),
    ),
)

monthly_sales = KPI(
    name="monthly_sales",
    title=Text(id="Total penjualan", en="Total sales"),
    question=Text(
        id="Berapa nilai deal berhasil, dan bagaimana perkembangannya dari bulan ke bulan?",
        en="What are the won deals worth, and how does that develop from month to month?",
    ),
    formula=Text(
        id="jumlah nilai deal berhasil dikurangi pengembalian dana, menurut tanggal penutupan",
        en="sum of the amounts of won deals less refunds, by close date",
    ),
    reading=Text(
        id="{customers} deal berhasil, seluruhnya bernilai {gross}.",
        en="{customers} won {customers|deal was|deals were} worth {gross}.",
    ),
    caveats=(
        Text(
            id="Jumlah nilai yang tercatat itu pasti. Rentang, bila ada, menunjukkan seberapa jauh jumlah semacam ini biasa naik turun.",
            en="The sum of what is recorded is exact. An interval, where there is one, shows how far such a sum moves up and down by chance alone.",
        ),
        Text(
            id="Hari raya bergeser setiap tahun: bandingkan bulan-bulan di sekitarnya dengan hati-hati.",
            en="Religious holidays move from year to year: compare the months around them with care.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": ("status", "closed_at", "amount")}, {"stage_counts": ("period", "count", "amount")}),
    measures=(
        *SALES,
        Measure("gross", "customers", "closed_at", value="gross"),
        NO_AMOUNT,
        *REFUNDS,
        Measure("reopened", "customers", "closed_at", value="reopened"),
    ),
    estimate=Flagged(total=Total("amount", squares="squares", count="customers")),
    by=DEAL_SPLITS,
    views=(("trend", "month"), ("ranking", "rep"), ("ranking", "product"), ("trend", "quarter")),
    shows=(DEALS, _money("gross", "Kotor", "Gross"), _money("refund", "Pengembalian dana", "Refunds")),
    notes=(
        PARTIAL,
        *OF_THE_OTHERS,
        TAKEN_OFF,
        Note(
            Text(
                id="Pernah ditutup lalu dibuka kembali, dihitung sekali di bulan penutupan terakhirnya: {reopened} deal. Angka bulan sebelumnya berubah karenanya.",
                en="Closed before and reopened, counted once in the month of their last close: {reopened} {reopened|deal|deals}. Figures of earlier months change with that.",
            ),
            when=lambda row: row.get("reopened", 0) > 0,
        ),
    ),
    derive=lambda frame: frame.drop(columns=["squares", "amount"], errors="ignore"),
    studies=(GROWTH, PER_BUSINESS_DAY, TO_DATE, TREND, SEASON, AROUND_LEBARAN, SHIFTS),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04", "amount": 1_250_000},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-31", "amount": 750_000},
                {"deal_id": "3", "status": "lost", "closed_at": "2025-03-31", "amount": 900_000},
                {"deal_id": "4", "status": "open", "amount": 5_000_000},
            )
        },
        as_of="2025-05-01",
        answer={"value": 2_000_000, "n": 2, "customers": 2},
        worked=Text(
            id="1.250.000 + 750.000 = 2.000.000; deal gagal dan deal terbuka tidak dihitung.",
            en="1,250,000 + 750,000 = 2,000,000; lost and open deals do not count.",
        ),
    ),
)
