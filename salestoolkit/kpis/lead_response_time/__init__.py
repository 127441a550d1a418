"""Lead response time: time from a lead's creation to the first human answer, by creation date."""

from salestoolkit import (
    KPI,
    PEOPLE,
    Example,
    Mean,
    Measure,
    Note,
    ResponseDays,
    ResponseShare,
    ResponseTime,
    Shown,
    Study,
    Text,
    col,
)

HOUR, DAY = 3_600, 86_400
MEASURED = col("measured") == 1
IN_MEAN = MEASURED & (col("outcome") == 1) & (col("response_s") <= 30 * DAY)

LEFT_OUT = ("outbound", "spam", "test", "duplicate")
LEADS = (
    Measure("leads", "leads", "created_at", where=MEASURED),
    Measure("recorded", "leads", "created_at"),
    *(Measure(kind, "leads", "created_at", where=col("kind") == kind) for kind in LEFT_OUT),
    Measure("merged", "leads", "created_at", value="absorbed"),
    Measure("contacted", "leads", "created_at", value="contacted"),
    Measure("called", "leads", "created_at", value="called"),
    Measure("earlier_contact", "leads", "created_at", value="earlier", where=col("inbound") == 1),
    Measure("impossible", "leads", "created_at", value="impossible", where=col("inbound") == 1),
    Measure("imputed_from_conversion", "leads", "created_at", value="imputed", where=MEASURED),
)
COUNTED = tuple(measure.name for measure in LEADS[1:])

NOTES = (
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
    Note(
        Text(
            id="Tidak dihitung karena bukan prospek yang datang sendiri: {outbound} dicari sendiri oleh tim, {spam} spam, {test} uji coba, {duplicate} ganda.",
            en="Left out because they were not inbound: {outbound} outbound, {spam} spam, {test} {test|test|tests}, {duplicate} {duplicate|duplicate|duplicates}.",
        ),
        when=lambda row: sum(row.get(kind, 0) for kind in LEFT_OUT) > 0,
    ),
    Note(
        Text(
            id="Digabung ke prospek lain dan dihitung sebagai satu dengannya: {merged} prospek.",
            en="Leads merged into another and counted as one with it: {merged}.",
        ),
        when=lambda row: row.get("merged", 0) > 0,
    ),
    Note(
        Text(
            id="Konversi atau penghentiannya tercatat sebelum prospek itu masuk, tidak dihitung: {impossible} prospek.",
            en="Leads whose conversion or end is dated before they came in, left out: {impossible}.",
        ),
        when=lambda row: row.get("impossible", 0) > 0,
    ),
)


def is_reached(seconds: float | None) -> bool:
    """Whether there is such a time: not hidden, not beyond the data."""
    return seconds is not None and 0 <= seconds < float("inf")


NINE_IN_TEN = (
    Note(
        Text(
            id="Sembilan dari sepuluh direspons dalam {p90} (rentang 95%: {p90_lo} sampai {p90_hi}).",
            en="Nine in ten were answered within {p90} (95% interval: {p90_lo} to {p90_hi}).",
        ),
        when=lambda row: is_reached(row["p90"]) and is_reached(row["p90_hi"]),
    ),
    Note(
        Text(
            id="Sembilan dari sepuluh direspons dalam {p90} (rentang 95%: setidaknya {p90_lo}).",
            en="Nine in ten were answered within {p90} (95% interval: at least {p90_lo}).",
        ),
        when=lambda row: is_reached(row["p90"]) and not is_reached(row["p90_hi"]),
    ),
    Note(
        Text(
            id="Persentil ke-90 belum tercapai: lebih dari satu dari sepuluh belum direspons sampai tanggal data.",
            en="The 90th percentile is not reached: more than one in ten were not answered by the date of the data.",
        ),
        when=lambda row: row["p90"] == float("inf"),
    ),
)
TOO_YOUNG = Note(
    Text(
        id="Masih menunggu dan belum selama itu: {too_young} prospek; bagiannya diperkirakan dengan memperhitungkan mereka.",
        en="Still waiting, and not for so long yet: {too_young} {too_young|lead|leads}; the share is estimated with them in.",
    ),
    when=lambda row: row["too_young"] > 0,
)

