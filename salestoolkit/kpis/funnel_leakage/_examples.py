"""Small funnels for the examples."""

from collections.abc import Mapping
from typing import Any

from salestoolkit.kpi import Example, Text

SIX_DEALS: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": (
        {"stage": "Penjajakan", "position": 1, "kind": "open"},
        {"stage": "Penawaran", "position": 2, "kind": "open"},
        {"stage": "Berhasil", "position": 3, "kind": "won"},
    ),
    "deals": tuple(
        {
            "deal_id": str(i),
            "status": status,
            "created_at": "2025-03-01",
            **({"closed_at": "2025-03-20"} if status != "open" else {}),
        }
        for i, status in enumerate(("won", "won", "lost", "lost", "lost", "open"))
    ),
    "stage_history": (
        *({"entity": "deal", "entity_id": str(i), "stage": "Penjajakan", "entered_at": "2025-03-01"} for i in range(6)),
        *(
            {"entity": "deal", "entity_id": str(i), "stage": "Penawaran", "entered_at": "2025-03-05"}
            for i in (0, 1, 2, 5)
        ),
    ),
}

IRREGULAR: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": tuple(
        {"stage": stage, "position": i, "kind": "won" if stage == "Berhasil" else "open"}
        for i, stage in enumerate(("Penjajakan", "Kualifikasi", "Penawaran", "Berhasil"))
    ),
    "deals": tuple(
        {"deal_id": deal, "status": status, "created_at": "2025-03-01"}
        | ({"closed_at": "2025-04-01"} if status != "open" else {})
        for deal, status in zip("ABCDEF", ("won", "won", "lost", "lost", "open", "won"), strict=True)
    ),
    "stage_history": tuple(
        {"entity": "deal", "entity_id": deal, "stage": stage, "entered_at": f"2025-03-{day:02}"}
        for deal, path in {
            "A": ("Penjajakan", "Kualifikasi", "Penawaran", "Berhasil"),
            "B": ("Penjajakan", "Berhasil"),
            "C": ("Penjajakan", "Kualifikasi"),
            "D": ("Penjajakan", "Penawaran", "Kualifikasi", "Penawaran"),
            "E": ("Penjajakan",),
            "F": ("Kualifikasi", "Penawaran", "Berhasil"),
        }.items()
        for day, stage in enumerate(path, 1)
    ),
}
"""Skipped stages (B, D, F), a step back (D) and a deal that waits (E)."""

WAITING: dict[str, tuple[dict[str, Any], ...]] = {
    "stages": SIX_DEALS["stages"],
    "deals": (
        *({"deal_id": str(i), "status": "won", "closed_at": "2025-03-20"} for i in range(5)),
        *({"deal_id": f"open {i}", "status": "open", "amount": 100} for i in range(5)),
    ),
    "stage_history": (
        *(
            {"entity": "deal", "entity_id": str(i), "stage": stage, "entered_at": f"2025-03-{day:02}"}
            for i in range(5)
            for stage, day in (("Penjajakan", 1), ("Penawaran", 3 + i))
        ),
        *(
            {
                "entity": "deal",
                "entity_id": f"open {i}",
                "stage": "Penjajakan",
                "entered_at": f"2025-04-{29 - 2 * i:02}",
            }
            for i in range(5)
        ),
    ),
}
"""Five won deals that were 2 to 6 days in the first stage, and five that have been there for a few days."""


def worked(tables: Mapping[str, tuple[Mapping[str, Any], ...]], answer: Mapping[str, float], words: Text) -> Example:
    """An example as it stood when May began."""
    return Example(tables=tables, as_of="2025-05-01T00:00", answer=answer, worked=words)
