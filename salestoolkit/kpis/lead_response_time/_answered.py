"""What share was answered in time: within the team's target, or on the same day."""

from salestoolkit.kpi import Example, ResponseDays, ResponseShare, Shown, Study, Text
from salestoolkit.kpis.lead_response_time._leads import COUNTED, MONDAY, came
from salestoolkit.kpis.lead_response_time._words import (
    AFTER,
    ANSWERED_OFTEN_FIRST,
    LEADS_SHOWN,
    NO_MACHINES,
    NOTES,
    TOO_YOUNG,
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