ANSWERED_OFTEN_FIRST = Text(
    id="Prospek yang menjanjikan sering direspons lebih dulu: respons cepat belum tentu penyebab berhasilnya.",
    en="Promising leads are often answered first: a fast answer need not be what makes them buy.",
)
YARDSTICK = Text(
    id="Pembanding yang dikutip, bukan target: dari 2.241 perusahaan AS yang diperiksa, 37% merespons dalam 1 jam; rata-rata "
    "42 jam di sana hanya dari perusahaan yang merespons dalam 30 hari. Dalam studi lain, perusahaan yang menghubungi "
    "dalam 1 jam hampir tujuh kali "
    "lebih mungkin mendapat prospek yang layak: hasil pengamatan, bukan percobaan (Oldroyd, McElheran, Elkington, "
    "Harvard Business Review, Maret 2011).",
    en="A benchmark to quote, not a target: of 2,241 US companies audited, 37% answered within 1 hour; the mean of 42 hours "
    "there is of those that answered within 30 days only. In a separate study, companies that tried to make contact within 1 hour were "
    "nearly seven times as likely to qualify the lead: an observation, not an experiment (Oldroyd, McElheran and Elkington, "
    "Harvard Business Review, March 2011).",
)
NO_MACHINES = Text(
    id="Balasan otomatis dan catatan bukan respons.",
    en="Automatic replies and notes are not a response.",
)

LEADS_SHOWN = (
    Shown("recorded", Text(id="Prospek tercatat", en="Leads recorded"), table=False),
    Shown("contacted", Text(id="Dengan kontak tercatat", en="With a logged contact"), table=False),
    Shown("called", Text(id="Dengan telepon tercatat", en="With a logged call"), table=False),
)
TIMES_SHOWN = (
    Shown("answered", Text(id="Direspons", en="Answered")),
    Shown("within", Text(id="Direspons dalam batas waktu", en="Answered within the target"), "percent"),
    Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "duration"),
    Shown("p90_lo", Text(id="Batas bawah persentil ke-90", en="90th percentile, lower end"), "duration", table=False),
    Shown("p90_hi", Text(id="Batas atas persentil ke-90", en="90th percentile, upper end"), "duration", table=False),
    Shown("target", Text(id="Batas waktu respons", en="Target"), "duration", table=False),
)
AFTER = Shown("after", Text(id="Setelah", en="After"), "duration", table=False)


def came(day: str, answered: tuple[str | None, ...]) -> tuple[dict[str, str], ...]:
    """Leads that came at one time, each with when it was answered, for the examples."""
    return tuple(
        {"lead_id": str(i), "created_at": day} | ({"first_response_at": at} if at else {})
        for i, at in enumerate(answered, 1)
    )


MONDAY = came(
    "2025-03-03T09:00", ("2025-03-03T09:30", "2025-03-03T10:00", "2025-03-03T11:00", "2025-03-03T13:00", None)
)

