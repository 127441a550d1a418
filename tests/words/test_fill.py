"""How a text is filled in: numbers as the language writes them, words in the form that a number asks for."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.words.text import fill, placeholders

DEALS = "{count} {count|deal was|deals were} won"


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 deal was won"),
        ("1", "1 deal was won"),
        (0, "0 deals were won"),
        (2, "2 deals were won"),
        ("1,217", "1,217 deals were won"),
        ("1.0", "1.0 deals were won"),
        ("–", "– deals were won"),
    ],
)
def test_a_word_has_the_form_of_its_number(count: int | str, told: str) -> None:
    assert fill(DEALS, "en", {"count": count}) == told


def test_a_language_of_one_form_has_the_first() -> None:
    assert fill("{count} {count|deal}", "id", {"count": 1}) == "1 deal"
    assert fill("{count} {count|deal}", "id", {"count": 7}) == "7 deal"


def test_forms_are_those_of_cldr() -> None:
    told = [fill("{n|день|дня|дней|дня}", "ru", {"n": n}) for n in (1, 2, 5, 21)]

    assert told == ["день", "дня", "дней", "день"]


@pytest.mark.parametrize(("lang", "told"), [("id", "12.345 dari 1.217"), ("en", "12,345 dari 1,217")])
def test_integers_have_the_separators_of_the_language(lang: str, told: str) -> None:
    assert fill("{a} dari {b}", lang, {"a": 12345, "b": np.int64(1217)}) == told


def test_a_year_and_the_number_of_a_row_stay_bare() -> None:
    assert fill("row {row:d} of {year:d}", "en", {"row": 12345, "year": 2025}) == "row 12345 of 2025"


def test_what_is_filled_in_is_named_without_its_forms() -> None:
    assert placeholders("{count} {count|deal|deals} in {period}") == {"count", "period"}
    with pytest.raises(KeyError, match="period"):
        fill("{count} {count|deal|deals} in {period}", "en", {"count": 1})
