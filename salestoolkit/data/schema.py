"""The canonical tables: which columns each has, of which type, and which of them it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "timestamp", "date", "money", "number", "integer", "enum", "currency", "zone"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "date": "DATE",
    "money": "DECIMAL(18,4)",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "enum": "VARCHAR",
    "currency": "VARCHAR",
    "zone": "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table; ``values`` closes the set of an ``enum``."""

    name: str
    kind: Kind = "text"
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table: ``key`` may not repeat, ``refers`` maps columns to the tables they name.

    ``span`` are the columns with its first and last day, of which the last may not come before the first. No two rows
    may be alike in all columns of ``once``. Columns of ``counts`` are never below 0.
    """

    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    refers: tuple[tuple[str, str], ...] = ()
    span: tuple[str, str] | None = None
    once: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column called ``name``; KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns the table cannot do without."""
        return tuple(column.name for column in self.columns if column.required)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from ``name:kind*`` words: text by default, a star marks required, ``enum(a|b)`` closes a set."""
    return tuple(_column(word) for word in text.split())


def _column(word: str) -> Column:
    name, _, kind = word.rstrip("*").partition(":")
    base, _, values = kind.partition("(")
    closed = tuple(values.rstrip(")").split("|")) if values else ()
    return Column(name, base or "text", word.endswith("*"), closed)  # type: ignore[arg-type]


_TABLES = (
    Table(
        "reps",
        _columns(
            "rep_id* name* role manager_id team region active_from:date active_to:date "
            "is_system:enum(true|false) timezone:zone email"
        ),
        key="rep_id",
    ),
    Table(
        "leads",
        _columns(
            "lead_id* created_at:timestamp* kind:enum(inbound|outbound|spam|test|duplicate) source channel "
            "campaign_id owner_id status first_response_at:timestamp converted_at:timestamp "
            "disqualified_at:timestamp deal_id lost_reason merged_into"
        ),
        key="lead_id",
        refers=(("owner_id", "reps"), ("merged_into", "leads")),
    ),
    Table(
        "assignments",
        _columns("lead_id* owner_id* assigned_at:timestamp*"),
        refers=(("lead_id", "leads"), ("owner_id", "reps")),
    ),
    Table(
        "deals",
        _columns(
            "deal_id* lead_id account product product_line rep_id created_at:timestamp stage "
            "status:enum(open|won|lost|cancelled|refund)* closed_at:timestamp expected_close_at:timestamp amount:money "
            "list_amount:money cost:money currency:currency probability:number lost_reason campaign_id source"
        ),
        key="deal_id",
        refers=(("rep_id", "reps"),),
    ),
    Table(
        "deal_lines",
        _columns("deal_id* product* quantity:number unit_price:money discount:money amount:money booked_at:timestamp"),
        refers=(("deal_id", "deals"),),
    ),
    Table("stages", _columns("pipeline stage* position:integer* kind:enum(open|won|lost)*")),
    Table(
        "stage_history",
        _columns("entity:enum(lead|deal)* entity_id* stage* entered_at:timestamp* left_at:timestamp changed_by"),
    ),
    Table(
        "stage_counts",
        _columns("period:date channel campaign_id stage* kind:enum(open|won|lost) count:number* amount:money"),
        counts=("count",),
    ),
    Table(
        "visits",
        _columns("date:date* channel campaign_id sessions:number* visitors:number leads:number"),
        counts=("sessions", "visitors", "leads"),
    ),
    Table(
        "costs",
        _columns(
            "date_from:date* date_to:date* channel campaign_id rep_id category:enum(media|salary|tools|other) "
            "amount:money* currency:currency"
        ),
        refers=(("rep_id", "reps"),),
        span=("date_from", "date_to"),
    ),
    Table(
        "goals",
        _columns(
            "scope:enum(team|rep|region|product)* scope_id kpi* period:enum(day|week|month|quarter|year)* "
            "period_start:date* target:money* currency:currency agreed_by"
        ),
        once=("scope", "scope_id", "kpi", "period", "period_start"),
    ),
    Table("rates", _columns("currency:currency* valid_from:date* rate:number*")),
    Table(
        "activities",
        _columns(
            "activity_id lead_id deal_id rep_id kind:enum(call|email|meeting|chat|note|system)* "
            "direction:enum(outbound|inbound) at:timestamp* duration_s:number outcome"
        ),
        key="activity_id",
        refers=(("rep_id", "reps"),),
    ),
    Table(
        "follow_ups",
        _columns(
            "rep_id raised_on:date* text due_on:date status:enum(suggested|open|recurring|overdue|done|dropped) "
            "recurring_of kpi stage team evidence"
        ),
        refers=(("rep_id", "reps"),),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""Every canonical table by name; each is described in ``docs/tables.md``."""
