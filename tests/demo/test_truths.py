"""Each planted truth of the demo company can be seen with plain pandas, at the size that is planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salestoolkit.data.demo import TRUTHS
from salestoolkit.data.demo.calendar import calendar, lebaran_days

Company = dict[str, pd.DataFrame]
OPEN_STAGES = ["Penjajakan", "Kualifikasi", "Penawaran", "Negosiasi"]


@pytest.fixture(scope="module")
def closed(company: Company) -> pd.DataFrame:
    deals = company["deals"].query("status in ['won', 'lost']")
    team = company["reps"].set_index("rep_id")["team"]
    local = deals["created_at"].dt.tz_convert("Asia/Jakarta")
    return deals.assign(won=deals["status"].eq("won"), team=deals["rep_id"].map(team), year=local.dt.year)


@pytest.fixture(scope="module")
def waits(company: Company) -> pd.DataFrame:
    leads = company["leads"]
    hours = (leads["first_response_at"] - leads["created_at"]).dt.total_seconds() / 3600
    return leads.assign(hours=hours, converted=leads["converted_at"].notna())


def step_rates(company: Company, closed: pd.DataFrame) -> pd.DataFrame:
    history = company["stage_history"].query("entity == 'deal' and stage != 'Gagal'")
    position = history["stage"].map(company["stages"].set_index("stage")["position"])
    reach = closed["deal_id"].map(position.groupby(history["entity_id"]).max())
    rates = {stage: (reach[reach >= k] > k).groupby(closed["team"]).mean() for k, stage in enumerate(OPEN_STAGES, 1)}
    return pd.DataFrame(rates)


def test_one_team_leaks_at_one_stage(company: Company, closed: pd.DataFrame) -> None:
    leak = TRUTHS.leak
    assert leak is not None
    rates = step_rates(company, closed)
    assert rates.loc[leak.team, leak.stage] == pytest.approx(leak.rate, abs=0.05)
    others = rates.drop(index=leak.team)[leak.stage]
    assert others.to_numpy() == pytest.approx(leak.elsewhere, abs=0.05)
    elsewhere = rates.drop(columns=leak.stage)
    assert (elsewhere.max() - elsewhere.min()).max() < 0.08


def test_two_reps_answer_slowly_and_nobody_else(waits: pd.DataFrame) -> None:
    slow = TRUTHS.slow
    assert slow is not None
    median = waits.groupby("owner_id")["hours"].median()
    assert median[list(slow.reps)].between(0.6 * slow.median_hours, 1.6 * slow.median_hours).all()
    assert median.drop(list(slow.reps)).between(0.6 * slow.elsewhere_hours, 1.6 * slow.elsewhere_hours).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_newcomer_has_won_every_one_of_four_deals(seed: int) -> None:
    from salestoolkit.data.demo import frames

    newcomer = TRUTHS.newcomer
    assert newcomer is not None
    company = frames(seed=seed)
    status = company["deals"].query("rep_id == @newcomer.rep")["status"].value_counts()
    assert status["won"] == newcomer.won
    assert set(status.index) == {"won", "open"}
    joined = company["reps"].set_index("rep_id").loc[newcomer.rep, "active_from"]
    assert str(joined) == "2025-10-01"


def test_sales_rise_before_lebaran_and_fall_in_its_week(closed: pd.DataFrame) -> None:
    effect = TRUTHS.lebaran
    assert effect is not None
    won = closed[closed["won"]]["closed_at"].dt.tz_convert("Asia/Jakarta").dt.tz_localize(None)
    days = calendar(36, effect)
    since = (days.in_period[:, None] - lebaran_days(2023, 2025)[None, :]).astype(int)
    day = (won.to_numpy().astype("datetime64[D]") - days.in_period[0]).astype(int)
    wins = np.bincount(day, minlength=len(days.in_period))
    working = days.working[days.first : days.period]
    before = ((since >= effect.before_days[0]) & (since <= effect.before_days[1])).any(axis=1)
    week = ((since >= effect.week_days[0]) & (since <= effect.week_days[1])).any(axis=1)
    usual = wins[working & ~before & ~week].mean()
    assert wins[working & before].mean() / usual == pytest.approx(effect.before, abs=0.35)
    assert wins[week].mean() < 0.35 * wins[~before & ~week].mean()


def test_one_product_sells_but_does_not_pay(company: Company, closed: pd.DataFrame) -> None:
    thin = TRUTHS.thin
    assert thin is not None
    won = set(closed.loc[closed["won"], "deal_id"])
    lines = company["deal_lines"][company["deal_lines"]["deal_id"].isin(won)]
    listed = lines["amount"] + lines["discount"]
    discount = lines.groupby("product")["discount"].sum() / listed.groupby(lines["product"]).sum()
    assert discount[thin.product] == pytest.approx(thin.discount, abs=0.03)
    assert discount.drop(thin.product).to_numpy() == pytest.approx(thin.elsewhere_discount, abs=0.02)
    shares = closed["product"].value_counts(normalize=True)
    assert shares.index[0] == thin.product
    assert shares[thin.product] == pytest.approx(thin.share, abs=0.03)
    ratio = (
        closed[closed["won"]]
        .groupby("product")[["amount", "list_amount"]]
        .sum()
        .pipe(lambda sums: sums["amount"] / sums["list_amount"])
    )
    assert ratio[thin.product] < 0.65 < 0.9 < ratio.drop(thin.product).min()


def test_one_rep_improves_and_one_slides(closed: pd.DataFrame) -> None:
    for drift in TRUTHS.drifts:
        own = closed[closed["rep_id"] == drift.rep].groupby("year")["won"].mean()
        gained = own[2025] - own[2023]
        assert np.sign(gained) == np.sign(drift.last - drift.first)
        assert abs(gained) > 0.2
        assert abs(drift.win_last - drift.win_first) > abs(gained)


def test_fast_answers_seem_to_convert_and_within_a_source_they_do_not(waits: pd.DataFrame) -> None:
    answered = waits.dropna(subset=["hours"])
    fast = answered["hours"] <= 1
    raw = answered.groupby(fast)["converted"].mean()
    assert raw[True] - raw[False] > 0.12
    within = answered.groupby(["source", fast])["converted"].agg(["mean", "size"]).unstack()
    gap = within["mean"][True] - within["mean"][False]
    weight = 1 / (1 / within["size"][True] + 1 / within["size"][False])
    assert abs(np.average(gap, weights=weight)) < 0.03


def test_sources_convert_and_stay_unanswered_as_planted(waits: pd.DataFrame) -> None:
    for source in TRUTHS.sources:
        own = waits[waits["source"] == source.name]
        answered = own[own["hours"].notna()]
        assert len(own) / len(waits) == pytest.approx(source.share, abs=0.02)
        assert 1 - len(answered) / len(own) == pytest.approx(source.unanswered, abs=0.03)
        assert answered["converted"].mean() == pytest.approx(source.converted, abs=0.04)


def test_no_other_rep_is_out_of_the_common_range(closed: pd.DataFrame) -> None:
    from scipy.stats import binom

    newcomer, leak = TRUTHS.newcomer, TRUTHS.leak
    assert newcomer is not None
    assert leak is not None
    for _, group in closed[closed["rep_id"] != newcomer.rep].groupby(closed["team"] == leak.team):
        reps = group.groupby("rep_id")["won"].agg(["sum", "size"])
        rate = group["won"].mean()
        tails = np.minimum(binom.cdf(reps["sum"], reps["size"], rate), binom.sf(reps["sum"] - 1, reps["size"], rate))
        assert tails.min() > 0.001


def test_the_page_on_the_demo_company_states_its_counts(company: Company) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    deals = company["deals"]["status"].value_counts()
    counts = [f"{len(company['leads']):,} leads", f"{len(company['deals']):,} deals"]
    counts += [f"{deals[status]:,} {status}" for status in deals.index]
    assert [count for count in counts if count not in page] == []


def test_the_page_on_the_demo_company_states_every_planted_number() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    leak, slow, newcomer, lebaran, thin = (
        TRUTHS.leak,
        TRUTHS.slow,
        TRUTHS.newcomer,
        TRUTHS.lebaran,
        TRUTHS.thin,
    )
    assert leak is not None
    assert slow is not None
    assert newcomer is not None
    assert lebaran is not None
    assert thin is not None
    stated = [leak.team, leak.stage, leak.rate, leak.elsewhere, *slow.reps, slow.times, slow.median_hours]
    stated += [
        newcomer.rep,
        newcomer.won,
        lebaran.before,
        lebaran.week,
        thin.product,
        thin.share,
        thin.discount,
    ]
    stated += [value for d in TRUTHS.drifts for value in (d.rep, d.first, d.last, d.win_first, d.win_last)]
    rows = [f"| {s.name} | {s.share} | {s.hours} | {s.unanswered} | {s.converted} | {s.won} |" for s in TRUTHS.sources]
    assert [str(item) for item in [*stated, *rows] if str(item) not in page] == []