within_target = Study(
    "within_target",
    title=Text(id="Prospek yang direspons dalam batas waktu", en="Leads answered within the target time"),
    question=Text(
        id="Berapa bagian prospek yang direspons orang dalam batas waktu tim?",
        en="What share of leads did a human answer within the team's target time?",
    ),
    formula=Text(
        id="direspons dalam batas waktu / prospek yang sudah diamati selama itu",
        en="answered within the target time / leads observed for that long",
    ),
    reading=Text(
        id="Dari {n} prospek, {value} (rentang 95%: {interval}) direspons dalam batas waktu {after}.",
        en="Of {n} {n|lead|leads}, {value} (95% interval: {interval}) were answered within the target of {after}.",
    ),
    unit="percent",
    better="higher",
    estimate=ResponseShare("response_s", "outcome", count="leads", also=COUNTED),
    views=(("ranking", "rep"), ("trend", "month")),
    shows=(*LEADS_SHOWN, Shown("by_then", Text(id="Direspons tepat waktu", en="Answered in time")), AFTER),
    notes=(*NOTES, TOO_YOUNG),
    example=Example(
        tables={"leads": MONDAY},
        as_of="2025-05-01",
        answer={"value": 0.4, "lo": 0.1176, "hi": 0.7693, "n": 5, "by_then": 2},
        worked=Text(
            id="Batas 60 menit. Direspons setelah 30, 60, 120, 240 menit dan satu belum: 2 / 5 = 40%.",
            en="The target is 60 minutes. Answered after 30, 60, 120, 240 minutes and one not: 2 / 5 = 40%.",
        ),
    ),
)

same_day = Study(
    "same_day",
    title=Text(id="Prospek yang direspons pada hari yang sama", en="Leads answered on the same day"),
    question=Text(
        id="Berapa bagian prospek yang direspons orang pada hari prospek itu masuk?",
        en="What share of leads did a human answer on the day they came in?",
    ),
    formula=Text(
        id="direspons pada tanggal masuk / prospek yang harinya sudah lewat atau sudah direspons; hanya tanggal yang dipakai, tanpa jam",
        en="answered on the date of coming in / leads answered or whose day is over; dates alone count, without hours",
    ),
    reading=Text(
        id="Dari {n} prospek, {value} (rentang 95%: {interval}) direspons pada hari masuknya, {next_day} paling lambat esok harinya, dan {within_week} dalam tujuh hari.",
        en="Of {n} {n|lead|leads}, {value} (95% interval: {interval}) were answered on the day they came in, {next_day} by the next day and {within_week} within seven days.",
    ),
    caveats=(
        Text(
            id="Tanggal tanpa jam: prospek yang masuk malam hari dan direspons pagi berikutnya terhitung hari berikutnya.",
            en="Dates without hours: a lead of the evening that is answered next morning counts as the next day.",
        ),
        NO_MACHINES,
        ANSWERED_OFTEN_FIRST,
    ),
    unit="percent",
    better="higher",
    precise=("activities.at",),
    estimate=ResponseDays("response_days", "outcome", count="leads", also=COUNTED),
    within=("response_days", "outcome"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "source")),
    shows=(
        *LEADS_SHOWN,
        Shown("by_then", Text(id="Direspons pada hari yang sama", en="Answered on the same day")),
        Shown("next_day", Text(id="Paling lambat esok harinya", en="By the next day"), "percent"),
        Shown("within_week", Text(id="Dalam tujuh hari", en="Within seven days"), "percent"),
    ),
    notes=NOTES,
    example=Example(
        tables={"leads": came("2025-03-03", ("2025-03-03", "2025-03-03", "2025-03-04", "2025-03-08", None))},
        as_of="2025-05-01",
        answer={"value": 0.4, "lo": 0.1176, "hi": 0.7693, "n": 5, "by_then": 2, "next_day": 0.6, "within_week": 0.8},
        worked=Text(
            id="Dua direspons pada hari masuk: 2 / 5 = 40%. Satu esoknya: 60%. Satu setelah lima hari: 80%. Satu tidak pernah.",
            en="Two were answered on their day: 2 / 5 = 40%. One on the next: 60%. One after five days: 80%. One never.",
        ),
    ),
)


