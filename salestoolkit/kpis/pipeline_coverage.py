"""Pipeline coverage: open pipeline expected to close in the period against what is still to be sold."""

from salestoolkit.kpi import KPI, Coverage, Example, Measure, Note, Shown, Study, Text

COUNTS = ("closed", "squares", "customers", "quota", "quota_whole", "days", "elapsed", "pieces", "share")
OPEN = ("pipeline", "open_deals", "overdue", "overdue_value", "unvalued", "undated")
GOALS = ("scope", "asked_of", "level", "levels", "goal", "begins")
MEASURES = (
    *(Measure(name, "pipeline", "at", value=name) for name in (*COUNTS, *OPEN)),
    *(Measure(name, "track_record", None, value=name, common=True) for name in ("value_won", "value_lost")),
)
IN_PART = Note(
    Text(
        id="Dihitung sebagian menurut hari kalender: {prorated_goals} target ({prorated}), yaitu {prorated_part} dari {prorated_whole}.",
        en="Counted in part, by calendar days: {prorated_goals} {prorated_goals|goal|goals} ({prorated}), {prorated_part} of {prorated_whole}.",
    ),
    when=lambda row: (row.get("prorated_goals") or 0) > 0,
    aloud=True,
)
WITHOUT = Note(
    Text(
        id="Tanpa target: {without}. Deal pada hari itu tidak dihitung.",
        en="Without a goal: {without}. Deals of these days are not counted.",
    ),
    when=lambda row: bool(row.get("without")),
    aloud=True,
)
ELSEWHERE = Note(
    Text(
        id="Hanya ada target pihak lain, misalnya satu tim saja, yang tidak dihitung di sini: {elsewhere}.",
        en="Only goals of others, such as a single team, which do not count here: {elsewhere}.",
    ),
    when=lambda row: bool(row.get("elsewhere")),
    aloud=True,
)
OF_THE_QUARTER = Note(
    Text(
        id="Tanpa periode yang diminta, angka ini untuk kuartal tempat data berakhir, {quarter_of}.",
        en="Where no period is asked, this is of the quarter in which the data ends, {quarter_of}.",
    ),
    when=lambda row: bool(row.get("quarter_of")),
    aloud=True,
)
OF_GOALS = (
    Shown("quarter_of", Text(id="Kuartal", en="Quarter"), "days", table=False),
    Shown("elsewhere", Text(id="Hari dengan target pihak lain", en="Days with goals of others"), "days", table=False),
    Shown("without", Text(id="Hari tanpa target", en="Days without a goal"), "days", table=False),
    Shown("prorated", Text(id="Target yang dihitung sebagian", en="Goals counted in part"), "days", table=False),
    Shown("prorated_part", Text(id="Bagian yang dihitung", en="Part that counts"), "money", table=False),
    Shown("prorated_whole", Text(id="Seluruhnya", en="The whole of them"), "money", table=False),
)
TABLES: dict[str, tuple[dict[str, object], ...]] = {
    "goals": (
        {"scope": "team", "kpi": "monthly_sales", "period": "quarter", "period_start": "2025-04-01", "target": 1_000},
    ),
    "stages": (
        {"stage": "Penawaran", "position": 1, "kind": "open"},
        {"stage": "Berhasil", "position": 2, "kind": "won"},
    ),
    "deals": (
        {"deal_id": "W", "status": "won", "created_at": "2025-03-01", "closed_at": "2025-04-10", "amount": 400},
        {"deal_id": "L", "status": "lost", "created_at": "2025-03-01", "closed_at": "2025-04-12", "amount": 1_200},
        *(
            {
                "deal_id": f"O{i}",
                "status": "open",
                "created_at": "2025-04-10",
                "expected_close_at": day,
                "amount": amount,
                "stage": "Penawaran",
            }
            for i, (day, amount) in enumerate(
                (("2025-05-20", 600), ("2025-06-20", 600), ("2025-04-20", 500), ("2025-07-20", 900))
            )
        ),
    ),
    "stage_history": tuple(
        {"entity": "deal", "entity_id": deal, "stage": "Penawaran", "entered_at": entered}
        for deals, entered in ((("W", "L"), "2025-03-02"), (("O0", "O1", "O2", "O3"), "2025-04-11"))
        for deal in deals
    ),
}

