"""The catalogues: all texts of a language under dotted keys, and what is filled into them. Imports nothing of ours.

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

DEFAULT = "id"
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Names of CLDR's plural forms, in the order in which a text gives those that its language has."""


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, Indonesian first.

    Returns
    -------
    tuple of str
        Such as ``lang=`` takes them.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.languages()
    ('id', 'en')
    """
    folder = files("salestoolkit.words") / "catalogues"
    codes = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return (DEFAULT, *sorted(codes - {DEFAULT}))


@cache
def texts(lang: str) -> Mapping[str, str]:
    """All texts of a language that has a catalogue, by key."""
    text = (files("salestoolkit.words") / "catalogues" / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


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


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        pairs += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return pairs