def unanswered(name: str, days: int, spoken: Text, example: Example) -> Study:
    """The share of leads that nobody had answered after so many days."""
    return Study(
        name,
        title=Text(
            id=f"Prospek yang belum direspons setelah {spoken.to('id')}", en=f"Leads unanswered after {spoken.to('en')}"
        ),
        question=Text(
            id=f"Berapa bagian prospek yang belum direspons siapa pun {spoken.to('id')} setelah masuk?",
            en=f"What share of leads had nobody answered {spoken.to('en')} after they came in?",
        ),
        formula=Text(
            id=f"1 − bagian yang direspons dalam {spoken.to('id')}; prospek yang dihentikan tanpa respons tetap belum direspons",
            en=f"1 − the share answered within {spoken.to('en')}; leads given up without an answer stay unanswered",
        ),
        reading=Text(
            id=f"Setelah {spoken.to('id')}, {{value}} dari {{n}} prospek (rentang 95%: {{interval}}) belum direspons.",
            en=f"After {spoken.to('en')}, {{value}} of {{n}} {{n|lead|leads}} (95% interval: {{interval}}) were not answered yet.",
        ),
        unit="percent",
        estimate=ResponseShare("response_s", "outcome", count="leads", also=COUNTED, after=days * DAY, unanswered=True),
        views=(("ranking", "rep"), ("trend", "month")),
        shows=(*LEADS_SHOWN, Shown("by_then", Text(id="Belum direspons", en="Unanswered")), AFTER),
        notes=(*NOTES, TOO_YOUNG),
        example=example,
    )


unanswered_day = unanswered(
    "unanswered_day",
    1,
    Text(id="24 jam", en="24 hours"),
    Example(
        tables={"leads": MONDAY},
        as_of="2025-05-01",
        answer={"value": 0.2, "lo": 0.0362, "hi": 0.6245, "n": 5, "by_then": 1},
        worked=Text(
            id="Empat direspons pada hari yang sama, satu tidak pernah: 1 / 5 = 20%.",
            en="Four were answered on the same day, one never: 1 / 5 = 20%.",
        ),
    ),
)
unanswered_week = unanswered(
    "unanswered_week",
    7,
    Text(id="7 hari", en="7 days"),
    Example(
        tables={"leads": (*MONDAY, {"lead_id": "6", "created_at": "2025-03-10T09:00"})},
        as_of="2025-03-12",
        answer={"value": 0.3333, "n": 5, "too_young": 1},
        worked=Text(
            id="Dari 6 prospek, 4 direspons dalam 4 jam: 5/6 × 4/5 × 3/4 × 2/3 = 33% belum. Prospek keenam baru menunggu 39 jam.",
            en="Of 6 leads 4 were answered in 4 hours: 5/6 × 4/5 × 3/4 × 2/3 = 33% are left. The sixth has waited only 39 hours.",
        ),
    ),
)

