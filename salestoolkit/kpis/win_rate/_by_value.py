"""The win rate by value: what share of the amounts was won."""

from salestoolkit.kpi import UNDATED, Example, Measure, Note, Shown, Study, Text, WeightedShare
from salestoolkit.kpis.win_rate._deals import IS_LOST, IS_WON, VALUED

BY_VALUE = Study(
    "by_value",
    title=Text(id="Win rate menurut nilai", en="Win rate by value"),
    question=Text(
        id="Dari nilai deal yang sudah ditutup, berapa bagian yang berhasil?",
        en="Of the value of the deals that were closed, what share was won?",
    ),
    formula=Text(
        id="nilai yang berhasil / (nilai yang berhasil + nilai yang gagal), menurut tanggal penutupan; hanya nilai di atas nol",
        en="value won / (value won + value lost), by close date; only amounts above zero",
    ),
    reading=Text(
        id="Dari nilai {n} deal yang ditutup, {value} berhasil (rentang 95%: {interval}): {value_won} berhasil, {value_lost} gagal.",
        en="Of the value of {n} closed {n|deal|deals}, {value} was won (95% interval: {interval}): {value_won} won, {value_lost} lost.",
    ),
    caveats=(
        Text(
            id="Bukan win rate biasa: bila lebih rendah daripada itu, deal besar lebih sering gagal daripada deal kecil.",
            en="Not the win rate: where it is lower than that, large deals are lost more often than small ones.",
        ),
        Text(
            id="Nilai deal yang gagal adalah perkiraan yang tidak pernah diuji.",
            en="The amount of a lost deal is an estimate that was never put to the test.",
        ),
    ),
    needs=({"deals": ("status", "closed_at", "amount")},),
    measures=(
        Measure("value_won", "deals", "closed_at", value="amount", where=IS_WON & VALUED),
        Measure("value_lost", "deals", "closed_at", value="amount", where=IS_LOST & VALUED),
        Measure("won_squares", "deals", "closed_at", value="amount_squared", where=IS_WON & VALUED),
        Measure("lost_squares", "deals", "closed_at", value="amount_squared", where=IS_LOST & VALUED),
        Measure("deals", "deals", "closed_at", where=(IS_WON | IS_LOST) & VALUED),
        Measure("without_amount", "deals", "closed_at", where=(IS_WON | IS_LOST) & ~VALUED.fill_null(False)),
        *UNDATED,
        *(
            Measure(f"undated_value_{name}", "deals", "closed_at", "amount", where & VALUED, since="created_at")
            for name, where in (("won", IS_WON), ("lost", IS_LOST))
        ),
    ),
    estimate=WeightedShare("value_won", "value_lost", "won_squares", "lost_squares", count="deals"),
    views=(("ranking", "product"),),
    shows=(
        Shown("value_won", Text(id="Nilai berhasil", en="Value won"), "money"),
        Shown("value_lost", Text(id="Nilai gagal", en="Value lost"), "money"),
    ),
    notes=(
        Note(
            Text(
                id="Ditutup tanpa nilai, tidak ikut dihitung: {without_amount} deal.",
                en="Deals closed without an amount, left out: {without_amount}.",
            ),
            when=lambda row: row.get("without_amount", 0) > 0,
        ),
    ),
    derive=lambda frame: frame.drop(columns=["won_squares", "lost_squares", "deals"]),
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04", "amount": 100},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-09", "amount": 100},
                {"deal_id": "3", "status": "won", "closed_at": "2025-04-01", "amount": 100},
                {"deal_id": "4", "status": "lost", "closed_at": "2025-04-02", "amount": 300},
                {"deal_id": "5", "status": "lost", "closed_at": "2025-04-20", "amount": 400},
                {"deal_id": "6", "status": "lost", "closed_at": "2025-04-20"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.3, "n": 5, "lo": 0.0542, "hi": 0.7623, "without_amount": 1},
        worked=Text(
            id="300 berhasil dan 700 gagal: 300 / 1.000 = 30%, padahal 3 dari 6 deal berhasil. "
            "Varians: (3 × 100² × 0,7² + (300² + 400²) × 0,3²) / 1.000² × 5/4 = 0,0465.",
            en="300 won and 700 lost: 300 / 1,000 = 30%, though 3 of 6 deals were won. "
            "Variance: (3 × 100² × 0.7² + (300² + 400²) × 0.3²) / 1,000² × 5/4 = 0.0465.",
        ),
    ),
)
