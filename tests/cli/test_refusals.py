"""Typer's own refusals, and every error of ours, speak the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

CALLS = [
    (("report",), "Argumen 'SOURCE' belum diberikan."),
    (("report", "demo"), "Opsi '--to' belum diberikan."),
    (("kpi", "win_rate", "demo", "--frm", "x"), "Tidak ada opsi --frm. Maksud Anda '--from'?"),
    (("kpi", "win_rate", "demo", "--lang"), "Opsi --lang memerlukan nilai."),
    (("kpi", "win_rate", "demo", "more"), "Argumen terlalu banyak (more)."),
    (("report", "demo", "--to", "x", "--quiet=3"), "Opsi --quiet tidak menerima nilai."),
    (("report", "demo", "--to", "x", "--jobs", "0"), "Nilai '--jobs' tidak dapat dipakai: harus 1 atau lebih."),
    (("report", "demo", "--to", "x", "--jobs", "few"), "Nilai '--jobs' tidak dapat dipakai: harus bilangan bulat."),
    (("report", "demo", "--to", "x", "--stop-at", "200"), "harus 100 atau kurang."),
    (("check", "demo", "--max-rejected", "x"), "Nilai '--max-rejected' tidak dapat dipakai: harus angka."),
    (("report", "demo", "--to", "x", "--each", "rap"), "'rap' bukan salah satu dari 'rep', 'team'."),
    (("kpi", "winrate", "demo"), "Tidak ada KPI bernama 'winrate'. Maksud Anda 'win_rate'?"),
    (("kpi", "win_rate", "demo", "--by", "reps"), "Tidak ada dimensi dari win_rate bernama 'reps'. Maksud Anda 'rep'?"),
    (("kpi", "win_rate", "demo", "--only", "team"), "'team' tidak membatasi apa pun."),
    (("kpi", "win_rate", "demo", "--from", "2025-13-01"), "'2025-13-01' bukan tanggal untuk --from."),
    (("goals", "demo", "--suggest", "--daily"), "--suggest dan --daily adalah dua jawaban berbeda."),
    (("check", "demo", "--crm", "zohoo"), "Perusahaan demo tidak menerima crm."),
]


NAMED = [
    ({"deals": "deal_id,status,currency\n1,won,USD\n2,won,IDR\n"}, (), ("IDR (1 baris), USD (1 baris)", "--currency")),
    ({"deals": "deal_id,status\n1,won\n2,lost\n"}, (), ("--as-of",)),
    ({"deals": "deal_id,status\n1,won\n2,lost\n"}, ("--as-of", "soon"), ("--as-of",)),
    ({"log": "Peluang,Tahap\n1,Baru\n"}, (), ("--mapping FILE", "--crm NAMA")),
]


@pytest.mark.parametrize(("files", "options", "named"), NAMED)
def test_a_refusal_names_the_options_of_the_command_line(
    cli: Callable[..., Any],
    tmp_path: Path,
    files: Mapping[str, str],
    options: tuple[str, ...],
    named: tuple[str, ...],
) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    said = cli("check", tmp_path, *options).complaint
    assert [each for each in named if each not in said] == []
    assert "rows)" not in said


@pytest.mark.parametrize(("arguments", "said"), CALLS)
def test_a_wrong_call_is_answered_in_indonesian(cli: Callable[..., Any], arguments: tuple[str, ...], said: str) -> None:
    done = cli(*arguments)
    assert done.code == 64
    assert said in done.complaint


@pytest.mark.parametrize(("arguments", "said"), [call for call in CALLS if "--lang" not in call[0]])
def test_the_same_call_is_answered_in_english(cli: Callable[..., Any], arguments: tuple[str, ...], said: str) -> None:
    answer = cli(*arguments, "--lang", "en").complaint
    assert answer != cli(*arguments, "--lang", "id").complaint
    assert said not in answer


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("id_ID.UTF-8", "Tidak ada perintah 'kip'. Maksud Anda 'kpi'? Lihat 'salestoolkit --help'."),
        ("en_GB", "No such command 'kip'. Did you mean 'kpi'? See 'salestoolkit --help'."),
        ("C", "No such command 'kip'."),
    ],
)
def test_what_has_no_language_of_its_own_takes_the_machine_s(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, locale: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert said in cli("kip").complaint
    assert ("bukan nama" in cli("new", "class").complaint) is False
    assert ("tidak dapat menjadi nama KPI" in cli("new", "class").complaint) is locale.startswith("id")
