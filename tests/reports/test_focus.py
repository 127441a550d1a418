"""A rep's review: own numbers, the team's bands, and nobody else."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.reports.rep.bands import MEMBERS
from salestoolkit.reports.rep.extract import SUFFIX, Extract, extracts, read
from salestoolkit.reports.rep.focus import Focus
from salestoolkit.words.text import say


@pytest.fixture(scope="module")
def cut(demo_sales: st.SalesData) -> list[Extract]:
    kpis = ["win_rate", "monthly_sales", "visitor_to_lead"]
    return list(extracts(demo_sales, kpis, start="2025-01-01", end="2026-01-01"))


def test_there_is_one_extract_per_rep_who_sells(cut: list[Extract], demo_sales: st.SalesData) -> None:
    assert [extract.rep_id for extract in cut] == [f"R{i:02}" for i in range(1, 25)]


def test_a_kpi_without_reps_is_left_out(cut: list[Extract]) -> None:
    assert [piece.spec for piece in cut[0].pieces] == ["win_rate", "monthly_sales"]


def test_the_own_row_is_that_of_compute(cut: list[Extract], demo_sales: st.SalesData) -> None:
    frame = st.compute("win_rate", demo_sales, by="rep", start="2025-01-01", end="2026-01-01").frame
    for extract in cut:
        row = frame.set_index("rep_id").loc[extract.rep_id]
        own = extract.pieces[0].own
        assert (own["n"], own["won"]) == (row["n"], row["won"])
        assert own["value"] == (None if row["reason"] else pytest.approx(row["value"]))


def test_the_band_is_near_the_quartiles_of_the_reps_with_a_value(cut: list[Extract], demo_sales: st.SalesData) -> None:
    values = st.compute("win_rate", demo_sales, by="rep", start="2025-01-01", end="2026-01-01").frame["value"].dropna()

    band = cut[0].pieces[0].band

    assert band["members"] == len(values) >= MEMBERS
    near = pytest.approx(tuple(values.quantile([0.25, 0.5, 0.75])), abs=0.03)
    assert (band["q1"], band["median"], band["q3"]) == near


def test_an_extract_names_nobody_else(cut: list[Extract], demo_sales: st.SalesData, tmp_path: Path) -> None:
    rows = demo_sales.connection.execute("SELECT rep_id, name FROM reps").fetchall()
    accounts = demo_sales.connection.execute(
        "SELECT account FROM deals WHERE account IS NOT NULL GROUP BY account HAVING NOT bool_or(rep_id = ?)",
        [cut[0].rep_id],
    ).fetchall()
    written = cut[0].write(tmp_path / f"one{SUFFIX}").read_text(encoding="utf-8")

    assert cut[0].rep in written
    foreign = {name for rep_id, name in rows if rep_id != cut[0].rep_id} | {account for (account,) in accounts}
    assert not {name for name in foreign if name in written}
    assert not {f'"{rep_id}"' for rep_id, _ in rows if rep_id != cut[0].rep_id and f'"{rep_id}"' in written}


def test_an_extract_reads_back_as_it_was_written(cut: list[Extract], tmp_path: Path) -> None:
    path = cut[3].write(tmp_path / f"x{SUFFIX}")

    again = read(path)

    assert again.write(tmp_path / f"y{SUFFIX}").read_bytes() == path.read_bytes()
    assert again.pieces[0].own == cut[3].pieces[0].own


def test_an_extract_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"old{SUFFIX}"
    path.write_text(json.dumps({"schema": 0}), encoding="utf-8")

    with pytest.raises(st.InputError, match="another version"):
        read(path)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_focus_speaks_of_the_rep_and_the_band(cut: list[Extract], lang: str, tmp_path: Path) -> None:
    focus = st.focus_on("R03", cut[2].write(tmp_path / f"r{SUFFIX}"), lang=lang)
    kpi = focus.on("win_rate")

    assert cut[2].rep in focus.cover.text
    assert "{" not in kpi.sentence.text + kpi.definition.text + focus.scoreboard.text
    assert kpi.plot().png()[:4] == b"\x89PNG"
    assert kpi.plot().alt


def test_the_rep_with_four_deals_gets_counts_and_no_place(cut: list[Extract], tmp_path: Path) -> None:
    focus = st.focus_on("R12", cut[11].write(tmp_path / f"r{SUFFIX}"), lang="en")

    text = focus.on("win_rate").sentence.text

    assert "too few" in text
    assert "n = 4" in text
    assert "above" not in text
    assert say("method.no_value", "en") in focus.on("win_rate").definition.text
    assert say("method.none", "en") not in focus.on("win_rate").definition.text


def test_the_interval_that_the_median_is_held_against_is_told_where_the_sentence_has_none(
    cut: list[Extract], tmp_path: Path
) -> None:
    focus = st.focus_on("R01", cut[0].write(tmp_path / f"r{SUFFIX}"), lang="en")

    told, shown = (focus.on(kpi).sentence.text for kpi in ("monthly_sales", "win_rate"))

    assert re.search(r"95% interval \(Rp[\d,]+–[\d,]+\)", told)
    # where the interval has just been told it is not said again
    assert shown.count("95% interval") == 2
    assert not re.search(r"your 95% interval \(", shown, re.IGNORECASE)


def test_numbers_of_the_team_are_rounded_and_say_so_and_costs_are_direct(demo_sales: st.SalesData) -> None:
    made = extracts(demo_sales, ["win_rate", "sales_to_cost", "pipeline_coverage"])
    focus = Focus(next(extract for extract in made if extract.rep_id == "R09"), "en")

    rate, cost = (focus.on(name).sentence.text for name in ("win_rate", "sales_to_cost"))

    assert re.search(r"between \d+% and \d+%; the median is about \d+% \(rounded", rate)
    assert "at a direct cost of" in cost
    assert re.search(r"the median is about \d\.\d \(rounded", cost)
    assert re.search(r"about \d\.\d times the remaining goal", focus.on("pipeline_coverage").definition.text)


def test_a_card_without_a_number_says_why(cut: list[Extract]) -> None:
    """It showed a dash and n = 4, and no reason."""
    maya = next(extract for extract in cut if extract.pieces[0].own["value"] is None)

    assert "n\u00a0=\u00a04 · too few to say" in Focus(maya, "en").on("win_rate").card


def test_an_unknown_rep_is_named(demo_sales: st.SalesData) -> None:
    with refused(st.UnknownName, match="R99"):
        st.focus_on("R99", demo_sales)


def test_a_team_too_small_has_no_band() -> None:
    import pandas as pd

    deals = [
        {
            "deal_id": f"{rep}{i}",
            "rep_id": rep,
            "status": "won" if i else "lost",
            "closed_at": "2025-03-04",
            "amount": 10,
        }
        for rep in "ABC"
        for i in range(6)
    ]
    small = st.load({"deals": pd.DataFrame(deals)}, as_of="2025-05-01", lang="en")

    focus = st.focus_on("A", small, lang="en")

    assert focus.on("win_rate").piece.band == {}
    # said once, and not beside each KPI
    assert focus.scoreboard.text.count("too small") == 1
    assert "team" not in focus.on("win_rate").sentence.text


def followed(rep: str, days: int) -> list[dict[str, object]]:
    """Twenty deals of a rep, half of them won within ``days``, and five that are young."""
    old = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won" if i % 2 else "lost", "created_at": "2026-01-01"}
        | {"closed_at": f"{date(2026, 1, 1) + timedelta(days=days + i)}", "amount": 1}
        for i in range(20)
    ]
    young = {"rep_id": rep, "status": "open", "created_at": "2026-05-01", "amount": 1}
    return [*old, *({"deal_id": f"{rep}-{i}", **young} for i in range(5))]


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "In a team of fewer than 6, this page is made from your own rows alone"),
    ("id", "Dalam tim di bawah 6 orang, halaman ini dibuat hanya dari data Anda sendiri"),
])  # fmt: skip
def test_where_an_estimate_is_of_the_own_rows_alone_the_page_says_so(lang: str, said: str) -> None:
    """One's cohort was 48.0 % in the team's review and 52.7 % on one's own page, without a word."""
    deals = pd.DataFrame([*followed("A", 5), *followed("B", 60)])
    sales = st.load({"deals": deals}, as_of="2026-05-20", lang=lang)
    focus = st.focus_on("A", sales, lang=lang)
    team = st.compute("cohort_win_rate", sales, by="rep").frame.set_index("rep_id")
    own = focus.on("cohort_win_rate").piece.own

    assert own["horizon"] != team.loc["A", "horizon"]
    assert said in focus.scoreboard.text
    assert said in focus.scoreboard.html
    # since when is told of the own rows: the first day of all the data may be a colleague's
    since = {"en": "all of your data, since January 2026", "id": "seluruh data Anda, sejak Januari 2026"}[lang]
    assert since in focus.on("cohort_win_rate").definition.text


def test_where_the_team_has_bands_no_page_is_of_the_own_rows_alone(demo_sales: st.SalesData) -> None:
    focus = Focus(next(iter(extracts(demo_sales, ["win_rate"], start="2025-01-01", talks=False))), "en")
    assert "own rows" not in focus.scoreboard.text
