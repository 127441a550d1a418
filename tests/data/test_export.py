"""load: what is declared where, several feeds and files, as_of, precision, and the locked database."""

from __future__ import annotations

import gc
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_exports import DEALS, ROWS, column, loaded

from salestoolkit.data.database import connect
from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.intake.loading import read_as_of
from salestoolkit.data.schema import SQL_TYPES, TABLES
from salestoolkit.words.errors import InputError, UnknownName, UsageError


def test_every_canonical_table_is_there_with_the_schemas_columns(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS + ROWS)
    for table in TABLES.values():
        found = sales.connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [table.name],
        ).fetchall()
        assert found == [(c.name, SQL_TYPES[c.kind].replace("DECIMAL(18, 4)", "DECIMAL(18,4)")) for c in table.columns]
    assert sales.fed == {"deals": {"deal_id", "rep_id", "status", "amount", "created_at", "closed_at"}}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY deals TO '/tmp/deals.csv'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET TimeZone = 'UTC'",
        "SET enable_external_access = true",
    ],
)
def test_the_database_is_locked(tmp_path: Path, query: str) -> None:
    sales = loaded(tmp_path, DEALS + ROWS)
    with pytest.raises(duckdb.Error):
        sales.connection.execute(query)


def test_temporary_tables_and_views_can_be_added(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS + ROWS)
    sales.connection.execute("CREATE TEMP TABLE won AS SELECT * FROM deals WHERE status = 'won'")
    sales.connection.execute("CREATE TEMP VIEW few AS SELECT * FROM won LIMIT 3")
    assert sales.connection.execute("SELECT count(*) FROM few").fetchall() == [(3,)]


def test_what_is_declared_in_the_call_stands_above_the_mapping(tmp_path: Path) -> None:
    mapping = 'timezone = "Asia/Makassar"\ncurrency = "SGD"\ntitle = "Toko"\nas_of = 2024-06-30\n'
    mapping += '[practice]\ncountry = "ID"\n'
    sales = loaded(tmp_path, DEALS + ROWS, mapping)
    assert (sales.timezone, sales.currency, sales.name) == ("Asia/Makassar", "SGD", "Toko")
    assert sales.as_of.isoformat() == "2024-07-01T00:00:00+08:00"
    assert not any("assumed" in note for note in sales.intake.notes)
    sales = loaded(tmp_path, DEALS + ROWS, mapping, timezone="Asia/Jayapura", currency="USD", as_of="2024-05-01T12:00")
    assert (sales.timezone, sales.currency) == ("Asia/Jayapura", "USD")
    assert sales.as_of.isoformat() == "2024-05-01T12:00:00+09:00"


def test_defaults_are_noted_as_assumed(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS + ROWS)
    assert (sales.timezone, sales.currency) == ("Asia/Jakarta", "IDR")
    assert sales.as_of.isoformat() == "2024-02-29T00:00:00+07:00"
    notes = " ".join(sales.intake.notes)
    assert "assumed to be 28 February 2024" in notes
    assert "Asia/Jakarta is assumed" in notes
    assert "IDR is assumed" in notes


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"lang": "fr"}, UnknownName),
        ({"crm": "salesforze"}, UnknownName),
        ({"crm": "zoho", "mapping": "x.toml"}, UsageError),
        ({"date_order": "dym"}, UnknownName),
        ({"number_format": "us"}, UnknownName),
        ({"timezone": "Jakarta"}, InputError),
        ({"timezone": "localtime"}, InputError),
        ({"currency": "rupiah"}, InputError),
        ({"as_of": "31/12/2024"}, UsageError),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    tmp_path: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    (tmp_path / "deals.csv").write_text(DEALS + ROWS, encoding="utf-8")
    with pytest.raises(error):
        load(tmp_path, **options)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-12-31", "2025-01-01T00:00:00+07:00"),
        (date(2024, 12, 31), "2025-01-01T00:00:00+07:00"),
        ("2024-12-31T17:00:00", "2024-12-31T17:00:00+07:00"),
        ("2024-12-31T17:00:00Z", "2025-01-01T00:00:00+07:00"),
        (datetime(2024, 12, 31), "2024-12-31T00:00:00+07:00"),
    ],
)
def test_as_of_counts_a_day_to_its_end(given: Any, expected: str) -> None:
    assert read_as_of(given, "Asia/Jakarta").isoformat() == expected


