"""What a KPI can be split by: people, products, places, time."""

from __future__ import annotations

TIMES = {"day": "1d", "week": "7d", "month": "1mo", "quarter": "1q", "year": "1y"}
"""Every KPI can be split by these: grouping truncates each measure's own date."""

MONTH_OF_YEAR = "month_of_year"
"""The calendar month, 1 to 12, of all years together: no point in time, so that no gap in it is filled."""

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "rep": ("rep_id", "rep"),
    **{name: (name,) for name in ("team", "region", "manager", "product", "product_line", "source", "channel")},
    **{name: (name,) for name in ("campaign", "account", "lost_reason", "stage")},
    **{name: (name,) for name in (*TIMES, MONTH_OF_YEAR)},
}
"""Every dimension and the key columns it takes in a result: names of reps may repeat, their ids may not."""

PEOPLE = ("rep", "team", "region", "manager")
"""Whose doing it is."""

DEAL_SPLITS = (*PEOPLE, "product", "product_line", "source", "channel", "campaign", "account")
"""What a deal can be split by."""

ORDERED = ("stage", MONTH_OF_YEAR)
"""Dimensions whose groups have an order of their own and are not ranked."""
