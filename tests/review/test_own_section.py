"""A part of the review of one's own: one file declares it, and everything that a reader sees derives from there."""

from __future__ import annotations

from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.review.section.registry import section as declared
from salestoolkit.review.section.registry import sections
from salestoolkit.words.errors import UnknownName, UsageError

FILE = '''
"""Open deals of each rep."""

from salestoolkit.review.section import Column, Numbers, Place, Section, Text

OPEN = Section(
    "open_by_rep",
    title=Text(en="Open deals", id="Deal terbuka"),
    question=Text(en="Who has most open deals?", id="Siapa yang punya deal terbuka terbanyak?"),
    method=Text(en="Deals whose status is open.", id="Deal yang statusnya open."),
    cautions=(Text(en="Many are not good in itself.", id="Banyak belum tentu baik."),),
    columns=(
        Column("rep_id", "text", heading=Text(en="Rep id", id="Kode tenaga penjualan")),
        Column("n", heading=Text(en="Open", id="Terbuka")),
    ),
    words={
        "most": Text(en="{who} has {count} open {count|deal|deals}.", id="{who} punya {count} deal terbuka."),
        "none": Text(en="No deal is open at {least}.", id="Tidak ada deal terbuka pada {least}."),
        "left_out": Text(en="Without a rep: {count}.", id="Tanpa tenaga penjualan: {count}."),
    },
    place=(Place(order=5, asks="now"),),
)


@OPEN.computes
def open_by_rep(sales, *, least=1, where=None):
    """How many deals of each rep are open."""
    rows = sales.deals.query("status == 'open'")
    frame = rows.groupby("rep_id").size().rename("n").reset_index().query("n >= @least")
    facts = {"least": least, "unowned": int(rows["rep_id"].isna().sum())}
    if frame.empty:
        return Numbers(lacking="none", facts=facts)
    return Numbers(frame.sort_values(["n", "rep_id"], ascending=[False, True], ignore_index=True), facts)


@OPEN.tells
def _sentences(found, reader):
    first = found.frame.iloc[0]
    yield reader.say("most", who=first["rep_id"], count=int(first["n"]))


@OPEN.notes
def _left_out(found, reader):
    yield reader.say("left_out", count=found.facts["unowned"])
'''


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "open_by_rep.py"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def test_one_file_gives_all_that_a_reader_sees(own: str) -> None:
    sales = st.demo(lang="en")
    counted = sales.deals.query("status == 'open'").groupby("rep_id").size()

    result = st.section(own, sales)

    assert result.frame.set_index("rep_id")["n"].to_dict() == counted.to_dict()
    assert result.heading.text == "Open deals\nWho has most open deals?"
    assert result.read() == f"{counted.idxmax()} has {counted.max()} open deals."
    assert list(result.table.columns) == ["Rep id", "Open"]
    assert result.definition.text.splitlines() == [
        "Deals whose status is open.",
        "- Without a rep: 0.",
        "- Many are not good in itself.",
    ]
    assert "<table" in result.listing.html
    assert "<h2>Open deals</h2>" in result.heading.html
    assert result.plot().html == ""


def test_the_same_numbers_are_told_in_another_language(own: str) -> None:
    result = st.section(own, st.demo(lang="en"))

    other = result.to("id")

    assert other.frame is result.frame
    assert other.heading.text == "Deal terbuka\nSiapa yang punya deal terbuka terbanyak?"
    assert other.read().endswith("deal terbuka.")
    assert list(other.table.columns) == ["Kode tenaga penjualan", "Terbuka"]
    assert other.to("en").read() == result.read()


def test_what_the_data_lack_is_said_by_its_own_word(own: str) -> None:
    result = st.section(own, st.demo(lang="en"), least=1_000_000)

    assert (result.lacking, result.said) == ("No deal is open at 1,000,000.", ())
    assert result.reviewed.silent
    assert result.to("id").lacking == "Tidak ada deal terbuka pada 1.000.000."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("raise ValueError('broken')", "open_by_rep.py, line"),
        ("import sys; sys.exit()", "asked the program to exit"),
        ("rows = sales.deals.query('stat == 1')", "section open_by_rep"),
    ],
)
def test_a_fault_names_the_file(own: str, wrong: str, said: str) -> None:
    Path(own).write_text(FILE.replace("    rows =", f"    {wrong}\n    rows =", 1), encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        st.section(own, st.demo(lang="en"))


def test_a_name_or_an_option_that_is_not_there_is_met_with_the_closest(own: str) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'people'"):
        st.section("poeple", st.demo(lang="en"))
    with pytest.raises(UnknownName, match="Did you mean 'least'"):
        st.section(own, st.demo(lang="en"), lest=3)


def test_a_file_declares_one(own: str, tmp_path: Path) -> None:
    two = tmp_path / "two.py"
    two.write_text(FILE + FILE.replace("OPEN", "OTHER"), encoding="utf-8")

    with pytest.raises(UsageError, match="declares 2 sections"):
        declared(str(two))
    with pytest.raises(UsageError, match="no section file"):
        declared(str(tmp_path / "absent.py"))


def test_an_installed_section_is_a_function_that_explains_itself() -> None:
    for name, section in sections().items():
        asked = getattr(st, name)
        assert asked.__doc__
        assert name in dir(st)
        assert asked(sales=st.demo(lang="en")).name == name
        assert section.place, name
