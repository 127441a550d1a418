"""Notes that belong beside a value wherever it is told, and sentences in place of its reading where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from narwhals.stable.v2 import col

from salestoolkit.kpi import KPI, Measure, Note
from salestoolkit.words.text import Text, fill


@dataclass(frozen=True, kw_only=True)
class Aside(Note):
    """A note that is said aloud, and as ``brief`` on a card."""

    brief: Text


class Instead(Note):
    """A sentence that stands in place of the KPI's reading where ``when`` holds."""


REFUNDS = (
    Measure("refunds", "customers", "closed_at", where=col("refund") > 0),
    Measure("refund", "customers", "closed_at", value="refund"),
)
"""Refunds booked in the period: how many, and how much."""


NO_AMOUNT = Measure("no_amount", "customers", "closed_at", value="customers", where=col("amount").is_null())
"""Won deals without an amount, which add nothing to a sum."""


def _without_amounts(row: Mapping[str, Any]) -> bool:
    return (row.get("no_amount") or 0) > 0


BRIEFLY = Text(id="{no_amount} deal tanpa nilai", en="{no_amount} {no_amount|deal|deals} without an amount")
OF_THE_OTHERS = (
    Instead(
        Text(
            id="{customers} deal berhasil, {no_amount} di antaranya tanpa nilai; yang lain bernilai {gross}.",
            en="{customers} {customers|deal was|deals were} won, {no_amount} of them without an amount; "
            "the others were worth {gross}.",
        ),
        when=_without_amounts,
    ),
    Aside(
        Text(
            id="Hanya deal yang nilainya tercatat yang dijumlahkan, jadi penjualan sebenarnya dapat lebih besar.",
            en="Only deals whose amount is recorded are added up, so more may have been sold.",
        ),
        when=_without_amounts,
        aloud=True,
        brief=BRIEFLY,
    ),
)
OTHERS_ATTAINED = Aside(
    Text(
        id="Tanpa nilai: {no_amount} dari deal itu. "
        "Nilai yang terjual adalah jumlah deal lainnya, jadi pencapaiannya dapat lebih tinggi.",
        en="Without an amount: {no_amount} of these deals. "
        "What was sold is the sum of the others, so the attainment may be higher.",
    ),
    when=_without_amounts,
    aloud=True,
    brief=BRIEFLY,
)


def _given_back(row: Mapping[str, Any]) -> bool:
    return (row.get("refund") or 0) > 0


TAKEN_OFF = Aside(
    Text(
        id="Dikurangi {refunds} pengembalian dana sebesar {refund}, totalnya {value}.",
        en="{refunds} {refunds|refund|refunds} of {refund} {refunds|was|were} taken off, which leaves {value}.",
    ),
    when=_given_back,
    aloud=True,
    brief=Text(
        id="setelah {refunds} pengembalian dana, {refund}",
        en="after {refunds} {refunds|refund|refunds} of {refund}",
    ),
)
NOT_TAKEN_OFF = Aside(
    Text(
        id="Pengembalian dana tidak dikurangkan di sini: {refunds}, sebesar {refund}.",
        en="Refunds are not taken off here: {refunds}, of {refund}.",
    ),
    when=_given_back,
    aloud=True,
    brief=Text(id="sebelum pengembalian dana", en="before refunds"),
)


def _dated(row: Mapping[str, Any]) -> bool:
    """Whether it is known which open deals are overdue (``Measure.rests_on``)."""
    return bool(row.get("overdue", 0) >= 0)


STILL_OPEN = (
    Note(
        Text(
            id="Masih terbuka dan tidak dihitung sebagai gagal: {open} deal; "
            "{overdue} di antaranya lewat perkiraan tanggal penutupan.",
            en="Deals still open, not counted as lost: {open}; of these past their expected close date: {overdue}.",
        ),
        when=lambda row: row.get("open", 0) > 0 and _dated(row),
    ),
    Note(
        Text(
            id="Masih terbuka dan tidak dihitung sebagai gagal: {open} deal.",
            en="Deals still open, not counted as lost: {open}.",
        ),
        when=lambda row: row.get("open", 0) > 0 and not _dated(row),
    ),
)
"""Deals that are open and so neither won nor lost."""


def worded(kpi: KPI, row: Mapping[str, Any], lang: str) -> str:
    """The sentence that tells a row: the KPI's reading, or what stands in its place."""
    others = (
        note.text.to(lang, f"kpi.{kpi.name}.instead")
        for note in kpi.notes
        if isinstance(note, Instead) and note.when(row)
    )
    return next(others, kpi.words("reading", lang))


def briefly(kpi: KPI, row: Mapping[str, Any], lang: str, words: Mapping[str, str]) -> str:
    """What the KPI's asides that hold for a row come to in a few words, for a card; empty where none holds."""
    held = (note for note in kpi.notes if isinstance(note, Aside) and note.when(row))
    return " · ".join(fill(note.brief.to(lang, f"kpi.{kpi.name}.brief"), lang, words) for note in held)
