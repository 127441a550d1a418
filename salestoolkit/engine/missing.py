"""What a KPI needs and the data lacks: the one place that says whether a column is absent, empty or without event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.preparing import once
from salestoolkit.kpi import KPI, MONTH_OF_YEAR, PEOPLE, TIMES
from salestoolkit.words.text import has, say

# Where a dimension's values come from, for the sentence that says what to add.
DIMENSION_SOURCES = {
    "rep": ("deals.rep_id", "leads.owner_id", "costs.rep_id"),
    "team": ("reps.team",),
    "region": ("reps.region",),
    "manager": ("reps.manager_id",),
    "product": ("deals.product",),
    "product_line": ("deals.product_line",),
    "account": ("deals.account",),
    "lost_reason": ("deals.lost_reason",),
    "source": ("deals.source", "leads.source"),
    "channel": ("leads.channel", "visits.channel", "costs.channel", "stage_counts.channel"),
    "campaign": tuple(f"{table}.campaign_id" for table in ("deals", "leads", "visits", "costs", "stage_counts")),
}

UNSHOWN: dict[str, tuple[str, ...]] = {
    "missing.decided": ("count",),
    "missing.wins": ("count",),
    "missing.losses": ("count", "money", "duration"),
    "missing.no_losses": ("count", "money", "duration"),
    "missing.ends": ("count", "money", "duration"),
    "missing.cycles": ("count", "money"),
}
"""What no column lacks and the rows do not show (``engine/facts/carried.sql``), and the units told all the same."""


@dataclass(frozen=True)
class Missing:
    """What is missing: ``columns`` (``table.column``), and whether a table's absence stops the counting too.

    ``why`` tells of a column that is not simply absent: ``no_table`` (nor is any other of its table), ``empty`` (there,
    and no row fills it), ``unfilled`` (none of a rep's own rows fills it), ``none_yours`` (no row of the table is
    the rep's), ``none_closed`` (no deal is closed yet) or ``own`` (a rep's own deals do not show it).
    """

    columns: tuple[str, ...] = ()
    table: bool = False
    kind: str = "missing.columns"
    why: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Iterable[str], sales: SalesData, table: bool = False) -> Missing:
        """These columns, which no row of ``sales`` fills, with why."""
        named = tuple(columns)
        return cls(named, table, why={column: why for column in named if (why := _why(column, sales))})

    @classmethod
    def written(cls, held: Mapping[str, Any]) -> Missing:
        """What an extract holds of it, in JSON; nothing is missing where it is empty."""
        return cls(**{**held, "columns": tuple(held["columns"])}) if held else cls()

    @property
    def reason(self) -> str:
        """The code that a group's row has for it."""
        return self.kind.partition(".")[2] if self.kind in UNSHOWN else "missing"

    def __bool__(self) -> bool:
        return bool(self.columns)

    def sentence(self, lang: str) -> str:
        """One sentence of fact and one of help, in the reader's language; empty when nothing is missing."""
        if not self.columns:
            return ""
        if self.kind == "missing.scope":
            return say(self.kind, lang, columns=", ".join(say(f"dimension.{name}", lang) for name in self.columns))
        if self.kind in UNSHOWN:
            return say(f"{self.kind}_own" if "own" in self.why.values() else self.kind, lang)
        help_ = [say(key, lang) for key in dict.fromkeys(self._help(column, lang) for column in self.columns) if key]
        return " ".join([self._fact(lang), *help_])

    def _fact(self, lang: str) -> str:
        """The sentence of fact: what is absent, then what is empty."""
        if self.kind != "missing.columns":
            return say(self.kind, lang, columns=", ".join(self.columns))
        named: dict[str, dict[str, None]] = {cause: {} for cause in _TOLD}
        for column in self.columns:
            why = self.why.get(column, "absent")
            named[why][column.partition(".")[0] if why in WHOLE_TABLES else column] = None
        facts = [
            say(f"missing.{cause}", lang, names=", ".join(names), count=len(names))
            for cause, names in named.items()
            if names
        ]
        return say("missing.not_measurable", lang, facts="; ".join(facts))

    def _help(self, column: str, lang: str) -> str:
        why = self.why.get(column, "precision" if self.kind == "missing.precision" else "absent")
        if why == "none_closed":
            return ""
        own = f"missing.{column}"
        if why in WHOLE_TABLES:
            own = f"missing.{column.partition('.')[0]}.{WHOLE_TABLES[why]}"
        return own if has(own, lang) else f"missing.any_{why}"


WHOLE_TABLES = {"no_table": "any", "none_yours": "yours"}
"""Causes that are told of a table and not of its columns, and the key of the help for them."""

_TOLD = ("no_table", "none_yours", "absent", "empty", "unfilled", "none_closed")
"""The causes in the order in which a sentence tells them."""


