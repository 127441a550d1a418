"""Who stands out: only who truly does, and nobody is called the best for luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED
from salestoolkit.review.people.standing import stand

MAKASSAR = {f"R{i:02}" for i in range(13, 19)}
SLOW = {"R05", "R21"}
RANKS = ["rank_lo", "rank_hi", "p_best", "p_top_quarter"]


@pytest.fixture(scope="module")
def winners(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.people(demo_sales).frame.set_index("rep_id")


def apart(frame: pd.DataFrame) -> set[str]:
    return set(frame[frame["tier"].isin(["clearly_above", "clearly_below"])].index)


def test_only_the_team_that_leaks_is_apart_in_its_win_rate(winners: pd.DataFrame) -> None:
    assert apart(winners) <= MAKASSAR
    assert len(apart(winners)) >= 3
    assert (winners.loc[list(apart(winners)), "tier"] == "clearly_below").all()


def test_who_is_below_together_with_most_of_a_team_is_not_shamed_for_it() -> None:
    sales = st.demo(lang="en")
    said, alone = (st.people(sales, kpi=kpi).read() for kpi in ("win_rate", "lead_response_time"))

    assert "4 of them are in Makassar, which is most of that team: look at its process first" in said
    assert "most of that team" not in alone  # two slow reps of two teams


def test_the_newcomer_who_won_everything_is_not_ranked(winners: pd.DataFrame) -> None:
    newcomer = winners.loc["R12"]

    assert (newcomer["n"], newcomer["tier"]) == (4, "too_few")
    assert newcomer[["value", "shrunk", "rank_lo", "p_best"]].isna().all()


def test_nobody_is_called_the_best_where_nobody_is(demo_sales: st.SalesData) -> None:
    said = st.people(replace(demo_sales, lang="en")).read()

    assert "no rep can be called the best" in said
    assert "Maya" not in said  # R12 has four deals


def test_only_the_slow_reps_are_apart_in_their_response_time(demo_sales: st.SalesData) -> None:
    frame = st.people(demo_sales, "lead_response_time").frame.set_index("rep_id")

    assert apart(frame) == SLOW
    assert frame.loc["R05", "rank_lo"] >= 20


def test_where_nothing_is_planted_hardly_anybody_is_apart() -> None:
    kpis, seeds = ("average_deal_size", "win_rate", "lead_response_time"), (1, 2, 2026)
    flagged = [
        len(apart(st.people(alike, kpi).frame.set_index("rep_id")))
        for alike in (st.demo(seed=seed, truths=NOTHING_PLANTED) for seed in seeds)
        for kpi in kpis
    ]

    # 9 tables of 24 reps at 99.8 %: half of one is expected, and at most 2 in 100 are allowed
    assert sum(flagged) <= 0.02 * 24 * len(flagged)


def teams(reps: Mapping[str, Mapping[str, tuple[int, int]]]) -> st.SalesData:
    """Won and lost deals of each rep and product."""
    rows = [
        {
            "deal_id": f"{rep}-{product}-{i}",
            "rep_id": rep,
            "product": product,
            "status": "won" if i < won else "lost",
            "closed_at": "2026-03-02",
        }
        for rep, products in reps.items()
        for product, (won, lost) in products.items()
        for i in range(won + lost)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30", lang="en")


def test_who_sells_what_is_hard_to_sell_is_not_below() -> None:
    # hard wins 20 %, easy 80 %, whoever sells it: raw rates 0.26 and 0.74 are the mix alone
    mixed = {"Ani": {"hard": (36, 144), "easy": (16, 4)}, "Budi": {"hard": (4, 16), "easy": (144, 36)}}
    others = {f"R{i}": {"hard": (20, 80), "easy": (80, 20)} for i in range(4)}

    passage = st.people(teams(mixed | others))
    frame = passage.frame.set_index("rep_id")

    assert frame.loc["Ani", "value"] == pytest.approx(0.26)
    assert frame["adjusted"].to_dict() == pytest.approx(dict.fromkeys(frame.index, 0.5), abs=1e-6)
    assert apart(frame) == set()
    assert "Adjusted for: product" in passage.definition.text


def test_a_rate_is_held_towards_the_team_the_more_the_fewer_deals_it_has() -> None:
    frame = st.people(
        teams({f"R{i}": {"a": (10, 10)} for i in range(8)} | {"few": {"a": (8, 2)}, "many": {"a": (80, 20)}})
    )
    few, many = (frame.frame.set_index("rep_id").loc[name] for name in ("few", "many"))

    assert few["value"] == many["value"] == 0.8
    assert few["shrunk"] < many["shrunk"] < 0.8


def test_among_equals_nobody_is_likeliest_to_be_the_best() -> None:
    """It said "the chance is largest for Ani, at 50.3%" of two who had won nothing."""
    passage = st.people(teams({"Ani": {"a": (0, 28)}, "Budi": {"a": (0, 32)}}))

    assert passage.said == ("Win rate: 2 reps with the same value, so no rank is given.",)
    assert passage.frame[RANKS].isna().all(axis=None)


def test_who_is_alone_in_having_enough_cases_is_not_the_first_of_one() -> None:
    """Below "so no rank is given" the table had rank 1 and a chance of 100.0% of being the best."""
    passage = st.people(teams({"Dedi": {"a": (3, 9)}, "Ani": {"a": (2, 3)}, "Budi": {"a": (1, 4)}}))
    dedi = passage.frame.set_index("rep_id").loc["Dedi"]

    assert passage.said == ("Win rate: fewer than two reps have 10 cases, so no rank is given.",)
    assert passage.frame[RANKS].isna().all(axis=None)
    assert (dedi["rank"], dedi["tier"], dedi["shrunk"] > 0) == ("–", "within", True)


def test_totals_of_people_are_not_compared(demo_sales: st.SalesData) -> None:
    with refused(st.UsageError, match="sums of people are not compared"):
        st.people(demo_sales, "monthly_sales")


def test_missing_data_are_told_and_no_table_is_shown() -> None:
    nothing = st.load({"reps": pd.DataFrame([{"rep_id": "R1", "name": "Sari"}])}, as_of="2025-05-01", lang="en")

    assert "Not measurable" in st.people(nothing).read()
    assert st.people(nothing).frame.empty


def test_two_definitions_of_leading_on_maven(shared_data: Path) -> None:
    maven = st.load(shared_data / "maven_crm", crm="maven_crm", lang="en")
    said = st.people(maven).read()

    # 70.39 % of 152 and 69.7 % of about 200 do not tell Neloms from Clapper, nor from a dozen others
    for kpi, name in (("win_rate", "Hayden Neloms"), ("cohort_win_rate", "Reed Clapper")):
        frame = st.people(maven, kpi).frame
        first = frame.loc[frame["p_best"].idxmax()]
        assert first["who"] == name
        assert first["p_best"] < 0.95
        assert first["rank_hi"] >= 10
        assert f"by {st.definition(kpi).title_in('en').lower()}: {name}; the chance" in said
    assert "no rep can be called the best" in said
    assert said.endswith("Only these are clearly the best: Darcel Schlecht by total sales.")


def sellers(**sold: tuple[int, int, float]) -> st.SalesData:
    """Reps with so many deals won and lost, each of about this amount."""
    rows = [
        {
            "deal_id": f"{rep}-{i}",
            "rep_id": rep,
            "status": "won" if i < won else "lost",
            "created_at": "2026-02-02",
            "closed_at": f"2026-03-{i % 28 + 1:02}",
            "amount": amount * (1 + i % 3 / 10),
        }
        for rep, (won, lost, amount) in sold.items()
        for i in range(won + lost)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30", lang="en")


def test_where_each_definition_has_another_leader_all_of_them_are_told() -> None:
    said = st.people(sellers(Ani=(36, 4, 100.0), Budi=(20, 20, 900.0), Citra=(20, 20, 100.0))).read()

    assert "Who leads depends on what is counted. Leading by win rate: Ani; the chance of " in said
    assert "Leading by average deal size: Budi; the chance of " in said
    assert "Only these are clearly the best: Ani by win rate;" in said


def test_where_nobody_is_clear_it_is_said_of_every_leader() -> None:
    said = st.people(sellers(Ani=(11, 9, 100.0), Budi=(10, 10, 110.0), Citra=(10, 10, 105.0))).read()

    assert said.endswith("None of them is clearly the best.")


def test_who_leads_under_every_definition_is_not_told_twice() -> None:
    said = st.people(sellers(Ani=(36, 4, 900.0), Budi=(20, 20, 100.0), Citra=(20, 20, 100.0))).read()

    assert "Ani is the best" in said
    assert "Who leads depends" not in said


def test_a_time_is_no_definition_of_the_best_seller(demo_sales: st.SalesData) -> None:
    assert "Who leads depends" not in st.people(replace(demo_sales, lang="en"), "lead_response_time").read()


def test_a_rate_that_no_product_splits_is_adjusted_for_the_source(demo_sales: st.SalesData) -> None:
    passage = st.people(replace(demo_sales, lang="en"), "lead_conversion")

    assert "Adjusted for: lead source." in passage.definition.text


def test_every_language_reads_and_draws(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.people(replace(demo_sales, lang=lang))
        assert "{" not in told.read() + told.definition.text
        assert len(told.table) == 24
        assert told.plot().png().startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_the_figure_holds_every_ranked_rep_once(demo_sales: st.SalesData, winners: pd.DataFrame) -> None:
    axes = st.people(demo_sales).plot().figure.axes[0]  # type: ignore[union-attr]
    dots = [a.get_offsets() for a in axes.collections if a.get_gid() in ("within", "apart")]

    drawn = sorted(float(y) for y in np.concatenate(dots)[:, 1])
    assert drawn == pytest.approx(sorted(winners["adjusted"].dropna()))


def two_verdicts(seed: int) -> st.SalesData:
    """Three reps with fifteen won deals each, of whom one sells half as much again by the deal."""
    chance = np.random.default_rng(seed)
    rows = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": status, "created_at": "2026-01-02"}
        | {"closed_at": f"2026-03-{i + 1:02}", "amount": round(chance.lognormal(4, 0.5) * (1.5 if rep == "Mia" else 1))}
        for rep in ("Jane", "Bob", "Mia")
        for i, status in enumerate(["won"] * 15 + ["lost"] * (12 if rep == "Jane" else 15))
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-04-01", lang="en")


@pytest.mark.parametrize(("seed", "clear"), [(4, False), (5, True)])
def test_whoever_is_clearly_the_best_is_not_said_to_lead_by_chance_elsewhere(seed: int, clear: bool) -> None:
    sales = two_verdicts(seed)
    best = st.people(sales, "average_deal_size").frame.iloc[0]

    highest, _, _ = st.compute("average_deal_size", sales, by="rep").read().partition("Lowest")

    assert (best["who"], best["p_best"] > 0.95) == ("Mia", True)  # of both: by this alone both would be called the best
    assert ("clearly the best: Mia by average deal size" in st.people(sales).read()) is clear
    assert ("clearly above" in highest) is clear


def refunded(**sold: tuple[int, float, float]) -> st.SalesData:
    """Reps with so many deals won of about this amount each, and so much given back in one sum."""
    rows = [
        {"deal_id": f"{rep}-{i}", "rep_id": rep, "status": "won", "created_at": "2026-02-02"}
        | {"closed_at": f"2026-03-{i % 28 + 1:02}", "amount": amount * (1 + i % 3 / 10)}
        for rep, (won, amount, _) in sold.items()
        for i in range(won)
    ]
    back = [
        {"deal_id": f"{rep}-R", "rep_id": rep, "status": "refund", "closed_at": "2026-04-02", "amount": -given}
        for rep, (_, _, given) in sold.items()
        if given
    ]
    return st.load({"deals": pd.DataFrame(rows + back)}, as_of="2026-06-30", lang="en")


def test_nobody_is_clearly_the_best_whose_sales_lie_within_what_a_colleague_may_sell() -> None:
    """Sales below 0 were judged on logs, where they are next to nothing: the others' lead was 99.6 % sure."""
    sales = refunded(Ani=(11, 10.0, 0), Budi=(14, 12.0, 400.0))
    frame = stand("monthly_sales", sales, None, None, None).frame.set_index("who")

    assert frame.loc["Budi", "value"] < 0
    assert frame.loc["Ani", "value_hi"] < frame.loc["Budi", "value_hi"]
    assert 0.5 < frame.loc["Ani", "p_best"] < 0.9
    assert frame.loc["Budi", "adjusted"] == frame.loc["Budi", "value"]
    assert "by total sales" not in st.people(sales).read().split("clearly the best")[-1]
    without = stand("monthly_sales", refunded(Ani=(14, 900.0, 0), Budi=(14, 12.0, 400.0)), None, None, None)
    assert without.frame["p_best"].max() > 0.95


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "(only 3 of 4 reps could be ranked)"),
    ("id", "(dari 4 tenaga penjualan, hanya 3 yang dapat diperingkat)"),
])  # fmt: skip
def test_the_clearly_best_says_among_how_many(lang: str, said: str) -> None:
    few = sellers(Ani=(36, 4, 100.0), Budi=(20, 20, 900.0), Citra=(20, 20, 100.0), Dedi=(2, 2, 100.0))
    assert said in st.people(replace(few, lang=lang)).read()
    all_of_them = sellers(Ani=(36, 4, 100.0), Budi=(20, 20, 900.0), Citra=(20, 20, 100.0))
    assert said not in st.people(replace(all_of_them, lang=lang)).read()
