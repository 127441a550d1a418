"""Lead response time: who counts, what is an answer, on whose clock, and what dropping the unanswered would hide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from inbound_leads import CAME, HOUR, KPI_, MINUTE, after, leads, load, rows_of, whole
from small_sales import loaded

import salestoolkit as st
from salestoolkit import KPI
from salestoolkit.data.demo import TRUTHS
from salestoolkit.engine.calendar.days import is_free

STUDIES = [KPI_.study(study.name) for study in KPI_.studies]


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
class TestStudies:
    def example(self, study: KPI, turned: bool = False) -> st.SalesData:
        tables = {name: rows[::-1] if turned else rows for name, rows in study.example.tables.items()}
        return load(study.example.as_of, **tables)

    def test_the_example_gives_the_answer_worked_by_hand(self, study: KPI) -> None:
        row = whole(study.name, self.example(study))

        assert study.example.answer
        assert {name: row[name] for name in study.example.answer} == pytest.approx(dict(study.example.answer), rel=1e-3)

    def test_the_order_of_the_rows_does_not_matter(self, study: KPI) -> None:
        first, second = (st.compute(study, self.example(study, turned)).frame for turned in (False, True))

        pd.testing.assert_frame_equal(first, second)

    def test_every_text_fills_in(self, study: KPI) -> None:
        result = st.compute(study, self.example(study))

        for lang in st.languages():
            assert "{" not in result.read(lang) + result.to(lang).definition.text
            assert all(note.text.to(lang).format_map(_Any()) for note in study.notes)

    def test_nothing_is_no_data_and_few_are_counts_only(self, study: KPI) -> None:
        rows = leads(10, 20, owner_id="R1")
        few = whole(study.name, load(leads=rows))
        none = st.compute(study, load(leads=rows), start="2026-04-01").frame.iloc[0]

        assert (few["n"], few["reason"]) == (2, "too_few")
        assert (none["n"], none["reason"]) == (0, "no_data")
        for row in (few, none):
            assert np.isnan([row[name] for name in ("value", "lo", "hi")]).all()

    def test_it_can_be_asked_of_each_rep_and_month(self, study: KPI, demo_sales: st.SalesData) -> None:
        for split in ("rep", "month", "source"):
            result = st.compute(study, demo_sales, by=split)
            assert result.read("id")
            assert len(result.table) == len(result.frame)
            assert result.frame["n"].sum() == pytest.approx(result.whole.frame["n"].iloc[0])


class _Any(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key


class TestTheTarget:
    def test_it_is_the_teams_own_and_stands_in_the_words(self) -> None:
        sales = load(leads=leads(5, 10, 20, 50, 90, None), practice={"response_target_minutes": 15})
        row, said = whole("lead_response_time", sales), st.compute("lead_response_time.within_target", sales)

        assert row["within"] == said.frame.iloc[0]["value"] == pytest.approx(2 / 6)
        assert "within the target of 15 minutes" in said.read("en")
        assert "within the target of 15 minutes" in st.compute(KPI_, sales).read("en")
        assert "hour" not in said.kpi.title_in("en") + " ".join(st.compute(KPI_, sales).table.columns)

    def test_leads_not_seen_for_so_long_are_counted_in_as_still_waiting(self) -> None:
        young = {"lead_id": "y", "created_at": after(120 * 60 - 30)}
        sales = load(as_of=after(120 * 60), leads=[*leads(10, 50, 70, 80, None), young])
        result = st.compute("lead_response_time.within_target", sales)
        row = result.frame.iloc[0]

        # after 10 minutes 5 of 6 are left, of 4 then still seen one is answered after 50: 5/6 x 3/4
        assert row["value"] == pytest.approx(1 - 5 / 6 * 3 / 4)
        assert (row["n"], row["too_young"]) == (5, 1)
        assert "not for so long yet: 1" in result.definition.text

    def test_a_lead_given_up_without_an_answer_stays_unanswered(self) -> None:
        given_up = [{"lead_id": f"g{i}", "created_at": CAME, "disqualified_at": after(60)} for i in range(5)]
        row = whole("lead_response_time.unanswered_day", load(leads=[*leads(10, 20, 30, 40, 50), *given_up]))

        assert (row["value"], row["by_then"], row["n"]) == (0.5, 5, 10)


class TestTheOwnersClock:
    def spells(self, assignments: list[tuple[str, float]], answered: float | None, as_of: float = 1_000) -> Any:
        given = [{"lead_id": "0", "owner_id": owner, "assigned_at": after(at)} for owner, at in assignments]
        sales = load(
            as_of=after(as_of), leads=leads(answered, owner_id="Z"), **({"assignments": given} if given else {})
        )
        rows = rows_of(sales, "owner_spells").sort_values("turn").query("measured == 1")
        return list(zip(rows["rep_id"], rows["response_s"] / MINUTE, rows["outcome"], strict=True))

    def test_it_runs_from_the_assignment(self) -> None:
        assert self.spells([("A", 30)], 100) == [("A", 70, 1)]

    def test_a_lead_handed_on_is_censored_there_and_begins_anew(self) -> None:
        assert self.spells([("A", 30), ("B", 90)], 100) == [("A", 60, 0), ("B", 10, 1)]
        assert self.spells([("A", 30), ("B", 90)], None, as_of=200) == [("A", 60, 0), ("B", 110, 0)]

    def test_a_lead_already_answered_is_on_no_later_owners_clock(self) -> None:
        assert self.spells([("A", 30), ("B", 90)], 80) == [("A", 50, 1)]

    def test_an_answer_at_the_hand_over_is_the_new_owners(self) -> None:
        assert self.spells([("A", 30), ("B", 90)], 90) == [("A", 60, 0), ("B", 0, 1)]

    def test_given_again_to_the_same_owner_is_no_hand_over(self) -> None:
        assert self.spells([("A", 30), ("A", 60), ("B", 90), ("A", 95)], 100) == [
            ("A", 60, 0),
            ("B", 5, 0),
            ("A", 5, 1),
        ]

    def test_assigned_before_it_came_it_waits_from_its_creation(self) -> None:
        assert self.spells([("A", -500)], 40) == [("A", 40, 1)]
        assert self.spells([("A", -500), ("B", -400)], 40) == [("B", 40, 1)]

    def test_the_answer_that_led_to_the_assignment_is_no_wait(self) -> None:
        assert self.spells([("A", 30)], 29.5) == [("A", 0, 1)]
        assert self.spells([("A", 30)], 28) == []

    def test_without_assignments_the_lead_is_its_owners_from_the_beginning(self) -> None:
        assert self.spells([], 40) == [("Z", 40, 1)]

    def test_assignments_known_by_the_day_are_refused(self) -> None:
        given = [{"lead_id": str(i), "owner_id": "A", "assigned_at": "2026-03-02"} for i in range(5)]
        result = st.compute("lead_response_time.owner", load(leads=leads(10, 20, 30, 40, 50), assignments=given))

        assert "is in assignments.assigned_at. Export it with the time of day." in result.read("en")
        assert result.frame["value"].isna().all()


def test_dropping_unanswered_leads_makes_a_team_that_ignores_them_look_fast() -> None:
    # twelve leads got an answer within minutes, thirteen never did: a dashboard that takes "time to first response"
    # over the leads that have one says 10 minutes, and half were not answered at all
    rows = leads(*[5, 10, 15] * 4, *[None] * 13)
    theirs = np.median([5, 10, 15] * 4)
    row = whole("lead_response_time", load(leads=rows))

    assert theirs == 10
    assert np.isnan(row["value"])
    assert row["reason"] == "not_reached"
    assert row["p90"] == np.inf
    assert whole("lead_response_time.unanswered_week", load(leads=rows))["value"] == 13 / 25


def test_nine_in_ten_has_an_interval_too() -> None:
    row = whole("lead_response_time", load(leads=leads(*range(1, 101))))

    # after 90 minutes exactly one in ten is left: R takes the middle of the rest; the bounds are where the log-log
    # bounds of the curve fall below one in ten
    left, at = np.array([1 - i / 100 for i in range(1, 100)]), np.arange(1, 100)
    half = 1.96 * np.sqrt((1 - left) / left / 100) / -np.log(left)
    lo, hi = (at[np.argmax(bound < 0.1)] for bound in (left ** np.exp(half), left ** np.exp(-half)))
    assert (row["p90"], row["p90_lo"], row["p90_hi"]) == (90.5 * MINUTE, lo * MINUTE, hi * MINUTE)


def test_notes_bear_what_is_hidden_or_beyond_the_data() -> None:
    row = whole("lead_response_time", load(leads=leads(10, 20, 30, 40, 50))).to_dict()

    for hidden in (None, np.nan, np.inf):  # an extract for one rep says None for each
        told = [note.text.to("en") for note in KPI_.notes if note.when(row | {"p90": hidden, "p90_hi": hidden})]
        assert [text for text in told if "Nine in ten" in text] == []
    told = [note.text.to("en") for note in KPI_.notes if note.when(row | {"p90_hi": None})]
    assert told == ["Nine in ten were answered within {p90} (95% interval: at least {p90_lo})."]


def test_the_2011_article_is_cited_as_a_yardstick_with_its_limits_and_is_no_target() -> None:
    told = st.compute(KPI_, load(leads=leads(10, 20, 30, 40, 50))).definition.text

    for part in ("not a target", "2,241 US companies", "within 30 days only", "not an experiment", "2011"):
        assert part in told
    assert "bukan target" in st.compute(KPI_, load(leads=leads(10))).to("id").definition.text


def test_the_mean_of_the_2011_article_is_its_own_number_beside_the_median() -> None:
    # of 2,241 companies 829 within the hour, 359 within the day, 538 later, 515 never: a mean that leaves out those who
    # never answer cannot be told apart from one in which nobody fails to
    counts = [(0.5, 829), (12, 359), (100, 538), (None, 515)]
    rows = leads(*[None if hours is None else 60 * hours for hours, count in counts for _ in range(count)])
    mean, median = (
        whole(name, load(leads=rows)) for name in ("lead_response_time.responders_mean", "lead_response_time")
    )

    assert mean["value"] / HOUR == pytest.approx((0.5 * 829 + 12 * 359 + 100 * 538) / 1_726)
    assert (mean["n"], mean["left_out"]) == (1_726, 515)
    assert median["value"] == 12 * HOUR


@pytest.fixture(scope="module")
def waits(demo_sales: st.SalesData) -> pd.DataFrame:
    """The demo company's leads with the zone of their owner's office, and when their wait ended or was last seen."""
    tables = {name: demo_sales.connection.table(name).to_arrow_table().to_pandas() for name in ("leads", "reps")}
    rows = tables["leads"].merge(tables["reps"], left_on="owner_id", right_on="rep_id")
    names = ("created_at", "first_response_at", "disqualified_at")
    times = {name: pd.to_datetime(rows[name], utc=True) for name in names}
    until = times["disqualified_at"].fillna(pd.Timestamp(demo_sales.as_of))
    return rows.assign(**times, ended=times["first_response_at"].fillna(until))


class TestTheDemoCompany:
    @pytest.mark.parametrize("study", ["", ".owner", ".working_hours", ".within_target", ".responders_mean"])
    def test_the_two_slow_reps_are_slow_and_nobody_else_is(self, study: str, demo_sales: st.SalesData) -> None:
        assert TRUTHS.slow is not None
        result = st.compute(f"lead_response_time{study}", demo_sales, by="rep")
        frame, whole = result.frame.set_index("rep_id"), result.whole.frame.iloc[0]
        apart = frame["hi"] < whole["lo"] if result.kpi.better == "higher" else frame["lo"] > whole["hi"]

        assert set(frame.index[apart]) == set(TRUTHS.slow.reps)

    def test_the_slow_leave_no_more_leads_unanswered(self, demo_sales: st.SalesData) -> None:
        assert TRUTHS.slow is not None
        result = st.compute("lead_response_time.unanswered_week", demo_sales, by="rep")
        frame, whole = result.frame.set_index("rep_id"), result.whole.frame.iloc[0]["value"]

        for rep in TRUTHS.slow.reps:
            assert frame.loc[rep, "lo"] < whole < frame.loc[rep, "hi"]

    def test_unanswered_after_a_week_is_what_pandas_counts(self, waits: pd.DataFrame, demo_sales: st.SalesData) -> None:
        seen = waits[waits["created_at"] < pd.Timestamp(demo_sales.as_of) - pd.Timedelta(days=30)]
        late = ~((seen["first_response_at"] - seen["created_at"]) <= pd.Timedelta(days=7))
        frame = st.compute("lead_response_time.unanswered_week", demo_sales, by="rep", end="2025-12-02").frame

        got = frame.set_index("rep_id")["value"].dropna()

        assert got.to_dict() == pytest.approx(late.groupby(seen["owner_id"]).mean()[got.index].to_dict())

    def test_working_hours_are_those_of_each_offices_clock(self, waits: pd.DataFrame, demo_sales: st.SalesData) -> None:
        expected = pd.concat([_worked(rows, zone) for zone, rows in waits.groupby("timezone")]).sort_index()

        got = rows_of(demo_sales).set_index("lead_id")["working_s"]

        np.testing.assert_allclose(got[waits["lead_id"]], expected, atol=1)


def _worked(rows: pd.DataFrame, zone: str) -> pd.Series:
    """By numpy: the office's openings as corners of a line, interpolated."""
    days = pd.date_range("2022-12-30", "2026-01-02", tz=zone)
    days = days[(days.day_of_week < 5) & [not is_free(day.date(), "ID") for day in days]]
    corners = np.ravel([[(day + pd.Timedelta(hours=h)).timestamp() for h in (8, 17)] for day in days])
    total = np.ravel([[i * 9 * HOUR, (i + 1) * 9 * HOUR] for i in range(len(days))])
    first, last = ([t.timestamp() for t in rows[name]] for name in ("created_at", "ended"))
    return pd.Series(np.interp(last, corners, total) - np.interp(first, corners, total), index=rows.index)


