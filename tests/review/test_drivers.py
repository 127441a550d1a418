"""What goes with what: a false cause vanishes after adjustment, and no rung claims more than it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportions_ztest

import salestoolkit as st


@pytest.fixture(scope="module")
def rungs(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.drivers(demo_sales).frame.set_index("rung")


def test_the_planted_false_cause_is_there_before_adjustment(rungs: pd.DataFrame) -> None:
    # docs/demo.md, truth 7: 57 % of those answered within an hour are converted against 39 % of those answered later
    crude = rungs.loc["association"]

    assert crude["odds_ratio_lo"] > 1.5
    assert crude["difference"] == pytest.approx(0.18, abs=0.02)


@pytest.mark.parametrize("rung", ["stratified", "adjusted"])
def test_and_vanishes_after_it(rung: str, rungs: pd.DataFrame) -> None:
    row = rungs.loc[rung]

    assert row["odds_ratio_lo"] < 1 < row["odds_ratio_hi"]
    assert row["odds_ratio"] == pytest.approx(1, abs=0.15)
    assert row["e_value"] == 1


def test_the_sentence_says_so_in_both_languages(demo_sales: st.SalesData) -> None:
    said = {lang: st.drivers(replace(demo_sales, lang=lang)).read() for lang in ("en", "id")}

    assert "no longer go together" in said["en"]
    assert "tidak lagi sejalan" in said["id"]
    assert all(word not in said["en"] for word in ("because", "leads to", "effect"))
    assert "{" not in said["en"] + said["id"]


OWNERS = tuple(f"R{i}" for i in range(7))


def leads(
    groups: list[tuple[str, float, bool, int]], owners: Sequence[str | None] = OWNERS, **more: Any
) -> st.SalesData:
    """So many leads of a source, answered after so many hours, converted two days later or not."""
    came = pd.Timestamp("2026-01-05T09:00", tz="Asia/Jakarta")
    rows = [
        {
            "source": source,
            "created_at": came,
            "first_response_at": came + pd.Timedelta(hours=hours) if hours >= 0 else None,
            "converted_at": came + pd.Timedelta(days=2) if converted else None,
            "owner_id": owners[i % len(owners)],
        }
        for source, hours, converted, count in groups
        for i in range(count)
    ]
    frame = pd.DataFrame(rows).assign(lead_id=[str(i) for i in range(len(rows))])
    return st.load({"leads": frame}, as_of="2026-06-30", lang="en", **more)


# In either source half are converted, hot 80 % and cold 20 %; hot ones are answered at once.
CONFOUNDED = [("hot", 0.5, True, 240), ("hot", 0.5, False, 60), ("hot", 5, True, 80), ("hot", 5, False, 20)]
CONFOUNDED += [("cold", 0.5, True, 20), ("cold", 0.5, False, 80), ("cold", 5, True, 60), ("cold", 5, False, 240)]


def test_a_mix_of_sources_alone_makes_an_association() -> None:
    frame = st.drivers(leads(CONFOUNDED)).frame.set_index("rung")

    assert frame.loc["association", "odds_ratio"] == pytest.approx((260 / 140) / (140 / 260))
    assert frame.loc["stratified", "odds_ratio"] == pytest.approx(1)
    assert frame.loc["adjusted", "odds_ratio"] == pytest.approx(1)
    assert frame.loc["adjusted", "difference"] == pytest.approx(0, abs=1e-9)


def test_what_is_there_in_every_source_stays() -> None:
    real = [
        (source, hours, won, 150 if won == (hours < 1) else 50)
        for source in "ab"
        for hours in (0.5, 5)
        for won in (True, False)
    ]

    passage = st.drivers(leads(real))

    assert passage.frame.set_index("rung").loc["adjusted", "odds_ratio"] == pytest.approx(9)
    assert "still go together" in passage.read()
    assert "not a cause" in passage.read()


def test_who_was_never_answered_is_told_apart() -> None:
    with_silence = [*CONFOUNDED, ("cold", -1, False, 300)]

    passage = st.drivers(leads(with_silence))

    assert passage.frame.equals(st.drivers(leads(CONFOUNDED)).frame)
    assert "No answer recorded, so not compared: 300 leads, of which 0 converted." in passage.read()


def test_who_was_converted_without_a_recorded_answer_is_counted() -> None:
    """They were left out unseen, and of the rest it said "never answered and therefore never converted"."""
    passage = st.drivers(leads([*CONFOUNDED, ("cold", -1, False, 30), ("cold", -1, True, 7)]))

    assert passage.frame.equals(st.drivers(leads(CONFOUNDED)).frame)
    assert "not compared: 37 leads, of which 7 converted." in passage.read()


# of either source: so many answered at once converted, not, so many answered late converted, not
COURSES = {
    "some": ("still go together", (60, 20, 20, 60), (60, 20, 20, 60)),
    "less": ("leads answered in time convert less often", (20, 60, 60, 20), (20, 60, 60, 20)),
    "neither": ("do not clearly go together", (2, 8, 4, 16), (1, 6, 5, 14)),
    "none": ("no longer go together", (240, 60, 80, 20), (20, 80, 60, 240)),
    "unclear": ("no longer clear whether the two go together", (10, 3, 5, 3), (1, 2, 3, 13)),
}


@pytest.mark.parametrize(("told", "hot", "cold"), COURSES.values(), ids=COURSES)
def test_what_never_went_together_does_not_cease_to(told: str, hot: tuple[int, ...], cold: tuple[int, ...]) -> None:
    """Of 60 leads with an odds ratio of 0.62 (0.12-3.23) it said that the two no longer go together, and why."""
    kinds = ((0.5, True), (0.5, False), (5.0, True), (5.0, False))
    groups = [
        (source, *kind, n)
        for source, counts in (("hot", hot), ("cold", cold))
        for kind, n in zip(kinds, counts, strict=True)
    ]

    said = st.drivers(leads(groups)).read()

    assert told in said
    assert ("who is answered first." in said.partition("To find out")[0]) == (told == "no longer go together")
    assert "with the lead's source taken into account" in said


def test_nothing_that_is_the_same_for_all_is_said_to_be_taken_into_account() -> None:
    alike = [("Web", hours, won, 40 if won else 60) for hours in (0.5, 5.0) for won in (True, False)]

    assert "Step 3" not in st.drivers(leads(alike)).read()


def test_who_was_converted_before_the_landmark_is_left_out() -> None:
    at_once = pd.Timestamp("2026-01-05T09:00", tz="Asia/Jakarta")
    sales = leads(CONFOUNDED)
    frame = sales.connection.table("leads").to_arrow_table().to_pandas()
    early = frame.head(40).assign(
        lead_id=[f"early{i}" for i in range(40)],
        first_response_at=at_once + pd.Timedelta(minutes=5),
        converted_at=at_once + pd.Timedelta(minutes=20),
    )
    both = st.load({"leads": pd.concat([frame, early])}, as_of="2026-06-30", lang="en")

    passage = st.drivers(both)

    assert passage.frame["n"].tolist() == [800, 800, 800]
    assert "left out: 40" in passage.definition.text


def test_the_target_is_the_teams_own() -> None:
    strict = leads(CONFOUNDED, practice={"response_target_minutes": 10})

    # nobody is answered within ten minutes
    assert "Too few leads" in st.drivers(strict).read()


def test_the_experiment_it_offers_finds_what_it_says() -> None:
    said = st.drivers(leads(CONFOUNDED)).read()
    each = int(said.partition("answered first. With ")[2].partition(" leads")[0].replace(",", ""))

    draws = np.random.default_rng(2026)
    pairs = draws.binomial(each, [0.55, 0.50], size=(400, 2))
    found = sum(proportions_ztest(pair, [each, each])[1] < 0.05 for pair in pairs)

    assert found / 400 == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("owner", ["R1", None])
def test_the_leads_of_one_rep_or_of_nobody_can_be_compared(owner: str | None) -> None:
    groups = [("Web", 0.5, True, 40), ("Web", 0.5, False, 60), ("Web", 3.0, True, 30), ("Web", 3.0, False, 70)]

    told = st.drivers(leads(groups, owners=[owner]))

    assert list(told.frame["rung"]) == ["association", "stratified", "adjusted"]
    assert told.frame["odds_ratio_lo"].notna().all()


def test_data_without_conversions_say_what_is_missing() -> None:
    frame = (
        leads(CONFOUNDED)
        .connection.table("leads")
        .to_arrow_table()
        .to_pandas()[["lead_id", "created_at", "first_response_at"]]
    )

    told = st.drivers(st.load({"leads": frame}, as_of="2026-06-30", lang="en"))

    assert "leads.converted_at" in told.read()
    assert told.frame.empty