FEEDS = """
[[feed]]
table = "deals"
file = "export-*.csv"
where = { Kind = "deal" }
[feed.columns]
deal_id = { row_number = true }
status = { from = "State", map = { Menang = "won", Kalah = "lost" } }
closed_at = "When"
account = { from = ["First", "Last"] }
product = { from = "P", missing = ["-"], lower = true, aliases = { gtxpro = "GTX Pro" } }
product_line = { from = "P", lookup = { file = "products.csv", key = "Name", column = "Line" } }

[[feed]]
table = "activities"
file = "export-*.csv"
where = { Kind = ["call", "Mail"] }
[feed.columns]
kind = { from = "Kind", map = { call = "call", mail = "email" } }
at = { from = "When", precision = "day" }
"""


def test_files_feed_tables_through_conditions_lookups_and_maps(tmp_path: Path) -> None:
    head = "Kind,State,When,First,Last,P\n"
    (tmp_path / "export-2.csv").write_text(head + "DEAL,kalah,2024-01-03 10:00,,Jaya,-\n", encoding="utf-8")
    (tmp_path / "products.csv").write_text("Name,Line\nGTXPro,GTX\n", encoding="utf-8")
    text = head + "deal, MENANG ,2024-01-02 09:30,Toko,Maju,GTXPro\nmail,,2024-01-04 08:00,,,\nvisit,,,,,X\n"
    sales = loaded(tmp_path, text, FEEDS, name="export-1.csv")
    query = "SELECT deal_id, status, account, product, product_line FROM deals ORDER BY 1"
    assert sales.connection.execute(query).fetchall() == [
        ("export-1.csv:2", "won", "Toko Maju", "GTX Pro", "GTX"),
        ("export-2.csv:2", "lost", "Jaya", None, None),
    ]
    assert column(sales, "at", "activities") == ["2024-01-04 00:00:00+07"]
    counts = [(c.file, c.table, c.read, c.accepted, c.skipped) for c in sales.intake.counts]
    assert counts == [
        ("export-1.csv", "deals", 1, 1, 2),
        ("export-2.csv", "deals", 1, 1, 0),
        ("export-1.csv", "activities", 1, 1, 2),
        ("export-2.csv", "activities", 0, 0, 1),
    ]
    assert sales.precision == {"deals.closed_at": "second", "activities.at": "day"}


def test_a_status_that_is_not_in_the_map_is_never_guessed(tmp_path: Path) -> None:
    mapping = FEEDS.partition('[[feed]]\ntable = "activities"')[0]
    text = "Kind,State,When,First,Last,P\n" + "deal,Menang,2024-01-01,,,\n" * 20 + "deal,Seri,2024-01-01,,,\n"
    (tmp_path / "products.csv").write_text("Name,Line\nA,GTX\nA,GTX\n", encoding="utf-8")
    sales = loaded(tmp_path, text, mapping, name="export-1.csv")
    [rejection] = sales.intake.rejections
    assert (rejection.row, rejection.column, rejection.code, rejection.value) == (
        22,
        "State",
        "bad_value",
        "Seri",
    )


def test_a_lookup_with_two_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("Name,Line\nA,GTX\nA,MG\n", encoding="utf-8")
    text = "Kind,State,When,First,Last,P\ndeal,Menang,2024-01-01,,,A\n"
    with pytest.raises(InputError, match="'A' stands twice with different values of 'Line'"):
        loaded(tmp_path, text, FEEDS, name="export-1.csv")


