"""The win rate with an exact interval, which is never too narrow."""

from salestoolkit.kpi import ExactProportion, Example, Study, Text

EXACT = Study(
    "exact",
    title=Text(id="Win rate, rentang eksak", en="Win rate, exact interval"),
    question=Text(
        id="Berapa win rate, dengan rentang yang tidak pernah terlalu sempit?",
        en="What is the win rate, with an interval that is never too narrow?",
    ),
    formula=Text(
        id="berhasil / (berhasil + gagal), menurut tanggal penutupan; rentang Clopper-Pearson",
        en="won / (won + lost), by close date; Clopper-Pearson interval",
    ),
    reading=Text(
        id="Dari {n} deal yang ditutup, {won} berhasil: {value} (rentang eksak 95%: {interval}).",
        en="Of {n} closed {n|deal|deals}, {won} {won|was|were} won: {value} (exact 95% interval: {interval}).",
    ),
    estimate=ExactProportion("won", of=("won", "lost")),
    example=Example(
        tables={
            "deals": tuple(
                {"deal_id": str(i), "status": "won" if i < 3 else "lost", "closed_at": "2025-03-04"} for i in range(5)
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.6, "n": 5, "lo": 0.1466, "hi": 0.9473},
        worked=Text(
            id="3 dari 5. Bila peluang berhasilnya 14,7%, tiga atau lebih berhasil hanya terjadi dalam 2,5% kasus; bila 94,7%, tiga atau kurang juga 2,5%.",
            en="3 of 5. At a chance of 14.7% three or more are won in only 2.5% of cases; at 94.7% three or fewer in 2.5%.",
        ),
    ),
)
