"""Quota attainment: net sales of the period against what was asked for it."""

from salestoolkit.kpi import KPI, OTHERS_ATTAINED, UNDATED_SALES, Attainment, Example, Measure, Note, Shown, Text

quota_attainment = KPI(
    name="quota_attainment",
    title=Text(id="Pencapaian target", en="Quota attainment"),
    question=Text(
        id="Berapa bagian dari target penjualan yang tercapai?",
        en="What share of the sales goal was reached?",
    ),
    formula=Text(
        id="penjualan bersih pada hari yang ada targetnya / target hari itu (target penjualan), menurut tanggal penutupan. "
        "Dari target yang menyebut hal yang sama hanya satu tingkat yang dipakai, yang paling rinci yang mencakup periode; "
        "hari yang tidak dicakup tingkat itu memakai target terpendek yang mencakupnya. "
        "Semua bulan atau kuartal dibandingkan dengan target pihak yang sama. "
        "Sebagian periode, atau tenaga penjualan yang baru masuk, mendapat bagian target menurut hari kalender",
        en="net sales on the days that have a goal / the goal for these days (sales goals), by close date. "
        "Of goals that say the same only one level is used, the finest that covers the period; "
        "days that it leaves out have the shortest goal that covers them. "
        "All months or quarters are compared with goals of the same scope. "
        "Part of a period, or a rep who has just joined, has its part of the goal by calendar days",
    ),
    reading=Text(
        id="{covered}: {closed} terjual dari target {quota}, yaitu {value} (rentang 95%: {interval}; {n} deal).",
        en="{covered}: {closed} was sold of a goal of {quota}, which is {value} (95% interval: {interval}; {n} {n|deal|deals}).",
    ),
    caveats=(
        Text(
            id="Pencapaian dari yang tercatat itu pasti. Rentang, bila ada, menunjukkan seberapa jauh angka semacam ini biasa naik turun.",
            en="The attainment of what is recorded is exact. An interval, where there is one, shows how far such a number moves by chance alone.",
        ),
        Text(
            id="Target yang terlalu rendah atau terlalu tinggi lebih banyak menunjukkan soal target itu daripada soal orangnya.",
            en="A goal set too low or too high says more about the goal than about the person.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="closed",
    needs=(
        {"goals": ("scope", "kpi", "period", "period_start", "target"), "deals": ("status", "closed_at", "amount")},
    ),
    measures=(
        *(
            Measure(name, "goals", "at", value=name)
            for name in (
                "closed",
                "squares",
                "customers",
                "no_amount",
                "quota",
                "quota_whole",
                "days",
                "elapsed",
                "pieces",
                "share",
            )
        ),
        *UNDATED_SALES,
    ),
    estimate=Attainment(),
    within=("scope", "asked_of", "level", "levels", "goal", "begins"),
    by=("rep", "team", "region", "manager", "product"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "team")),
    shows=(
        Shown("closed", Text(id="Terjual", en="Sold"), "money"),
        Shown("quota", Text(id="Target", en="Goal"), "money"),
        Shown("above", Text(id="Di atas target (minus: di bawah)", en="Above the goal (minus: below it)"), "money"),
        Shown("quota_whole", Text(id="Target seluruh periode", en="Goal of the whole period"), "money", table=False),
        Shown("covered", Text(id="Hari dengan target", en="Days with a goal"), "days", table=False),
        Shown("without", Text(id="Hari tanpa target", en="Days without a goal"), "days", table=False),
        Shown(
            "elsewhere", Text(id="Hari dengan target pihak lain", en="Days with goals of others"), "days", table=False
        ),
        Shown("outside", Text(id="Terjual di luar target", en="Sold outside the goals"), "money", table=False),
        Shown("prorated", Text(id="Target yang dihitung sebagian", en="Goals counted in part"), "days", table=False),
        Shown("prorated_part", Text(id="Bagian yang dihitung", en="Part that counts"), "money", table=False),
        Shown("prorated_whole", Text(id="Seluruhnya", en="The whole of them"), "money", table=False),
    ),
    notes=(
        OTHERS_ATTAINED,
        Note(
            Text(
                id="Dihitung sebagian menurut hari kalender: {prorated_goals} target ({prorated}), yaitu {prorated_part} dari {prorated_whole}.",
                en="Counted in part, by calendar days: {prorated_goals} {prorated_goals|goal|goals} ({prorated}), {prorated_part} of {prorated_whole}.",
            ),
            when=lambda row: (row.get("prorated_goals") or 0) > 0,
            aloud=True,
        ),
        Note(
            Text(
                id="Tanpa target: {without}.",
                en="Without a goal: {without}.",
            ),
            when=lambda row: bool(row.get("without")),
            aloud=True,
        ),
        Note(
            Text(
                id="Hanya ada target pihak lain, misalnya satu tim saja, yang tidak dihitung di sini: {elsewhere}.",
                en="Only goals of others, such as a single team, which do not count here: {elsewhere}.",
            ),
            when=lambda row: bool(row.get("elsewhere")),
            aloud=True,
        ),
        Note(
            Text(
                id="Tidak dihitung: {outside}, yang terjual pada hari tanpa target yang dihitung di sini atau oleh yang tidak punya target itu.",
                en="Not counted: {outside}, sold on days without a goal that counts here, or by those who have none.",
            ),
            when=lambda row: abs(row.get("outside") or 0) > 0.005 and (row.get("quota") or 0) > 0,
            aloud=True,
        ),
        Note(
            Text(
                id="Periodenya belum selesai: target {quota} adalah bagian yang sudah lewat dari {quota_whole}.",
                en="The period is not over: the goal of {quota} is the part of {quota_whole} whose days have passed.",
            ),
            when=lambda row: (row.get("quota_whole") or 0) > (row.get("quota") or 0) * (1 + 1e-9) > 0,
        ),
    ),
    example=Example(
        tables={
            "goals": tuple(
                {"scope": "team", "kpi": "monthly_sales", "period": period, "period_start": first, "target": target}
                for period, first, target in (
                    ("month", "2025-03-01", 1_000),
                    ("month", "2025-04-01", 1_200),
                    ("quarter", "2025-04-01", 3_900),
                )
            ),
            "deals": tuple(
                {"deal_id": str(i), "status": "won", "closed_at": "2025-03-10", "amount": 120} for i in range(10)
            ),
        },
        as_of="2025-04-16T00:00",
        answer={
            "value": 0.75,
            "n": 10,
            "closed": 1_200,
            "quota": 1_600,
            "quota_whole": 2_200,
            "above": -400,
            "lo": 0.2851,
        },
        worked=Text(
            id="Maret 1.000, dan dari April 15 dari 30 hari: 600. 1.200 / 1.600 = 75%. Target kuartal adalah target yang sama dan tidak ditambahkan.",
            en="March 1,000, and of April 15 of 30 days: 600. 1,200 / 1,600 = 75%. The goal of the quarter says the same again and is not added.",
        ),
    ),
)
