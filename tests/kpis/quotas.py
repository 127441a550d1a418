"""Goals and what was sold against them."""

from __future__ import annotations

from typing import Any

from small_sales import deal, loaded

import salestoolkit as st


def goal(
    period: str, first: str, target: float, scope: str = "team", who: str | None = None, kpi: str = "monthly_sales"
):
    return {"scope": scope, "scope_id": who, "kpi": kpi, "period": period, "period_start": first, "target": target}


def sold(amount: float, day: str = "2025-03-10", rep: str = "R1", count: int = 10) -> list[dict[str, Any]]:
    return [deal(f"{rep}{day}{i}", "won", closed=day, amount=amount / count, rep_id=rep) for i in range(count)]


REPS = [{"rep_id": "R1", "name": "Sari", "team": "A"}, {"rep_id": "R2", "name": "Budi", "team": "A"}]


def attained(goals: list[dict[str, Any]], deals: list[dict[str, Any]], as_of: str = "2025-07-01T00:00", **asked: Any):
    reps = asked.pop("reps", REPS)
    return st.compute("quota_attainment", loaded(as_of, goals=goals, deals=deals, reps=reps), **asked).frame
