"""Which leads wait for an answer, what is one, and what becomes of merged leads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inbound_leads import CAME, DAY, HOUR, KPI_, MINUTE, Rows, after, leads, load, rows_of, whole

import salestoolkit as st


class TestWhatIsAnAnswer:
    def answered(self, *activities: dict[str, Any], **tables: Rows) -> float:
        """Minutes to the answer of one lead with these activities; NaN without any."""
        logged = [{"lead_id": "1", "rep_id": "R1"} | activity for activity in activities]
        sales = load(leads=[{"lead_id": "1", "created_at": CAME}], activities=logged, **tables)
        row = rows_of(sales).iloc[0]
        return row["response_s"] / MINUTE if row["answered"] else np.nan

    @pytest.mark.parametrize(
        "no_answer",
        [
            {"kind": "system", "direction": "outbound"},
            {"kind": "note"},
            {"kind": "call", "direction": "inbound"},
            {"kind": "chat", "direction": "inbound"},
            {"kind": "email", "direction": "outbound", "rep_id": "BOT"},
        ],
    )
    def test_a_machine_a_note_or_the_customer_is_no_answer(self, no_answer: dict[str, Any]) -> None:
        reps = [{"rep_id": "BOT", "name": "Autoresponder", "is_system": "true"}]
        early = {"at": after(1)} | no_answer

        assert np.isnan(self.answered(early, reps=reps))
        assert self.answered(early, {"kind": "call", "direction": "outbound", "at": after(45)}, reps=reps) == 45

    @pytest.mark.parametrize("kind", ["call", "email", "chat", "meeting"])
    def test_a_human_contact_is_the_first_of_them(self, kind: str) -> None:
        assert self.answered({"kind": kind, "at": after(90)}, {"kind": kind, "at": after(30)}) == 30

    def test_a_conversion_without_a_logged_contact_is_the_answer_and_said_to_be(self) -> None:
        sales = load(
            leads=[*leads(10, 20, 30, 40), *({"lead_id": "c", "created_at": CAME, "converted_at": after(50)},)]
        )
        result = st.compute(KPI_, sales)

        assert result.frame.iloc[0]["answered"] == 5
        assert "converted without a logged contact (the time of conversion is used): 1" in result.definition.text

    def test_a_conversion_known_by_the_day_makes_no_wait_shorter(self) -> None:
        late = {"lead_id": "c", "created_at": CAME, "converted_at": CAME[:10]}
        row = rows_of(load(leads=[*leads(10), late])).iloc[1]

        assert (row["earlier"], row["impossible"]) == (0, 0)
        assert row["response_s"] == 15 * HOUR  # the end of that day

    def test_what_happens_after_as_of_is_not_known_yet(self) -> None:
        row = rows_of(load(as_of=after(60), leads=leads(90))).iloc[0]

        assert (row["outcome"], row["response_s"]) == (0, HOUR)


class TestWhoCounts:
    def test_only_inbound_leads_wait_and_the_others_are_counted_and_named(self) -> None:
        kinds = ["outbound", "spam", "test", "duplicate", "spam"]
        others = [{"lead_id": f"x{i}", "created_at": CAME, "kind": kind} for i, kind in enumerate(kinds)]
        inbound = [row | {"kind": "inbound"} for row in leads(10, 20, 30)]
        unstated = [row | {"lead_id": f"n{row['lead_id']}"} for row in leads(40, 50)]
        rows = [*inbound, *unstated, *others]
        result = st.compute(KPI_, load(leads=rows))
        row = result.frame.iloc[0]

        assert (row["n"], row["answered"], row["value"]) == (5, 5, 30 * MINUTE)
        assert (row["outbound"], row["spam"], row["test"], row["duplicate"]) == (1, 2, 1, 1)
        assert "1 outbound, 2 spam, 1 test, 1 duplicate." in result.definition.text

    @pytest.mark.parametrize(
        ("seconds", "earlier", "wait"), [(-1, 0, 0), (-60, 0, 0), (-61, 1, 0), (-DAY, 1, 0), (0, 0, 0), (59, 0, 59)]
    )
    def test_a_minute_is_clock_skew_and_more_an_earlier_conversation(
        self, seconds: int, earlier: int, wait: int
    ) -> None:
        row = rows_of(load(leads=leads(seconds / 60))).iloc[0]

        assert (row["earlier"], row["measured"], row["response_s"]) == (earlier, 1 - earlier, wait)

    def test_earlier_conversations_are_left_out_and_counted(self) -> None:
        result = st.compute(KPI_, load(leads=leads(10, 20, 30, 40, 50, -30, -9_000)))

        assert (result.frame.iloc[0]["n"], result.frame.iloc[0]["earlier_contact"]) == (5, 2)
        assert "contacted before they were recorded, left out: 2" in result.definition.text

    def test_an_end_before_the_beginning_is_set_apart_and_counted(self) -> None:
        rows = [
            {"lead_id": "a", "created_at": CAME, "disqualified_at": after(-90)},
            {"lead_id": "b", "created_at": CAME, "converted_at": after(-90)},
            {"lead_id": "c", "created_at": CAME, "disqualified_at": after(-1)},
        ]
        row = whole("lead_response_time", load(leads=[*leads(10, 20, 30, 40, 50), *rows]))

        assert (row["n"], row["impossible"], row["earlier_contact"]) == (6, 2, 0)

    def test_a_lead_that_was_given_up_is_seen_until_then(self) -> None:
        given_up = {"lead_id": "x", "created_at": CAME, "disqualified_at": after(100)}
        row = rows_of(load(leads=[*leads(10), given_up])).iloc[1]

        assert (row["outcome"], row["response_s"]) == (2, 100 * MINUTE)


class TestMergedLeads:
    def test_the_survivor_has_the_earliest_creation_and_the_earliest_answer_of_a_chain(self) -> None:
        rows = [
            {"lead_id": "a", "created_at": CAME, "merged_into": "b"},
            {"lead_id": "b", "created_at": after(60), "merged_into": "c", "first_response_at": after(70)},
            {"lead_id": "c", "created_at": after(120), "first_response_at": after(130), "source": "web"},
        ]
        (row,) = rows_of(load(leads=rows)).to_dict("records")

        assert (row["lead_id"], row["source"], row["absorbed"]) == ("c", "web", 2)
        assert (row["created_at"], row["response_s"]) == (pd.Timestamp(CAME), 70 * MINUTE)

    def test_a_contact_logged_with_an_absorbed_lead_answers_the_survivor(self) -> None:
        rows = [
            {"lead_id": "a", "created_at": CAME, "merged_into": "b"},
            {"lead_id": "b", "created_at": after(60)},
        ]
        calls = [{"lead_id": "a", "kind": "call", "at": after(30)}]
        (row,) = rows_of(load(leads=rows, activities=calls)).to_dict("records")

        assert (row["answered"], row["response_s"], row["called"]) == (1, 30 * MINUTE, 1)

    def test_absorbed_leads_leave_the_denominator_and_are_counted(self) -> None:
        twice = [{"lead_id": f"d{i}", "created_at": after(5), "merged_into": str(i)} for i in range(3)]
        result = st.compute(KPI_, load(leads=[*leads(10, 20, 30, 40, 50), *twice]))

        assert (result.frame.iloc[0]["n"], result.frame.iloc[0]["merged"]) == (5, 3)
        assert "merged into another and counted as one with it: 3" in result.definition.text

    @pytest.mark.parametrize(
        ("merges", "standing"),
        [
            ({"a": "b", "b": "a"}, ["a"]),
            ({"a": "a"}, ["a", "b"]),
            ({"a": "nobody"}, ["a", "b"]),
            ({"a": "b", "b": "c", "c": "b"}, ["b"]),
        ],
    )
    def test_circles_and_merges_into_nothing_lose_nobody(self, merges: dict[str, str], standing: list[str]) -> None:
        ids = sorted({"a", "b", *merges})
        rows = [{"lead_id": i, "created_at": CAME, "merged_into": merges.get(i)} for i in ids]

        assert rows_of(load(leads=rows))["lead_id"].tolist() == standing

    @settings(max_examples=15, deadline=None)
    @given(some.lists(some.one_of(some.none(), some.integers(0, 9)), min_size=10, max_size=10))
    def test_every_lead_stands_or_is_absorbed_once(self, goals: list[int | None]) -> None:
        rows = [
            {"lead_id": str(i), "created_at": after(i), "merged_into": None if goal is None else str(goal)}
            for i, goal in enumerate(goals)
        ]
        standing = rows_of(load(leads=rows))

        assert len(standing) + standing["absorbed"].sum() == 10
        assert len(standing) == _components(goals)


def _components(goals: list[int | None]) -> int:
    """Groups of leads that merges hang together, by the union of sets."""
    group = list(range(len(goals)))
    for i, goal in enumerate(goals):
        if goal is not None:
            group = [group[goal] if g == group[i] else g for g in group]
    return len(set(group))
