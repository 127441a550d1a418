"""What the database counts of new customers and of the cost that won them; a company for the examples."""

from typing import Any

from salestoolkit.kpi import Example, Measure, Spending, Text, col

DEALS, COSTS = ("status", "closed_at", "amount"), ("amount", "date_from")
NEW, DUE = col("is_new") == 1, col("due") == 1
COVERED, UNCOVERED = col("covered") == 1, col("covered") == 0
MEDIA = col("category") == "media"
SPENT = {"cost": "cost", "media": "media_cost", "worth": "deal_value"}
LAG = ("lag_days", "lag_declared", "cycles")
SPENDING = Spending("customers", "revenue", **SPENT, same=LAG, goods="goods", priced="priced")


def acquired(name: str, value: str, where: Any) -> Measure:
    """What was won from customers, each deal in the month of its close."""
    return Measure(name, "acquisitions", "closed_at", value=value, where=where)


LAGGED = (
    Measure("cost", "costs", "earns_at", value="amount", where=DUE),
    Measure("media_cost", "costs", "earns_at", value="amount", where=DUE & MEDIA),
    Measure("cost_ahead", "costs", "earns_at", value="amount", where=col("due") == 0),
    *(Measure(name, "cost_lag", None, value=name, common=True) for name in LAG),
)

COUNTED = (
    acquired("customers", "customers", NEW & COVERED),
    acquired("revenue", "amount", NEW & COVERED),
    acquired("without_amount", "without_amount", NEW & COVERED),
    acquired("uncovered", "customers", NEW & UNCOVERED),
    *LAGGED,
)

SO_FAR = tuple(acquired(name, name, NEW & COVERED) for name in ("bought", "months"))
MARGIN = tuple(acquired(name, name, None) for name in ("goods", "priced"))
BOUGHT = [{"deal_id": str(i), "account": f"A{i}"} for i in range(1, 6)] + [{"deal_id": "6", "account": "A1"}]
WON = {"status": "won", "created_at": "2025-02-08", "closed_at": "2025-03-10", "amount": 400, "cost": 200}
FEBRUARY = {"date_from": "2025-02-01", "date_to": "2025-02-28"}

TABLES = {
    "deals": tuple(deal | WON for deal in BOUGHT),
    "costs": tuple(FEBRUARY | {"category": c, "amount": amount} for c, amount in (("media", 600), ("salary", 400))),
}


def example(id_: str, en: str, answer: dict[str, float]) -> Example:
    """An example: six deals of five new customers, and what they cost."""
    return Example(tables=TABLES, as_of="2025-05-01", answer=answer, worked=Text(id=id_, en=en))
