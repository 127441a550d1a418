"""What the section says of open deals and of those that are stalled."""

from __future__ import annotations

from salestoolkit.words.text import Text

WORDS = {
    "all": Text(en="All stages", id="Semua tahap"),
    "nothing": Text(en="There are no open deals.", id="Tidak ada deal terbuka."),
    "nothing_judged": Text(
        en="{deals} {deals|deal is|deals are} open. How long is usual is not known, so none is called stalled.",
        id="{deals} deal terbuka. Berapa lama yang biasa belum diketahui, jadi tidak ada yang disebut macet.",
    ),
    "summary": Text(
        en=(
            "{deals} {deals|deal|deals} worth {amount} {deals|is|are} open. {stalled} of the {judged} that can "
            "be judged {stalled|is|are} stalled, worth {stalled_amount}: {share} of the open value."
        ),
        id=(
            "{deals} deal terbuka, senilai {amount}. Dari {judged} yang dapat dinilai, {stalled} macet, senilai "
            "{stalled_amount}: {share} dari semua nilai terbuka."
        ),
    ),
    "summary_counted": Text(
        en=(
            "{deals} {deals|deal|deals} worth {amount} {deals|is|are} open. {stalled} of the {judged} that can "
            "be judged {stalled|is|are} stalled, {stalled|its amount|their amounts} unknown: {share} of the open "
            "deals."
        ),
        id=(
            "{deals} deal terbuka, senilai {amount}. Dari {judged} yang dapat dinilai, {stalled} macet dan "
            "nilainya tidak diketahui: {share} dari semua deal terbuka."
        ),
    ),
    "summary_plain": Text(
        en=(
            "{deals} {deals|deal is|deals are} open, {deals|its amount|their amounts} unknown. {stalled} of the "
            "{judged} that can be judged {stalled|is|are} stalled: {share} of the open deals."
        ),
        id=(
            "{deals} deal terbuka, nilainya tidak diketahui. Dari {judged} yang dapat dinilai, {stalled} macet: "
            "{share} dari semua deal terbuka."
        ),
    ),
    "most": Text(
        en=(
            "{who} has the most stalled value: {stalled_amount} ({stalled} of {deals} {deals|deal|deals}), "
            "{of_stalled} of the stalled value and {share} of the open value."
        ),
        id=(
            "Nilai macet terbesar ada pada {who}: {stalled_amount} ({stalled} dari {deals} deal), {of_stalled} "
            "dari nilai yang macet dan {share} dari nilai yang terbuka."
        ),
    ),
    "most_plain": Text(
        en=(
            "{who} has the most stalled deals: {stalled} of {deals}, {of_stalled} of the stalled deals and "
            "{share} of the open deals."
        ),
        id=(
            "Deal macet terbanyak ada pada {who}: {stalled} dari {deals}, {of_stalled} dari deal macet dan "
            "{share} dari deal terbuka."
        ),
    ),
    "most_unowned": Text(
        en=(
            "Deals without an owner hold the most stalled value: {stalled_amount} ({stalled} of {deals} "
            "{deals|deal|deals}), {of_stalled} of the stalled value and {share} of the open value."
        ),
        id=(
            "Nilai macet terbesar ada pada deal tanpa pemilik: {stalled_amount} ({stalled} dari {deals} deal), "
            "{of_stalled} dari nilai yang macet dan {share} dari nilai yang terbuka."
        ),
    ),
    "most_unowned_plain": Text(
        en=(
            "The largest group of stalled deals has no owner: {stalled} of {deals}, {of_stalled} of the stalled "
            "deals and {share} of the open deals."
        ),
        id=(
            "Deal macet terbanyak tidak punya pemilik: {stalled} dari {deals}, {of_stalled} dari deal macet dan "
            "{share} dari deal terbuka."
        ),
    ),
    "by_cycle": Text(
        en=(
            "It is not known since when {count} {count|deal is in its stage, so it is judged by its age since it "
            "was|deals are in their stage, so they are judged by their age since they were} opened. Four in five "
            "won deals were won within {usual}."
        ),
        id=(
            "Tidak diketahui sejak kapan {count} deal berada di tahapnya, jadi dinilai menurut umurnya sejak "
            "dibuat. Empat dari lima deal berhasil selesai dalam {usual}."
        ),
    ),
    "undated": Text(
        en="Open deals of which it is not known since when, not judged: {count}.",
        id="Deal terbuka yang tidak diketahui sejak kapan, tidak dinilai: {count}.",
    ),
    "unjudged": Text(
        en=(
            "Not judged, because won deals do not show how long is usual there (fewer than 5, or four in five in "
            "no time at all): {count}."
        ),
        id=(
            "Tidak dinilai, karena deal berhasil tidak menunjukkan berapa lama yang biasa di sana (kurang dari "
            "5, atau empat dari lima selesai seketika): {count}."
        ),
    ),
    "unvalued": Text(
        en="Open deals without an amount, counted but not in the sums: {count}.",
        id="Deal terbuka tanpa nilai, terhitung tetapi tidak masuk jumlah nilai: {count}.",
    ),
    "limits": Text(en="Stalled after more than: {list}.", id="Macet bila lebih lama dari: {list}."),
}
