"""When the goals of reps end: how many days are left of those that run, or which period is over."""

from __future__ import annotations

from salestoolkit.data.sales import SalesData
from salestoolkit.review.goals.attainment import standing


def days_left(sales: SalesData, cycle: str, within: int) -> int:
    """Days until the goals of reps that run end, ``within`` at most; 0 where they are over or none are agreed."""
    agreed = standing(sales, cycle, ("rep",))[0]
    left = (agreed["ends"].iloc[0] - sales.local_as_of.date()).days if len(agreed) else 0
    return max(0, min(left, within))


def over(sales: SalesData, cycle: str) -> str:
    """The period whose goals have ended with the data, in words; empty where they run, or none are agreed."""
    agreed = standing(sales, cycle, ("rep",))[0]
    ended = len(agreed) and agreed["ends"].iloc[0] <= sales.local_as_of.date()
    return str(agreed["period_name"].iloc[0]) if ended else ""
