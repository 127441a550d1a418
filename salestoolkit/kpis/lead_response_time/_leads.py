"""What the database counts of leads, and leads for the examples."""

from salestoolkit.kpi import Measure, col

HOUR, DAY = 3_600, 86_400
MEASURED = col("measured") == 1
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


def came(day: str, answered: tuple[str | None, ...]) -> tuple[dict[str, str], ...]:
    """Leads that came at one time, each with when it was answered, for the examples."""
    return tuple(
        {"lead_id": str(i), "created_at": day} | ({"first_response_at": at} if at else {})
        for i, at in enumerate(answered, 1)
    )


MONDAY = came(
    "2025-03-03T09:00", ("2025-03-03T09:30", "2025-03-03T10:00", "2025-03-03T11:00", "2025-03-03T13:00", None)
)
