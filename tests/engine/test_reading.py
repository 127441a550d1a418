"""A sentence never claims more than the interval allows: constructed cases in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_sales import deal, loaded

import salestoolkit as st

CLEAR = {"en": ("clearly above", "clearly below"), "id": ("jelas di atas", "jelas di bawah")}
CHANCE = {"en": "may be chance", "id": "bisa saja kebetulan"}
NONE = {
    "en": "No rep can be ranked: of 2 reps, fewer than two have 10 cases.",
    "id": "Tidak ada tenaga penjualan yang dapat diperingkat: dari 2 tenaga penjualan, kurang dari dua",
}


def won_and_lost(reps: Mapping[str, tuple[int, int]]) -> st.SalesData:
    rows = [
        {"deal_id": f"{rep}-{i}", "rep_id": rep, "status": "won" if i < won else "lost", "closed_at": "2026-03-02"}
        for rep, (won, lost) in reps.items()
        for i in range(won + lost)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30")


def said(sales: st.SalesData, lang: str, kpi: str = "win_rate") -> str:
    return st.compute(kpi, sales, by="rep").read(lang)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_clear_difference_is_said_to_be_clear(lang: str) -> None:
    text = said(won_and_lost({"Ani": (90, 10), "Budi": (50, 50), "Citra": (10, 90)}), lang)

    assert all(words in text for words in CLEAR[lang])
    assert CHANCE[lang] not in text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_difference_is_said_to_be_chance(lang: str) -> None:
    text = said(won_and_lost({"Ani": (11, 9), "Budi": (10, 10), "Citra": (9, 11)}), lang)

    assert text.count(CHANCE[lang]) == 1
    assert {"en": "Among 3 reps, differences", "id": "Dengan 3 tenaga penjualan, selisih"}[lang] in text
    assert not any(words in text for words in CLEAR[lang])


@pytest.mark.parametrize("lang", ["en", "id"])
def test_too_few_are_not_ranked(lang: str) -> None:
    text = said(won_and_lost({"Ani": (4, 0), "Budi": (0, 9)}), lang)

    assert NONE[lang] in text
    assert "Ani" not in text
    assert "100" not in text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_four_wins_of_four_do_not_lead_a_ranking(lang: str) -> None:
    text = said(won_and_lost({"Ani": (4, 0), "Budi": (12, 8), "Citra": (9, 11)}), lang)

    assert "Ani" not in text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_who_share_an_end_are_told_together_whatever_their_names(lang: str) -> None:
    first = said(won_and_lost({"Ani": (15, 5), "Budi": (30, 10), "Citra": (10, 10)}), lang)
    last = said(won_and_lost({"Zul": (15, 5), "Yuni": (30, 10), "Citra": (10, 10)}), lang)

    assert ("Ani, Budi, each 75.0%" if lang == "en" else "Ani, Budi, masing-masing 75,0%") in first
    assert first.replace("Ani, Budi", "Yuni, Zul") == last


@pytest.mark.parametrize("lang", ["en", "id"])
def test_among_equals_nobody_is_first(lang: str) -> None:
    text = said(won_and_lost(dict.fromkeys("ABCDE", (10, 10))), lang)

    alike = {"en": "All 5 reps share the same value, 50.0%.", "id": "Semua tenaga penjualan (5) bernilai sama, 50,0%."}
    both = {"en": "Both reps share the same value, 50.0%.", "id": "Kedua tenaga penjualan bernilai sama, 50,0%."}
    assert text == alike[lang]
    assert said(won_and_lost(dict.fromkeys("AB", (10, 10))), lang) == both[lang]


def test_what_reads_the_same_has_no_highest() -> None:
    # 71 of 200 and 72 of 203 are both 35.5 %
    text = said(won_and_lost({"Ani": (71, 129), "Budi": (72, 131)}), "en")

    assert text == "Both reps share the same value, 35.5%."


def test_a_split_that_says_no_more_than_the_whole_is_not_told_beside_it() -> None:
    one, nothing = won_and_lost({"Ani": (12, 12)}), won_and_lost({"Ani": (0, 12), "Budi": (0, 12)})
    alone, none = st.compute("win_rate", one, by="rep"), st.compute("monthly_sales", nothing, by="rep")

    assert alone.read("en") == "There is only one rep, so there is nothing to compare."
    assert alone.finding.text == ""
    assert none.finding.text == ""
    assert st.compute("win_rate", nothing, by="rep").finding.text


def test_many_who_share_an_end_are_counted() -> None:
    text = said(won_and_lost({**dict.fromkeys("ABCDE", (15, 5)), "F": (1, 19)}), "en")

    assert "Highest: 5 that share 75.0%. Lowest: F, 5.0%" in text


def test_people_are_compared_with_people() -> None:
    deals = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won" if i < won else "lost", "closed_at": "2026-03-02"}
        for rep, won, n in (("A", 12, 20), ("B", 10, 20), ("SYS", 2, 400), (None, 0, 200))
        for i in range(n)
    ]
    reps = [{"rep_id": rep, "name": rep, "is_system": rep == "SYS"} for rep in ("A", "B", "SYS")]
    sales = st.load({"deals": pd.DataFrame(deals), "reps": pd.DataFrame(reps)}, as_of="2026-06-30", lang="en")
    result = st.compute("win_rate", sales, by="rep")

    assert result.whole.frame["value"].iloc[0] == pytest.approx(24 / 640)
    assert result.reference.frame["value"].iloc[0] == pytest.approx(22 / 40)
    assert "Compared with all reps together, 55.0%" in result.read()
    assert not any(words in result.read() for words in CLEAR["en"])
    assert "All reps together: 55.0%." in {text.get_text() for text in result.plot("ranking").figure.texts}


def test_what_is_clear_between_two_may_be_chance_between_twenty() -> None:
    # 16 of 20 against about half: Wilson's interval, 0.584 to 0.919, is clear of the whole at 95 %
    pair = {"Ani": (16, 4), "Budi": (200, 200)}
    crowd = pair | {f"Rep {i}": (10, 10) for i in range(18)}

    assert "Ani, 80.0% (58.4–91.9%; n = 20), clearly above" in said(won_and_lost(pair), "en")
    assert "Ani, 80.0% (58.4–91.9%; n = 20); among 20 reps a difference" in said(won_and_lost(crowd), "en")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_totals_are_never_held_against_the_whole(lang: str) -> None:
    rows = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won", "closed_at": "2026-03-02", "amount": amount}
        for rep, amount in (("Ani", 900), ("Budi", 100))
        for i in range(12)
    ]
    text = said(st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30"), lang, "monthly_sales")

    assert not any(words in text for words in (*CLEAR[lang], CHANCE[lang]))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_kpi_ever_speaks_of_a_cause(lang: str, demo_sales: st.SalesData) -> None:
    forbidden = {"en": (" because of ", " leads to ", " improves the "), "id": (" akibat ", " mengakibatkan ")}
    for kpi in st.definitions():
        text = st.compute(kpi, demo_sales, by=kpi.by[0]).read(lang)
        assert not any(words in text for words in forbidden[lang])


def test_one_of_twenty_four_equal_reps_is_rarely_called_clear() -> None:
    # teams in which all win half of 40 deals: the sentence claims a difference in some 5 % of them
    draws = np.random.default_rng(2026).binomial(40, 0.5, size=(20, 24))
    claims = sum(
        any(
            words in said(won_and_lost({f"R{i}": (int(k), 40 - int(k)) for i, k in enumerate(team)}), "en")
            for words in CLEAR["en"]
        )
        for team in draws
    )

    assert claims <= 2


def test_of_equal_reps_with_skewed_amounts_hardly_one_is_called_clear() -> None:
    """Who by chance lacks the few large deals was called clearly below in one team of seven."""
    draws, claims = np.random.default_rng(2026), 0
    for _ in range(24):
        deals = [
            deal(f"{rep}{i}", "won", "2025-01-01", "2025-02-01", rep_id=f"R{rep}", amount=round(float(amount), 2))
            for rep in range(9)
            for i, amount in enumerate(draws.lognormal(8, 1.2, int(draws.integers(12, 30))))
        ]
        told = st.compute("average_deal_size", loaded("2025-05-01", deals=deals), by="rep").read()
        claims += any(words in told for words in CLEAR["en"])

    assert claims <= 2


def test_who_sells_deals_of_a_third_of_the_size_is_called_clear() -> None:
    draws = np.random.default_rng(2026)
    deals = [
        deal(
            f"{rep}{i}", "won", "2025-01-01", "2025-02-01", rep_id=rep, amount=round(float(amount * (rep < "I" or 0.3)))
        )
        for rep in "ABCDEFGHI"
        for i, amount in enumerate(draws.lognormal(8, 0.6, 25))
    ]
    told = st.compute("average_deal_size", loaded("2025-05-01", deals=deals), by="rep").read()

    assert "Lowest: I" in told
    assert "clearly below" in told


def test_a_split_without_groups_is_told_and_not_listed() -> None:
    lost = [deal(f"D{i}", "lost", "2025-01-01", "2025-02-01", rep_id="A", product="P", amount=5) for i in range(3)]
    sales = st.compute("monthly_sales", loaded("2025-05-01", deals=lost), by="product")

    assert sales.frame.empty
    assert sales.listing.html == ""
    assert "<table" not in sales._repr_html_()
    assert sales.read()


def by_month(counts: Mapping[str, tuple[int, int]]) -> str:
    rows = [
        {"deal_id": f"{month}-{i}", "status": "won" if i < won else "lost", "closed_at": f"{month}-02"}
        for month, (won, lost) in counts.items()
        for i in range(won + lost)
    ]
    return st.compute(
        "win_rate", st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30", lang="en"), by="month"
    ).read()


def test_months_that_share_an_end_are_told_together() -> None:
    text = by_month({"2026-01": (10, 10), "2026-02": (15, 5), "2026-03": (15, 5), "2026-04": (12, 8)})

    assert text == (
        "Highest: February 2026, March 2026, each 75.0%. Lowest: January 2026, 50.0%. Last: April 2026, 60.0%. "
        "Nothing is counted after that, up to 30 June 2026."
    )


def test_one_month_is_neither_the_highest_nor_the_lowest() -> None:
    assert by_month({"2026-01": (10, 10)}) == "January 2026, 50.0%: there is nothing yet to compare it with."


def test_periods_without_a_number_are_named_with_the_reason() -> None:
    text = by_month({"2026-01": (10, 10), "2026-02": (1, 1), "2026-03": (15, 5), "2026-04": (12, 8), "2026-06": (2, 0)})

    assert "Last: April 2026, 60.0%." in text
    assert "Without a number: February 2026, June 2026 (too few to say" in text
    assert "Without a number: May 2026 (no data)." in text
    assert "Nothing is counted" not in text  # June is the month of the data's end


def test_many_periods_without_a_number_are_counted() -> None:
    few = {f"2025-{month:02}": (1, 0) for month in range(1, 6)}

    text = by_month(few | {"2025-06": (10, 10), "2025-07": (10, 0)})

    assert "Without a number: 5 others, the last of them May 2025 (too few to say" in text


@pytest.mark.parametrize(("lang", "few", "no_interval"), [
    ("en", "too few to say.", "There is no interval, because there is no number."),
    ("id", "data terlalu sedikit untuk dinilai.", "Tidak ada rentang, karena tidak ada angkanya."),
])  # fmt: skip
def test_a_number_that_is_not_given_has_no_interval_and_no_claim_of_what_is_shown(
    lang: str, few: str, no_interval: str
) -> None:
    """Of one deal it said that only the counts are shown, and showed its median; and that a value was counted."""
    sales = replace(loaded("2025-05-01", deals=[deal("D1", "won", "2025-01-01", "2025-02-01", amount=15)]), lang=lang)
    one = st.compute("average_deal_size", sales)
    assert one.read().endswith(few)
    assert no_interval in one.definition.text
    total = st.compute("monthly_sales", sales)
    assert no_interval not in total.definition.text


@pytest.mark.parametrize("by", ["team", "rep", "month"])
def test_a_duration_has_one_unit_in_table_and_sentence(by: str, demo_sales: st.SalesData) -> None:
    """A table had 77 minutes where the sentence above it said 1.3 hours."""
    result = st.compute("lead_response_time.working_hours", demo_sales, by=by).to("id")
    in_table = {cell.split()[-1] for cell in result.table[result.kpi.title_in("id")]}
    assert len(in_table) == 1
    assert set(re.findall(r"\b(?:detik|menit|jam|hari)\b(?! kerja)", result.read())) == in_table