responders_mean = Study(
    "responders_mean",
    title=Text(
        id="Rata-rata waktu respons ke prospek yang direspons dalam 30 hari",
        en="Mean response time of leads answered within 30 days",
    ),
    question=Text(
        id="Berapa rata-rata waktu respons, bila hanya prospek yang direspons dalam 30 hari yang dihitung, seperti di artikel tahun 2011?",
        en="What is the mean response time if only leads answered within 30 days count, as in the article of 2011?",
    ),
    formula=Text(
        id="jumlah waktu respons / prospek yang direspons dalam 30 hari",
        en="sum of response times / leads answered within 30 days",
    ),
    reading=Text(
        id="{n} prospek yang direspons dalam 30 hari menunggu rata-rata {value} (rentang 95%: {interval}). Tidak ikut dihitung: {left_out} prospek.",
        en="{n} {n|lead|leads} answered within 30 days waited {value} on average (95% interval: {interval}). Leads not in this mean: {left_out}.",
    ),
    caveats=(
        Text(
            id="Hanya untuk dibandingkan dengan artikel itu: prospek yang tidak direspons tidak ikut, jadi tim yang mengabaikan prospek tampak cepat.",
            en="Only to compare with the article: what was not answered is not in it, so a team that ignores leads looks fast.",
        ),
        YARDSTICK,
        NO_MACHINES,
    ),
    measures=(
        Measure("responders", "leads", "created_at", where=IN_MEAN),
        Measure("left_out", "leads", "created_at", where=MEASURED & ~IN_MEAN),
        *LEADS[1:],
    ),
    estimate=Mean("response_s", "responders", also=("left_out", *COUNTED)),
    within=("response_s",),
    views=(("ranking", "rep"),),
    shows=(
        *LEADS_SHOWN,
        Shown("left_out", Text(id="Tidak direspons dalam 30 hari", en="Not answered within 30 days")),
        Shown("total", Text(id="Jumlah waktu respons", en="Sum of response times"), "duration", table=False),
        Shown("median", Text(id="Median dari yang direspons", en="Median of those answered"), "duration", table=False),
        Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "duration", table=False),
        Shown("top_share", Text(id="Bagian yang terlama", en="Share of the longest"), "percent", table=False),
    ),
    notes=NOTES,
    example=Example(
        tables={
            "leads": came(
                "2025-03-03T09:00",
                *[
                    (
                        "2025-03-03T09:30",
                        "2025-03-03T10:00",
                        "2025-03-03T11:00",
                        "2025-03-03T13:00",
                        "2025-03-03T14:00",
                        None,
                    )
                ],
            )
        },
        as_of="2025-05-01",
        answer={"value": 9_000, "n": 5, "left_out": 1},
        worked=Text(
            id="(30 + 60 + 120 + 240 + 300) / 5 = 150 menit; prospek yang tidak direspons tidak ikut.",
            en="(30 + 60 + 120 + 240 + 300) / 5 = 150 minutes; the one not answered is not in it.",
        ),
    ),
)

working_hours = Study(
    "working_hours",
    title=Text(id="Waktu respons ke prospek dalam jam kerja", en="Lead response time in working hours"),
    question=Text(
        id="Berapa jam kerja kantor berlalu sampai prospek direspons?",
        en="How many of the office's working hours pass until a lead is answered?",
    ),
    formula=Text(
        id="median jam kerja antara prospek masuk dan respons pertama, menurut hari, jam, dan zona waktu kantor pemiliknya, tanpa hari libur dan cuti bersama",
        en="median working time from a lead's creation to its first response, by the days, hours and time zone of its owner's office, without public holidays and collective leave",
    ),
    reading=Text(
        id="Separuh dari {n} prospek direspons dalam {value} waktu kerja (rentang 95%: {interval}); {within} dalam batas waktu {target} waktu kerja.",
        en="Half of {n} {n|lead|leads} were answered within {value} of working time (95% interval: {interval}); {within} within the target of {target} of working time.",
    ),
    caveats=(
        Text(
            id="Hanya waktu kantor buka yang dihitung; satu hari di sini adalah 24 jam kerja, beberapa hari kantor.",
            en="Only the time that the office is open counts; a day here is 24 working hours, several days at the office.",
        ),
        Text(
            id="Pelanggan menunggu dalam waktu kalender: lihat angka utamanya juga.",
            en="Customers wait in calendar time: look at the main number too.",
        ),
        NO_MACHINES,
        ANSWERED_OFTEN_FIRST,
    ),
    estimate=ResponseTime("working_s", "outcome", count="leads", also=COUNTED),
    within=("working_s", "outcome"),
    views=(("ranking", "rep"), ("trend", "month")),
    example=Example(
        tables={
            "leads": came(
                "2025-03-07T16:30",
                ("2025-03-10T08:30", "2025-03-10T09:30", "2025-03-10T10:30", "2025-03-10T11:30", None),
            )
        },
        as_of="2025-05-01",
        answer={"value": 3 * HOUR, "n": 5, "answered": 4, "within": 0.2},
        worked=Text(
            id="Jumat 16.30 sampai tutup pukul 17.00 adalah 30 menit; Senin dibuka pukul 08.00. Setelah 1, 2, 3 jam kerja tersisa 80%, 60%, 40%: median 3 jam.",
            en="Friday 16:30 until closing at 17:00 is 30 minutes; on Monday it opens at 8:00. After 1, 2, 3 working hours 80%, 60%, 40% are left: the median is 3 hours.",
        ),
    ),
)

