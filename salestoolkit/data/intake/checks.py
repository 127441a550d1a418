"""What is checked once all tables are in: orphans, money, names alike, precision.

Imports only its neighbours and words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from salestoolkit.data.intake.accept import Door
from salestoolkit.data.intake.refunds import REFUNDS
from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.values import name, quoted
from salestoolkit.data.schema import TABLES

if TYPE_CHECKING:
    import duckdb

MOST_ALIKE = 20
"""Names that differ only in case are told one by one up to so many."""

MOJIBAKE = "[\u00c3\u00c2][\\x{80}-\\x{BF}]|\u00e2\u20ac|\ufffd"


def add_orphans(door: Door) -> None:
    """Report references to rows that do not exist.

    A rep who is only referred to gets a row, so that no sale is lost.
    """
    for table in TABLES.values():
        for column, other in table.refers:
            if column in door.fed.get(table.name, ()):
                _add_orphans_of(door, table.name, column, other)


def _add_orphans_of(door: Door, table: str, column: str, other: str) -> None:
    key = TABLES[other].key or column
    absent = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {other} WHERE {key} IS NOT NULL)"
    rows = door.connection.execute(
        f"SELECT {column}, count(*) FROM {table} WHERE {absent} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not rows:
        return
    values: dict[str, object] = {
        "column": f"{table}.{column}",
        "names": len(rows),
        "rows": sum(count for _, count in rows),
        "example": rows[0][0],
        "other": other,
    }
    if other != "reps":
        door.notes.append(Note("orphans", values))
        return
    door.notes.append(Note("orphan_reps" if door.fed.get("reps") else "reps_from_names", values))
    ids = f"SELECT DISTINCT {column} FROM {table} WHERE {absent}"
    door.connection.execute(f"INSERT INTO reps (rep_id, name) SELECT {column}, {column} FROM ({ids}) ORDER BY 1")


def note_names_alike(door: Door) -> None:
    """Report reps whose names differ in nothing but case; only an alias merges them."""
    for column in ("rep_id", "name"):
        pairs = door.connection.execute(
            f"SELECT list_sort(list(DISTINCT {column})) FROM reps GROUP BY lower({column}) "
            f"HAVING count(DISTINCT {column}) > 1 ORDER BY 1"
        ).fetchall()
        place = f"reps.{column}"
        if len(pairs) > MOST_ALIKE:
            values = {"count": len(pairs), "names": _named(pairs[0][0]), "column": place}
            door.notes.append(Note("many_names_alike", values))
        else:
            door.notes += [Note("names_alike", {"names": _named(names), "column": place}) for (names,) in pairs]
        if pairs:
            return


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:5])


def note_oddities(door: Door) -> None:
    """Report text that was read in the wrong encoding once, and amounts below zero."""
    for table in TABLES.values():
        for column in table.columns:
            if column.name not in door.fed.get(table.name, ()):
                continue
            place = f"{table.name}.{column.name}"
            sql = name(column.name)
            if column.kind == "text":
                odd = f"strlen({sql}) <> length({sql}) AND regexp_matches({sql}, {quoted(MOJIBAKE)})"
                _note_odd(door, "mojibake", place, odd)
            elif column.kind == "money":
                _note_odd(door, "negative", place, f"{sql} < 0")


def _note_odd(door: Door, code: str, place: str, odd: str) -> None:
    table, _, column = place.partition(".")
    [(count, example)] = door.connection.execute(
        f"SELECT count(*), min({name(column)}) FROM {table} WHERE {odd}"
    ).fetchall()
    if count:
        shown = example if isinstance(example, str) else float(example)
        door.notes.append(Note(code, {"count": count, "column": place, "example": shown}))


def note_deal_money(door: Door) -> None:
    """Report won deals that are worth nothing, and refunds without a date or of deals that were not won."""
    won = "status = 'won'"
    odd = {
        "won_without_amount": f"SELECT count(*) FROM deals WHERE {won} AND coalesce(amount, 0) <= 0",
        "refund_undated": f"{_REFUNDS} WHERE booked_at IS NULL AND {won}",
        "refund_not_won": f"{_REFUNDS} WHERE NOT {won}",
        "line_in_amount": f"SELECT (SELECT count(*) FROM deal_lines JOIN deals USING (deal_id) "
        f"WHERE deal_lines.amount < 0) - ({_REFUNDS})",
    }
    if "amount" in door.fed.get("deals", ()):
        for code, query in odd.items():
            [(count,)] = door.connection.execute(query).fetchall()
            if count:
                door.notes.append(Note(code, {"count": count}))


def note_undated(door: Door) -> None:
    """Report deals that were closed on a day that nobody knows, where others have one."""
    if "closed_at" not in door.fed.get("deals", ()):
        return
    counts = ", ".join(
        f"count(*) FILTER (status = '{status}' {more})"
        for status in ("won", "lost")
        for more in ("", "AND closed_at IS NULL")
    )
    [(all_won, won, all_lost, lost)] = door.connection.execute(f"SELECT {counts} FROM deals").fetchall()
    if won + lost:
        told = {"undated": won + lost, "closed": all_won + all_lost, "won": won, "lost": lost}
        door.notes.append(Note("undated_closings", told | {"all_won": all_won, "all_lost": all_lost}))


_REFUNDS = f"SELECT count(*) FROM ({REFUNDS}) JOIN deals USING (deal_id)"


def precision(
    connection: duckdb.DuckDBPyConnection, fed: Mapping[str, Collection[str]], timezone: str
) -> Mapping[str, str]:
    """Of each timestamp column that is fed: ``day`` when every value is a local midnight, else ``second``."""
    found: dict[str, str] = {}
    for table, columns in fed.items():
        for column in TABLES[table].columns:
            if column.kind == "timestamp" and column.name in columns:
                local = f"timezone({quoted(timezone)}, {name(column.name)})"
                [(daily,)] = connection.execute(
                    f"SELECT bool_and({local} = date_trunc('day', {local})) FROM {table}"
                ).fetchall()
                found[f"{table}.{column.name}"] = "day" if daily else "second"
    return found


def tell_refunds(door: Door) -> None:
    """Take won deals below zero for what they are: money given back, not a win. Some systems book refunds so."""
    door.connection.execute("UPDATE deals SET status = 'refund' WHERE status = 'won' AND amount < 0")
    door.connection.execute("UPDATE deals SET amount = -amount WHERE status = 'refund' AND amount > 0")
    [(count,)] = door.connection.execute("SELECT count(*) FROM deals WHERE status = 'refund'").fetchall()
    if count:
        door.notes.append(Note("refund_deals", {"count": count}))


def leave_plans(door: Door) -> None:
    """Leave out the close dates of open deals: many systems keep the planned day there, and a plan is no fact."""
    [(count, of)] = door.connection.execute(
        "SELECT count(closed_at), count(*) FROM deals WHERE status = 'open'"
    ).fetchall()
    if not count:
        return
    door.notes.append(Note("open_close_dates", {"count": count, "of": of}))
    door.connection.execute("UPDATE deals SET closed_at = NULL WHERE status = 'open'")
    if not door.connection.execute("SELECT count(closed_at) FROM deals").fetchall()[0][0]:
        door.fed["deals"].discard("closed_at")


def name_products(door: Door) -> None:
    """Name the products of deals whose only record of them is their lines.

    Each deal counts once, under its product or the names of all of them together: counts and money add up.
    """
    if "product" in door.fed.get("deals", ()) or "product" not in door.fed.get("deal_lines", ()):
        return
    sold = "SELECT deal_id, list_sort(list(DISTINCT product)) AS names FROM deal_lines WHERE coalesce(amount, 0) >= 0"
    several = f"CASE WHEN len(names) > {JOINED} THEN names[:{JOINED}] || ['…'] ELSE names END"
    named = f"SELECT deal_id, array_to_string({several}, ' + ') AS product FROM ({sold} GROUP BY deal_id)"
    door.connection.execute(f"UPDATE deals SET product = n.product FROM ({named}) n WHERE n.deal_id = deals.deal_id")
    [(count, joint)] = door.connection.execute(
        "SELECT count(*), count(*) FILTER (contains(product, ' + ')) FROM deals WHERE product IS NOT NULL"
    ).fetchall()
    if count:
        door.fed["deals"].add("product")
        door.notes.append(Note("products_of_lines", {"count": count, "joint": joint}))


JOINED = 3
"""So many products of a deal are named."""


def note_backward(door: Door, precision: Mapping[str, str]) -> None:
    """Report deals that end before they begin, and first answers that come before their lead, or on a day before."""
    skew, zone = "INTERVAL 1 MINUTE", quoted(door.formats.timezone)  # clocks differ by as much
    days = (f"CAST(timezone({zone}, {column}) AS DATE)" for column in ("closed_at", "created_at"))
    sooner = f"{' < '.join(days)} AND closed_at < created_at - {skew}"
    backward = f"SELECT count(*), min(deal_id) FROM deals WHERE {sooner}"
    [(count, example)] = door.connection.execute(backward).fetchall()
    if count:
        door.notes.append(Note("closed_before_created", {"count": count, "example": example}))
    early = f"first_response_at < created_at - {skew}"
    if precision.get("leads.first_response_at") == "day":
        early = f"first_response_at < date_trunc('day', timezone({zone}, created_at)) AT TIME ZONE {zone}"
    [(count, every, lead)] = door.connection.execute(
        f"SELECT count(*) FILTER ({early}), count(first_response_at), "
        "median(epoch(created_at) - epoch(first_response_at)) / 3600 FROM leads"
    ).fetchall()
    if count and count == every:
        door.notes.append(Note("all_answered_before", {"of": every, "hours": round(lead, 1)}))
    elif count:
        door.notes.append(Note("answered_before_created", {"count": count, "of": every}))
