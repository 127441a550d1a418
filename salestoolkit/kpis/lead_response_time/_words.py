"""Columns, sentences and caveats that the response time shares with its studies."""

from salestoolkit.kpi import Note, Shown, Text
from salestoolkit.kpis.lead_response_time._leads import LEFT_OUT

NOTES = (
    Note(
        Text(
            id="Sudah dihubungi sebelum tercatat, tidak dihitung: {earlier_contact} prospek.",
            en="Leads contacted before they were recorded, left out: {earlier_contact}.",
        ),
        when=lambda row: row.get("earlier_contact", 0) > 0,
    ),
    Note(
        Text(
            id="Menjadi pelanggan tanpa kontak tercatat (waktu konversinya dipakai): {imputed_from_conversion} prospek.",
            en="Leads converted without a logged contact (the time of conversion is used): {imputed_from_conversion}.",
        ),
        when=lambda row: row.get("imputed_from_conversion", 0) > 0,
    ),
    Note(
        Text(
            id="Tidak dihitung karena bukan prospek yang datang sendiri: {outbound} dicari sendiri oleh tim, {spam} spam, {test} uji coba, {duplicate} ganda.",
            en="Left out because they were not inbound: {outbound} outbound, {spam} spam, {test} {test|test|tests}, {duplicate} {duplicate|duplicate|duplicates}.",
        ),
        when=lambda row: sum(row.get(kind, 0) for kind in LEFT_OUT) > 0,
    ),
    Note(
        Text(
            id="Digabung ke prospek lain dan dihitung sebagai satu dengannya: {merged} prospek.",
            en="Leads merged into another and counted as one with it: {merged}.",
        ),
        when=lambda row: row.get("merged", 0) > 0,
    ),
    Note(
        Text(
            id="Konversi atau penghentiannya tercatat sebelum prospek itu masuk, tidak dihitung: {impossible} prospek.",
            en="Leads whose conversion or end is dated before they came in, left out: {impossible}.",
        ),
        when=lambda row: row.get("impossible", 0) > 0,
    ),
)


def is_reached(seconds: float | None) -> bool:
    """Whether there is such a time: not hidden, not beyond the data."""
    return seconds is not None and 0 <= seconds < float("inf")


NINE_IN_TEN = (
    Note(
        Text(
            id="Sembilan dari sepuluh direspons dalam {p90} (rentang 95%: {p90_lo} sampai {p90_hi}).",
            en="Nine in ten were answered within {p90} (95% interval: {p90_lo} to {p90_hi}).",
        ),
        when=lambda row: is_reached(row["p90"]) and is_reached(row["p90_hi"]),
    ),
    Note(
        Text(
            id="Sembilan dari sepuluh direspons dalam {p90} (rentang 95%: setidaknya {p90_lo}).",
            en="Nine in ten were answered within {p90} (95% interval: at least {p90_lo}).",
        ),
        when=lambda row: is_reached(row["p90"]) and not is_reached(row["p90_hi"]),
    ),
    Note(
        Text(
            id="Persentil ke-90 belum tercapai: lebih dari satu dari sepuluh belum direspons sampai tanggal data.",
            en="The 90th percentile is not reached: more than one in ten were not answered by the date of the data.",
        ),
        when=lambda row: row["p90"] == float("inf"),
    ),
)

TOO_YOUNG = Note(
    Text(
        id="Masih menunggu dan belum selama itu: {too_young} prospek; bagiannya diperkirakan dengan memperhitungkan mereka.",
        en="Still waiting, and not for so long yet: {too_young} {too_young|lead|leads}; the share is estimated with them in.",
    ),
    when=lambda row: row["too_young"] > 0,
)

ANSWERED_OFTEN_FIRST = Text(
    id="Prospek yang menjanjikan sering direspons lebih dulu: respons cepat belum tentu penyebab berhasilnya.",
    en="Promising leads are often answered first: a fast answer need not be what makes them buy.",
)

YARDSTICK = Text(
    id="Pembanding yang dikutip, bukan target: dari 2.241 perusahaan AS yang diperiksa, 37% merespons dalam 1 jam; rata-rata "
    "42 jam di sana hanya dari perusahaan yang merespons dalam 30 hari. Dalam studi lain, perusahaan yang menghubungi "
    "dalam 1 jam hampir tujuh kali "
    "lebih mungkin mendapat prospek yang layak: hasil pengamatan, bukan percobaan (Oldroyd, McElheran, Elkington, "
    "Harvard Business Review, Maret 2011).",
    en="A benchmark to quote, not a target: of 2,241 US companies audited, 37% answered within 1 hour; the mean of 42 hours "
    "there is of those that answered within 30 days only. In a separate study, companies that tried to make contact within 1 hour were "
    "nearly seven times as likely to qualify the lead: an observation, not an experiment (Oldroyd, McElheran and Elkington, "
    "Harvard Business Review, March 2011).",
)

NO_MACHINES = Text(
    id="Balasan otomatis dan catatan bukan respons.",
    en="Automatic replies and notes are not a response.",
)

LEADS_SHOWN = (
    Shown("recorded", Text(id="Prospek tercatat", en="Leads recorded"), table=False),
    Shown("contacted", Text(id="Dengan kontak tercatat", en="With a logged contact"), table=False),
    Shown("called", Text(id="Dengan telepon tercatat", en="With a logged call"), table=False),
)

TIMES_SHOWN = (
    Shown("answered", Text(id="Direspons", en="Answered")),
    Shown("within", Text(id="Direspons dalam batas waktu", en="Answered within the target"), "percent"),
    Shown("p90", Text(id="Persentil ke-90", en="90th percentile"), "duration"),
    Shown("p90_lo", Text(id="Batas bawah persentil ke-90", en="90th percentile, lower end"), "duration", table=False),
    Shown("p90_hi", Text(id="Batas atas persentil ke-90", en="90th percentile, upper end"), "duration", table=False),
    Shown("target", Text(id="Batas waktu respons", en="Target"), "duration", table=False),
)

AFTER = Shown("after", Text(id="Setelah", en="After"), "duration", table=False)
