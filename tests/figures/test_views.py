"""The views by what their artists hold: positions are the frame's values, intervals its lo and hi."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import results
from drawn import artists, texts
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from salestoolkit.figures import theme
from salestoolkit.figures.draw import VIEWS, draw, suited
from salestoolkit.words.errors import UnknownName, UsageError

BOMBS = (
    r"Toko $\frac{ Jaya$",
    "$x_{$",
    "_siti",
    "A$_$^B",
    "王小明",
    "محمد علي",
    "Zero\u200bWidth\u202e",
    "x" * 300,
)


def dots(figure: Figure, gid: str) -> dict[str, float]:
    """Value under each group's name, from the dots' offsets and the labels of their heights."""
    axes = figure.axes[0]
    names = dict(zip(axes.get_yticks(), (tick.get_text() for tick in axes.get_yticklabels()), strict=True))
    return {names[y]: x for scatter in artists(figure, gid) for x, y in scatter.get_offsets()}


def spans(figure: Figure) -> dict[str, tuple[float, float]]:
    """Ends of each group's interval."""
    axes = figure.axes[0]
    names = dict(zip(axes.get_yticks(), (tick.get_text() for tick in axes.get_yticklabels()), strict=True))
    lines = [line for found in artists(figure, "intervals") for line in found.get_segments()]
    return {names[line[0][1]]: (line[0][0], line[1][0]) for line in lines}


def test_ranking_shows_the_values_best_first() -> None:
    result = results.win_rate_by_rep()
    figure = draw(result).figure
    frame = result.frame.set_index("rep").drop(index="Maria Goreti Wulandari Kusumaningtyas")
    drawn = {**dots(figure, "values"), **dots(figure, "few")}
    ranked, few = frame[frame["n"] >= 10], frame[(frame["n"] >= 5) & (frame["n"] < 10)]
    assert {name: drawn[name] for name in [*ranked.index, *few.index]} == {
        **ranked["value"].to_dict(),
        **few["value"].to_dict(),
    }
    assert dots(figure, "few").keys() == set(few.index)
    order = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    wanted = result.frame[result.frame["n"] >= 10].sort_values("value", ascending=False)["rep"]
    assert [name[:12] for name in order[: len(wanted)]] == [name[:12] for name in wanted]
    assert set(order[len(wanted) :]) == {"Hendra Gunawan", "Fitri Handayani", "I Made Wirawan"}


def test_ranking_draws_the_intervals_of_the_frame() -> None:
    result = results.ratio_by_channel()
    frame = result.frame.assign(channel=result.frame["channel"].fillna("tidak disebutkan")).set_index("channel")
    assert spans(draw(result).figure) == {
        name: (row["lo"], row["hi"]) for name, row in frame.iterrows() if row["value"] == row["value"]
    }


def test_less_is_better_for_durations() -> None:
    result = results.response_by_rep()
    figure = draw(result).figure
    order = [tick.get_text()[:10] for tick in figure.axes[0].get_yticklabels()]
    assert order == [name[:10] for name in result.frame.sort_values("value")["rep"]]
    assert figure.axes[0].get_xlabel() == "Waktu respons ke prospek (jam)"
    assert len(artists(figure, "beyond")) == 1  # the upper end that is not reached


def test_an_interval_below_zero_does_not_move_the_axis() -> None:
    result = results.by_rep("average_deal_size", [5e6, 4e6], [12, 40], 1e6)
    result.frame.loc[0, "lo"] = -9e7
    figure = draw(result).figure
    assert figure.axes[0].get_xlim()[0] == 0
    assert len(artists(figure, "beyond")) == 1
    assert spans(figure)["Siti Rahayu"][0] == -9e7


def test_values_and_counts_stand_beside_the_groups() -> None:
    shown = texts(draw(results.deal_size_by_product(lang="en")).figure)
    assert {"Rp12.4 million", "210", "Rp310.0 million", "34", "Value", "n"} <= set(shown)
    assert "Average deal size (million rupiah)" in shown


def test_groups_without_a_value_are_listed_with_a_dash() -> None:
    figure = draw(results.win_rate_by_rep()).figure
    assert texts(figure).count("–") == 2
    assert any("tidak diperingkat: n di bawah 10" in text for text in texts(figure))


def test_the_heading_says_what_when_how_many_and_by_what_date() -> None:
    figure = draw(results.win_rate_by_rep()).figure
    heading = " ".join(text.get_text() for text in artists(figure, "subtitle"))
    assert [text.get_text() for text in artists(figure, "title")] == ["Win rate"]
    for part in (
        "Menurut tenaga penjualan",
        "Kuartal I 2026",
        "n = 1.103",
        "deal yang ditutup dalam periode ini",
        "rentang 95%",
    ):
        assert part in heading


