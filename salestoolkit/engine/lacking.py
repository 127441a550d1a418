"""What a KPI needs and the data lacks, said in one sentence that names the column and where to get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.preparing import once
from salestoolkit.kpi import KPI, PEOPLE
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
    "channel": ("leads.channel", "visits.channel", "costs.channel"),
    "campaign": ("deals.campaign_id", "leads.campaign_id", "visits.campaign_id", "costs.campaign_id"),
}

UNSHOWN: dict[str, tuple[str, ...]] = {
    "missing.losses": ("count", "money", "duration"),
    "missing.ends": ("count", "money", "duration"),
    "missing.cycles": ("count", "money"),
}
"""What no column lacks and the rows do not show (``engine/facts/carried.sql``), and the units told all the same."""


@dataclass(frozen=True)
class Missing:
    """What is missing: ``columns`` (``table.column``), and whether a table's absence stops the counting too."""

    columns: tuple[str, ...] = ()
    table: bool = False
    kind: str = "missing.columns"

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
            return say(self.kind, lang)
        help_ = [say(key, lang) for key in dict.fromkeys(self._help(column, lang) for column in self.columns) if key]
        return " ".join([say(self.kind, lang, columns=", ".join(self.columns)), *help_])

    def _help(self, column: str, lang: str) -> str:
        keys = (f"missing.{column}", f"missing.{column.partition('.')[0]}.any", "missing.any")
        return next((key for key in keys if has(key, lang)), "")


def what_is_missing(kpi: KPI, sales: SalesData, question: Question) -> Missing:
    """What ``kpi`` lacks in ``sales`` to answer ``question``; falsy when nothing."""
    unknown = tuple(name for name in question.where if name not in kpi.by)
    if unknown:
        return Missing(unknown, table=True, kind="missing.scope")
    lacks = [_lacking(alternative, sales) for alternative in kpi.needs]
    fewest = min(lacks, key=len)
    if fewest:
        return Missing(fewest, table=True)
    used = {f"{table}.{column}" for table, columns in kpi.needs[lacks.index(())].items() for column in columns}
    coarse = tuple(column for column in kpi.precise if column in used and sales.precision.get(column) == "day")
    if coarse:
        return Missing(coarse, kind="missing.precision")
    orders = unshown(sales, *kpi.carries) if "deals.status" in used else Missing()
    return orders or _lacking_dimension(sales, (*question.by, *question.where), set(kpi.needs[lacks.index(())]))


def unshown(sales: SalesData, *names: str) -> Missing:
    """The first of these that the deals of a load do not show (``KPI.carries``); falsy where they show all."""
    carried = once(sales, "carried", _only_row)
    kind = next((name for name in names if not carried[name]), "")
    return Missing(("deals.status",), kind=f"missing.{kind}") if kind else Missing()


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


def _lacking_dimension(sales: SalesData, by: tuple[str, ...], tables: set[str]) -> Missing:
    # a team or a region has only what its people own
    owned = ("rep",) if set(by) & set(PEOPLE) else ()
    for dimension in dict.fromkeys((*by, *owned)):
        places = DIMENSION_SOURCES.get(dimension, ())
        if dimension == "rep":  # whose a deal is does not say whose a lead is
            places = tuple(place for place in places if place.partition(".")[0] in tables)
        fed = any(column in sales.fed.get(table, ()) for table, _, column in (place.partition(".") for place in places))
        if places and not fed:
            return Missing(places[:1], table=True)
    return Missing()
