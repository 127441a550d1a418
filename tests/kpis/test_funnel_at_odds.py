"""Where the stage history and the table of deals disagree, it is said, and no funnel takes those deals for known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from funnels import LOST_AT_OFFER, STAGES, THROUGH, journeys, many

import salestoolkit as st
from salestoolkit.results.overview import cover

LADDER = pd.DataFrame([*STAGES, {"stage": "lost", "position": 4, "kind": "lost"}])


def tables(behind: Sequence[str] = (), dropped: Sequence[str] = ()) -> dict[str, pd.DataFrame]:
    """60 won, 40 lost; the deals ``behind`` are still open in the table of deals, those ``dropped`` are not in it."""
    paths = many((60, THROUGH), (40, LOST_AT_OFFER))
    made = journeys(paths)
    ends = [{"entity": "deal", "entity_id": f"b{i}", "stage": "lost", "entered_at": "2026-01-10"} for i in range(40)]
    history = pd.concat([made["stage_history"], pd.DataFrame(ends)])
    deals = made["deals"][~made["deals"]["deal_id"].isin(dropped)]
    late = deals["deal_id"].isin(behind)
    deals = deals.assign(status=deals["status"].mask(late, "open"), closed_at=deals["closed_at"].mask(late, None))
    return {"deals": deals, "stages": LADDER, "stage_history": history}


def loaded(behind: Sequence[str] = (), dropped: Sequence[str] = (), lang: str = "en") -> st.SalesData:
    return st.load(tables(behind, dropped), as_of="2026-06-30T00:00", lang=lang, timezone="UTC")


def codes(sales: st.SalesData) -> set[str]:
    return {note.code for note in sales.intake.remarks} & {"closed_in_history", "history_alone", "open_in_history"}


def test_deals_that_are_closed_in_the_history_alone_are_counted_at_the_door_and_on_the_page() -> None:
    sales = loaded(behind=["a0", "a1", "b0"])

    said = (
        "3 of 100 deals are open in deals, while the stage history has them closed: 2 won, 1 lost (such as 'a0'). "
        "Correct the status in the mapping or the export."
    )
    assert said in sales.intake.notes
    assert said in cover(sales).text
    assert codes(loaded()) == set()


def test_deals_that_the_history_has_taken_up_again_are_counted_at_the_door_and_on_the_page() -> None:
    made = tables()
    first = str(made["stages"].sort_values("position")["stage"].iloc[0])
    back = [
        {"entity": "deal", "entity_id": f"b{i}", "stage": first, "entered_at": day}
        for i, day in enumerate(("2026-04-20", "2026-04-21", "2026-08-20"))  # the last after as_of
    ]
    made["stage_history"] = pd.concat([made["stage_history"], pd.DataFrame(back)])
    sales = st.load(made, as_of="2026-06-30T00:00", lang="en", timezone="UTC")

    said = "2 of 100 deals are closed in deals, while the stage history has them back in an open stage later (such as"
    assert any(note.startswith(said) for note in sales.intake.notes)
    assert said in cover(sales).text
    assert st.compute("win_rate", sales).frame.iloc[0]["lost"] == 40


def test_deals_that_only_the_history_has_are_counted_at_the_door_and_on_the_page() -> None:
    sales = loaded(dropped=[f"b{i}" for i in range(12)])

    said = (
        "12 deals of the stage history (such as 'b0') are not in deals, and count in no number. "
        "Feed deals with every deal, the open ones too."
    )
    assert said in sales.intake.notes
    assert said in cover(sales).text


def test_a_few_at_odds_are_neither_in_progress_nor_leaked_and_the_sentence_says_so() -> None:
    result = st.compute("funnel_leakage", loaded(behind=["a0", "a1", "b0"]))
    row = result.frame.iloc[0]

    assert (row["entered"], row["in_progress"], row["at_odds"]) == (97, 0, 3)
    assert row["value"] == pytest.approx(39 / 97)
    assert result.read().startswith("Of 97 deals in the funnel whose state is known, 40.2% leak")
    assert result.read().endswith("open by their status and closed by their stage history: 3 deals.")


def test_many_at_odds_would_bias_the_rest_so_there_is_no_number() -> None:
    # all that were closed are behind: of those that are left nothing has leaked yet
    sales = loaded(behind=[f"b{i}" for i in range(40)])
    row = st.compute("funnel_leakage", sales).frame.iloc[0]

    assert (row["reason"], row["at_odds"]) == ("at_odds", 40)
    assert pd.isna(row["value"])
    by_stage = st.compute("funnel_leakage", sales, by="stage").frame
    assert by_stage["value"].isna().all()
    assert by_stage["at_odds"].sum() == 40


def test_if_all_are_at_odds_nothing_is_told_as_known() -> None:
    result = st.compute("funnel_leakage", loaded([f"a{i}" for i in range(60)] + [f"b{i}" for i in range(40)]))

    assert pd.isna(result.frame["value"].iloc[0])
    assert result.read().endswith("closed by their stage history: 100 deals.")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_those_of_the_history_alone_are_said_to_be_unknown(lang: str) -> None:
    result = st.compute("funnel_leakage", loaded(dropped=[f"b{i}" for i in range(12)], lang=lang))
    row = result.frame.iloc[0]

    assert (row["entered"], row["unlisted"], row["value"]) == (88, 12, pytest.approx(28 / 88))
    assert {"en": "their outcome is not known: 12 deals.", "id": "hasilnya tidak diketahui: 12 deal."}[lang] in (
        result.read()
    )


def test_a_status_that_is_newer_than_its_history_and_a_deal_that_went_back_are_at_odds_with_nothing() -> None:
    made = tables()
    reopened = pd.DataFrame(
        [{"entity": "deal", "entity_id": "b0", "stage": "talks", "entered_at": "2026-02-01"}],
    )
    deals = made["deals"].assign(
        status=made["deals"]["status"].mask(made["deals"]["deal_id"] == "b0", "open"),
        closed_at=made["deals"]["closed_at"].mask(made["deals"]["deal_id"] == "b0", None),
    )
    history = pd.concat([made["stage_history"], reopened])
    sales = st.load(made | {"deals": deals, "stage_history": history}, as_of="2026-06-30T00:00", timezone="UTC")
    assert codes(sales) == set()
    # on a day before it was closed, a deal is open by both
    early = st.load(tables(behind=["b0"]), as_of="2026-01-09T00:00", timezone="UTC")
    assert codes(early) == set()


def test_a_rep_s_own_rows_tell_of_their_own_deals_alone() -> None:
    from salestoolkit.data.alone import alone

    made = tables(behind=["a0", "a1", "b0"], dropped=["b1"])
    owned = made["deals"].assign(rep_id=["R1" if deal.startswith("a") else "R2" for deal in made["deals"]["deal_id"]])
    sales = st.load(made | {"deals": owned}, as_of="2026-06-30T00:00", lang="en", timezone="UTC")
    row = st.compute("funnel_leakage", alone(sales, "R1")).frame.iloc[0]

    assert (row["at_odds"], row["unlisted"]) == (2, 0)
    by_rep = st.compute("funnel_leakage", sales, by="rep").frame
    assert by_rep.dropna(subset="rep_id").set_index("rep_id")["at_odds"].to_dict() == {"R1": 2, "R2": 1}