@pytest.mark.parametrize(
    ("came", "ended"),
    [
        ("2026-03-02", {"first_response_at": "2026-03-01"}),
        ("2026-03-02T09:00", {"first_response_at": "2026-03-01"}),
        ("2026-03-02", {"converted_at": "2026-03-01"}),
        ("2026-03-02", {"disqualified_at": "2026-03-01"}),
    ],
)
def test_a_day_before_the_lead_is_no_answer_on_its_own_day(came: str, ended: dict[str, str]) -> None:
    """The end of the day counts where only the day is known, and it fell within a minute of the next day's midnight."""
    kept = {"lead_id": "same", "created_at": came, **dict.fromkeys(ended, "2026-03-02")}
    early = {"lead_id": "early", "created_at": came, **ended}
    other = {"lead_id": "other", "created_at": came, "first_response_at": "2026-03-03"}
    row = st.compute("lead_response_time.same_day", loaded("2026-03-31", leads=[kept, early, other])).frame.iloc[0]

    assert row["n"] == 2


def test_the_day_of_the_lead_is_not_before_it_at_the_door() -> None:
    leads = [
        {"lead_id": "same", "created_at": "2026-03-02T09:00", "first_response_at": "2026-03-02"},
        {"lead_id": "early", "created_at": "2026-03-02T09:00", "first_response_at": "2026-03-01"},
    ]
    notes = {note.code: note.text("en") for note in loaded("2026-03-31", leads=leads).intake.remarks}

    assert notes["answered_before_created"].startswith("1 ")
