"""The overview's table of reps: shown where there are any."""

from __future__ import annotations

from small_sales import loaded

import salestoolkit as st


def test_a_source_without_reps_has_no_table_of_reps() -> None:
    deals = [{"deal_id": str(i), "status": "won", "closed_at": "2025-03-04", "amount": 100.0} for i in range(3)]

    board = st.scoreboard(loaded("2025-05-01", deals=deals), ["monthly_sales", "win_rate"])

    assert (board.html, board.text) == ("", "")


def test_what_no_rep_has_is_no_column_of_dashes() -> None:
    """Cost that belongs to nobody made a column of dashes, and a note on it stood where no cost is known at all."""
    deals = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won", "closed_at": "2025-03-04", "amount": 100.0}
        for rep in "AB"
        for i in range(6)
    ]
    costs = [{"date_from": "2025-01-01", "date_to": "2025-03-31", "category": "salary", "amount": 100.0}]
    kpis = ["monthly_sales", "sales_to_cost"]

    plain = st.scoreboard(loaded("2025-05-01", deals=deals), kpis)
    shared = st.scoreboard(loaded("2025-05-01", deals=deals, costs=costs), kpis)
    own = st.scoreboard(loaded("2025-05-01", deals=deals, costs=[costs[0] | {"rep_id": "A"}]), kpis)

    assert plain.html == shared.html
    assert "–</td>" not in shared.html
    assert own.html != shared.html
    assert own.html.count("–</td>") == 1
