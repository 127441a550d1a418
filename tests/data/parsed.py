"""Values as the intake reads them."""

from __future__ import annotations

import duckdb

from salestoolkit.data.database import connect
from salestoolkit.data.mapping.number_formats import Cells
from salestoolkit.data.mapping.values import quoted

ZONE = "Asia/Jakarta"
CONNECTION = connect(ZONE)


def cells(values: list[str]) -> Cells:
    """A column of texts as the intake holds it, below a heading."""
    connection: duckdb.DuckDBPyConnection = CONNECTION
    rows = ", ".join(f"({row}, {quoted(text)})" for row, text in enumerate(values, 2))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE picked AS SELECT * FROM (VALUES {rows}) t(_row, c)")
    return Cells(connection, "picked", "c", "x.csv", "Close Date")
