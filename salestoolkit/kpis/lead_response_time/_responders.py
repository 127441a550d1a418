"""The mean of those answered within 30 days, to compare with an article."""

from salestoolkit.kpi import Example, Mean, Measure, Shown, Study, Text, col
from salestoolkit.kpis.lead_response_time._leads import COUNTED, DAY, LEADS, MEASURED, came
from salestoolkit.kpis.lead_response_time._words import LEADS_SHOWN, NO_MACHINES, NOTES, YARDSTICK

IN_MEAN = MEASURED & (col("outcome") == 1) & (col("response_s") <= 30 * DAY)

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
