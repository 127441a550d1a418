"""The overview's table of reps: shown where there are any."""

from __future__ import annotations

from small_sales import loaded

import salestoolkit as st


def test_a_source_without_reps_has_no_table_of_reps() -> None:
    deals = [{"deal_id": str(i), "status": "won", "closed_at": "2025-03-04", "amount": 100.0} for i in range(3)]

    board = st.scoreboard(loaded("2025-05-01", deals=deals), ["monthly_sales", "win_rate"])

    assert (board.html, board.text) == ("", "")
