"""Every catalogue says the same things: the same keys, the same braces, nothing empty."""

from __future__ import annotations

import pytest

from salestoolkit.words.catalogue import texts
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import REQUIRED, has, keys, languages, placeholders, say

OTHERS = [lang for lang in languages() if lang != "en"]


def test_required_languages_have_a_catalogue() -> None:
    assert set(REQUIRED) <= set(languages())


@pytest.mark.parametrize("lang", OTHERS)
def test_catalogues_have_the_same_keys(lang: str) -> None:
    assert sorted(keys(lang) ^ keys("en")) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_catalogues_fill_in_the_same_values(lang: str) -> None:
    english, other = texts("en"), texts(lang)
    differing = [key for key in english.keys() & other.keys() if placeholders(english[key]) != placeholders(other[key])]
    assert differing == []


@pytest.mark.parametrize("lang", languages())
def test_no_text_is_empty_or_padded(lang: str) -> None:
    assert [key for key, text in texts(lang).items() if not text.strip() or text != text.strip()] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_the_glossary_is_kept(lang: str) -> None:
    wrong = ("memimpin", "repetisi", "pengasuhan pemimpin", "menang tutup")
    indonesian = texts("id").items()
    assert [key for key, text in indonesian if any(word in text.lower() for word in wrong)] == []


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'format\.million'"):
        say("format.milion", "en")
    assert not has("format.milion", "en")
