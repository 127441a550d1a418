"""Lead response time: time from a lead's creation to the first human answer, by creation date.

Its studies lie beside it: answered in time, unanswered, in working hours, of the owner, mean of those answered.
``_leads`` has what is counted of leads, ``_words`` the columns and sentences that they share.
"""

from salestoolkit.kpi import KPI, PEOPLE, Example, ResponseTime, Text
from salestoolkit.kpis.lead_response_time._answered import same_day, within_target
from salestoolkit.kpis.lead_response_time._leads import COUNTED, HOUR, LEADS, MONDAY
from salestoolkit.kpis.lead_response_time._owner import owner
from salestoolkit.kpis.lead_response_time._responders import responders_mean
from salestoolkit.kpis.lead_response_time._unanswered import unanswered_day, unanswered_week
from salestoolkit.kpis.lead_response_time._words import (
    ANSWERED_OFTEN_FIRST,
    LEADS_SHOWN,
    NINE_IN_TEN,
    NO_MACHINES,
    NOTES,
    TIMES_SHOWN,
    YARDSTICK,
)
from salestoolkit.kpis.lead_response_time._working_hours import working_hours

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