def _why(column: str, sales: SalesData) -> str:
    table, _, name = column.partition(".")
    if sales.given and name not in sales.given.get(table, ()):
        return "" if sales.given.get(table) else "no_table"
    if column == "deals.closed_at" and "deals" in sales.fed and not once(sales, "carried", _only_row)["ended"]:
        return "none_closed"
    if sales.given:
        return "empty"
    # what others have in the table is not known here: without a row of one's own there is nothing to fill
    return "unfilled" if sales.fed.get(table) else "none_yours"


def what_is_missing(kpi: KPI, sales: SalesData, question: Question) -> Missing:
    """What ``kpi`` lacks in ``sales`` to answer ``question``; falsy when nothing."""
    unknown = tuple(name for name in question.where if name not in kpi.by)
    if unknown:
        return Missing(unknown, table=True, kind="missing.scope")
    lacks = [_needed(alternative, kpi, sales, question) for alternative in kpi.needs]
    fewest = min(lacks, key=len)
    if fewest:
        return Missing.of(fewest, sales, table=True)
    used = {f"{table}.{column}" for table, columns in kpi.needs[lacks.index(())].items() for column in columns}
    coarse = tuple(column for column in kpi.precise if column in used and sales.precision.get(column) == "day")
    if coarse:
        return Missing(coarse, kind="missing.precision")
    orders = unshown(sales, *kpi.carries) if "deals.status" in used else Missing()
    return orders or _lacking_dimension(sales, (*question.by, *question.where), tuple(kpi.needs[lacks.index(())]))


def _needed(needs: object, kpi: KPI, sales: SalesData, question: Question) -> tuple[str, ...]:
    """The columns of one way to count a KPI that are not there, and without which there is nothing to count.

    A deal that closed on a day that nobody knows counts in the whole, whether others have a day or none has: of sums
    and shares of deals that no period limits, the day of closing may be absent.
    """
    lacks = _lacking(needs, sales)
    folded = {*question.by, *kpi.within} & {*TIMES, MONTH_OF_YEAR, "closed_at"}
    timed = bool(question.start or question.end or folded)
    tables = dict(needs)  # type: ignore[call-overload]
    # how long deals took is asked of those that have both days
    summed = [*tables] == ["deals"] and "created_at" not in tables["deals"] and kpi.basis == "closed"
    if timed or not (summed and any(measure.since for measure in kpi.measures) and _any_closed(sales)):
        return lacks
    return tuple(column for column in lacks if column != "deals.closed_at")


def _any_closed(sales: SalesData) -> bool:
    return "deals" in sales.fed and once(sales, "carried", _only_row)["ended"]


def unshown(sales: SalesData, *names: str) -> Missing:
    """The first of these that the deals of a load do not show (``KPI.carries``); falsy where they show all."""
    carried = once(sales, "carried", _only_row)
    kind = next((name for name in names if not carried[name]), "")
    if not kind:
        return Missing()
    # a rep's own rows tell nothing of what the export has of others
    return Missing(("deals.status",), kind=f"missing.{kind}", why={} if sales.given else {"deals.status": "own"})


def _only_row(rows: nw.LazyFrame[Any]) -> dict[str, bool]:
    frame = rows.collect("pandas").to_native()
    return {str(name): bool(value) for name, value in frame.iloc[0].items()}


def _lacking(needs: object, sales: SalesData) -> tuple[str, ...]:
    tables = dict(needs)  # type: ignore[call-overload]
    return tuple(
        f"{table}.{column}"
        for table, columns in tables.items()
        for column in columns
        if column not in sales.fed.get(table, frozenset())
    )


def _lacking_dimension(sales: SalesData, by: tuple[str, ...], tables: tuple[str, ...]) -> Missing:
    # a team or a region has only what its people own
    owned = ("rep",) if set(by) & set(PEOPLE) else ()
    for dimension in dict.fromkeys((*by, *owned)):
        places = DIMENSION_SOURCES.get(dimension, ())
        if tables[:1] == ("leads",):  # what leads became is counted by what the leads say, whatever the deals do
            places = tuple(place for place in places if place.startswith("leads.")) or places
        naming = places
        if dimension == "rep":  # whose a deal is does not say whose a lead is, and counts by day are nobody's
            # nor whose a cost is
            whose = ("costs",) if "costs" in tables else tables
            naming = tuple(place for place in places if place.partition(".")[0] in whose)
        fed = any(column in sales.fed.get(table, ()) for table, _, column in (place.partition(".") for place in naming))
        if places and not fed:
            return Missing.of(_nearest(naming or places, tables, sales), sales, table=True)
    return Missing()


def _nearest(places: tuple[str, ...], tables: tuple[str, ...], sales: SalesData) -> tuple[str, ...]:
    """Of the columns that would name a group the one to fill: of what is counted, and one that is there already."""
    counted = [place for place in places if place.partition(".")[0] in tables] or [*places]
    there = [place for place in counted if _why(place, sales) == "empty"]
    return ((there or counted)[0],)
