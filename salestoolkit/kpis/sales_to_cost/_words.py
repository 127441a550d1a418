"""Columns, sentences and caveats that the ratio shares with its studies."""

from typing import Any

from salestoolkit.kpi import Instead, Note, Shown, Text

SHOWN = (
    Shown("customers", Text(id="Pelanggan baru", en="New customers")),
    Shown("revenue", Text(id="Penjualan pertama", en="First sales"), "money"),
    Shown("cost", Text(id="Biaya", en="Cost"), "money"),
    Shown(
        "cost_ahead",
        Text(id="Biaya yang pelanggannya belum tiba", en="Cost of customers to come"),
        "money",
        table=False,
    ),
    Shown("media_share", Text(id="Bagian media dari biaya", en="Media share of cost"), "percent"),
    Shown("average_deal", Text(id="Nilai rata-rata deal pertama", en="Average first deal"), "money"),
    Shown("cac", Text(id="Biaya per pelanggan (CAC)", en="Cost per customer (CAC)"), "money"),
    Shown("paid_cac", Text(id="CAC media (paid CAC)", en="Paid CAC (media only)"), "money"),
    Shown("at_least", Text(id="CAC paling sedikit", en="CAC at least"), "money", table=False),
)

BESIDE = dict.fromkeys(
    ("channel", "campaign"),
    Text(
        id="Setiap baris hanya mencakup biaya yang dicatat padanya, sering kali media saja; untuk itu hanya ada CAC media. Gaji dan perangkat yang tidak terbagi ada di baris tersendiri, jadi jangan dibandingkan dengan rasio keseluruhan.",
        en="Each row holds only the cost booked to it, often media alone; then it has a paid CAC and no other. Salaries and tools that are not shared out stand in a row of their own, so do not compare a row with the overall number.",
    ),
)

MARGIN_SHOWN = (
    Shown("margin", Text(id="Margin kotor", en="Gross margin"), "percent"),
    Shown("monthly", Text(id="Margin per pelanggan per bulan", en="Margin per customer and month"), "money"),
)


def note(id_: str, en: str, when: Any) -> Note:
    """A sentence in both languages for where ``when`` holds."""
    return Note(Text(id=id_, en=en), when=when)


DIRECT = Instead(
    Text(
        id="{customers} pelanggan baru menghasilkan {revenue} dengan biaya langsung {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{customers} new {customers|customer|customers} brought in {revenue} at a direct cost of {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    # a rep's own numbers, where no count of everybody's deals is told
    when=lambda row: "cycles" in row and (row["cycles"] is None or row["cycles"] != row["cycles"]),
)

NOTES = (
    note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, yaitu median siklus penjualan {cycles} deal berhasil.",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, the median sales cycle of {cycles} won {cycles|deal|deals}.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] > 0,
    ),
    # beside a rep's own numbers, where no count of everybody's deals is told
    note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, yaitu median siklus penjualan deal berhasil seluruh tim.",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, the median sales cycle of the team's won deals.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] != row["cycles"],
    ),
    note(
        "Biaya dipasangkan dengan pelanggan yang datang {lag_days} hari sesudahnya, sesuai yang ditetapkan (cost_lag_days).",
        "Costs are paired with the customers who come {lag_days} {lag_days|day|days} later, as declared (cost_lag_days).",
        lambda row: row.get("lag_declared") == 1,
    ),
    note(
        "Biaya dan pelanggan dari hari yang sama dibandingkan (selisih 0 hari): lama siklus penjualan tidak diketahui dari data ini.",
        "Costs and customers of the same days are compared (0 days apart): this data does not show how long a sale takes.",
        lambda row: row.get("lag_declared") == 0 and row["cycles"] == 0,
    ),
    note(
        "Tidak dihitung: {uncovered} deal berhasil, karena biaya pada masanya tidak tercatat.",
        "Left out: {uncovered} won {uncovered|deal|deals}, because no cost is recorded for the time that won {uncovered|it|them}.",
        lambda row: row.get("uncovered", 0) > 0,
    ),
    note(
        "Tidak dihitung: biaya {cost_ahead}, karena pelanggannya belum masuk.",
        "Left out: a cost of {cost_ahead}, whose customers are still to come.",
        lambda row: row.get("cost_ahead", 0) > 0,
    ),
    note(
        "Pelanggan baru tanpa nilai deal, dihitung sebagai pelanggan tanpa penjualan: {without_amount}.",
        "New customers without an amount, counted as customers who brought in nothing: {without_amount}.",
        lambda row: row.get("without_amount", 0) > 0,
    ),
    note(
        "Hanya biaya media yang diketahui: {paid_cac} per pelanggan adalah CAC media (paid CAC), bukan biaya akuisisi penuh.",
        "Only media cost is known: {paid_cac} per customer is the paid CAC, not the fully loaded cost.",
        lambda row: row.get("paid_cac", 0) > 0 and row["cost"] <= row["media_cost"],
    ),
    note(
        "Biaya akuisisi satu pelanggan {cac}; nilai rata-rata deal pertamanya {average_deal}.",
        "One customer cost {cac}; the average first deal is {average_deal}.",
        lambda row: row.get("cac", 0) > 0,
    ),
    note(
        "Belum ada pelanggan baru: dengan biaya {cost}, biaya satu pelanggan paling sedikit {at_least}.",
        "No new customer came: at a cost of {cost}, one customer costs at least {at_least}.",
        lambda row: row.get("at_least", 0) > 0,
    ),
)

BREAK_EVEN = (
    note(
        "Seluruh rentangnya di atas 1: margin kotor menutup biaya akuisisi.",
        "The whole interval lies above 1: the gross margin covers the cost of acquisition.",
        lambda row: row["lo"] > 1,
    ),
    note(
        "Seluruh rentangnya di bawah 1: margin kotor tidak menutup biaya akuisisi.",
        "The whole interval lies below 1: the gross margin does not cover the cost of acquisition.",
        lambda row: row["hi"] < 1,
    ),
)

NO_PROFIT = Text(
    id="Di bawah 1 berarti biayanya lebih besar daripada penjualannya. Di atas 1 belum tentu untung: margin tidak dihitung di sini.",
    en="Below 1 more was spent than sold. Above 1 is not yet a profit: margin is not in this number.",
)

CAVEATS = (
    Text(
        id="Bila dibagi per kanal, biaya yang tidak terbagi tampil sebagai baris tersendiri; biaya per kanal tidak dapat dirata-rata menjadi biaya keseluruhan.",
        en="In a split by channel, cost that belongs to none stands in its own row; costs per channel do not average to the whole.",
    ),
    Text(
        id="Per tenaga penjualan hanya biaya langsungnya yang dihitung. Pelanggan baru ialah deal pertama suatu akun dalam data; bila akun tidak diketahui, setiap deal.",
        en="Per rep only direct cost counts. A new customer is an account's first won deal in the data; any won deal where accounts are not known.",
    ),
)
