"""Deals that came and were closed between two looks at the pipeline, and what one export cannot tell of such days."""

from __future__ import annotations

import pandas as pd

from salestoolkit.data.sales import SalesData

CLOSED = ("won", "lost", "cancelled")


def passed(pairs: pd.DataFrame) -> pd.Series:
    """Deals that are in neither total, for they came (or came back) and were closed in between."""
    neither = pairs["left_b"] & ~pairs["counted_a"] & ~pairs["counted_b"]
    return neither & pairs["status_b"].isin(CLOSED) & (pairs["status_a"] != pairs["status_b"])


def looks_back(before: SalesData) -> bool:
    """Whether a load is one of later facts that is read as it stood: then it knows of no deal since when it was open.

    A load that was exported on its day has each deal that was open then, with or without a date.
    """
    later = "SELECT count(*) FROM deals WHERE closed_at >= $as_of OR created_at >= $as_of"
    [(count,)] = before.connection.execute(later, {"as_of": before.as_of}).fetchall()
    return bool(before.stood) or count > 0


def undoubted(pairs: pd.DataFrame) -> pd.DataFrame:
    """The deals without those in the first total of which nobody wrote down when they came: ``doubtful`` came since.

    They may have been open on the first day already; what is told of them says so.
    """
    doubtful = ~pairs["created_a"] & ~pairs["created_b"] & pairs["status_a"].eq("open")
    status = pairs["status_a"].mask(doubtful)
    return pairs.assign(counted_a=pairs["counted_a"] & ~doubtful, status_a=status, doubtful=doubtful)


def unplaced(pairs: pd.DataFrame) -> pd.Series:
    """Deals that were closed on a day that nobody knows: they may have been open on the first day, or closed before."""
    return pairs["status_b"].isin(CLOSED) & ~pairs["closed_b"] & (pairs["status_a"] == pairs["status_b"])
