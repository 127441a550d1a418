"""The deals that are meant: won, with an amount above zero; and such deals for the examples."""

from typing import Any

from salestoolkit.kpi import Measure, col

NEEDS = ("status", "closed_at", "amount")
WORTH = (col("status") == "won") & (col("amount") > 0)
DEALS = Measure("deals", "deals", "closed_at", where=WORTH)


def sold(*rows: tuple[Any, ...]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Won deals as (rep, product, closed_at, amount)."""
    names = ("deal_id", "rep_id", "product", "closed_at", "amount")
    return {"deals": tuple({"status": "won"} | dict(zip(names, (str(i), *r), strict=True)) for i, r in enumerate(rows))}
