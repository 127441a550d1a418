"""Trends: values and bands, gaps, the last period, many lines, a focus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import results
from drawn import artists, places, texts

from salestoolkit.figures import theme
from salestoolkit.figures.draw import draw


@pytest.mark.parametrize("lang", ["id", "en"])
def test_trend_holds_values_and_band(lang: str) -> None:
    result = results.sales_by_month(lang=lang)
    figure = draw(result).figure
    (line,) = artists(figure, "line")
    assert np.array_equal(line.get_ydata(), result.frame["value"])
    assert np.array_equal(line.get_xdata(), places(result.frame["month"]))
    (band,) = artists(figure, "band")
    ends = {tuple(point) for point in band.get_paths()[0].vertices}
    at = places(result.frame["month"])
    for name in ("lo", "hi"):
        assert set(zip(at, result.frame[name], strict=True)) <= ends
    assert figure.axes[0].get_ylabel() == {"id": "Miliar rupiah", "en": "Billion rupiah"}[lang]
    (few,) = artists(figure, "few")
    assert few.get_offsets()[0][1] == result.frame["value"][5]


def test_the_incomplete_last_period_is_shaded() -> None:
    result = results.sales_by_month()
    assert len(artists(draw(result).figure, "partial")) == 1
    whole_months = replace(result, frame=result.frame.iloc[:-1])
    assert artists(draw(whole_months).figure, "partial") == []


def test_months_without_a_value_leave_a_gap() -> None:
    result = results.win_rate_by_rep_and_month(1)
    (line,) = artists(draw(result).figure, "line")
    assert np.isnan(line.get_ydata()[4])
    assert np.isnan(line.get_ydata()).sum() == 1


def test_a_value_that_stands_alone_keeps_its_interval() -> None:
    result = results.sales_by_month()
    first = replace(result, frame=result.frame.head(1))
    ((line,),) = [bars.get_segments() for bars in artists(draw(first).figure, "bars")]
    assert (line[0][1], line[1][1]) == (first.frame["lo"][0], first.frame["hi"][0])
    assert artists(draw(result).figure, "bars") == []


def test_a_trend_by_rep_names_its_lines() -> None:
    figure = draw(results.win_rate_by_rep_and_month(3)).figure
    assert {text.get_text() for text in artists(figure, "name")} == {
        "Siti Rahayu",
        "Budi Santoso",
        "Ani Wijaya",
    }
    assert (len(artists(figure, "line")), len(artists(figure, "band"))) == (3, 3)


def test_a_trend_of_many_says_what_it_leaves_out() -> None:
    figure = draw(results.win_rate_by_rep_and_month(9)).figure
    assert (len(artists(figure, "line")), len(artists(figure, "band"))) == (6, 0)
    assert "3 kelompok tidak digambar." in texts(figure)
    heading = " ".join(text.get_text() for text in artists(figure, "subtitle"))
    assert "rentang" not in heading  # no bands are drawn, none are promised


def test_a_trend_with_focus_greys_the_others() -> None:
    figure = draw(results.win_rate_by_rep_and_month(9), focus="R04").figure
    colors = [line.get_color() for line in artists(figure, "line")]
    assert (colors.count(theme.FOCUS), colors.count(theme.OTHERS)) == (1, 8)
    assert [text.get_text() for text in artists(figure, "name")] == ["Agus Pratama"]
    assert len(artists(figure, "band")) == 1
