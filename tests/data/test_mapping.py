"""Mappings: what a TOML file may say, and the error for each thing it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.data.mapping.feeds import Condition, Lookup, canonical
from salestoolkit.data.mapping.mapping import parse, read_mapping, shipped, shipped_mapping
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import InputError, UnknownName

FEED = '[[feed]]\ntable = "deals"\nfile = "d.csv"\n'
COLUMNS = '[feed.columns]\ndeal_id = "Id"\nstatus = "State"\n'


def test_every_key_arrives() -> None:
    mapping = parse(
        'title = "Us"\ntimezone = "Asia/Makassar"\ncurrency = "USD"\n'
        'date_order = "dmy"\nnumber_format = "id"\n'
        'encoding = "cp1252"\nas_of = 2026-03-31\nmultiline = true\n'
        + FEED
        + 'optional = true\nwhere = { Country = ["ID", "SG"] }\n'
        + COLUMNS
        + 'amount = { from = "Sum", suffixes = true, number_format = "en" }\n'
        + 'closed_at = { from = "End", when = { column = "State", not_in = ["Open"] }, precision = "day" }\n'
        + 'product = { from = "P", aliases = { GTXPro = "GTX Pro" }, missing = ["0"], lower = true }\n'
        + 'product_line = { from = "P", lookup = { file = "p.csv", key = "P", column = "Line" } }\n'
        + 'source = { const = "web" }\naccount = { from = ["First", "Last"] }\n'
        + "lead_id = { row_number = true }\n",
        "us.toml",
    )
    assert (mapping.title, mapping.timezone, mapping.currency, mapping.as_of) == (
        "Us",
        "Asia/Makassar",
        "USD",
        "2026-03-31",
    )
    assert (mapping.date_order, mapping.number_format, mapping.encoding, mapping.multiline) == (
        "dmy",
        "id",
        "cp1252",
        True,
    )
    [feed] = mapping.feeds
    assert feed.optional
    assert feed.where == (Condition("Country", ("id", "sg")),)
    assert feed.fills["closed_at"].when == Condition("State", ("open",), negated=True)
    assert feed.fills["product"].aliases == {"gtxpro": "GTX Pro"}
    assert feed.fills["product_line"].lookup == Lookup("p.csv", "P", "Line")
    assert feed.fills["account"].sources == ("First", "Last")
    assert feed.sources == {"Id", "State", "Country", "Sum", "End", "P", "First", "Last"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title =", "not TOML"),
        ("titel = 'x'", r"No mapping key is called 'titel'. Did you mean 'title'\?"),
        ("title = 3", "'title' must be text in quotes"),
        ("multiline = 'yes'", "'multiline' must be true or false"),
        ("timezone = 'Asia/Jakarata'", "No time zone is called 'Asia/Jakarata'"),
        ("timezone = '../etc'", "No time zone"),
        ("currency = 'Rp'", "'Rp' is no currency"),
        ("currency = 'RPX'", "'RPX' is no currency. Use a code of ISO 4217 such as 'IDR'"),
        ("encoding = 'utf-9'", "No encoding is called 'utf-9'"),
        ("encoding = 'rot13'", "No encoding is called 'rot13'"),
        ("date_order = 'dym'", r"No date_order is called 'dym'. Did you mean '(dmy|ymd)'\?"),
        ("number_format = 'us'", "No number_format is called 'us'"),
        ("feed = 3", r"\[\[feed\]\]"),
        ("[[feed]]\nfile = 'x.csv'", "lacks table"),
        (
            FEED.replace("deals", "deal") + COLUMNS,
            r"No canonical table is called 'deal'. Did you mean 'deals'\?",
        ),
        (FEED, "fills no column"),
        (FEED + "optinal = true\n" + COLUMNS, "Did you mean 'optional'"),
        (FEED + COLUMNS + "amuont = 'x'", r"No column of deals is called 'amuont'. Did you mean 'amount'\?"),
        (
            FEED + "[feed.columns]\ndeal_id = 'Id'",
            "does not fill status. Every row of deals needs deal_id, status",
        ),
        (FEED + COLUMNS + "amount = 3", "must be a column's name or an inline table"),
        (FEED + COLUMNS + "amount = { form = 'x' }", "Did you mean 'from'"),
        (
            FEED + COLUMNS + "amount = { from = 'x', const = 'y' }",
            "exactly one of 'from', 'const', 'row_number'",
        ),
        (FEED + COLUMNS + "amount = { lower = true }", "exactly one of"),
        (FEED + COLUMNS + "amount = { from = 3 }", "text or a list of texts"),
        (FEED + COLUMNS + "created_at = { from = 'x', precision = 'hour' }", "can only be 'day'"),
        (
            FEED + COLUMNS + "created_at = { from = 'x', date_order = 'x' }",
            "No date_order of created_at in feed 1",
        ),
        (
            FEED + COLUMNS + "amount = { from = 'x', lookup = 'p.csv' }",
            "lookup of amount in feed 1 must be a table",
        ),
        (FEED + COLUMNS + "amount = { from = 'x', lookup = { file = 'p.csv' } }", "lacks key, column"),
        (FEED + COLUMNS + "amount = { from = 'x', when = { column = 'y' } }", "either 'in' or 'not_in'"),
        (FEED + COLUMNS + "source = { from = 'x', map = { a = 1 } }", "must map texts to texts"),
        (
            FEED + "[feed.columns]\ndeal_id = 'Id'\nstatus = { from = 'S', map = { Won = 'wonn' } }",
            "Did you mean 'won'",
        ),
        (
            FEED + "[feed.columns]\ndeal_id = 'Id'\nstatus = { const = 'closed' }",
            "No value of status in feed 1",
        ),
    ],
)
def test_each_mistake_has_its_message(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        parse(text, "us.toml")
    assert refused.value.file == "us.toml"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")
    with pytest.raises(InputError, match="not UTF-8"):
        read_mapping(tmp_path / "latin.toml")


def test_shipped_mappings_read_and_are_found_by_name() -> None:
    assert {"maven_crm", "zoho", "digital_marketing"} <= set(shipped())
    for name in shipped():
        mapping = shipped_mapping(name)
        assert mapping.title
        assert mapping.currency
        assert mapping.timezone
    with pytest.raises(UnknownName, match="Did you mean 'maven_crm'"):
        shipped_mapping("maven")


def test_a_mapping_without_feeds_declares_formats_of_canonical_files() -> None:
    mapping = parse('timezone = "Asia/Jayapura"', "salestoolkit.toml")
    assert mapping.canonical
    assert [feed.table for feed in mapping.feeds] == list(TABLES) == [feed.table for feed in canonical()]
    assert all(feed.optional for feed in mapping.feeds)