def test_a_lookup_that_misses_is_noted(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("Name,Line\nA,GTX\n", encoding="utf-8")
    text = "Kind,State,When,First,Last,P\ndeal,Menang,2024-01-01,,,B\n"
    sales = loaded(tmp_path, text, FEEDS, name="export-1.csv")
    assert any("1 row such as 'B' is not in products.csv" in note for note in sales.intake.notes)


def test_duplicates_are_found_across_feeds(tmp_path: Path) -> None:
    feed = '[[feed]]\ntable = "deals"\nfile = "{}.csv"\n[feed.columns]\ndeal_id = "deal_id"\nstatus = "status"\n'
    (tmp_path / "b.csv").write_text("deal_id,status\nD2,won\nD3,won\n", encoding="utf-8")
    mapping = feed.format("a") + feed.format("b")
    options = {"as_of": "2024-01-01", "max_rejected": 0.5}
    sales = loaded(tmp_path, "deal_id,status\nD1,won\nD2,lost\n", mapping, name="a.csv", **options)
    assert [(r.file, r.row, r.code, r.value) for r in sales.intake.rejections] == [("b.csv", 2, "duplicate_key", "D2")]


def test_an_optional_column_that_is_absent_is_noted_and_not_fed(tmp_path: Path) -> None:
    mapping = '[[feed]]\ntable = "deals"\nfile = "d.csv"\n'
    mapping += '[feed.columns]\ndeal_id = "Id"\nstatus = "S"\namount = "Sum"\n'
    sales = loaded(tmp_path, "Id,S\n1,won\n", mapping, name="d.csv", as_of="2024-01-01")
    assert sales.fed == {"deals": {"deal_id", "status"}}
    assert any("there is no column 'Sum'; deals.amount stays empty" in note for note in sales.intake.notes)
    with pytest.raises(InputError, match=r"The column 'S', which feeds deals.status, is missing"):
        loaded(tmp_path, "Id,Sum\n1,3\n", mapping, name="d.csv")


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    text = "deal_id,status,account\nD1,won,Jos\u00e9\n".encode("cp1252")
    sales = loaded(tmp_path, text, 'encoding = "cp1252"', as_of="2024-01-01")
    assert column(sales, "account") == ["Jos\u00e9"]


def test_the_hash_follows_the_content(tmp_path: Path) -> None:
    first, same = loaded(tmp_path, DEALS + ROWS).sha256, loaded(tmp_path, DEALS + ROWS).sha256
    assert first == same != loaded(tmp_path, DEALS + ROWS.replace("won", "lost", 1)).sha256


def test_what_is_spilled_goes_to_a_private_folder_that_is_removed(tmp_path: Path) -> None:
    connection = connect("Asia/Jakarta")
    [(folder,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    assert Path(folder).is_dir()
    assert Path(folder).stat().st_mode & 0o077 == 0
    connection.close()
    del connection
    gc.collect()
    assert not Path(folder).exists()


def test_columns_that_differ_in_case_are_two(tmp_path: Path) -> None:
    text = "deal_id,status,Amount,amount,_row,Account\nD1,won,3,4,x,Y\n"
    sales = loaded(tmp_path, text, as_of="2024-01-01")
    assert (column(sales, "amount"), column(sales, "account")) == (["4.0000"], ["Y"])
    mapping = '[[feed]]\ntable = "deals"\nfile = "deals.csv"\n[feed.columns]\ndeal_id = "deal_id"\n'
    mapping += 'status = "status"\namount = "Amount"\nlist_amount = "amount"\nrep_id = "_row"\n'
    sales = loaded(tmp_path, text, mapping, as_of="2024-01-01")
    assert (column(sales, "amount"), column(sales, "list_amount")) == (["3.0000"], ["4.0000"])
    assert column(sales, "rep_id") == ["x"]
