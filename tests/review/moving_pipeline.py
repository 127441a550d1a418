"""A pipeline before and now, and the parts of what moved in it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as some

import salestoolkit as st


def company(deals: list[dict[str, Any]], as_of: str) -> st.SalesData:
    rows = pd.DataFrame([{"created_at": "2026-01-02", "rep_id": "A", "amount": 100} | deal for deal in deals])
    stages = [{"stage": name, "position": i, "kind": "open"} for i, name in enumerate(("early", "late"), 1)]
    return st.load({"deals": rows, "stages": pd.DataFrame(stages)}, as_of=as_of, lang="en")


def open_(deal_id: str, **more: Any) -> dict[str, Any]:
    return {"deal_id": deal_id, "status": "open", "stage": "early", "expected_close_at": "2026-03-20"} | more


def closed(deal_id: str, status: str, **more: Any) -> dict[str, Any]:
    return open_(deal_id) | {"status": status, "closed_at": "2026-03-05"} | more


def parts(passage: Any) -> dict[str, tuple[int, float]]:
    return {row["part"]: (row["deals"], row["amount"]) for row in passage.frame.to_dict("records")}


BEFORE = company([open_(name) for name in "abcdefg"] + [closed("z", "lost", closed_at="2026-02-10")], "2026-02-28")


NOW = company(
    [
        closed("a", "won"),
        closed("b", "lost"),
        open_("c", amount=130),
        open_("d", amount=60),
        open_("e", stage="late"),
        open_("f", expected_close_at="2026-05-01"),
        open_("new", created_at="2026-03-03", amount=40),
        closed("quick", "won", created_at="2026-03-03", amount=25),
        open_("z"),
    ],
    "2026-03-31",
)


AMOUNTS = some.integers(0, 10**12)
