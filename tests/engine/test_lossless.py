"""A rep who closes no loss while others do, and lets deals lie: nowhere praised for it, and told why."""

from __future__ import annotations

import pytest
from small_sales import deal, loaded

import salestoolkit as st


def company(stalled: bool, wins: int = 20, share: float = 0.3) -> st.SalesData:
    """Two reps who win a share of twenty deals; Dewi wins all she closes and has ten open, old or new."""
    deals = [
        deal(f"{rep}{i}", "won" if i < 20 * share else "lost", "2025-01-01", f"2025-02-{i + 1:02}", rep_id=rep)
        for rep in ("agus", "budi")
        for i in range(20)
    ]
    deals += [deal(f"w{i}", "won", "2025-01-01", f"2025-02-{i + 1:02}", rep_id="dewi") for i in range(wins)]
    began = "2025-01-02" if stalled else "2025-05-30"
    deals += [deal(f"o{i}", "open", began, rep_id="dewi") for i in range(10)]
    return loaded("2025-06-01", deals=[{**row, "amount": 100} for row in deals])


def test_who_closes_no_loss_and_lets_deals_lie_is_not_comparable() -> None:
    sales = company(stalled=True)

    rows = st.compute("win_rate", sales, by="rep").frame.set_index("rep_id")
    velocity = st.compute("sales_velocity", sales, by="rep").frame.set_index("rep_id")
    alone = st.compute("win_rate", sales, where={"rep": "dewi"}).frame.iloc[0]

    assert rows.at["dewi", "reason"] == velocity.at["dewi", "reason"] == alone["reason"] == "no_losses"
    assert rows["value"].notna().to_dict() == {"agus": True, "budi": True, "dewi": False}
    assert (rows.at["dewi", "won"], rows.at["dewi", "lost"]) == (20, 0)
    assert alone["value"] != alone["value"]


def test_who_is_not_comparable_is_named_and_neither_ranked_nor_judged() -> None:
    sales = company(stalled=True)

    people, progress = st.people(sales), st.progress(sales)

    assert people.frame.set_index("rep_id")["tier"].to_dict() == {
        "agus": "within",
        "budi": "within",
        "dewi": "no_losses",
    }
    assert progress.frame.set_index("rep_id").at["dewi", "course"] == "no_losses"
    for passage in (people, progress):
        assert "Not comparable, so not ranked: dewi." in " ".join(passage.said)
    assert "best with a chance" not in " ".join(people.said)
    found = st.findings(sales).frame
    assert found.empty or not ((found["who_id"] == "dewi") & (found["kpi"] == "win_rate")).any()


@pytest.mark.parametrize(
    "sales", [company(stalled=False), company(stalled=True, wins=12, share=0.9), company(stalled=True, wins=6)]
)
def test_who_may_have_lost_nothing_is_judged_as_the_others(sales: st.SalesData) -> None:
    # nothing lies still; or at the others' 90 % twelve wins in a row are no wonder; or there are too few to say
    assert st.compute("win_rate", sales, by="rep").frame.set_index("rep_id").at["dewi", "value"] == 1
