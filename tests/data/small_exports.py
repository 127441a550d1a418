"""Small exports for the tests of intake: written as files, loaded under the canonical mapping or one of
their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.sales import SalesData

DEALS = "deal_id,rep_id,status,amount,created_at,closed_at\n"
ROWS = "".join(f"D{i},R{i % 4},won,{1000 + i},2024-01-{i:02d},2024-02-{i:02d}\n" for i in range(1, 29))


def loaded(folder: Path, text: str | bytes, mapping: str = "", name: str = "deals.csv", **options: Any) -> SalesData:
    """The load of one file with this text; a mapping makes it ``salestoolkit.toml``."""
    content = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(content)
    if mapping:
        (folder / "salestoolkit.toml").write_text(mapping, encoding="utf-8")
    return load(folder, lang="en", **options)


def column(sales: SalesData, name: str, table: str = "deals") -> list[Any]:
    """The values of a column as text, in the order of the first column."""
    query = f'SELECT CAST("{name}" AS VARCHAR) FROM {table} ORDER BY 1'
    return [row[0] for row in sales.connection.execute(query).fetchall()]


def rejected(sales: SalesData) -> list[tuple[Any, ...]]:
    """Row, column and code of each rejection."""
    return [(r.row, r.column, r.code) for r in sales.intake.rejections]


def one(sales: SalesData, select: str) -> float:
    """The only value of a query."""
    [(value,)] = sales.connection.execute(f"SELECT CAST(({select}) AS DOUBLE)").fetchall()
    return float(value)


def pairs(sales: SalesData, query: str) -> dict[str, Any]:
    """The rows of a query by their first column."""
    rows = sales.connection.execute(query).fetchall()
    return {row[0]: row[1] if len(row) == 2 else list(row[1:]) for row in rows}
