"""Columns, sentences and caveats that sales share with their studies."""

from salestoolkit.kpi import Note, Shown, Text

DEALS = Shown("customers", Text(id="Deal berhasil", en="Won deals"))
MONTHS = Shown("months", Text(id="Bulan penuh", en="Full months"))

WHOLE_MONTHS = Text(
    id="Hanya bulan penuh yang dipakai: bulan yang masih berjalan tidak pernah dibandingkan seolah-olah sudah selesai.",
    en="Only full months are used: a month that is not over is never compared as if it were.",
)

NET = Text(
    id="Penjualan bersih: pengembalian dana mengurangi bulan saat dibukukan.",
    en="Sales are net: a refund lowers the month in which it was booked.",
)

PARTIAL = Note(
    Text(
        id="Bulan terakhir belum selesai: jangan dibandingkan dengan bulan penuh; lihat penjualan sampai hari ini.",
        en="The last month is not over: do not compare it with full months; see sales to date.",
    ),
    when=lambda row: bool(row.get("partial")),
)


def money(name: str, id: str, en: str, table: bool = True) -> Shown:
    """A column of money with its heading."""
    return Shown(name, Text(id=id, en=en), "money", table)


def percent(name: str, id: str, en: str) -> Shown:
    """A column of growth with its heading."""
    return Shown(name, Text(id=id, en=en), "percent")


def where_known(name: str, id: str, en: str) -> Note:
    """A sentence beside the number for where a column is known."""
    return Note(Text(id=id, en=en), when=lambda row: row.get(name, -1) >= 0, aloud=True)
