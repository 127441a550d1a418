"""Mappings: which file and column of an export feeds which canonical column, read from TOML and checked.

Imports only feeds, practice, schema and words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from salestoolkit.data.mapping.feeds import (
    DATE_ORDERS,
    NUMBER_FORMATS,
    Condition,
    Feed,
    Fill,
    Lookup,
    SourceMapping,
    canonical,
)
from salestoolkit.data.mapping.values import currency_codes
from salestoolkit.data.practice.practice import practice_of
from salestoolkit.data.practice.zones import zone_of
from salestoolkit.data.schema import TABLES, Column
from salestoolkit.words.errors import InputError, Told, UnknownName

APT = {
    "map": ("text", "enum", "currency", "zone"),
    "date_order": ("timestamp", "date"),
    "precision": ("timestamp", "date"),
    "number_format": ("money", "number", "integer"),
    "suffixes": ("money", "number", "integer"),
}
"""Kinds of columns in which a key means something."""


def shipped() -> tuple[str, ...]:
    """Names of the mappings that come with salestoolkit, for ``crm=`` and ``--crm``."""
    folder = files("salestoolkit.data.mapping") / "crm"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def shipped_mapping(name: str) -> SourceMapping:
    """The shipped mapping called ``name``.

    Raises
    ------
    UnknownName
        When none is called so.
    """
    if name not in shipped():
        raise UnknownName("mapping", name, shipped())
    text = (files("salestoolkit.data.mapping") / "crm" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, name)


def read_mapping(path: str | Path) -> SourceMapping:
    """The mapping in a TOML file of the user's own.

    Raises
    ------
    InputError
        When the file cannot be read or something in it makes no sense; the message says what and
        offers the closest name.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(Told("mapping_unreadable", error=error.strerror), file=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(Told("mapping_encoding"), file=path.name) from error
    return parse(text, path.name)


def parse(text: str, name: str) -> SourceMapping:
    """The mapping written in ``text``; ``name`` is how errors call it.

    Raises
    ------
    InputError
        When it is not TOML, a key or canonical name is unknown, or a required column is not filled.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Told("no_toml", error=str(error)), file=name) from error
    return _Reader(name).mapping(tree)


class _Reader:
    """Turns the TOML tree into dataclasses; ``name`` stands in every error."""

    def __init__(self, name: str) -> None:
        self.name = name

    def mapping(self, tree: dict[str, Any]) -> SourceMapping:
        kinds = dict.fromkeys(("title", "timezone", "currency", "date_order", "number_format", "encoding"), str)
        plain = self._typed(tree, {**kinds, "multiline": bool}, ("as_of", "feed", "practice"))
        self._declared(plain)
        practice = self._practice(tree.get("practice", {}))
        feeds = tree.get("feed", [])
        if not isinstance(feeds, list) or not all(isinstance(feed, dict) for feed in feeds):
            raise self._fault(Told("feed_tables"))
        made = tuple(self._feed(feed, number) for number, feed in enumerate(feeds, 1))
        as_of = str(tree["as_of"]) if "as_of" in tree else ""
        told: dict[str, Any] = {"feeds": made or canonical(), "canonical": not made}
        return SourceMapping(self.name, as_of=as_of, practice=practice, **told, **plain)

    def _practice(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise self._fault(Told("practice_table"))
        try:
            practice_of(given)
        except (InputError, UnknownName) as error:
            raise self._fault(error.sentence) from None
        return given

    def _declared(self, plain: dict[str, Any]) -> None:
        self._formats(plain)
        if "timezone" in plain:
            plain["timezone"] = timezone_name(plain["timezone"], self.name)
        if "currency" in plain:
            plain["currency"] = currency_code(plain["currency"], self.name)
        if "encoding" in plain:
            try:
                "a".encode(plain["encoding"])
            except LookupError as error:
                raise self._fault(Told("no_encoding", name=plain["encoding"])) from error

    def _formats(self, plain: Mapping[str, Any], where: Told | None = None) -> None:
        for key, known in (("date_order", DATE_ORDERS), ("number_format", NUMBER_FORMATS)):
            if key in plain:
                self._known(
                    Told("name_where", name=key, where=where) if where else Told("named", name=key), plain[key], known
                )

    def _feed(self, tree: dict[str, Any], number: int) -> Feed:
        where = Told("in_feed", feed=number)
        self._typed(
            tree,
            {"table": str, "file": str, "optional": bool},
            ("columns", "where"),
            where,
            ("table", "file"),
        )
        self._known("canonical table", tree["table"], TABLES)
        table = TABLES[tree["table"]]
        columns = tree.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise self._fault(Told("no_columns_filled", feed=number, table=table.name))
        for column in columns:
            self._known(Told("column_of", of=table.name), column, (c.name for c in table.columns))
        fills = {column: self._fill(spec, table.column(column), number) for column, spec in columns.items()}
        if lacking := [column for column in table.required if column not in fills]:
            needs = ", ".join(table.required)
            raise self._fault(Told("unfilled", feed=number, table=table.name, lacking=", ".join(lacking), needs=needs))
        conditions = tuple(
            self._condition({"column": column, "in": value}, where) for column, value in tree.get("where", {}).items()
        )
        return Feed(table.name, tree["file"], fills, conditions, tree.get("optional", False))

    def _fill(self, spec: Any, column: Column, number: int) -> Fill:
        where = Told("of_column", column=column.name, feed=number)
        if isinstance(spec, str):
            return Fill((spec,))
        if not isinstance(spec, dict):
            raise self._fault(Told("source_form", where=where))
        kinds = {"const": str, "row_number": bool, "suffixes": bool, "lower": bool}
        kinds |= dict.fromkeys(("date_order", "number_format", "precision"), str)
        special = ("from", "map", "aliases", "missing", "lookup", "when")
        plain = self._typed(spec, kinds, special, where)
        self._formats(plain, where)
        if plain.get("precision", "day") != "day":
            raise self._fault(Told("only_day", where=where))
        if sum(key in spec for key in ("from", "const", "row_number")) != 1:
            raise self._fault(Told("one_of_three", where=where))
        self._apt(spec, column, where)
        values = {key.strip().casefold(): value for key, value in self._texts(spec, "map", where).items()}
        self._closed(column, [*values.values(), *([plain["const"]] if "const" in plain else [])], where)
        return Fill(
            sources=self._names(spec.get("from", []), where),
            values=values,
            aliases={key.strip().casefold(): value for key, value in self._texts(spec, "aliases", where).items()},
            missing=tuple(text.casefold() for text in self._names(spec.get("missing", []), where)),
            lookup=self._lookup(spec["lookup"], where) if "lookup" in spec else None,
            when=self._condition(spec["when"], where) if "when" in spec else None,
            **plain,
        )

    def _apt(self, spec: Mapping[str, Any], column: Column, where: Told) -> None:
        """Refuse what a column of its kind would not heed."""
        for key, kinds in APT.items():
            if key in spec and column.kind not in kinds:
                raise self._fault(Told("no_effect", name=key, where=where, kind=column.kind))

    def _closed(self, column: Column, given: list[str], where: Told) -> None:
        for value in given:
            if column.values:
                self._known(Told("value_where", where=where), value, column.values)

    def _lookup(self, spec: Any, where: Told) -> Lookup:
        kinds = {"file": str, "key": str, "column": str}
        if not isinstance(spec, dict):
            raise self._fault(Told("lookup_form", where=where))
        return Lookup(**self._typed(spec, kinds, (), Told("in_lookup", where=where), tuple(kinds)))

    def _condition(self, spec: Any, where: Told) -> Condition:
        if not isinstance(spec, dict) or "column" not in spec or ("in" in spec) == ("not_in" in spec):
            raise self._fault(Told("condition_form", where=where))
        self._typed(spec, {"column": str}, ("in", "not_in"), Told("in_condition", where=where))
        values = self._names(spec.get("in", spec.get("not_in")), where)
        return Condition(spec["column"], tuple(value.strip().casefold() for value in values), "not_in" in spec)

    def _names(self, given: Any, where: Told) -> tuple[str, ...]:
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            raise self._fault(Told("texts_form", where=where))
        return tuple(listed)

    def _texts(self, spec: dict[str, Any], key: str, where: Told) -> dict[str, str]:
        given = spec.get(key, {})
        if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
            raise self._fault(Told("map_form", key=key, where=where))
        return given

    def _typed(
        self,
        tree: dict[str, Any],
        kinds: Mapping[str, type],
        others: tuple[str, ...],
        where: Told | None = None,
        needed: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The plain keys of ``tree``, each of its kind.

        Any key beyond ``kinds`` and ``others`` is an error.
        """
        for key, value in tree.items():
            self._known(Told("key_where", where=where) if where else "mapping key", key, (*kinds, *others))
            if key in kinds and not isinstance(value, kinds[key]):
                wanted = Told("true_or_false" if kinds[key] is bool else "quoted")
                raise self._fault(Told("must_be", key=key, wanted=wanted))
        if lacking := [key for key in needed if key not in tree]:
            raise self._fault(Told("lacks", where=where, names=", ".join(lacking)))
        return {key: tree[key] for key in kinds if key in tree}

    def _known(self, what: str | Told, name: str, known: Iterable[str]) -> None:
        known = list(known)
        if name not in known:
            raise self._fault(UnknownName(what, name, known).sentence)

    def _fault(self, message: str | Told) -> InputError:
        return InputError(message, file=self.name)


def timezone_name(written: str, file: str = "") -> str:
    """A time zone's IANA name; refuse what is none and none of the usual ways to write one."""
    if zone := zone_of(written):
        return zone
    raise InputError(Told("no_zone", zone=written), file=file)


def currency_code(code: str, file: str = "") -> str:
    """A currency's code in capitals; refuse what ISO 4217 does not know."""
    if code.upper() not in currency_codes():
        raise InputError(Told("no_currency", code=code), file=file)
    return code.upper()


def closest(name: str, known: Iterable[str]) -> Told | None:
    """A question that offers the known name closest to ``name``, where one is close."""
    # Comparing takes the square of a name's length; nobody misspells a name that long.
    short = [each for each in islice(known, 2_000) if len(each) <= 100]
    close = get_close_matches(name[:100], short, n=1)
    return Told("meant", name=close[0]) if close else None
