"""How sales grow: on the year before, per business day, and the month to date."""

from salestoolkit.kpi import Example, Growth, Note, PerBusinessDay, Shown, Study, Text, ToDate
from salestoolkit.kpis.monthly_sales._examples import on_days, won, won_monthly
from salestoolkit.kpis.monthly_sales._sales import BUSINESS, LEBARAN, SALES
from salestoolkit.kpis.monthly_sales._words import DEALS, NET, PARTIAL, WHOLE_MONTHS, money, percent

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
        money("amount", "Penjualan", "Sales"),
        money("before", "Setahun sebelumnya", "A year before"),
        percent("per_day", "Per hari kerja", "Per business day"),
        percent("previous", "Dari bulan sebelumnya (MoM)", "On the month before (MoM)"),
        percent("previous_per_day", "MoM per hari kerja", "MoM per business day"),
        money("to_date", "Sejak Januari (YTD)", "Since January (YTD)"),
        percent("to_date_growth", "YTD dari tahun lalu", "YTD on last year"),
        money("rolling", "12 bulan bergulir", "Rolling 12 months"),
        percent("rolling_growth", "12 bulan bergulir dari tahun lalu", "Rolling 12 on last year"),
        percent("cagr", "Per tahun (CAGR)", "Per year (CAGR)"),
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
        tables={"deals": won_monthly([100] * 12 + [110] * 12)},
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
    shows=(DEALS, Shown("business", Text(id="Hari kerja", en="Business days")), money("amount", "Penjualan", "Sales")),
    derive=lambda frame: frame.drop(columns="squares", errors="ignore"),
    notes=(),
    example=Example(
        tables={"deals": won(*on_days("2025-07", (1, 8, 15, 22, 29), 460))},
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
        money("median", "Median bulan sebelumnya", "Median of the months before"),
    ),
    derive=lambda frame: frame.drop(columns=["squares", "amount"], errors="ignore"),
    notes=(),
    example=Example(
        tables={
            "deals": won(
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