def test_the_whole_is_a_line_when_it_is_comparable() -> None:
    result = results.win_rate_by_rep()
    (line,) = artists(draw(result).figure, "whole")
    assert set(line.get_xdata()) == {0.566}
    assert artists(draw(replace(result, whole=None)).figure, "whole") == []
    summed = results.with_whole(results.by_rep("monthly_sales", [3e9, 2e9], [40, 30], 1e9), 5e9, 1e8)
    figure = draw(summed).figure
    assert artists(figure, "whole") == []
    assert "Keseluruhan: Rp5 miliar." in texts(figure)


def test_focus_is_in_colour_and_the_others_grey() -> None:
    figure = draw(results.win_rate_by_rep(), focus="R03").figure
    colors = {to_hex(found.get_facecolor()[0]): len(found.get_offsets()) for found in artists(figure, "values")}
    assert colors == {theme.FOCUS: 1, theme.OTHERS: 8}
    (bold,) = [tick for tick in figure.axes[0].get_yticklabels() if tick.get_fontweight() == "bold"]
    assert (bold.get_text(), bold.get_color()) == ("Ani Wijaya", theme.FOCUS)


def test_a_focus_that_is_no_group_is_an_error() -> None:
    with pytest.raises(UnknownName, match="R99"):
        draw(results.win_rate_by_rep(), focus="R99")


@pytest.mark.parametrize("focus", [None, "R30", "R74"])
def test_of_many_groups_the_top_the_bottom_and_the_focus_are_drawn(focus: str | None) -> None:
    result = results.win_rate_by_rep(75)
    figure = draw(result, focus=focus).figure
    names = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    ranked = result.frame[result.frame["n"] >= 10].sort_values("value", ascending=False)["rep"]
    assert 40 <= len(names) <= 41
    assert (names[0], names[1]) == tuple(ranked.iloc[:2])
    assert ranked.iloc[-1] in names
    left_out = 75 - len(names)
    assert f"{left_out} kelompok tidak digambar." in texts(figure)
    if focus:
        assert any(tick.get_fontweight() == "bold" for tick in figure.axes[0].get_yticklabels())
    assert figure.get_size_inches()[1] <= theme.HEIGHT_LIMIT


def test_a_focus_in_the_middle_stands_between_two_gaps() -> None:
    result = results.win_rate_by_rep(75)
    ranked = result.frame[result.frame["n"] >= 10].sort_values("value", ascending=False)
    middle = ranked.iloc[36]
    figure = draw(result, focus=middle["rep_id"]).figure
    captions = {round(text.get_position()[1]): text.get_text() for text in artists(figure, "caption")}
    ticks = zip(figure.axes[0].get_yticks(), figure.axes[0].get_yticklabels(), strict=True)
    at = next(round(y) for y, tick in ticks if tick.get_fontweight() == "bold")
    assert captions[at - 1] == "… 17 kelompok lain …"
    assert captions[at + 1] == "… 17 kelompok lain …"


def test_two_reps_of_one_name_stay_two() -> None:
    result = results.by_rep("win_rate", [0.4, 0.5], [30, 40], 0.9)
    result.frame["rep"] = "Siti"
    assert dots(draw(result).figure, "values") == {"Siti (R01)": 0.4, "Siti (R02)": 0.5}


def test_steps_stack_to_what_entered() -> None:
    result = results.leakage_by_stage()
    figure = draw(result).figure
    axes = figure.axes[0]
    widths = {bars.get_label(): [bar.get_width() for bar in bars] for bars in axes.containers}
    assert widths["bocor"] == list(result.frame["leaked"])
    assert widths["masih berjalan"] == list(result.frame["in_progress"])
    assert np.array_equal(np.sum(list(widths.values()), axis=0), result.frame["entered"])
    assert [tick.get_text() for tick in axes.get_yticklabels()] == list(result.frame["stage"])
    rates = [text.get_text() for text in artists(figure, "rate")]
    assert rates[:2] == ["bocor 30,1%", "27,9–32,2%"]
    assert "–" in rates


def test_total_is_one_large_number() -> None:
    result = results.total("average_deal_size", 2360.91, 60, 4238, currency="USD", lang="en")
    figure = draw(result).figure
    assert [text.get_text() for text in artists(figure, "total")] == ["$2,360.91"]
    ((line,),) = [found.get_segments() for found in artists(figure, "intervals")]
    assert (line[0][0], line[1][0]) == (2300.91, 2420.91)
    assert "95% interval: $2,300.91–2,420.91" in texts(figure)


