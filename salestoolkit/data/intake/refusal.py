"""When a file is refused for its rejected rows: too large a share, or all that have one value in one column.

Imports only its neighbours and words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce

from salestoolkit.data.intake_report import FileCount, Rejection
from salestoolkit.data.mapping.columns import Picking
from salestoolkit.data.mapping.feeds import Fill
from salestoolkit.data.schema import Column
from salestoolkit.words.errors import InputError, Told

UNREAD = frozenset({"bad_value", "bad_currency", "bad_zone", "bad_date", "bad_number"})
"""Codes of cells that a mapping can give a meaning to."""

CHOICES = frozenset({"bad_value", "bad_currency", "bad_zone"})
MOST = 5
"""So many values are shown at most."""

MEANINGS = {
    "won": ("won", "win", "closed won", "menang", "berhasil", "sukses", "deal", "closing", "success"),
    "lost": ("lost", "lose", "closed lost", "kalah", "gagal", "ditolak", "rejected", "failed"),
    "open": ("new", "baru", "proses", "berjalan", "in progress", "negosiasi", "negotiation", "prospek", "pending"),
    "cancelled": ("canceled", "batal", "dibatalkan", "void"),
    "call": ("telepon", "telp", "phone", "phone call"),
    "email": ("e-mail", "surel", "mail"),
    "meeting": ("rapat", "pertemuan", "kunjungan", "visit", "demo"),
    "chat": ("wa", "whatsapp", "sms", "pesan"),
    "note": ("catatan", "memo"),
    "true": ("yes", "ya", "1"),
    "false": ("no", "tidak", "0"),
    "IDR": ("rp", "rp.", "rupiah"),
    "USD": ("us$", "dollar"),
    "EUR": ("€", "euro"),
}
"""What words mean most likely; it is offered, never applied."""


def refusal(
    rejections: Sequence[Rejection], rows: int, count: FileCount, picking: Picking, allowed: float
) -> InputError | None:
    """The error that refuses a file of which ``rows`` are rejected for these reasons; None where they may stand.

    A row that says what the mapping does not know is a slip; several that say the same are a kind of deal that would
    be missing, so they stop the load however few they are. Who allows all rows to be rejected has said so.
    """
    known = _systematic(rejections, picking) if allowed < 1 else None
    return known or _too_many(rejections, rows, count, allowed)


def _too_many(rejections: Sequence[Rejection], rows: int, count: FileCount, allowed: float) -> InputError | None:
    """Of too large a share: the mapping or the file must be wrong."""
    if not rows or rows <= allowed * count.read:
        return None
    [(code, _)] = Counter(r.code for r in rejections).most_common(1)
    first = next(r for r in rejections if r.code == code)
    help_ = Told("save_again" if code == "formula_without_value" else "allow_more")
    why = Told("why_such_as", why=first.why, example=first.value[:60]) if first.value else first.why
    fact = Told(f"too_many{_how_far(rejections, code)}", rows=rows, of=count.read, why=why, help=help_)
    return InputError(fact, file=first.file, row=first.row, column=first.column)


def _how_far(rejections: Sequence[Rejection], code: str) -> str:
    """Whether all of the rows are rejected for this reason, most, or no more than half of them."""
    turned_away = {r.row for r in rejections}
    share = len({r.row for r in rejections if r.code == code}) / len(turned_away)
    return "" if share == 1 else "_most" if share > 0.5 else "_partly"


def _systematic(rejections: Sequence[Rejection], picking: Picking) -> InputError | None:
    cells: dict[tuple[str, str], dict[str, list[Rejection]]] = defaultdict(lambda: defaultdict(list))
    for rejection in rejections:
        if rejection.code in UNREAD:
            cells[rejection.column, rejection.code][rejection.value.casefold()].append(rejection)
    for (source, code), values in cells.items():
        again = sorted((found for found in values.values() if len(found) > 1), key=len, reverse=True)
        # Of dates and numbers many may be unreadable, and two of them alike by chance.
        if again and (code in CHOICES or 2 * len(again[0]) >= sum(map(len, values.values()))):
            column = next(c for c in picking.table.columns if picking.source_of(c.name) == source)
            return _unknown(again[: MOST if code in CHOICES else 1], column, picking)
    return None


def _unknown(found: Sequence[Sequence[Rejection]], column: Column, picking: Picking) -> InputError:
    first = found[0][0]
    each = [Told("rows_say", count=_told(rows[0], picking), value=rows[0].value[:40]) for rows in found]
    said = reduce(lambda one, other: Told("and", one=one, other=other), each)
    fill, place = picking.feed.fills[column.name], f"{picking.table.name}.{column.name}"
    if first.code not in CHOICES:
        line = f"missing = [{', '.join(_text(text) for text in (*fill.missing, first.value))}]"
        help_ = Told("add_missing", place=place, line=line)
    elif fill.values:
        help_ = Told("add_to_map", place=place, line=_pairs(found, column))
    else:
        help_ = Told("add_line", line=_line(found, column, fill, picking))
    return InputError(Told("systematic", said=said, help=help_), file=first.file, row=first.row, column=first.column)


def _told(first: Rejection, picking: Picking) -> int:
    """How many rows say the same: of many, not all are kept."""
    same = "source = ? AND code = ? AND lower(cell) = lower(?)"
    counted = f"SELECT count(*) FROM faulty WHERE {same}"
    [(count,)] = picking.connection.execute(counted, [first.column, first.code, first.value]).fetchall()
    return int(count)


def _line(found: Sequence[Sequence[Rejection]], column: Column, fill: Fill, picking: Picking) -> str:
    """The whole line of a column that has no map yet: all values that occur in it must be there."""
    held = picking.connection.execute(f'SELECT DISTINCT "v_{column.name}" FROM typed ORDER BY 1').fetchall()
    known = [f"{_key(value)} = {_text(value)}" for (value,) in held if value]
    source = fill.sources[0] if len(fill.sources) == 1 else list(fill.sources)
    named = _text(source) if isinstance(source, str) else f"[{', '.join(map(_text, source))}]"
    return f"{column.name} = {{ from = {named}, map = {{ {', '.join([*known, _pairs(found, column)])} }} }}"


def _pairs(found: Sequence[Sequence[Rejection]], column: Column) -> str:
    return ", ".join(f"{_key(rows[0].value)} = {_meaning(rows[0].value, column)}" for rows in found)


def _meaning(value: str, column: Column) -> str:
    """The value that a word means most likely; where nobody can tell, all that it may mean."""
    likely = next((meant for meant, words in MEANINGS.items() if value.casefold() in words), "")
    if column.values and likely in column.values:
        others = [other for other in column.values if other != likely]
        return f'"{likely}" (or {", ".join(others)})' if column.name == "status" else f'"{likely}"'
    if column.kind == "currency":
        return f'"{likely}"' if likely.isupper() else '"…" (its code of ISO 4217)'
    if column.kind == "zone":
        return '"…" (a zone of IANA, such as Asia/Makassar)'
    return f'"…" (one of {", ".join(column.values) or "the values it may mean"})'


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _text(text)


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
