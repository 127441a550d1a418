"""Visitor-to-lead conversion: leads among the visitors of a channel, by day of visit."""

from salestoolkit import KPI, Example, Measure, Note, Proportion, Shown, Text

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
        en="Of {n} visitors, {leads} became leads: {value} (95% interval: {interval}).",
    ),
    caveats=(
        Text(
            id="Kunjungan satu hari mirip satu sama lain: rentang sebenarnya lebih lebar daripada yang ditunjukkan.",
            en="Visits of one day are alike: the true interval is wider than the one shown.",
        ),
        Text(
            id="Ini angka kanal dan tim, bukan angka perorangan.",
            en="This is a number for channels and the team, not for a person.",
        ),
    ),
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
    ),
    estimate=Proportion("leads", of=("visitors",)),
    by=("channel", "campaign"),
    views=(("ranking", "channel"), ("trend", "month")),
    shows=(
        Shown("leads", Text(id="Prospek", en="Leads")),
        Shown("visitors", Text(id="Pengunjung", en="Visitors")),
    ),
    notes=(
        Note(
            Text(
                id="Ada lebih banyak prospek daripada pengunjung: periksa pelacakan situs.",
                en="There are more leads than visitors: check the tracking of the site.",
            ),
            when=lambda row: row["leads"] > row["visitors"],
        ),
    ),
    example=Example(
        tables={
            "visits": (
                {"date": "2025-03-01", "channel": "search", "sessions": 600, "leads": 15},
                {"date": "2025-03-02", "channel": "search", "sessions": 400, "leads": 5},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.02, "n": 1_000, "leads": 20, "lo": 0.01298, "hi": 0.03070},
        worked=Text(id="20 prospek / 1.000 kunjungan = 2%.", en="20 leads / 1,000 sessions = 2%."),
    ),
)
