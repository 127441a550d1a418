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
    assert "never converted: 300" in passage.read()


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
