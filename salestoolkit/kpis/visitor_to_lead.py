"""Visitor-to-lead conversion: leads among the visitors of a channel, by day of visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.kpi import BY_SESSION, KPI, Chain, Example, Measure, Note, Proportion, Shown, Study, Text, col

if TYPE_CHECKING:
    import pandas as pd

RIPE = col("ripe") == 1

GAPS = Measure("gaps", "visits", "at", value="gaps")
EXCESS = Measure("excess", "visits", "at", value="excess")
UNTRACKED = Measure("untracked", "visits", "at", value="untracked")
SPARSE = Measure("sparse", "visits", "at", value="sparse")
BESIDE = ("gaps", "untracked", "sparse")
DAYS_DIFFER = (
    Shown("phi", Text(id="Perbedaan antarhari", en="Differences between days"), unit="ratio", table=False),
    Shown("wilson_lo", Text(id="Paling sempit, bawah", en="Narrowest, from"), unit="percent", table=False),
    Shown("wilson_hi", Text(id="Paling sempit, atas", en="Narrowest, to"), unit="percent", table=False),
)
TRACKING = (
    Note(
        Text(
            id="Varians angka harian {phi} kali varians acak. Andai setiap kunjungan berdiri sendiri, rentangnya {wilson_lo} sampai {wilson_hi} (Wilson): itu paling sempit.",
            en="The variance of the days is {phi} times what chance would give. If every visit stood alone, the interval would be {wilson_lo} to {wilson_hi} (Wilson): a minimum.",
        ),
        when=lambda row: row["phi"] > 1,
    ),
    Note(
        Text(
            id="Hari tanpa satu kunjungan pun pada suatu kanal: {gaps}. Periksa pelacakannya.",
            en="Days on which a channel has no visit at all: {gaps}. Check the tracking.",
        ),
        when=lambda row: row["gaps"] > 0 and row["reason"] != "not_daily",
    ),
    Note(
        Text(
            id="Tidak dihitung: {untracked} prospek pada hari yang tidak punya kunjungan.",
            en="Not counted: {untracked} {untracked|lead|leads} of days that have no visits.",
        ),
        when=lambda row: row["untracked"] > 0 and row["reason"] != "not_daily",
    ),
)
PEOPLE = Text(
    id="Ini angka kanal dan tim, bukan angka perorangan.",
    en="This is a number for channels and the team, not for a person.",
)
RETURNING = Text(
    id="Pengunjung yang datang lagi pada hari lain dihitung lagi; yang menolak pelacakan tidak terlihat.",
    en="A visitor who comes back on another day counts again; one who declines tracking is not seen.",
)
NO_BOTS = Text(
    id="Bot dan kunjungan orang dalam harus sudah disaring sebelum diekspor, sama untuk kunjungan dan prospek.",
    en="Bots and internal visits must be filtered out before the export, in the same way for visits and leads.",
)
LAG_TOLD = Note(
    Text(
        id="Waktu tunggu dari prospek sampai pelanggan: {lag} (9 dari 10 dalam waktu itu).",
        en="Lag from lead to customer: {lag} (9 in 10 within that time).",
    ),
    when=lambda row: row["lag"] > 0,
)
SHOWN_LAG = Shown("lag", Text(id="Waktu tunggu", en="Lag"), unit="duration", table=False)
LAG = Text(
    id="Dihitung hanya hari yang cukup lama lalu: selama 9 dari 10 prospek situs yang menjadi pelanggan.",
    en="Only days long enough ago count: as long as 9 in 10 of the web leads that became customers took.",
)
SITE_NEEDS = {"visits": ("date", "sessions", "channel"), "leads": ("created_at", "channel")}
CUSTOMER_NEEDS = (
    {**SITE_NEEDS, "deals": ("status", "closed_at", "lead_id")},
    {**SITE_NEEDS, "leads": ("created_at", "channel", "deal_id"), "deals": ("status", "closed_at")},
)
TWO_COUNTS = Note(
    Text(
        id="Analitik situs menghitung {leads} prospek pada hari-hari itu, CRM {crm_leads}: konversi pengunjung menjadi prospek menurut analitik bukan mata rantai pertama di sini.",
        en="Web analytics counts {leads} {leads|lead|leads} on these days, the CRM {crm_leads}: the visitor-to-lead conversion by the analytics is not the first link here.",
    ),
    when=lambda row: row["leads"] != row["crm_leads"],
)
YOUNG = Note(
    Text(
        id="Belum dihitung karena terlalu baru: {young} prospek.",
        en="Not counted yet because they are too recent: {young} {young|lead|leads}.",
    ),
    when=lambda row: row["young"] > 0,
)
SHOWN_LEADS = Shown("crm_leads", Text(id="Prospek", en="Leads"))
SHOWN_CUSTOMERS = Shown("customers", Text(id="Pelanggan", en="Customers"))
SHOWN_VISITORS = Shown("visitors", Text(id="Pengunjung", en="Visitors"))
OF_CRM = (
    Measure("crm_leads", "visits", "at", value="crm_leads", where=RIPE),
    Measure("customers", "visits", "at", value="customers", where=RIPE),
    Measure("leads", "visits", "at", value="leads", where=RIPE),
    Measure("young", "visits", "at", value="crm_leads", where=col("ripe") == 0),
    Measure("rows", "visits", "at", where=RIPE),
    Measure("lag_s", "visits", "at", value="lag_s", where=RIPE),
)
CRM_SPARSE = Measure("sparse", "visits", "at", value="crm_sparse", where=RIPE)
ALONG = ("leads", "young", "rows", "lag_s")


def with_lag(frame: pd.DataFrame) -> pd.DataFrame:
    """The lag that every row of the fact carries."""
    lag = frame["lag_s"] / frame["rows"].where(frame["rows"] > 0)
    return frame.drop(columns=["lag_s", "rows"]).assign(lag=lag)


def with_excess(frame: pd.DataFrame) -> pd.DataFrame:
    """Days with more leads than visitors are told where a channel has any."""
    return frame if "excess" not in frame or frame["excess"].any() else frame.assign(excess=float("nan"))


TWO_DAYS: dict[str, tuple[dict[str, Any], ...]] = {
    "visits": tuple({"date": f"2025-03-{i:02}", "channel": "search", "sessions": 700, "visitors": 500} for i in (1, 2)),
    "leads": tuple(
        {"lead_id": str(i), "channel": "search", "created_at": f"2025-03-0{1 + i % 2}T09:00"} for i in range(20)
    ),
    "deals": tuple(
        {"deal_id": str(i), "lead_id": str(i), "status": "won", "closed_at": "2025-03-20"} for i in range(5)
    ),
}

PER_SESSION = Study(
    "per_session",
    title=Text(id="Konversi per kunjungan", en="Session-to-lead conversion"),
    question=Text(id="Berapa bagian kunjungan yang menjadi prospek?", en="What share of sessions become leads?"),
    formula=Text(id="prospek / kunjungan, menurut tanggal kunjungan", en="leads / sessions, by day of visit"),
    reading=Text(
        id="Dari {n} kunjungan, {leads} menjadi prospek: {value} (rentang 95%: {interval}).",
        en="Of {n} {n|session|sessions}, {leads} became {leads|a lead|leads}: {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Satu pengunjung bisa berkunjung beberapa kali: angka ini lebih rendah daripada konversi pengunjung.",
            en="One visitor may come in several sessions: this number is lower than that of visitors.",
        ),
        NO_BOTS,
    ),
    measures=(
        Measure("sessions", "visits", "at", value="sessions"),
        Measure("leads", "visits", "at", value="leads"),
        *(GAPS, UNTRACKED, SPARSE),
    ),
    estimate=Chain("leads", of="sessions", day="day", also=BESIDE),
    shows=(
        Shown("leads", Text(id="Prospek", en="Leads")),
        Shown("sessions", Text(id="Kunjungan", en="Sessions")),
        *DAYS_DIFFER,
    ),
    notes=TRACKING,
    example=Example(
        tables=TWO_DAYS,
        as_of="2025-05-01",
        answer={"value": 20 / 1_400, "n": 1_400, "leads": 20},
        worked=Text(id="20 prospek / 1.400 kunjungan = 1,4%.", en="20 leads / 1,400 sessions = 1.4%."),
    ),
)
CUSTOMERS = Study(
    "customers",
    title=Text(id="Dari pengunjung menjadi pelanggan", en="From visitor to customer"),
    question=Text(id="Berapa bagian pengunjung yang menjadi pelanggan?", en="What share of visitors become customers?"),
    formula=Text(
        id="pelanggan / pengunjung = prospek / pengunjung × pelanggan / prospek; semuanya menurut hari kunjungan atau prospek dibuat",
        en="customers / visitors = leads / visitors × customers / leads; all by the day of the visit or of the lead's creation",
    ),
    reading=Text(
        id="Dari {n} pengunjung, {first_link} menjadi prospek, dan dari {crm_leads} prospek, {last_link} menjadi pelanggan: bersama {value} (rentang 95%: {interval}).",
        en="Of {n} {n|visitor|visitors}, {first_link} became leads, and of {crm_leads} {crm_leads|lead|leads} {last_link} became customers: together {value} (95% interval: {interval}).",
    ),
    caveats=(LAG, RETURNING, PEOPLE),
    needs=CUSTOMER_NEEDS,
    measures=(Measure("visitors", "visits", "at", value="visitors", where=RIPE), *OF_CRM, GAPS, UNTRACKED, CRM_SPARSE),
    estimate=Chain("customers", of="visitors", day="day", through="crm_leads", also=(*ALONG, *BESIDE)),
    derive=with_lag,
    shows=(
        SHOWN_CUSTOMERS,
        SHOWN_LEADS,
        SHOWN_VISITORS,
        Shown("first_link", Text(id="Pengunjung menjadi prospek", en="Visitor to lead"), unit="percent"),
        SHOWN_LAG,
        Shown("last_link", Text(id="Prospek menjadi pelanggan", en="Lead to customer"), unit="percent"),
        *DAYS_DIFFER,
    ),
    notes=(LAG_TOLD, TWO_COUNTS, YOUNG, *TRACKING),
    example=Example(
        tables=TWO_DAYS,
        as_of="2025-05-01",
        answer={"value": 5 / 1_000, "first_link": 20 / 1_000, "last_link": 5 / 20},
        worked=Text(
            id="20 dari 1.000 pengunjung menjadi prospek, 5 dari 20 prospek pelanggan: 2% × 25% = 0,5%.",
            en="20 of 1,000 visitors became leads, 5 of 20 leads customers: 2% × 25% = 0.5%.",
        ),
    ),
)
LEAD_TO_CUSTOMER = Study(
    "lead_to_customer",
    title=Text(id="Prospek situs menjadi pelanggan", en="Web lead to customer"),
    question=Text(
        id="Berapa bagian prospek situs yang menjadi pelanggan?", en="What share of web leads become customers?"
    ),
    formula=Text(
        id="prospek situs yang menjadi pelanggan / prospek situs, menurut tanggal prospek dibuat",
        en="web leads that became customers / web leads, by the lead's creation",
    ),
    reading=Text(
        id="Dari {n} prospek situs, {customers} menjadi pelanggan: {value} (rentang 95%: {interval}).",
        en="Of {n} web {n|lead|leads}, {customers} became {customers|a customer|customers}: {value} (95% interval: {interval}).",
    ),
    caveats=(LAG, PEOPLE),
    basis="created",
    needs=CUSTOMER_NEEDS,
    measures=OF_CRM,
    estimate=Proportion("customers", of=("crm_leads",)),
    derive=with_lag,
    within=(),
    shows=(SHOWN_CUSTOMERS, SHOWN_LEADS, SHOWN_LAG),
    notes=(LAG_TOLD, TWO_COUNTS, YOUNG),
    example=Example(
        tables=TWO_DAYS,
        as_of="2025-05-01",
        answer={"value": 5 / 20, "n": 20, "customers": 5},
        worked=Text(id="5 dari 20 prospek menjadi pelanggan: 25%.", en="5 of 20 leads became customers: 25%."),
    ),
)

visitor_to_lead = KPI(
    name="visitor_to_lead",
    title=Text(id="Konversi pengunjung menjadi prospek", en="Visitor-to-lead conversion"),
    question=Text(
        id="Berapa bagian pengunjung yang menjadi prospek?",
        en="What share of visitors become leads?",
    ),
    formula=Text(
        id="prospek / pengunjung (kunjungan bila pengunjung unik tidak diketahui), menurut tanggal kunjungan",
        en="leads / visitors (sessions where unique visitors are not known), by day of visit",
    ),
    reading=Text(
        id="Dari {n} pengunjung, {leads} menjadi prospek: {value} (rentang 95%: {interval}).",
        en="Of {n} {n|visitor|visitors}, {leads} became {leads|a lead|leads}: {value} (95% interval: {interval}).",
    ),
    caveats=(RETURNING, NO_BOTS, PEOPLE),
    unit="percent",
    better="higher",
    basis="events",
    needs=(
        {"visits": ("date", "sessions", "leads")},
        {"visits": ("date", "sessions", "channel"), "leads": ("created_at", "channel")},
    ),
    measures=(
        Measure("visitors", "visits", "at", value="visitors"),
        Measure("leads", "visits", "at", value="leads"),
        Measure("by_session", "visits", "at", value="by_session"),
        *(GAPS, UNTRACKED, SPARSE, EXCESS),
    ),
    estimate=Chain("leads", of="visitors", day="day", also=("by_session", "excess", *BESIDE)),
    derive=with_excess,
    within=("day",),
    by=("channel", "campaign"),
    views=(("ranking", "channel"), ("trend", "month")),
    shows=(
        Shown("leads", Text(id="Prospek", en="Leads")),
        SHOWN_VISITORS,
        Shown("excess", Text(id="Hari dengan prospek melebihi pengunjung", en="Days with more leads than visitors")),
        *DAYS_DIFFER,
    ),
    notes=(
        Note(
            Text(
                id="Hari dengan prospek lebih banyak daripada pengunjung, dihitung per kanal: {excess}. Di sana keduanya tidak dihitung dengan cara yang sama, jadi angkanya terlalu tinggi.",
                en="Days on which a channel has more leads than visitors: {excess}. There the two are not counted alike, so the number is too high.",
            ),
            when=lambda row: (row.get("excess") or 0) > 0,
        ),
        Note(
            Text(
                id="Ada lebih banyak prospek daripada pengunjung: periksa pelacakan situs.",
                en="There are more leads than visitors: check the tracking of the site.",
            ),
            when=lambda row: row["leads"] > row["visitors"],
        ),
        *BY_SESSION,
        *TRACKING,
    ),
    example=Example(
        tables={
            "visits": (
                {"date": "2025-03-01", "channel": "search", "sessions": 600, "leads": 15},
                {"date": "2025-03-02", "channel": "search", "sessions": 400, "leads": 5},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.02, "n": 1_000, "leads": 20, "phi": 9 / 11.76 + 9 / 7.84},
        worked=Text(id="20 prospek / 1.000 kunjungan = 2%.", en="20 leads / 1,000 sessions = 2%."),
    ),
    studies=(PER_SESSION, CUSTOMERS, LEAD_TO_CUSTOMER),
)
