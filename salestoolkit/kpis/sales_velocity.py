"""Sales velocity: money a day that the open deals bring at the win rate, deal size and cycle of the closed ones."""

from salestoolkit.kpi import DEAL_SPLITS, KPI, UNDATED, Example, Measure, Note, Shown, Text, Velocity, col

IS_OPEN = col("status") == "open"

sales_velocity = KPI(
    name="sales_velocity",
    title=Text(id="Kecepatan penjualan per hari", en="Sales velocity per day"),
    question=Text(
        id="Berapa yang dihasilkan deal terbuka per hari?",
        en="How much do the open deals bring in a day?",
    ),
    formula=Text(
        id="deal terbuka × win rate × nilai rata-rata per deal / median lama siklus penjualan, per hari; deal yang ditutup menurut tanggal penutupan, deal terbuka pada tanggal data",
        en="open deals × win rate × average deal size / median cycle length, a day; closed ones by close date, open ones at the date of the data",
    ),
    reading=Text(
        id="{open} deal terbuka × {win_rate} berhasil × {average_deal} / {cycle} = {value} per hari (rentang 95%: {interval}), bila berhasil sesering dan secepat deal yang sudah ditutup.",
        en="{open} open {open|deal|deals} × {win_rate} won × {average_deal} / {cycle} = {value} a day (95% interval: {interval}), if they are won as often and as fast as those closed.",
    ),
    caveats=(
        Text(
            id="Angka tenaga penjualan tidak dapat dijumlahkan menjadi angka tim: setiap kelompok mengalikan bagiannya sendiri.",
            en="The numbers of reps do not add up to the team's: each group multiplies its own parts.",
        ),
        Text(
            id="Setiap deal terbuka dianggap layak. Deal yang sudah mati tetapi dibiarkan terbuka menaikkan angka ini.",
            en="Every open deal is assumed to be a real one. Dead ones left open raise this number.",
        ),
        Text(
            id="Perkiraan pipeline menghitung tiap deal menurut umurnya dan bisa jauh lebih kecil. Nilai deal di sini sebelum pengembalian dana.",
            en="The pipeline forecast counts each deal by its age and can be far lower. Deal sizes here are before refunds.",
        ),
        Text(
            id="Rentang, bila ada, mencakup naik turun biasa pada deal yang ditutup; jumlah deal terbuka dianggap pasti.",
            en="An interval, where there is one, covers only chance in the deals that were closed; the number of open deals is taken as certain.",
        ),
    ),
    unit="money",
    better="higher",
    basis="closed",
    needs=({"deals": ("created_at", "closed_at", "status", "amount")},),
    measures=(
        Measure("open", "outcomes", None, where=IS_OPEN),
        Measure(
            "overdue",
            "outcomes",
            None,
            where=IS_OPEN & (col("past_expected_close") == 1),
            rests_on="deals.expected_close_at",
        ),
        Measure("won", "outcomes", "closed_at", where=col("status") == "won"),
        Measure("lost", "outcomes", "closed_at", where=col("status") == "lost"),
        *UNDATED,
    ),
    estimate=Velocity("open", "won", "lost", "won_amount", "won_days", also=("overdue",)),
    within=("won_amount", "won_days"),
    by=DEAL_SPLITS,
    carries=("wins", "losses", "cycles"),
    over_time=False,
    views=(("ranking", "team"), ("ranking", "product"), ("ranking", "rep")),
    shows=(
        Shown("open", Text(id="Terbuka", en="Open")),
        Shown("win_rate", Text(id="Win rate", en="Win rate"), "percent"),
        Shown("average_deal", Text(id="Nilai rata-rata per deal", en="Average deal size"), "money"),
        Shown("cycle", Text(id="Lama siklus penjualan", en="Cycle length"), "duration"),
        Shown("overdue", Text(id="Terbuka lewat tanggal", en="Open and overdue"), table=False),
    ),
    notes=(
        Note(
            Text(
                id="Dari {open} deal terbuka, {overdue} sudah lewat perkiraan tanggal penutupan.",
                en="Of the {open} open {open|deal|deals}, {overdue} {overdue|is past its|are past their} expected close date.",
            ),
            when=lambda row: row.get("overdue", 0) > 0,
        ),
    ),
    example=Example(
        tables={
            "deals": (
                *(
                    {
                        "deal_id": f"W{i}",
                        "status": "won",
                        "created_at": "2025-03-01",
                        "closed_at": f"2025-03-{day}",
                        "amount": 1_000,
                    }
                    for i, day in enumerate((11, 11, 21, 31, 31))
                ),
                *(
                    {"deal_id": f"L{i}", "status": "lost", "created_at": "2025-03-01", "closed_at": "2025-03-31"}
                    for i in range(15)
                ),
                *({"deal_id": f"O{i}", "status": "open", "created_at": "2025-04-01"} for i in range(8)),
            )
        },
        as_of="2025-05-01",
        answer={"value": 100, "n": 5, "open": 8, "win_rate": 0.25, "average_deal": 1_000, "cycle": 20 * 86_400},
        worked=Text(
            id="8 terbuka × 25% × 1.000 / 20 hari = 100 per hari.",
            en="8 open × 25% × 1,000 / 20 days = 100 a day.",
        ),
    ),
)
