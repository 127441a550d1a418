"""Texts in the reader's language: catalogues, and the bilingual text of a definition. Imports only errors.

A text names in braces what is filled in (`fill`):

- ``{count}``: a text as it is; an integer with the separators of the language (``1.217`` or ``1,217``);
- ``{row:d}``: bare digits, for a year or the number of a row that somebody will look up;
- ``{count|deal|deals}``: the word that goes with the number, in the order of the language's plural forms in CLDR (in
  English one, other). Indonesian has a single form and writes the word itself: ``{count} deal``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from numbers import Integral
from string import Formatter
from typing import Any

from salestoolkit.words.errors import UnknownName, UsageError

REQUIRED = ("id", "en")
DEFAULT = "id"
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Names of CLDR's plural forms, in the order in which a text gives those that its language has."""


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
        return _catalogue(lang).get(key, self._by_language["en"])

    def __repr__(self) -> str:
        return f"Text({', '.join(f'{lang}={text!r}' for lang, text in self._by_language.items())})"


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, Indonesian first."""
    folder = files("salestoolkit.words") / "catalogues"
    codes = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return (DEFAULT, *sorted(codes - {DEFAULT}))


def say(key: str, lang: str, /, **values: Any) -> str:
    """The catalogue's text under ``key`` (dotted) in ``lang``, with ``values`` filled in.

    Raises
    ------
    UnknownName
        When the language has no catalogue or the catalogue lacks the key.
    """
    catalogue = _catalogue(lang)
    if key not in catalogue:
        raise UnknownName(f"text in '{lang}'", key, catalogue)
    return fill(catalogue[key], lang, values)


def local(key: str, lang: str, country: str) -> str:
    """The key of a text that another country than Indonesia has its own of, where it has (``<key>_abroad``)."""
    return f"{key}_abroad" if country != "ID" and has(f"{key}_abroad", lang) else key


def has(key: str, lang: str) -> bool:
    """Whether the catalogue of ``lang`` has a text under ``key``."""
    return key in _catalogue(lang)


def fill(text: str, lang: str, values: Mapping[str, Any]) -> str:
    """``text`` with ``values`` in its braces: numbers as ``lang`` writes them, words in the form a number asks for.

    Raises
    ------
    KeyError
        When the text wants a value that is not given.
    """
    return _Filler(lang).vformat(text, (), values)


def placeholders(text: str) -> set[str]:
    """Names in braces that a text wants filled in."""
    return {name.partition("|")[0] for _, name, _, _ in Formatter().parse(text) if name}


def keys(lang: str) -> frozenset[str]:
    """All keys of a language's catalogue, to compare catalogues."""
    return frozenset(_catalogue(lang))


class _Filler(Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        name, *forms = field_name.split("|")
        return (_form(kwargs[name], forms, self.lang) if forms else kwargs[name]), name

    def format_field(self, value: Any, format_spec: str) -> str:
        from babel.numbers import format_decimal

        if isinstance(value, Integral) and not isinstance(value, bool) and not format_spec:
            return str(format_decimal(int(value), locale=self.lang))
        return str(super().format_field(value, format_spec))


def _form(count: Any, forms: Sequence[str], lang: str) -> str:
    """Of the forms of a word the one for ``count``, a number or its text: what is no plain number has the last."""
    from babel import Locale
    from babel.numbers import NumberFormatError, parse_decimal

    locale = Locale.parse(lang)
    try:
        number = parse_decimal(count, locale=locale) if isinstance(count, str) else count
    except NumberFormatError:
        return forms[-1]
    named = [name for name in PLURALS if name in (*locale.plural_form.tags, "other")]
    return forms[min(named.index(locale.plural_form(number)), len(forms) - 1)]


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
