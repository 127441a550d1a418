"""What share nobody had answered after a day and after a week."""

from salestoolkit.kpi import Example, ResponseShare, Shown, Study, Text
from salestoolkit.kpis.lead_response_time._leads import COUNTED, DAY, MONDAY
from salestoolkit.kpis.lead_response_time._words import AFTER, LEADS_SHOWN, NOTES, TOO_YOUNG


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