WEIGHTED = Study(
    "weighted",
    title=Text(id="Cakupan pipeline tertimbang", en="Weighted pipeline coverage"),
    question=Text(
        id="Berapa kali sisa target tercakup, bila setiap deal ditimbang dengan peluang berhasilnya?",
        en="How many times is the rest of the goal covered when each deal is weighted by its chance?",
    ),
    formula=Text(
        id="jumlah (nilai × peluang berhasil dari tahapnya) / (target − yang sudah terjual); peluang berhasil dari riwayat tahap seluruh tim sendiri, bukan bawaan CRM",
        en="sum of (amount × chance of winning from its stage) / (goal − sold so far); chances from the whole team's own stage history, not the CRM's defaults",
    ),
    reading=Text(
        id="{n} deal terbuka diperkirakan menghasilkan {expected} dari sisa target {remaining}: {value} kali (rentang 95%: {interval}). Peluang target tercapai {reach}.",
        en="{n} open {n|deal is|deals are} expected to bring in {expected} of the remaining {remaining}: {value} times (95% interval: {interval}). Chance of reaching it: {reach}.",
    ),
    caveats=(
        Text(
            id="Rentang, bila ada, hanya mencakup berhasil atau gagalnya setiap deal, bukan seberapa tepat peluang dan tanggalnya.",
            en="An interval, where there is one, covers only whether each deal is won or lost, not how well its chance and its date are known.",
        ),
        Text(
            id="Deal yang baru akan dibuat tidak ikut dihitung.",
            en="Deals that are yet to be created are not in it.",
        ),
    ),
    needs=(
        {
            "goals": ("scope", "kpi", "period", "period_start", "target"),
            "deals": ("status", "closed_at", "amount", "expected_close_at", "stage"),
            "stage_history": ("entity_id", "stage", "entered_at"),
            "stages": ("stage", "position"),
        },
    ),
    estimate=Coverage(weighted=True),
    within=(*GOALS, "quarter", "amount", "chance"),
    shows=(
        Shown("expected", Text(id="Diperkirakan masuk", en="Expected"), "money"),
        Shown("spread", Text(id="Simpangan baku", en="Standard deviation"), "money"),
        Shown("remaining", Text(id="Sisa target", en="Still to sell"), "money"),
        Shown("reach", Text(id="Peluang target tercapai", en="Chance of reaching it"), "percent"),
        *OF_GOALS,
    ),
    notes=(OF_THE_QUARTER, IN_PART, WITHOUT, ELSEWHERE),
    example=Example(
        tables=TABLES,
        as_of="2025-05-01T00:00",
        answer={
            "value": 1.0,
            "n": 2,
            "expected": 600,
            "remaining": 600,
            "spread": 424.26,
            "reach": 0.75,
            "lo": 0,
            "hi": 2,
        },
        worked=Text(
            id="Dari 2 yang cukup lama di tahap Penawaran, 1 berhasil: 600 × 0,5 + 600 × 0,5 = 600, sama dengan sisa target 1.000 − 400. "
            "Cukup bila sedikitnya satu berhasil: 1 − 0,5 × 0,5 = 75%.",
            en="Of the 2 that entered the stage Penawaran long enough ago, 1 was won: 600 × 0.5 + 600 × 0.5 = 600, as much as the rest of the goal, 1,000 − 400. "
            "It is reached if at least one is won: 1 − 0.5 × 0.5 = 75%.",
        ),
    ),
)

