"""Lead conversion rate: leads that became customers, among the leads created in the period."""

from salestoolkit.kpi import KPI, PEOPLE, Example, Measure, Note, Proportion, Shown, Text


def _with_age(frame):  # type: ignore[no-untyped-def]
    """Whether all leads have had their time to become customers; no horizon where nobody ever did."""
    return frame.assign(horizon=frame["horizon"].where(frame["horizon"] >= 0) * 86_400, mature=frame["young"].eq(0))


lead_conversion = KPI(
    name="lead_conversion",
    title=Text(id="Konversi prospek menjadi pelanggan", en="Lead conversion rate"),
    question=Text(
        id="Dari prospek yang masuk, berapa bagian yang menjadi pelanggan?",
        en="Of the leads that came in, what share became customers?",
    ),
    formula=Text(
        id="prospek yang menjadi pelanggan sampai tanggal data / prospek yang masuk, menurut tanggal masuknya prospek",
        en="leads that became customers by the date of the data / leads created, by the lead's creation date",
    ),
    reading=Text(
        id="Dari {n} prospek yang masuk, {customers} sudah menjadi pelanggan: {value} (rentang 95%: {interval}); {young} masih terlalu muda untuk dinilai.",
        en="Of {n} {n|lead|leads} that came in, {customers} {customers|has become a customer|have become customers}: {value} (95% interval: {interval}); {young} {young|is|are} still too young to judge.",
    ),
    caveats=(
        Text(
            id="Bukan win rate: penyebutnya semua prospek yang masuk, juga yang tidak pernah menjadi deal.",
            en="Not the win rate: the denominator is all leads, including those that never became a deal.",
        ),
        Text(
            id="Prospek dari bulan-bulan terakhir masih dapat menjadi pelanggan: angkanya belum matang dan masih dapat naik.",
            en="Leads of the last months may still become customers: their rate is not mature and can still rise.",
        ),
        Text(
            id="Angka yang naik padahal jumlah pelanggan tetap berarti lebih sedikit prospek yang masuk, belum tentu tim yang lebih baik.",
            en="A rising rate with equally many customers means fewer leads, not necessarily a better team.",
        ),
    ),
    unit="percent",
    better="higher",
    basis="created",
    needs=(
        {"leads": ("created_at", "deal_id"), "deals": ("status", "closed_at")},
        {"leads": ("created_at",), "deals": ("lead_id", "status", "closed_at")},
    ),
    measures=(
        Measure("leads", "conversions", "created_at"),
        Measure("customers", "conversions", "created_at", value="customer"),
        Measure("young", "conversions", "created_at", value="young"),
        Measure("horizon", "track_record", None, value="lead_horizon", common=True),
    ),
    estimate=Proportion("customers", of=("leads",)),
    by=(*PEOPLE, "source", "channel", "campaign"),
    views=(("ranking", "source"), ("trend", "month"), ("ranking", "rep")),
    shows=(
        Shown("customers", Text(id="Menjadi pelanggan", en="Became customers")),
        Shown("leads", Text(id="Prospek", en="Leads"), table=False),
        Shown("young", Text(id="Terlalu muda", en="Too young")),
        Shown("horizon", Text(id="Sembilan dari sepuluh dalam", en="Nine in ten within"), "duration", table=False),
    ),
    notes=(
        Note(
            Text(
                id="Belum matang: {young} prospek belum menjadi pelanggan dan lebih muda dari {horizon}, waktu yang cukup bagi sembilan dari sepuluh pelanggan.",
                en="Not mature: {young} {young|lead is not a customer|leads are not customers} yet and younger than {horizon}, within which nine in ten customers were won.",
            ),
            when=lambda row: row.get("young", 0) > 0,
        ),
    ),
    derive=_with_age,
    example=Example(
        tables={
            "leads": tuple(
                {"lead_id": str(i), "created_at": "2025-03-01", **({"deal_id": f"D{i}"} if i < 3 else {})}
                for i in range(10)
            ),
            "deals": tuple(
                {"deal_id": f"D{i}", "status": "won", "created_at": "2025-03-05", "closed_at": f"2025-03-{10 + 10 * i}"}
                for i in range(3)
            ),
        },
        as_of="2025-05-01",
        answer={"value": 0.3, "n": 10, "customers": 3, "young": 0, "lo": 0.1078, "hi": 0.6032},
        worked=Text(
            id="3 dari 10 prospek menjadi pelanggan: 30%. Mereka perlu 9, 19, dan 29 hari; semua prospek sudah berumur 61 hari.",
            en="3 of 10 leads became customers: 30%. They took 9, 19 and 29 days; all leads are 61 days old.",
        ),
    ),
)
