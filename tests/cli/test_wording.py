"""Conditions of measures in words."""

from __future__ import annotations

from typing import Any

import pytest

from salestoolkit.cli.conditions import in_words
from salestoolkit.kpi import col


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (col("status") == "won", "status = won"),
        (col("product") == "GTX Pro", "product = GTX Pro"),
        (col("amount") >= 1_000, "amount ≥ 1000"),
        ((col("a") == "x") | (col("b") != "y"), "a = x or b ≠ y"),
        (((col("a") == 1) | (col("b") == 2)) & col("c").is_null(), "(a = 1 or b = 2) and c is empty"),
        (col("a") < col("b"), "a < b"),
    ],
)
def test_comparisons_are_told_in_words(condition: Any, words: str) -> None:
    assert in_words(condition, "en") == words


def test_the_joints_are_in_the_readers_language() -> None:
    assert in_words((col("a") > 0) & (col("b") <= 2), "id") == "a > 0 dan b ≤ 2"


def test_what_has_no_words_stays_as_it_is_written() -> None:
    assert in_words(col("name").str.contains("("), "en")
