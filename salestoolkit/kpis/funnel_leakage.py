"""Funnel leakage: deals lost on their way through the stages, by the day they entered a stage."""

from salestoolkit import DEAL_SPLITS, KPI, Example, Measure, Note, ProductLimit, Shown, Text

funnel_leakage = KPI(
    name="funnel_leakage",
    title=Text(id="Kebocoran saluran penjualan", en="Funnel leakage"),
    question=Text(
        id="Di tahap mana kesepakatan bocor?",
        en="At which stage do deals leak away?",
    ),
    formula=Text(
        id="per tahap: gagal di tahap itu / (gagal di tahap itu + lanjut); keseluruhan: 1 - hasil kali bagian yang lanjut",
        en="per stage: lost there / (lost there + moved on); overall: 1 - product of the shares that moved on",
    ),
    reading=Text(
        id="Dari {entered} kesepakatan yang masuk saluran penjualan, {value} bocor sebelum berhasil (rentang 95%: {interval}); {in_progress} masih berjalan.",
        en="Of {entered} deals that entered the funnel, {value} leak before they are won (95% interval: {interval}); {in_progress} are still in progress.",
    ),
    caveats=(
        Text(
            id="Tahap dengan bagian terbesar belum tentu masalahnya: bandingkan dengan tim lain pada tahap yang sama.",
            en="The stage with the largest share is not necessarily the problem: compare with others at the same stage.",
        ),
        Text(
            id="Kesepakatan yang masih terbuka sedang berjalan, bukan bocor. Tahap yang dilewati dihitung tercapai.",
            en="Open deals are in progress, not leaked. A stage that was skipped counts as reached.",
        ),
    ),
    unit="percent",
    better="lower",
    basis="events",
    needs=(
        {
            "stage_history": ("entity_id", "stage", "entered_at"),
            "stages": ("stage", "position"),
            "deals": ("status",),
        },
    ),
    measures=(
        Measure("entered", "stage_steps", "entered_at"),
        Measure("moved_on", "stage_steps", "entered_at", value="moved_on"),
        Measure("leaked", "stage_steps", "entered_at", value="leaked"),
        Measure("in_progress", "stage_steps", "entered_at", value="in_progress"),
    ),
    estimate=ProductLimit(
        "stage", "position", entered="entered", passed="moved_on", lost="leaked", waiting="in_progress"
    ),
    within=("stage", "position"),
    by=("stage", *DEAL_SPLITS),
    views=(("steps", "stage"), ("ranking", "team"), ("ranking", "rep"), ("trend", "quarter")),
    shows=(
        Shown("entered", Text(id="Masuk", en="Entered")),
        Shown("moved_on", Text(id="Lanjut", en="Moved on")),
        Shown("leaked", Text(id="Bocor", en="Leaked")),
        Shown("in_progress", Text(id="Masih berjalan", en="In progress")),
    ),
    notes=(
        Note(
            Text(
                id="Masih berjalan dan tidak dihitung sebagai bocor: {in_progress} kesepakatan.",
                en="Deals still in progress, not counted as leaked: {in_progress}.",
            ),
            when=lambda row: row.get("in_progress", 0) > 0,
        ),
    ),
    example=Example(
        tables={
            "stages": (
                {"stage": "Prospek", "position": 1, "kind": "open"},
                {"stage": "Penawaran", "position": 2, "kind": "open"},
                {"stage": "Berhasil", "position": 3, "kind": "won"},
            ),
            "deals": tuple(
                {
                    "deal_id": str(i),
                    "status": status,
                    "created_at": "2025-03-01",
                    **({"closed_at": "2025-03-20"} if status != "open" else {}),
                }
                for i, status in enumerate(("won", "won", "lost", "lost", "lost", "open"))
            ),
            "stage_history": (
                *(
                    {"entity": "deal", "entity_id": str(i), "stage": "Prospek", "entered_at": "2025-03-01"}
                    for i in range(6)
                ),
                *(
                    {"entity": "deal", "entity_id": str(i), "stage": "Penawaran", "entered_at": "2025-03-05"}
                    for i in (0, 1, 2, 5)
                ),
            ),
        },
        as_of="2025-05-01",
        answer={"value": 5 / 9, "n": 5, "entered": 6, "leaked": 3, "in_progress": 1, "moved_on": 2},
        worked=Text(
            id="Prospek: 4 dari 6 lanjut. Penawaran: 2 berhasil, 1 gagal, 1 masih berjalan: 2 dari 3. 1 - 4/6 x 2/3 = 55,6%.",
            en="Prospek: 4 of 6 move on. Penawaran: 2 won, 1 lost, 1 in progress: 2 of 3. 1 - 4/6 x 2/3 = 55.6%.",
        ),
    ),
)
