"""What the database counts of sales, and what the calendar says of the same days."""

from salestoolkit.kpi import UNDATED_SALES, Measure

SALES = (
    Measure("customers", "customers", "closed_at", value="customers"),
    Measure("amount", "customers", "closed_at", value="amount"),
    Measure("squares", "customers", "closed_at", value="amount_squared"),
    *UNDATED_SALES,
)


def calendar(*names: str) -> tuple[Measure, ...]:
    """What the calendar says of the period, the same for every group."""
    return tuple(Measure(name, "days", "at", value=name, common=True) for name in names)


BUSINESS, LEBARAN = calendar("business"), calendar("pre_lebaran_share", "leave_share", "post_lebaran_share")