OWNED = ("lead_id", "owner_id", "assigned_at")
owner = Study(
    "owner",
    title=Text(id="Waktu respons pemilik ke prospek", en="Lead response time of the owner"),
    question=Text(
        id="Berapa lama prospek menunggu pada tenaga penjualan yang memegangnya?",
        en="How long does a lead wait with the rep who has it?",
    ),
    formula=Text(
        id="median waktu dari prospek diserahkan kepada pemiliknya sampai respons pertama; prospek yang diserahkan lagi tanpa respons dihitung menunggu sampai saat itu",
        en="median time from a lead's assignment to its owner to the first response; one handed on unanswered counts as waiting until then",
    ),
    reading=Text(
        id="Dalam {value} (rentang 95%: {interval}) separuh dari {n} penugasan direspons; {within} dalam batas waktu {target}.",
        en="Half of {n} {n|assignment|assignments} were answered within {value} (95% interval: {interval}); {within} within the target of {target}.",
    ),
    caveats=(
        Text(
            id="Satu baris adalah satu prospek pada satu pemilik: prospek yang diserahkan lagi dihitung pada keduanya, masing-masing untuk waktunya sendiri.",
            en="A row is one lead with one owner: a lead that was handed on counts with both, each for the time it was theirs.",
        ),
        Text(
            id="Pelanggan menunggu sejak prospek masuk: lihat angka utamanya juga.",
            en="Customers wait from the moment they ask: look at the main number too.",
        ),
        NO_MACHINES,
        ANSWERED_OFTEN_FIRST,
    ),
    needs=(
        {"leads": ("created_at", "first_response_at"), "assignments": OWNED},
        {"leads": ("created_at",), "activities": ("lead_id", "at"), "assignments": OWNED},
        {"leads": ("created_at", "first_response_at", "owner_id")},
        {"leads": ("created_at", "owner_id"), "activities": ("lead_id", "at")},
    ),
    precise=("leads.created_at", "leads.first_response_at", "activities.at", "assignments.assigned_at"),
    measures=(
        Measure("spells", "owner_spells", "created_at", where=MEASURED),
        Measure("handed_over", "owner_spells", "created_at", value="handed_over"),
        Measure("settled", "owner_spells", "created_at", value="settled"),
        Measure("left_out", "leads", "created_at", where=~MEASURED),
    ),
    estimate=ResponseTime("response_s", "outcome", count="spells", also=("handed_over", "settled", "left_out")),
    views=(("ranking", "rep"), ("trend", "month")),
    shows=(
        *TIMES_SHOWN,
        Shown("handed_over", Text(id="Diserahkan tanpa respons", en="Handed on unanswered")),
    ),
    notes=(
        *NINE_IN_TEN,
        Note(
            Text(
                id="Diserahkan lagi tanpa respons, dihitung menunggu sampai saat itu: {handed_over} penugasan.",
                en="Assignments handed on unanswered, counted as waiting until then: {handed_over}.",
            ),
            when=lambda row: row["handed_over"] > 0,
        ),
        Note(
            Text(
                id="Sudah direspons atau dihentikan sebelum diserahkan kepada pemiliknya, tidak dihitung: {settled} penugasan.",
                en="Assignments of leads already answered or given up, left out: {settled}.",
            ),
            when=lambda row: row["settled"] > 0,
        ),
        Note(
            Text(
                id="Prospek yang tidak dihitung sama sekali (bukan yang datang sendiri, atau waktunya tidak mungkin): {left_out}.",
                en="Leads not timed (not inbound, or with impossible times): {left_out}.",
            ),
            when=lambda row: row["left_out"] > 0,
        ),
    ),
    example=Example(
        tables={
            "leads": came(
                "2025-03-03T09:00",
                ("2025-03-03T10:00", "2025-03-03T10:30", "2025-03-03T11:30", "2025-03-03T13:30", "2025-03-03T13:30"),
            ),
            "assignments": (
                *({"lead_id": str(i), "owner_id": "R1", "assigned_at": "2025-03-03T09:30"} for i in range(1, 6)),
                {"lead_id": "5", "owner_id": "R2", "assigned_at": "2025-03-03T10:30"},
            ),
        },
        as_of="2025-05-01",
        answer={"value": 2 * HOUR, "n": 6, "answered": 5, "handed_over": 1},
        worked=Text(
            id="R1 merespons setelah 30, 60, 120, 240 menit dan menyerahkan satu setelah 60; R2 meresponsnya setelah 180. "
            "Tersisa 5/6, lalu × 4/5 = 67%, lalu × 2/3 = 44%: median 120 menit.",
            en="R1 answered after 30, 60, 120, 240 minutes and handed one on after 60; R2 answered it after 180. "
            "5/6 are left, then × 4/5 = 67%, then × 2/3 = 44%: the median is 120 minutes.",
        ),
    ),
)

