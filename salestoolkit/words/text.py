"""Texts in the reader's language: catalogues, and the bilingual text of a definition. Imports only errors."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from salestoolkit.words.errors import UnknownName, UsageError

REQUIRED = ("id", "en")
DEFAULT = "id"


class Text:
    """A text in every required language; a missing one is an error when it is made.

    Parameters
    ----------
    **by_language : str
        The text under each language's code: ``Text(id="Tingkat kemenangan", en="Win rate")``.

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
        return _catalogue(lang).get(key, self._by_language["en"])

    def __repr__(self) -> str:
        return f"Text({', '.join(f'{lang}={text!r}' for lang, text in self._by_language.items())})"


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, Indonesian first."""
    folder = files("salestoolkit.words") / "catalogues"
    codes = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return (DEFAULT, *sorted(codes - {DEFAULT}))


def say(key: str, lang: str, **values: Any) -> str:
    """The catalogue's text under ``key`` (dotted) in ``lang``, with ``values`` filled in.

    Raises
    ------
    UnknownName
        When the language has no catalogue or the catalogue lacks the key.
    """
    catalogue = _catalogue(lang)
    if key not in catalogue:
        raise UnknownName(f"text in '{lang}'", key, catalogue)
    return catalogue[key].format(**values)


def has(key: str, lang: str) -> bool:
    """Whether the catalogue of ``lang`` has a text under ``key``."""
    return key in _catalogue(lang)


def placeholders(text: str) -> set[str]:
    """Names in braces that a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def keys(lang: str) -> frozenset[str]:
    """All keys of a language's catalogue, to compare catalogues."""
    return frozenset(_catalogue(lang))


@cache
def _catalogue(lang: str) -> dict[str, str]:
    if lang not in languages():
        raise UnknownName("language", lang, languages())
    text = (files("salestoolkit.words") / "catalogues" / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        pairs += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return pairs
