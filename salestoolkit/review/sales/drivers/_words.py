"""What the section says of fast answers and conversion, rung by rung."""

from __future__ import annotations

from salestoolkit.words.text import Text

WORDS = {
    "share": Text(en="{value} ({interval}; n = {n})", id="{value} ({interval}; n = {n})"),
    "description": Text(
        en=(
            "Step 1: of the leads answered within {target}, {fast} became a deal or a customer; of those "
            "answered later, {later}. No answer recorded, so not compared: {never} {never|lead|leads}, of which "
            "{converted} converted."
        ),
        id=(
            "Langkah 1: dari prospek yang direspons dalam {target}, {fast} menjadi deal atau pelanggan; dari "
            "yang direspons lebih lambat, {later}. Tanpa respons tercatat, jadi tidak dibandingkan: {never} "
            "prospek, di antaranya {converted} terkonversi."
        ),
    ),
    "association_some": Text(
        en=(
            "Step 2: being answered in time goes together with conversion (odds ratio {ratio}, {interval}). "
            "Nothing is adjusted for yet, so this says nothing about the cause."
        ),
        id=(
            "Langkah 2: respons tepat waktu sejalan dengan konversi (rasio odds {ratio}, {interval}). Belum ada "
            "yang disesuaikan, jadi ini belum menunjukkan sebab."
        ),
    ),
    "association_less": Text(
        en=(
            "Step 2: leads answered in time convert less often (odds ratio {ratio}, {interval}). Nothing is "
            "adjusted for yet, so this says nothing about the cause."
        ),
        id=(
            "Langkah 2: prospek yang direspons tepat waktu lebih jarang terkonversi (rasio odds {ratio}, "
            "{interval}). Belum ada yang disesuaikan, jadi ini belum menunjukkan sebab."
        ),
    ),
    "association_none": Text(
        en=(
            "Step 2: being answered in time and conversion do not clearly go together (odds ratio {ratio}, {interval})."
        ),
        id="Langkah 2: respons tepat waktu dan konversi tidak jelas sejalan (rasio odds {ratio}, {interval}).",
    ),
    "adjusted_some": Text(
        en=(
            "Step 3: with {controls} taken into account the two still go together (odds ratio {ratio}, "
            "{interval}). It is an association, not a cause."
        ),
        id=(
            "Langkah 3: setelah {controls} diperhitungkan keduanya masih sejalan (rasio odds {ratio}, "
            "{interval}). Ini hubungan, bukan sebab."
        ),
    ),
    "adjusted_less": Text(
        en=(
            "Step 3: with {controls} taken into account, leads answered in time convert less often (odds ratio "
            "{ratio}, {interval}). It is an association, not a cause."
        ),
        id=(
            "Langkah 3: setelah {controls} diperhitungkan, prospek yang direspons tepat waktu lebih jarang "
            "terkonversi (rasio odds {ratio}, {interval}). Ini hubungan, bukan sebab."
        ),
    ),
    "adjusted_only_now": Text(
        en=(
            "Step 3: with {controls} taken into account the two go together, though not clearly without (odds "
            "ratio {ratio}, {interval}). It is an association, not a cause."
        ),
        id=(
            "Langkah 3: setelah {controls} diperhitungkan keduanya sejalan, walaupun tanpa itu tidak jelas "
            "(rasio odds {ratio}, {interval}). Ini hubungan, bukan sebab."
        ),
    ),
    "adjusted_none": Text(
        en=(
            "Step 3: with {controls} taken into account the two no longer go together (odds ratio {ratio}, "
            "{interval}). The difference may come from who is answered first."
        ),
        id=(
            "Langkah 3: setelah {controls} diperhitungkan keduanya tidak lagi sejalan (rasio odds {ratio}, "
            "{interval}). Perbedaannya bisa datang dari siapa yang direspons lebih dulu."
        ),
    ),
    "adjusted_unclear": Text(
        en=(
            "Step 3: with {controls} taken into account it is no longer clear whether the two go together (odds "
            "ratio {ratio}, {interval}). The leads are too few to tell."
        ),
        id=(
            "Langkah 3: setelah {controls} diperhitungkan tidak jelas lagi apakah keduanya sejalan (rasio odds "
            "{ratio}, {interval}). Prospeknya terlalu sedikit untuk memastikannya."
        ),
    ),
    "adjusted_neither": Text(
        en=(
            "Step 3: the two do not clearly go together, with {controls} taken into account or without (odds "
            "ratio {ratio}, {interval})."
        ),
        id=(
            "Langkah 3: keduanya tidak jelas sejalan, baik {controls} diperhitungkan maupun tidak (rasio odds "
            "{ratio}, {interval})."
        ),
    ),
    "controls_source": Text(en="the lead's source", id="sumber prospek"),
    "controls_in_hours": Text(en="working hours", id="jam kerja"),
    "controls_source_in_hours": Text(en="source and working hours", id="sumber dan jam kerja"),
    "experiment": Text(
        en=(
            "To find out, let chance decide who is answered first. With {each} {each|lead|leads} in each half, a "
            "difference of {points} percentage points would show up four times in five."
        ),
        id=(
            "Untuk membuktikannya, acak urutan prospek yang direspons. Dengan {each} prospek di tiap kelompok, "
            "selisih {points} poin persentase akan terlihat dengan peluang 80%."
        ),
    ),
    "too_few": Text(
        en="Too few leads were answered in time, or later, to compare the two.",
        id="Terlalu sedikit prospek yang direspons tepat waktu, atau terlambat, untuk dibandingkan.",
    ),
    "left_out": Text(
        en="Decided before the response target ran out, left out: {decided} {decided|lead|leads}.",
        id="Sudah diputuskan sebelum batas waktu respons habis, tidak diikutkan: {decided} prospek.",
    ),
}
