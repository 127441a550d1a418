"""Lead response time: time from a lead's creation to the first human answer, by creation date."""

from salestoolkit import KPI, PEOPLE, Example, Measure, Note, Shown, Survival, Text, col

lead_response_time = KPI(
    name="lead_response_time",
    title=Text(id="Waktu respons prospek", en="Lead response time"),
    question=Text(
        id="Berapa lama prospek menunggu jawaban pertama dari manusia?",
        en="How long does a lead wait for the first human answer?",
    ),
    formula=Text(
        id="median waktu dari prospek masuk sampai respons pertama; yang belum dijawab ikut dihitung sebagai masih menunggu",
        en="median time from a lead's creation to its first response; leads not answered yet count as still waiting",
    ),
    reading=Text(
        id="Separuh dari {n} prospek dijawab dalam {value} (rentang 95%: {interval}); {within} dijawab dalam satu jam.",
        en="Half of {n} leads were answered within {value} (95% interval: {interval}); {within} within an hour.",
    ),
    caveats=(
        Text(
            id="Jam kalender, termasuk malam dan hari libur: begitulah pelanggan merasakannya.",
            en="Calendar hours, nights and holidays included: that is how the customer lives it.",
        ),
        Text(
            id="Jawaban otomatis dan catatan bukan respons.",
            en="Automatic replies and notes are not a response.",
        ),
        Text(
            id="Prospek yang menjanjikan sering dijawab lebih dulu: jawaban cepat belum tentu penyebab kemenangan.",
            en="Promising leads are often answered first: a fast answer need not be what makes them buy.",
        ),
    ),
    unit="duration",
    better="lower",
    basis="created",
    needs=(
        {"leads": ("created_at", "first_response_at")},
        {"leads": ("created_at",), "activities": ("lead_id", "at")},
    ),
    precise=("leads.created_at", "leads.first_response_at", "activities.at"),
    measures=(
        Measure("leads", "leads", "created_at", where=col("earlier") == 0),
        Measure("recorded", "leads", "created_at"),
        Measure("contacted", "leads", "created_at", value="contacted"),
        Measure("called", "leads", "created_at", value="called"),
        Measure("earlier_contact", "leads", "created_at", value="earlier"),
        Measure("imputed_from_conversion", "leads", "created_at", value="imputed"),
    ),
    estimate=Survival(
        "response_s",
        "answered",
        count="leads",
        also=("recorded", "contacted", "called", "earlier_contact", "imputed_from_conversion"),
    ),
    within=("response_s", "answered"),
    by=(*PEOPLE, "source", "channel", "campaign"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "source")),
    shows=(
        Shown("recorded", Text(id="Prospek tercatat", en="Leads recorded"), table=False),
        Shown("answered", Text(id="Dijawab", en="Answered")),
        Shown("contacted", Text(id="Dengan kontak tercatat", en="With a logged contact"), table=False),
        Shown("called", Text(id="Dengan panggilan tercatat", en="With a logged call"), table=False),
        Shown("within", Text(id="Dijawab dalam 1 jam", en="Answered within 1 hour"), "percent"),
        Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "duration"),
    ),
    notes=(
        Note(
            Text(
                id="Sudah dihubungi sebelum tercatat, tidak dihitung: {earlier_contact} prospek.",
                en="Leads contacted before they were recorded, left out: {earlier_contact}.",
            ),
            when=lambda row: row.get("earlier_contact", 0) > 0,
        ),
        Note(
            Text(
                id="Menjadi pelanggan tanpa kontak tercatat (waktu konversinya dipakai): {imputed_from_conversion} prospek.",
                en="Leads converted without a logged contact (the time of conversion is used): {imputed_from_conversion}.",
            ),
            when=lambda row: row.get("imputed_from_conversion", 0) > 0,
        ),
    ),
    example=Example(
        tables={
            "leads": (
                {"lead_id": "1", "created_at": "2025-03-03T09:00", "first_response_at": "2025-03-03T09:30"},
                {"lead_id": "2", "created_at": "2025-03-03T09:00", "first_response_at": "2025-03-03T10:00"},
                {"lead_id": "3", "created_at": "2025-03-03T09:00", "first_response_at": "2025-03-03T11:00"},
                {"lead_id": "4", "created_at": "2025-03-03T09:00", "first_response_at": "2025-03-03T13:00"},
                {"lead_id": "5", "created_at": "2025-03-03T09:00"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 7_200, "n": 5, "answered": 4, "within": 0.4, "within_n": 5},
        worked=Text(
            id="Setelah 30, 60, 120 menit tersisa 80%, 60%, 40%: median 120 menit. Dalam satu jam 2 dari 5.",
            en="After 30, 60, 120 minutes 80%, 60%, 40% are left: the median is 120 minutes. Within an hour 2 of 5.",
        ),
    ),
)
