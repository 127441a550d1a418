"""Every text from the data enters a figure through label(): short, visible, never a formula."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.figures.label import fitted, label, width


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Siti Rahayu", "Siti Rahayu"),
        (r"Toko $\frac{ Jaya$", r"Toko $\frac{ Jaya$"),
        ("_siti", "\u200a_siti"),
        ("Jose\u0301", "José"),
        ("Ze\u200bro\u202ewidth", "Zerowidth"),
        ("a\nb\t c\x00", "a b c"),
        ("x" * 40, "x" * 31 + "…"),
        ("007", "007"),
        (7, "7"),
        ("NA", "NA"),
        ("", "tidak disebutkan"),
        ("\u200b", "tidak disebutkan"),
        (None, "tidak disebutkan"),
        (math.nan, "tidak disebutkan"),
    ],
)
def test_label(text: object, seen: str) -> None:
    assert label(text, "id") == seen


@given(some.text(max_size=80), some.sampled_from(["id", "en"]))
def test_any_text_becomes_a_short_visible_line(text: str, lang: str) -> None:
    seen = label(text, lang)
    assert 0 < len(seen) <= 33
    assert not seen.startswith("_")
    assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(char) for char in seen}


@given(some.text(max_size=60), some.floats(0.3, 3))
def test_a_fitted_text_fits(text: str, inches: float) -> None:
    assert width(fitted(text, 11, inches), 11) <= inches or len(fitted(text, 11, inches)) <= 2
