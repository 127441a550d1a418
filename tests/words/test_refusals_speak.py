"""A refusal speaks its reader's language: in a notebook, on the command line, and English where nobody asked."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.cli.app import main
from salestoolkit.data.intake.loading import load_export
from salestoolkit.words.errors import InputError, Told

DATES = "deal_id,status,closed_at\n1,won,03/04/2025\n2,lost,05/06/2025\n"
ENGLISH = (
    "deals.csv, row 2, column 'closed_at': Dates such as '03/04/2025' and '05/06/2025' can be read as dmy or mdy. "
    'Declare date_order = "dmy" (or another) in the mapping or with --date-order.'
)
INDONESIAN = (
    "deals.csv, baris 2, kolom 'closed_at': Tanggal seperti '03/04/2025' dan '05/06/2025' dapat dibaca sebagai dmy "
    'atau mdy. Nyatakan date_order = "dmy" (atau yang lain) di pemetaan atau dengan --date-order.'
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "deals.csv").write_text(DATES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("id", INDONESIAN)])
def test_a_load_refuses_in_the_language_it_was_asked_in(source: Path, lang: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        st.load(source, lang=lang)
    assert str(refused.value) == said
    assert refused.value.told("en") == ENGLISH


def test_a_refusal_that_nobody_asked_in_a_language_is_english(source: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_export(source, lang="id")
    assert str(refused.value) == ENGLISH
    assert (refused.value.file, refused.value.row, refused.value.column) == ("deals.csv", 2, "closed_at")


@pytest.mark.parametrize(("options", "said"), [([], INDONESIAN), (["--lang", "en"], ENGLISH), (["--lang=en"], ENGLISH)])
def test_the_command_line_refuses_in_the_language_of_its_option(
    source: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    with pytest.raises(SystemExit):
        main(["check", str(source), *options])
    assert said in capsys.readouterr().err


def test_a_refusal_goes_from_one_process_to_another() -> None:
    error = InputError(Told("rows_say", count=1250, value="x"), file="a.csv", row=1250, column="c")
    again = pickle.loads(pickle.dumps(error))
    assert again.told("id") == error.told("id") == "a.csv, baris 1250, kolom 'c': 1.250 baris berisi 'x'"
    assert (again.file, again.row, again.column) == ("a.csv", 1250, "c")
