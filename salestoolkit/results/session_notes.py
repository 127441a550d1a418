"""What a count of visitors says where unique visitors are not known and sessions count in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.kpi import Note
from salestoolkit.results.notes import Instead
from salestoolkit.words.text import Text


def _all(row: Mapping[str, Any]) -> bool:
    return bool(0 < (row.get("by_session") or 0) == row["visitors"])


def _some(row: Mapping[str, Any]) -> bool:
    return bool(0 < (row.get("by_session") or 0) != row["visitors"])


BY_SESSION = (
    Instead(
        Text(
            id="Dari {n} kunjungan, {leads} menjadi prospek: {value} (rentang 95%: {interval}). "
            "Pengunjung unik tidak diketahui, jadi yang dihitung kunjungan.",
            en="Of {n} {n|session|sessions}, {leads} became {leads|a lead|leads}: {value} (95% interval: {interval}). "
            "Unique visitors are not known, so sessions count.",
        ),
        when=_all,
    ),
    Note(
        Text(
            id="Pengunjung unik tidak diketahui pada satu hari pun: angka ini konversi per kunjungan.",
            en="Unique visitors are not known on any day: this is the conversion of sessions.",
        ),
        when=_all,
    ),
    Note(
        Text(
            id="Pengunjung unik tidak diketahui pada sebagian hari: {by_session} dari {visitors} yang dihitung adalah "
            "kunjungan.",
            en="Unique visitors are not known on some days: {by_session} of the {visitors} counted are sessions.",
        ),
        when=_some,
        aloud=True,
    ),
)
"""In place of the reading where no visitors are known; beside the number where some are."""