pipeline_coverage = KPI(
    name="pipeline_coverage",
    title=Text(id="Cakupan pipeline", en="Pipeline coverage"),
    question=Text(
        id="Berapa kali sisa target tercakup oleh pipeline yang terbuka?",
        en="How many times does the open pipeline cover what is still to be sold?",
    ),
    formula=Text(
        id="nilai deal terbuka yang diperkirakan ditutup dalam periode / (target − yang sudah terjual), pada hari yang ada targetnya; tanpa periode: kuartal yang sedang berjalan",
        en="value of open deals expected to close in the period / (goal − sold so far), on the days that have a goal; without a period: the quarter that is running",
    ),
    reading=Text(
        id="{n} deal terbuka senilai {pipeline} untuk sisa target {remaining}: {value} kali.",
        en="{n} open {n|deal|deals} worth {pipeline} for the remaining {remaining}: {value} times.",
    ),
    caveats=(
        Text(
            id="Tanpa rentang: semuanya dihitung sebagaimana tercatat. Tanggal dan nilai yang diperkirakan belum tentu benar.",
            en="No interval: all is counted as it is recorded. Expected dates and amounts may be wrong.",
        ),
        Text(
            id="Aturan umum seperti 3 kali tidak berlaku untuk semua tim: bandingkan dengan kebutuhan menurut win rate sendiri.",
            en="A rule of thumb such as 3 times does not fit every team: compare with what its own win rate needs.",
        ),
    ),
    unit="ratio",
    better="higher",
    basis="closed",
    needs=(
        {
            "goals": ("scope", "kpi", "period", "period_start", "target"),
            "deals": ("status", "closed_at", "amount", "expected_close_at"),
        },
    ),
    measures=MEASURES,
    estimate=Coverage(),
    within=(*GOALS, "quarter"),
    by=("rep", "team", "region", "manager", "product"),
    over_time=False,
    views=(("ranking", "team"), ("ranking", "rep")),
    shows=(
        Shown(
            "pipeline",
            Text(id="Deal terbuka yang diperkirakan ditutup dalam periode", en="Open, expected to close in the period"),
            "money",
        ),
        Shown("remaining", Text(id="Sisa target", en="Still to sell"), "money"),
        Shown("cushion", Text(id="Bantalan", en="Cushion"), "money"),
        Shown("needed", Text(id="Kebutuhan", en="Needed")),
        Shown("closed", Text(id="Terjual", en="Sold"), "money", table=False),
        Shown("quota", Text(id="Target", en="Goal"), "money", table=False),
        Shown("overdue_value", Text(id="Nilai lewat tanggal", en="Value overdue"), "money", table=False),
        *OF_GOALS,
    ),
    notes=(
        OF_THE_QUARTER,
        IN_PART,
        WITHOUT,
        ELSEWHERE,
        Note(
            Text(
                id="Di seluruh tim, kira-kira satu dari setiap {needed} bagian nilai deal yang diputuskan berhasil. Jadi pipeline yang dibutuhkan sekitar {needed} kali sisa target.",
                en="Across the whole team, about one in every {needed} parts of the value decided is won. So about {needed} times the remaining goal is needed.",
            ),
            when=lambda row: (row.get("needed") or 0) > 0,
        ),
        Note(
            Text(
                id="Terbuka lewat perkiraan tanggal penutupan, tidak dihitung: {overdue} deal senilai {overdue_value}.",
                en="Deals open past their expected close date, left out: {overdue}, worth {overdue_value}.",
            ),
            when=lambda row: (row.get("overdue") or 0) > 0,
        ),
        Note(
            Text(
                id="Terbuka tanpa nilai: {unvalued}; tanpa perkiraan tanggal: {undated}. Keduanya tidak menambah cakupan.",
                en="Open without an amount: {unvalued}; without an expected date: {undated}. Neither adds to the coverage.",
            ),
            when=lambda row: (row.get("unvalued") or 0) + (row.get("undated") or 0) > 0,
        ),
    ),
    studies=(WEIGHTED,),
    example=Example(
        tables=TABLES,
        as_of="2025-05-01T00:00",
        answer={"value": 2.0, "n": 2, "pipeline": 1_200, "remaining": 600, "cushion": 600, "needed": 4, "overdue": 1},
        worked=Text(
            id="Terbuka dan diperkirakan ditutup dalam kuartal ini: 600 + 600; deal lewat tanggal dan deal bulan Juli tidak dihitung. 1.200 / (1.000 − 400) = 2. "
            "Kebutuhan: (400 + 1.200) / 400 = 4.",
            en="Open and expected to close this quarter: 600 + 600; the overdue one and that of July do not count. 1,200 / (1,000 − 400) = 2. "
            "Needed: (400 + 1,200) / 400 = 4.",
        ),
    ),
)
