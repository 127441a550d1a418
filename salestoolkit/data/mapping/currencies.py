"""One currency for all money: which it is, and foreign amounts converted at the rates that the data give.

Imports only its neighbours and words.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.values import quoted
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import InputError, Listed, Told

if TYPE_CHECKING:
    from salestoolkit.data.intake.accept import Door

MONEY = {
    "deal_lines": ("unit_price", "discount", "amount"),
    "deals": ("amount", "list_amount", "cost"),
    "costs": ("amount",),
    "goals": ("target",),
}
"""Tables with money of several currencies; lines come before their deals, which name the currency of both."""


def base_currency(door: Door, declared: str, default: str) -> str:
    """The currency of all money: the declared one, or else the only one in the data.

    Raises
    ------
    InputError
        When there are several and none is declared: which of them is the base cannot be guessed.
    """
    if declared:
        return declared
    counts: dict[str, int] = {}
    for table in TABLES.values():
        if table.name == "rates" or "currency" not in door.fed.get(table.name, ()):
            continue
        own = f"coalesce(currency, {quoted(default)})"
        given = " OR ".join(f"{column} IS NOT NULL" for column in ("currency", *MONEY[table.name]))
        rows = f"SELECT {own}, count(*) FROM {table.name} WHERE {given} GROUP BY 1"
        for code, count in door.connection.execute(rows).fetchall():
            counts[code] = counts.get(code, 0) + count
    if len(counts) > 1:
        each = [Told("rows_in", code=code, count=count) for code, count in sorted(counts.items())]
        raise InputError(Told("currencies", listed=Listed("comma", each)))
    return next(iter(counts), default)


def convert(door: Door, base: str, as_of: datetime, timezone: str) -> None:
    """Convert every foreign amount to ``base``, and note how many rows of which currency.

    A closed deal, with its lines, is worth what it was at the rate of the day it closed, an open one at the rate of
    ``as_of``, a cost at the rate of each of its days, a goal at the rate of its first day. Money is rounded to four
    decimals.

    Raises
    ------
    InputError
        When a rate is missing, stands twice, or is none.
    """
    _check_rates(door)
    _check_signs(door, base)
    for table, columns in MONEY.items():
        owner = "deals" if table == "deal_lines" else table
        if "currency" not in door.fed.get(owner, ()) or table not in door.fed:
            continue
        rows = _foreign(table, columns, base, as_of, timezone)
        _refuse_missing(door, table, rows, base)
        _note(door, table, rows, base)
        _change(door, table, columns, rows, base)


def _check_rates(door: Door) -> None:
    query = """
        SELECT currency, CAST(valid_from AS VARCHAR), count(*) > 1
        FROM rates
        GROUP BY currency, valid_from
        HAVING count(*) > 1 OR NOT bool_and(rate > 0 AND rate < 1e8) ORDER BY 1, 2
    """
    for code, day, twice in door.connection.execute(query).fetchall():
        raise InputError(Told("rate_twice" if twice else "rate_wrong", code=code, day=day), column="rates.rate")


def _check_signs(door: Door, base: str) -> None:
    """Lines and sums have no currency of their own: a sign in them must be that of the deal, or of all money."""
    query = f"""
        SELECT s."table", s.code, coalesce(d.currency, {quoted(base)}) AS meant, s.file, s._row, s."column", s.cell
        FROM signs s
        LEFT JOIN deals d ON s."table" = 'deal_lines' AND d.deal_id = s.deal_id
        WHERE s.code <> meant ORDER BY s.file, s._row LIMIT 1
    """
    for table, code, meant, file, row, column, cell in door.connection.execute(query).fetchall():
        raise InputError(
            Told("other_sign", cell=cell[:40], code=code, table=table, meant=meant),
            file=file,
            row=row,
            column=column,
        )
    door.connection.execute("DROP TABLE signs")


def _foreign(table: str, columns: tuple[str, ...], base: str, as_of: datetime, timezone: str) -> str:
    """SQL of the rows to convert: ``id code day``, a cost once for each of its days ``i``."""
    given = " OR ".join(f"t.{column} IS NOT NULL" for column in columns)
    owner, joined = ("d", " JOIN deals d USING (deal_id)") if table == "deal_lines" else ("t", "")
    now = f"CAST({quoted(as_of.isoformat())} AS TIMESTAMPTZ)"
    closed = f"{owner}.status <> 'open' AND {owner}.closed_at < {now}"
    moment = f"CASE WHEN {closed} THEN {owner}.closed_at ELSE {now} - INTERVAL 1 MICROSECOND END"
    days = {
        "costs": "CAST(t.date_from + CAST(i AS INTEGER) AS DATE)",
        "goals": "t.period_start",
    }
    day = days.get(table, f"CAST(timezone({quoted(timezone)}, {moment}) AS DATE)")
    spread = f", unnest(range({COST_DAYS})) AS each(i)" if table == "costs" else ", (SELECT 0 AS i)"
    return (
        f"SELECT t.rowid AS id, {owner}.currency AS code, {day} AS day, i FROM {table} t{joined}{spread} "
        f"WHERE {owner}.currency <> {quoted(base)} AND ({given})"
    )


COST_DAYS = "greatest(date_diff('day', t.date_from, t.date_to) + 1, 1)"


def _rated(rows: str, kind: str = "") -> str:
    """The rows with the rate that held on their day; ``LEFT`` keeps those without one."""
    known = "SELECT currency AS code, valid_from, CAST(rate AS DECIMAL(20, 12)) AS rate FROM rates"
    on = "q.code = f.code AND q.valid_from <= f.day"
    return f"SELECT f.*, q.valid_from, q.rate FROM ({rows}) f ASOF {kind} JOIN ({known}) q ON {on}"


def _refuse_missing(door: Door, table: str, rows: str, base: str) -> None:
    query = f"SELECT code, CAST(min(day) AS VARCHAR), count(DISTINCT id) FROM ({_rated(rows, 'LEFT')})"
    for code, day, count in door.connection.execute(
        f"{query} WHERE rate IS NULL GROUP BY code ORDER BY code"
    ).fetchall():
        raise InputError(Told("no_rate", count=count, table=table, code=code, base=base, day=day))


def _note(door: Door, table: str, rows: str, base: str) -> None:
    counted = f"SELECT code, count(DISTINCT id) FROM ({rows}) GROUP BY code ORDER BY code"
    for code, count in door.connection.execute(counted).fetchall():
        door.notes.append(Note("converted", {"count": count, "table": table, "code": code, "currency": base}))


def _change(door: Door, table: str, columns: tuple[str, ...], rows: str, base: str) -> None:
    import duckdb

    try:
        if table == "costs":
            _change_costs(door, rows, base)
        else:
            changed = [f"{column} = {_in_base(f'{table}.{column}')}" for column in columns]
            changed += [] if table == "deal_lines" else [f"currency = {quoted(base)}"]
            source = f"({_rated(rows)}) c WHERE c.id = {table}.rowid"
            door.connection.execute(f"UPDATE {table} SET {', '.join(changed)} FROM {source}")
    except duckdb.ConversionException as error:
        raise InputError(Told("too_large", table=table, base=base)) from error


def _in_base(amount: str) -> str:
    return f"CAST({amount} * c.rate AS DECIMAL(18, 4))"


def _change_costs(door: Door, rows: str, base: str) -> None:
    """Each foreign cost becomes one row for each rate that held in its days."""
    share = " - ".join(f"CAST(t.amount * {days} / {COST_DAYS} AS DECIMAL(18, 4))" for days in ("(upto + 1)", "since"))
    door.connection.execute(
        "CREATE TEMP TABLE dear AS SELECT id, rate, min(i) AS since, max(i) AS upto "
        f"FROM ({_rated(rows)}) GROUP BY id, valid_from, rate"
    )
    door.connection.execute(
        "CREATE TEMP TABLE spread AS SELECT t.* REPLACE (t.date_from + CAST(since AS INTEGER) AS date_from, "
        f"least(t.date_from + CAST(upto AS INTEGER), t.date_to) AS date_to, {_in_base(f'({share})')} AS amount, "
        f"{quoted(base)} AS currency) FROM costs t JOIN dear c ON c.id = t.rowid"
    )
    door.connection.execute("DELETE FROM costs WHERE rowid IN (SELECT id FROM dear)")
    door.connection.execute("INSERT INTO costs SELECT * FROM spread")
    door.connection.execute("DROP TABLE dear")
    door.connection.execute("DROP TABLE spread")
