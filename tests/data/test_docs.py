"""The documents about intake say what is so."""

from __future__ import annotations

import re
from pathlib import Path

from small_exports import loaded

from salestoolkit.data.mapping.feeds import DATE_ORDERS, NUMBER_FORMATS, SourceMapping
from salestoolkit.data.mapping.mapping import parse, shipped
from salestoolkit.data.schema import TABLES
from salestoolkit.words.text import keys

DOCS = Path(__file__).resolve().parents[2] / "docs"
TABLES_MD = (DOCS / "tables.md").read_text(encoding="utf-8")
MAPPINGS_MD = (DOCS / "mappings.md").read_text(encoding="utf-8")


def test_tables_md_names_every_table_and_column_with_type_and_star() -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TABLES_MD, re.M | re.S))
    assert list(sections) == list(TABLES)
    for name, text in sections.items():
        rows = re.findall(r"^\| `(\w+)`(\*?) \| (.*?) \|", text, re.M)
        columns = TABLES[name].columns
        assert [(column, bool(star)) for column, star, _ in rows] == [(c.name, c.required) for c in columns]
        choices = [kind.removeprefix("choice: ") if kind.startswith("choice") else "" for _, _, kind in rows]
        assert choices == [", ".join(c.values) for c in columns]


def test_mappings_md_names_every_key() -> None:
    documented = set(re.findall(r"`\[?\[?([\w.]+)\]?\]?`", MAPPINGS_MD))
    own = {name for name in SourceMapping.__dataclass_fields__ if name not in ("name", "feeds", "canonical")}
    feed = {"table", "file", "optional", "where", "feed.columns"}
    column = {"from", "const", "row_number", "missing", "lower", "aliases", "lookup", "map", "when"}
    assert own | feed | column | {"suffixes", "precision"} <= documented
    assert {*DATE_ORDERS, *NUMBER_FORMATS} <= documented
    assert all(name in MAPPINGS_MD for name in shipped())


def test_mappings_md_names_every_reason() -> None:
    codes = {key.removeprefix("intake.code.") for key in keys("en") if key.startswith("intake.code.")}
    section = MAPPINGS_MD.partition("## Why a row is rejected")[2]
    assert set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", section)) == codes


def test_the_worked_example_works(tmp_path: Path) -> None:
    mapping = re.findall(r"```toml\n(.*?)```", MAPPINGS_MD, re.S)[0]
    assert parse(mapping, "example").title == "Toko Maju"
    table = re.findall(r"^\| (?:No|0\d\d) .*$", MAPPINGS_MD, re.M)
    text = "".join(";".join(cell.strip() for cell in row.strip("|").split("|")) + "\n" for row in table)
    sales = loaded(tmp_path, text, mapping, name="penjualan.csv")
    query = "SELECT deal_id, rep_id, CAST(created_at AS VARCHAR), status, CAST(amount AS DOUBLE) FROM deals ORDER BY 1"
    assert sales.connection.execute(query).fetchall() == [
        ("001", "Ani", "2026-04-03 00:00:00+07", "won", 1_250_000.0),
        ("002", "Budi", "2026-04-04 00:00:00+07", "open", 12_500.0),
    ]
