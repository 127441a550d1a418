"""Sales-to-cost ratio: average deal size against what it costs to acquire a customer."""

from salestoolkit import KPI, Example, Measure, Note, Quotient, Shown, Text, col


def _costs_per_customer(frame):  # type: ignore[no-untyped-def]
    """Cost per customer, fully loaded only where more than media is known, and the average deal beside it."""
    customers = frame["customers"].where(frame["customers"] > 0)
    loaded = frame["cost"].where(frame["cost"] > frame["media_cost"])
    return frame.assign(
        cac=loaded / customers,
        paid_cac=frame["media_cost"].where(frame["media_cost"] > 0) / customers,
        average_deal=frame["revenue"] / customers,
    ).drop(columns="squares")


sales_to_cost = KPI(
    name="sales_to_cost",
    title=Text(id="Rasio penjualan terhadap biaya", en="Sales-to-cost ratio"),
    question=Text(
        id="Apakah satu pelanggan menghasilkan lebih banyak daripada biaya untuk memperolehnya?",
        en="Does a customer bring in more than it costs to acquire one?",
    ),
    formula=Text(
        id="ukuran transaksi rata-rata / biaya akuisisi pelanggan = nilai kesepakatan yang berhasil / biaya, pada periode yang sama",
        en="average deal size / customer acquisition cost = value of won deals / cost, in the same period",
    ),
    reading=Text(
        id="{customers} pelanggan membawa {revenue} dengan biaya {cost}: {value} kali biayanya (rentang 95%: {interval}).",
        en="{customers} customers brought {revenue} at a cost of {cost}: {value} times the cost (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Di bawah 1 berarti biayanya lebih besar daripada penjualannya. Di atas 1 belum tentu untung: marjin tidak dihitung di sini.",
            en="Below 1 more was spent than sold. Above 1 is not yet a profit: margin is not in this number.",
        ),
        Text(
            id="Biaya yang tidak terbagi per kanal tampil sebagai baris tersendiri; biaya per kanal tidak dapat dirata-rata menjadi biaya keseluruhan.",
            en="Cost that belongs to no channel stands in its own row; costs per channel do not average to the whole.",
        ),
    ),
    unit="ratio",
    better="higher",
    basis="closed",
    needs=(
        {"costs": ("amount", "date_from"), "deals": ("status", "closed_at", "amount")},
        {"costs": ("amount", "date_from"), "stage_counts": ("period", "count", "amount")},
    ),
    measures=(
        Measure("customers", "customers", "closed_at", value="customers"),
        Measure("revenue", "customers", "closed_at", value="amount"),
        Measure("squares", "customers", "closed_at", value="amount_squared"),
        Measure("cost", "costs", "at", value="amount"),
        Measure("media_cost", "costs", "at", value="amount", where=col("category") == "media"),
    ),
    estimate=Quotient("revenue", "cost", squares="squares", count="customers"),
    by=("channel", "campaign", "rep", "team", "region"),
    views=(("ranking", "channel"), ("trend", "quarter")),
    shows=(
        Shown("customers", Text(id="Pelanggan", en="Customers")),
        Shown("revenue", Text(id="Penjualan", en="Sales"), "money"),
        Shown("cost", Text(id="Biaya", en="Cost"), "money"),
        Shown("average_deal", Text(id="Transaksi rata-rata", en="Average deal"), "money"),
        Shown("cac", Text(id="Biaya per pelanggan (CAC)", en="Cost per customer (CAC)"), "money"),
        Shown("paid_cac", Text(id="CAC media (paid CAC)", en="Paid CAC (media only)"), "money"),
    ),
    notes=(
        Note(
            Text(
                id="Hanya biaya media yang diketahui: {paid_cac} per pelanggan adalah CAC media (paid CAC), bukan biaya akuisisi penuh.",
                en="Only media cost is known: {paid_cac} per customer is the paid CAC, not the fully loaded cost.",
            ),
            when=lambda row: row.get("media_cost", 0) > 0 and row["cost"] <= row["media_cost"],
        ),
        Note(
            Text(
                id="Satu pelanggan menelan biaya {cac} (gaji, perangkat, dan media), rata-rata transaksinya {average_deal}.",
                en="One customer cost {cac} (salaries, tools and media); the average deal is {average_deal}.",
            ),
            when=lambda row: row["cost"] > row.get("media_cost", 0) and row["customers"] > 0,
        ),
    ),
    derive=_costs_per_customer,
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": str(i), "status": "won", "closed_at": "2025-03-10", "amount": 400} for i in range(5)
            ),
            "costs": (
                {"date_from": "2025-03-01", "date_to": "2025-03-31", "category": "media", "amount": 600},
                {"date_from": "2025-03-01", "date_to": "2025-03-31", "category": "salary", "amount": 400},
            ),
        },
        as_of="2025-05-01",
        answer={"value": 2.0, "n": 5, "cac": 200, "paid_cac": 120, "average_deal": 400},
        worked=Text(
            id="CAC = (600 + 400) / 5 = 200; transaksi rata-rata 400; 400 / 200 = 2.",
            en="CAC = (600 + 400) / 5 = 200; the average deal is 400; 400 / 200 = 2.",
        ),
    ),
)
