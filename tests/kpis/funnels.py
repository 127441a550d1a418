"""Deals on their way through the stages of a funnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import salestoolkit as st

STAGES = [
    {"stage": stage, "position": i, "kind": "won" if stage == "won" else "open"}
    for i, stage in enumerate(("lead", "offer", "talks", "won"))
]


def day(number: int) -> str:
    return (pd.Timestamp("2026-01-01") + pd.Timedelta(days=number)).strftime("%Y-%m-%d")


def journeys(paths: Mapping[str, Sequence[tuple[str, int]]], **of_deal: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Deals by the days on which they entered stages; "lost" and "won" end one, a deal without an end is open."""
    deals, history = [], []
    for deal, path in paths.items():
        end, on = path[-1]
        status = end if end in ("won", "lost") else "open"
        closed = None if status == "open" else day(on)
        given = {name: values.get(deal[0]) for name, values in of_deal.items()}
        deals.append({"deal_id": deal, "status": status, "created_at": day(0), "closed_at": closed, **given})
        history += [
            {"entity": "deal", "entity_id": deal, "stage": stage, "entered_at": day(on)}
            for stage, on in path
            if stage != "lost"
        ]
    return {"deals": pd.DataFrame(deals), "stages": pd.DataFrame(STAGES), "stage_history": pd.DataFrame(history)}


def load(paths: Mapping[str, Sequence[tuple[str, int]]], as_of: int = 180, **of_deal: Any) -> st.SalesData:
    return st.load(journeys(paths, **of_deal), as_of=f"{day(as_of)}T00:00", lang="en", timezone="UTC")


def many(*paths: tuple[int, Sequence[tuple[str, int]]]) -> dict[str, Sequence[tuple[str, int]]]:
    """So many deals of each path; the first letter of a deal's id tells the paths apart."""
    return {f"{chr(97 + k)}{i}": path for k, (count, path) in enumerate(paths) for i in range(count)}


THROUGH = [("lead", 0), ("offer", 5), ("talks", 10), ("won", 20)]
LOST_AT_OFFER = [("lead", 0), ("offer", 5), ("lost", 9)]