lead_response_time = KPI(
    name="lead_response_time",
    title=Text(id="Waktu respons ke prospek", en="Lead response time"),
    question=Text(
        id="Berapa lama prospek menunggu respons pertama dari orang, bukan balasan otomatis?",
        en="How long does a lead wait for the first human answer?",
    ),
    formula=Text(
        id="median waktu dari prospek masuk sampai respons pertama; prospek yang belum direspons ikut dihitung sebagai masih menunggu",
        en="median time from a lead's creation to its first response; leads not answered yet count as still waiting",
    ),
    reading=Text(
        id="Separuh dari {n} prospek direspons dalam {value} (rentang 95%: {interval}); {within} direspons dalam batas waktu {target}.",
        en="Half of {n} {n|lead|leads} were answered within {value} (95% interval: {interval}); {within} within the target of {target}.",
    ),
    caveats=(
        Text(
            id="Jam kalender, termasuk malam dan hari libur: begitulah pelanggan merasakannya.",
            en="Calendar hours, nights and holidays included: as the customer experiences it.",
        ),
        NO_MACHINES,
        ANSWERED_OFTEN_FIRST,
        YARDSTICK,
    ),
    unit="duration",
    better="lower",
    basis="created",
    needs=(
        {"leads": ("created_at", "first_response_at")},
        {"leads": ("created_at",), "activities": ("lead_id", "at")},
    ),
    precise=("leads.created_at", "leads.first_response_at", "activities.at"),
    measures=LEADS,
    estimate=ResponseTime("response_s", "outcome", count="leads", also=COUNTED),
    within=("response_s", "outcome"),
    by=(*PEOPLE, "source", "channel", "campaign"),
    views=(("ranking", "rep"), ("trend", "month"), ("ranking", "source")),
    shows=(*LEADS_SHOWN, *TIMES_SHOWN),
    notes=(*NINE_IN_TEN, *NOTES),
    example=Example(
        tables={"leads": MONDAY},
        as_of="2025-05-01",
        answer={"value": 2 * HOUR, "n": 5, "answered": 4, "within": 0.4, "within_n": 5},
        worked=Text(
            id="Setelah 30, 60, 120 menit tersisa 80%, 60%, 40%: median 120 menit. Dalam satu jam 2 dari 5.",
            en="After 30, 60, 120 minutes 80%, 60%, 40% are left: the median is 120 minutes. Within an hour 2 of 5.",
        ),
    ),
    coarse="same_day",
    studies=(within_target, same_day, unanswered_day, unanswered_week, working_hours, owner, responders_mean),
)
