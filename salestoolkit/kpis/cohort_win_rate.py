"""Created-cohort win rate: the share of the deals created in a period that is won by a horizon."""

from salestoolkit.kpi import DEAL_SPLITS, KPI, CohortShare, Example, Instead, Measure, Note, Shown, Text, col

cohort_win_rate = KPI(
    name="cohort_win_rate",
    title=Text(id="Win rate per kohor (bulan deal dibuat)", en="Created-cohort win rate"),
    question=Text(
        id="Dari deal yang dibuat pada waktu yang sama, berapa bagian yang berhasil sampai batas waktu?",
        en="Of the deals created at the same time, what share is won within the time limit?",
    ),
    formula=Text(
        id="insidensi kumulatif deal berhasil sampai batas waktu (Aalen-Johansen), menurut tanggal dibuat; deal gagal adalah risiko pesaing, deal terbuka belum diputuskan. "
        "Batas waktu: hari yang cukup bagi 90% dari semua deal berhasil, atau yang ditetapkan tim",
        en="cumulative incidence of winning within the time limit (Aalen-Johansen), by creation date; lost deals compete, open ones are censored. "
        "Time limit: the days within which 90% of all wins came, or what the team declares",
    ),
    reading=Text(
        id="Dari {created} deal yang dibuat, {value} berhasil dalam {horizon} (rentang 95%: {interval}). Tanpa batas waktu: {least} sejauh ini, dan paling banyak {most} bila semua deal terbuka ikut berhasil.",
        en="Of {created} {created|deal|deals} created, {value} were won within {horizon} (95% interval: {interval}). With no time limit: {least} so far, and at most {most} if every open deal were won.",
    ),
    caveats=(
        Text(
            id="Bukan win rate biasa: di sini deal terbuka ikut dihitung, dan bulannya adalah bulan deal dibuat.",
            en="Not the win rate: open deals count here, and the month is that of creation.",
        ),
        Text(
            id="Kohor yang lebih muda dari batas waktu belum matang: angkanya masih dapat naik atau turun, karena deal terbuka diandaikan berjalan seperti deal yang lebih lama.",
            en="A cohort younger than the time limit is not mature: its number may still rise or fall, since open deals are assumed to go the way of older ones.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="created",
    needs=({"deals": ("created_at", "closed_at", "status")},),
    measures=(
        Measure("deals", "outcomes", "created_at", where=col("seen") == 1),
        Measure("cancelled", "outcomes", "created_at", where=(col("status") == "cancelled") & (col("seen") == 1)),
        Measure("impossible", "outcomes", "created_at", value="impossible"),
        # lost and won on a day that nobody knows
        Measure("undated_lost", "outcomes", "created_at", where=(col("outcome") == 3) & (col("status") == "lost")),
        Measure(
            "undated_cancelled", "outcomes", "created_at", where=(col("outcome") == 3) & (col("status") == "cancelled")
        ),
        Measure("undated_won", "outcomes", "created_at", where=col("outcome") == 4),
        Measure("horizon_days", "track_record", None, value="deal_horizon", common=True),
    ),
    estimate=CohortShare(
        "days",
        "outcome",
        "deals",
        "horizon_days",
        also=("cancelled", "impossible", "undated_won", "undated_lost", "undated_cancelled"),
    ),
    within=("days", "outcome"),
    by=DEAL_SPLITS,
    carries=("wins", "ends", "cycles"),
    views=(("trend", "quarter"), ("ranking", "rep"), ("ranking", "team")),
    shows=(
        Shown("created", Text(id="Dibuat", en="Created")),
        Shown("won", Text(id="Berhasil", en="Won")),
        Shown("lost", Text(id="Gagal atau dibatalkan", en="Lost or cancelled")),
        Shown("open", Text(id="Masih terbuka", en="Still open")),
        Shown("least", Text(id="Berhasil sejauh ini", en="Won so far"), "percent"),
        Shown(
            "most", Text(id="Paling banyak, bila semua deal terbuka berhasil", en="At most, with all open"), "percent"
        ),
        Shown("matured", Text(id="Sudah diketahui dalam batas waktu", en="Known within the time limit"), "percent"),
        Shown("horizon", Text(id="Batas waktu", en="Time limit"), "duration", table=False),
        Shown("cancelled", Text(id="Dibatalkan", en="Cancelled"), table=False),
    ),
    notes=(
        Instead(
            Text(
                id="Dari {created} deal yang dibuat, {value} diperkirakan berhasil dalam {horizon} (rentang 95%: {interval}). Untuk {n} deal, hasil dalam {horizon} itu sudah diketahui; sisanya perkiraan. Tanpa batas waktu: {least} sejauh ini, dan paling banyak {most} bila semua deal terbuka ikut berhasil.",
                en="Of {created} {created|deal|deals} created, {value} are expected to be won within {horizon} (95% interval: {interval}). For {n} the outcome within {horizon} is known; for the others it is projected. With no time limit: {least} so far, and at most {most} if every open deal were won.",
            ),
            when=lambda row: (row.get("matured") or 1) < 1,
        ),
        Note(
            Text(
                id="Belum matang: hasil dalam {horizon} baru diketahui untuk {matured} deal ini; {open} masih terbuka.",
                en="Not mature: the outcome within {horizon} is known for only {matured} of these deals; {open} {open|is|are} still open.",
            ),
            when=lambda row: (row.get("matured") or 1) < 1,
        ),
        Note(
            Text(
                id="Dibatalkan, dihitung sebagai tidak berhasil: {cancelled} deal.",
                en="Deals cancelled, counted as not won: {cancelled}.",
            ),
            when=lambda row: row.get("cancelled", 0) > 0,
        ),
        Note(
            Text(
                id="Ditutup sebelum dibuat, tidak dihitung: {impossible} deal. Periksa tanggalnya.",
                en="Deals closed before they were created, left out: {impossible}. Check their dates.",
            ),
            when=lambda row: row.get("impossible", 0) > 0,
        ),
    ),
    example=Example(
        tables={
            "deals": (
                *(
                    {"deal_id": f"W{i}", "status": "won", "created_at": "2025-03-01", "closed_at": f"2025-03-{day}"}
                    for i, day in enumerate((11, 21))
                ),
                *(
                    {"deal_id": f"L{i}", "status": "lost", "created_at": "2025-03-01", "closed_at": "2025-03-16"}
                    for i in range(2)
                ),
                {"deal_id": "O1", "status": "open", "created_at": "2025-04-19"},
                {"deal_id": "O2", "status": "open", "created_at": "2025-03-01"},
            )
        },
        as_of="2025-05-01",
        answer={
            "value": 0.375,
            "n": 5,
            "created": 6,
            "won": 2,
            "lost": 2,
            "open": 2,
            "least": 1 / 3,
            "most": 2 / 3,
            "matured": 5 / 6,
        },
        worked=Text(
            id="Batas waktu 20 hari. Hari ke-10: 1 dari 6 berhasil. Hari ke-11 satu deal terbuka hanya terlihat sampai di situ. "
            "Hari ke-15: 2 dari 4 gagal. Hari ke-20: 1 dari 2 berhasil. 1/6 + 5/6 × 2/4 × 1/2 = 37,5%.",
            en="The time limit is 20 days. Day 10: 1 of 6 won. An open one is seen no longer than day 11. "
            "Day 15: 2 of 4 lost. Day 20: 1 of 2 won. 1/6 + 5/6 × 2/4 × 1/2 = 37.5%.",
        ),
    ),
)
