"""One rep against the team: the artists hold the frames, and nobody in the band is named."""

from __future__ import annotations

import math

import numpy as np
import pytest
import results
from drawn import artists, places, texts

from salestoolkit.figures import theme
from salestoolkit.figures.views.band import draw_band


def test_the_band_and_the_own_line_hold_the_frames() -> None:
    own, band = results.own_and_band()
    figure = draw_band("Win rate", ("percent", "month"), "id", "IDR", own, band).figure
    (line,) = artists(figure, "line")
    assert np.array_equal(line.get_ydata(), own["value"], equal_nan=True)
    assert line.get_color() == theme.FOCUS
    (median,) = artists(figure, "median")
    assert np.array_equal(median.get_ydata(), band["median"])
    (quartiles,) = artists(figure, "quartiles")
    corners = {tuple(point) for point in quartiles.get_paths()[0].vertices}
    at = places(band["at"])
    assert set(zip(at, band["q1"], strict=True)) | set(zip(at, band["q3"], strict=True)) <= corners
    assert "tim: paling sedikit 23 tenaga penjualan per periode, tanpa nama" in " ".join(texts(figure))


def test_the_alt_text_of_a_band() -> None:
    own, band = results.own_and_band()
    assert draw_band("Win rate", ("percent", "month"), "en", "IDR", own, band).alt == (
        "Win rate: 11 periods of your value, drawn on the range of the middle half of the team. "
        "Highest value 52.8% (February 2026), lowest 35.8% (January 2026)."
    )


def test_where_nothing_of_the_team_is_told_neither_legend_nor_alt_text_speaks_of_it() -> None:
    own, band = results.own_and_band()
    picture = draw_band("Win rate", ("percent", "month"), "en", "IDR", own, band.head(0))

    assert not artists(picture.figure, "quartiles")
    assert not any("team" in text.lower() or "median" in text for text in [*texts(picture.figure), picture.alt])
    assert [text.get_text() for text in picture.figure.axes[0].get_legend().get_texts()] == ["you"]


def test_what_is_not_mature_yet_is_drawn_dashed_and_said() -> None:
    own, band = results.own_and_band()
    young = own.assign(mature=[True] * (len(own) - 2) + [False, False])
    picture = draw_band("Win rate", ("percent", "month"), "en", "IDR", young, band)
    (tail,) = artists(picture.figure, "immature")

    assert np.array_equal(tail.get_ydata(), own["value"].iloc[-3:])
    assert tail.get_linestyle() == "--"
    assert picture.alt.endswith("Your line is dashed where cohorts are not mature yet; they may still change.")
    sure = draw_band("Win rate", ("percent", "month"), "en", "IDR", own.assign(mature=np.nan), band)
    assert "dashed" not in " ".join([sure.alt, *texts(sure.figure)])


def test_a_band_by_quarter_is_said_by_quarter() -> None:
    own, band = results.own_and_band()
    quarters = [k for k, at in enumerate(own["at"]) if at.month % 3 == 1]
    picture = draw_band("Win rate", ("percent", "quarter"), "en", "IDR", own.iloc[quarters], band.iloc[quarters])
    assert {"Q2\n2025", "Q3", "Q4", "Q1\n2026"} <= set(texts(picture.figure))
    assert "(Q" in picture.alt


@pytest.mark.parametrize("rows", [0, 1])
def test_a_rep_with_hardly_anything(rows: int) -> None:
    own, band = results.own_and_band()
    picture = draw_band("Win rate", ("percent", "month"), "en", "IDR", own.head(rows), band)
    assert picture.png(50).startswith(b"\x89PNG")
    nothing = draw_band("Win rate", ("percent", "month"), "en", "IDR", own.assign(value=math.nan), band.head(rows))
    told = "you have no value here; only the range of the middle half of the team is drawn."
    assert nothing.alt == f"Win rate: {told}"
    assert nothing.png(50).startswith(b"\x89PNG")


def test_what_is_always_the_same_has_no_highest() -> None:
    """It said "Highest value 0.0% (Q1 2026), lowest 0.0% (Q1 2026)"."""
    own, band = results.own_and_band()
    flat = own.assign(value=own["value"].where(own["value"].isna(), 0.0), lo=0.0, hi=0.1)
    kind = ("percent", "month")
    told = [draw_band("Win rate", kind, "en", "IDR", rows, band.head(0)).alt for rows in (flat, own.head(1))]  # type: ignore[arg-type]

    assert told[0] == "Win rate: 11 periods of your value. Always: 0.0%."
    assert told[1].startswith("Win rate: 1 period of your value. Value: ")
    assert "2025)" in told[1]


def test_a_band_of_one_period_is_neither_drawn_nor_told() -> None:
    own, band = results.own_and_band()

    picture = draw_band("Win rate", ("percent", "month"), "en", "IDR", own, band.head(1))

    assert not artists(picture.figure, "quartiles")
    assert "middle half of the team" not in picture.alt
    assert "unnamed" not in " ".join(texts(picture.figure))
