"""Texts in the reader's language, and the bilingual text of a definition. Imports only catalogues and errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.words.catalogue import DEFAULT, fill, languages, placeholders, texts
from salestoolkit.words.errors import UnknownName, UsageError

__all__ = ["DEFAULT", "REQUIRED", "Text", "fill", "has", "keys", "languages", "local", "placeholders", "say"]

REQUIRED = ("id", "en")


class Text:
    """A text in every required language; a missing one is an error when it is made.

    Parameters
    ----------
    **by_language : str
        The text under each language's code: ``Text(id="Waktu respons ke prospek", en="Lead response time")``.

    Raises
    ------
    UsageError
        When Indonesian or English is missing or empty.
    """

    def __init__(self, **by_language: str) -> None:
        missing = [lang for lang in REQUIRED if not by_language.get(lang, "").strip()]
        if missing:
            raise UsageError(f"A text lacks {', '.join(missing)}: {by_language}. Give each of {', '.join(REQUIRED)}.")
        self._by_language = dict(by_language)

    def to(self, lang: str, key: str = "") -> str:
        """The text in ``lang``; for a language beyond the required, the catalogue's entry ``key``, else English."""
        if lang in self._by_language:
            return self._by_language[lang]
        return _texts(lang).get(key, self._by_language["en"])

    def __repr__(self) -> str:
        return f"Text({', '.join(f'{lang}={text!r}' for lang, text in self._by_language.items())})"


def say(key: str, lang: str, /, **values: Any) -> str:
    """The catalogue's text under ``key`` (dotted) in ``lang``, with ``values`` filled in.

    Raises
    ------
    UnknownName
        When the language has no catalogue or the catalogue lacks the key.
    """
    catalogue = _texts(lang)
    if key not in catalogue:
        raise UnknownName(f"text in '{lang}'", key, catalogue)
    return fill(catalogue[key], lang, values)


def local(key: str, lang: str, country: str) -> str:
    """The key of a text that another country than Indonesia has its own of, where it has (``<key>_abroad``)."""
    return f"{key}_abroad" if country != "ID" and has(f"{key}_abroad", lang) else key


def has(key: str, lang: str) -> bool:
    """Whether the catalogue of ``lang`` has a text under ``key``."""
    return key in _texts(lang)


def keys(lang: str) -> frozenset[str]:
    """All keys of a language's catalogue, to compare catalogues."""
    return frozenset(_texts(lang))


def _texts(lang: str) -> Mapping[str, str]:
    if lang not in languages():
        raise UnknownName("language", lang, languages())
    return texts(lang)
