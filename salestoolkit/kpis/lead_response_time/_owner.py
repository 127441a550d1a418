"""How long a lead waits with the rep who has it."""

from salestoolkit.kpi import Example, Measure, Note, ResponseTime, Shown, Study, Text
from salestoolkit.kpis.lead_response_time._leads import HOUR, MEASURED, came
from salestoolkit.kpis.lead_response_time._words import ANSWERED_OFTEN_FIRST, NINE_IN_TEN, NO_MACHINES, TIMES_SHOWN

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
