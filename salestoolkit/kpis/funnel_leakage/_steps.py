"""What is counted and shown of the steps from stage to stage."""

from salestoolkit.kpi import Measure, Note, Shown, Text, col

HISTORY = {
    "stage_history": ("entity_id", "stage", "entered_at"),
    "stages": ("stage", "position"),
    "deals": ("status",),
}

RIPE = col("ripe") == 1
ENTERED = Measure("entered", "stage_steps", "entered_at", where=RIPE)
MOVED_ON = Measure("moved_on", "stage_steps", "entered_at", value="moved_on", where=RIPE)
YOUNG = Measure("young", "stage_steps", "entered_at", where=col("ripe") == 0)

LEFT_OUT = Note(
    Text(
        id="Tidak dihitung karena masuk ke tahapnya belum cukup lama (kurang dari waktu yang dibutuhkan 9 dari 10 deal yang lanjut): {young} kali masuk.",
        en="Left out because they entered their stage too recently (less than 9 in 10 of those that moved on took): {young} {young|entry|entries}.",
    ),
    when=lambda row: row.get("young", 0) > 0,
)

SHOWN_ENTERED = Shown("entered", Text(id="Masuk", en="Entered"))
SHOWN_MOVED = Shown("moved_on", Text(id="Lanjut", en="Moved on"))
SHOWN_YOUNG = Shown("young", Text(id="Belum dinilai", en="Too recent"))
