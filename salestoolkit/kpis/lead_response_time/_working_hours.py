"""The response time in the office's working hours."""

from salestoolkit.kpi import Example, ResponseTime, Study, Text
from salestoolkit.kpis.lead_response_time._leads import COUNTED, HOUR, came
from salestoolkit.kpis.lead_response_time._words import ANSWERED_OFTEN_FIRST, NO_MACHINES

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
