"""Alone: a load that holds one rep's own rows, and of everything else only what is public.

Imports only its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from salestoolkit.data.database import connect, lock
from salestoolkit.data.intake.checks import precision
from salestoolkit.data.intake_report import Intake
from salestoolkit.data.mapping.values import name
from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES

if TYPE_CHECKING:
    import duckdb

_DEALS = "(SELECT deal_id FROM deals WHERE rep_id = $rep)"
_LEADS = "(SELECT lead_id FROM leads WHERE owner_id = $rep)"

OWN = {
    "reps": "rep_id = $rep",
    "leads": "owner_id = $rep",
    "assignments": f"owner_id = $rep AND lead_id IN {_LEADS}",
    "deals": "rep_id = $rep",
    "deal_lines": f"deal_id IN {_DEALS}",
    "stage_history": f"(entity = 'deal' AND entity_id IN {_DEALS}) OR (entity = 'lead' AND entity_id IN {_LEADS})",
    "costs": "rep_id = $rep",
    "goals": "scope = 'rep' AND scope_id = $rep",
    "activities": f"rep_id = $rep OR (rep_id IS NULL AND (lead_id IN {_LEADS} OR deal_id IN {_DEALS}))",
    "follow_ups": "rep_id = $rep",
}
"""Which rows are a rep's own."""
PUBLIC = ("stages", "rates")
"""Tables of which nobody is the subject; all others that are not ``OWN`` hold sums of everybody."""


def alone(sales: SalesData, rep_id: str) -> SalesData:
    """A load of one rep's own rows, so that whatever is made of it cannot depend on anybody else's.

    ``as_of``, time zone, currency, practice and the name of the source are public and stay. Which columns are filled
    and whether times have hours is found anew, because that too would tell of the others.
    """
    connection = connect(sales.timezone)
    for table in TABLES:
        kept = OWN.get(table, "true" if table in PUBLIC else "false")
        given = {"rep": rep_id} if "$rep" in kept else None
        # in order, as a snapshot is: a database gives rows as its threads left them
        rows = sales.connection.sql(f"SELECT * FROM {table} WHERE {kept} ORDER BY ALL", params=given).to_arrow_table()
        connection.register("own_rows", rows)
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM own_rows")
        connection.unregister("own_rows")
    lock(connection)
    fed = _fed(connection, sales.fed)
    return replace(
        sales,
        connection=connection,
        fed=fed,
        intake=Intake((), lang=sales.lang),
        precision=precision(connection, fed, sales.timezone),
        sha256="",
        control={},
        given={},  # which columns an export has may be the others' doing
    )


def _fed(connection: duckdb.DuckDBPyConnection, whole: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The columns that these rows fill, of those that the source does."""
    found = {}
    for table, columns in whole.items():
        counted = ", ".join(f"count({name(column)})" for column in sorted(columns))
        [counts] = connection.execute(f"SELECT {counted} FROM {table}").fetchall()
        found[table] = frozenset(column for column, count in zip(sorted(columns), counts, strict=True) if count)
    return {table: columns for table, columns in found.items() if columns}
