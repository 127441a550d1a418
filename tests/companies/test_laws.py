"""Each law catches what it is for: a law that cannot be broken holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest

import salestoolkit as st
from companies import laws, standing
from companies.company import company
from companies.kinds import KINDS
from companies.making import SHARES, Fault, Made, Shown
from salestoolkit.results.result import Result

Check = Callable[[Made], Iterator[Fault]]


@pytest.fixture(scope="module")
def made() -> Made:
    drawn = company("plain_deals", 1, "small")
    return Made(drawn, SHARES["whole"], sales=drawn.load())


def shown(made: Made, *values: object, text: str = "", html: str = "") -> Made:
    parts = [Shown("page", "cell", value, text, html) for value in values or ("",)]
    return replace(made, shown=parts, faults=[], extracts=[])


def changed(result: Result, **columns: object) -> Result:
    return replace(result, frame=result.frame.assign(**columns))


@pytest.mark.parametrize(
    "text", ["Win rate: nan%", "None deals", "since NaT", "up to inf", "{value} of {n}", "a <NA> of it"]
)
def test_what_a_program_says_is_seen(made: Made, text: str) -> None:
    assert list(laws.every_word_is_said(shown(made, text=text)))
    assert list(laws.every_word_is_said(shown(made, html=f"<p>{text.replace('<NA>', 'NaN')}</p>")))


@pytest.mark.parametrize("text", ["None of them is the best.", "Nanda, Infinia, nonet", "–", "57.1% (n = 7)"])
def test_words_of_people_are_none_of_a_program(made: Made, text: str) -> None:
    assert not list(laws.every_word_is_said(shown(made, text=text, html=f"<p>{text}</p>")))


def test_an_empty_table_and_a_value_without_reason_are_seen(made: Made) -> None:
    bare = changed(st.compute("win_rate", made.sales), value=float("nan"), reason="")

    assert list(laws.nothing_is_empty_without_a_reason(shown(made, html="<table><tbody>\n</tbody></table>")))
    assert list(laws.nothing_is_empty_without_a_reason(shown(made, bare)))


def test_a_lost_row_and_two_rows_of_one_group_are_seen(made: Made) -> None:
    fewer = {name: rows[1:] for name, rows in made.company.tables.items()}
    rate = st.compute("win_rate", made.sales, by="rep")

    assert not list(laws.every_row_is_accounted_for(made))
    assert list(laws.every_row_is_accounted_for(replace(made, company=replace(made.company, tables=fewer))))
    assert not list(laws.groups_are_told_apart(shown(made, rate)))
    assert list(laws.groups_are_told_apart(shown(made, changed(rate, rep_id="R001", rep="Ayu"))))


def test_an_estimate_outside_its_interval_and_a_share_above_one_are_seen(made: Made) -> None:
    rate = st.compute("win_rate", made.sales, by="rep")

    assert not list(laws.estimates_lie_in_their_intervals(shown(made, rate)))
    assert list(laws.estimates_lie_in_their_intervals(shown(made, changed(rate, hi=rate.frame["lo"]))))
    assert not list(laws.shares_are_shares(shown(made, rate)))
    assert list(laws.shares_are_shares(shown(made, changed(rate, value=rate.frame["value"] + 1))))


def test_parts_that_do_not_add_up_are_seen(made: Made) -> None:
    rate = st.compute("win_rate", made.sales, by="rep")

    assert not list(laws.parts_add_up(shown(made, rate)))
    assert list(laws.parts_add_up(shown(made, changed(rate, won=rate.frame["won"] + 1))))
    assert list(laws.parts_add_up(shown(made, changed(rate, won=float("nan")))))


@pytest.mark.parametrize("lang", st.languages())
def test_a_last_period_beyond_the_ends_is_seen(made: Made, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = st.compute("monthly_sales", made.sales, by="quarter").to(lang)
    frame = sales.frame.dropna(subset="value").sort_values("value")
    low, middle, high = (sales.name(frame.iloc[i], "quarter") for i in (0, len(frame) // 2, -1))
    said = {
        "id": "Tertinggi: {}, 1. Terendah: {}, 1. Terakhir: {}, 1.",
        "en": "Highest: {}, 1. Lowest: {}, 1. Last: {}, 1.",
    }

    monkeypatch.setattr(Result, "read", lambda self, lang=None: said[self.lang].format(middle, low, high))
    assert list(laws.highest_last_and_lowest_are_in_order(shown(made, sales)))
    monkeypatch.setattr(Result, "read", lambda self, lang=None: said[self.lang].format(high, low, middle))
    assert not list(laws.highest_last_and_lowest_are_in_order(shown(made, sales)))


def test_another_number_under_the_same_name_is_seen(made: Made) -> None:
    rate = st.compute("win_rate", made.sales)

    assert not list(laws.one_number_has_one_value(shown(made, rate)))
    assert list(laws.one_number_has_one_value(shown(made, changed(rate, value=0.123))))


def test_what_a_source_cannot_carry_is_seen(made: Made) -> None:
    part = replace(KINDS["plain_deals"], lacks=frozenset({"win_rate", "rank", "lebaran"}))
    won = {"deals": [deal for deal in made.company.tables["deals"] if deal["status"] == "won"]}
    bare = replace(made, company=replace(made.company, parts=(part,), tables=won))
    rate, season = st.compute("win_rate", made.sales, by="rep"), st.compute("monthly_sales.season", made.sales)

    assert list(standing.no_win_rate_without_losses(shown(bare, rate)))
    assert list(standing.no_lebaran_where_it_is_not_kept(shown(bare, text="14 days before Lebaran")))
    assert list(standing.no_standing_of_one(shown(bare, rate)))
    assert list(standing.no_season_of_one_year(shown(bare, changed(season, value=1.0))))


def test_renaming_swaps_the_first_and_the_last_and_loses_nobody() -> None:
    drawn = company("nothing_differs", 1, "small")
    swapped = standing.renamed(drawn)
    names, others = (sorted(row["name"] for row in each.tables["reps"]) for each in (drawn, swapped))

    assert names == others
    deals = [pd.DataFrame(each.tables["deals"]).groupby("rep_id")["amount"].sum() for each in (drawn, swapped)]
    assert deals[0].to_list() == pytest.approx(deals[1][::-1].to_list())
