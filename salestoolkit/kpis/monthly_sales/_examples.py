"""Won deals for the examples."""

from collections.abc import Sequence
from typing import Any


def won(*deals: tuple[str, float]) -> tuple[dict[str, Any], ...]:
    """Won deals of a day and an amount each."""
    return tuple({"deal_id": str(i), "status": "won", "closed_at": d, "amount": a} for i, (d, a) in enumerate(deals))


def won_monthly(amounts: Sequence[float], year: int = 2024) -> tuple[dict[str, Any], ...]:
    """A won deal on the second of each month from a January on."""
    return won(*((f"{year + i // 12}-{i % 12 + 1:02}-02", amount) for i, amount in enumerate(amounts)))


def on_days(month: str, days: Sequence[int], amount: float) -> tuple[tuple[str, float], ...]:
    """Equal amounts on these days of a month."""
    return tuple((f"{month}-{day:02}", amount) for day in days)