def test_the_view_suits_the_split() -> None:
    assert suited(results.win_rate_by_rep()) == "ranking"
    assert suited(results.win_rate_by_rep_and_month()) == "trend"
    assert suited(results.leakage_by_stage()) == "steps"
    assert suited(results.total("win_rate", 0.5, 0.1, 90)) == "total"


def test_views_are_a_closed_set() -> None:
    assert set(VIEWS) == {"ranking", "trend", "steps", "total"}
    with pytest.raises(UnknownName, match="No view is called 'rankings'"):
        draw(results.win_rate_by_rep(), view="rankings")


@pytest.mark.parametrize(
    ("view", "message"),
    [("trend", "needs a time"), ("steps", "by='stage' alone"), ("total", "Leave out 'by'")],
)
def test_a_view_that_does_not_suit_says_what_does(view: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        draw(results.win_rate_by_rep(), view=view)


@pytest.mark.parametrize(
    "result",
    [
        results.win_rate_by_rep(),
        results.sales_by_month(),
        results.win_rate_by_rep_and_month(),
        results.leakage_by_stage(),
        results.total("win_rate", 0.5, 0.1, 90),
    ],
    ids=["ranking", "trend", "trend-by-rep", "steps", "total"],
)
@pytest.mark.parametrize("case", ["empty", "one", "nothing"])
def test_no_frame_is_too_small(result: results.FakeResult, case: str) -> None:
    frame = result.frame.head(0 if case == "empty" else 1) if case != "nothing" else result.frame.copy()
    if case == "nothing":
        frame[["value", "lo", "hi"]] = math.nan
    picture = draw(replace(result, frame=frame, whole=None))
    assert picture.png(50).startswith(b"\x89PNG")
    assert picture.alt.startswith(result.kpi.title_in("id"))


@pytest.mark.parametrize("view", ["ranking", "trend"])
def test_hostile_names_are_drawn_as_they_are(view: str) -> None:
    result = results.by_rep("win_rate", np.linspace(0.4, 0.6, len(BOMBS)), [50] * len(BOMBS), 0.9)
    if view == "trend":
        result = results.win_rate_by_rep_and_month(len(BOMBS[:6]))
        result.frame["rep"] = np.repeat(BOMBS[:6], 12)
    else:
        result.frame["rep"] = list(BOMBS)
    picture = draw(result)
    picture.png(50)
    shown = texts(picture.figure)
    assert {r"Toko $\frac{ Jaya$", "$x_{$", "\u200a_siti", "A$_$^B", "王小明"} <= set(shown)
    parsed = [text.get_text() for text in picture.figure.findobj(Text) if text.get_parse_math()]
    assert [text for text in parsed if "$" in text] == []


def test_alt_text_names_no_largest_of_equals() -> None:
    """It said "the largest value is Dedi (0.0%) and the smallest Budi (0.0%)"."""
    reps, stages = results.win_rate_by_rep(lang="en"), results.leakage_by_stage(lang="en")
    flat = [replace(one, frame=one.frame.assign(value=0.0, lo=0.0, hi=0.1)) for one in (reps, stages)]

    assert draw(flat[0]).alt.endswith("All with n of 10 or more have the value 0.0%.")
    assert draw(flat[1]).alt.endswith("The same share leaked from each stage with enough deals: 0.0%.")


def test_alt_text_of_what_is_not_stated_does_not_deny_its_n() -> None:
    """Of one group of 356 deals whose owner is not stated it said that none has an n of 10."""
    reps = results.win_rate_by_rep(lang="en")
    nobody = replace(reps, frame=reps.frame.head(1).assign(rep_id=None, rep=None, n=356))

    assert draw(nobody).alt.endswith("1 group, none that is stated and has the n of 10 that ranking needs.")


def test_alt_text_says_what_is_shown_and_claims_nothing() -> None:
    assert draw(results.win_rate_by_rep(lang="en")).alt == (
        "Win rate by sales rep, Q1 2026: 12 groups. Among those with n of 10 or more, "
        "the largest value is Budi Santoso (67.8%) and the smallest Siti Rahayu (35.2%)."
    )
    assert draw(results.sales_by_month()).alt == (
        "Penjualan bulanan menurut bulan, sejak 1 Mei 2024: 24 periode. "
        "Nilai terbesar Rp3,02 miliar (Maret 2026) "
        "dan terkecil Rp1,22 miliar (Juni 2024)."
    )
    assert draw(results.leakage_by_stage(lang="en")).alt == (
        "Funnel leakage, Q1 2026: 5 stages in order. "
        "The share that leaked is largest at Penawaran (41.9%) and smallest at Negosiasi (28.0%)."
    )
    assert draw(results.total("win_rate", 0.6315, 0.012, 6711)).alt == (
        "Win rate, Kuartal I 2026: 63,2%, rentang 95% 61,9–64,4%, n = 6.711."
    )
