"""``list`` and ``show``: every KPI in both languages, from its definition alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st

KPIS = st.definitions()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_list_has_each_kpi_with_its_title_and_question(cli: Callable[..., Any], lang: str) -> None:
    done = cli("list", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    listed = [one for kpi in KPIS for one in (kpi, *(study.of(kpi) for study in kpi.studies))]
    for line, kpi in zip(done.out.splitlines(), listed, strict=True):
        assert line.split()[0] == kpi.name
        assert kpi.title_in(lang) in line
        assert line.endswith(kpi.words("question", lang))


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_show_tells_the_whole_definition(cli: Callable[..., Any], kpi: st.KPI, lang: str) -> None:
    done = cli("show", kpi.name, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    words = [kpi.words(field, lang) for field in ("title", "question", "formula")]
    columns = [column for needs in kpi.needs for names in needs.values() for column in names]
    names = [measure.name for measure in kpi.measures]
    told = [*words, *kpi.caveats_in(lang), *columns, *names, *kpi.splits, kpi.example.worked.to(lang)]
    assert [text for text in told if text not in done.out] == []


def test_show_writes_conditions_in_words(cli: Callable[..., Any]) -> None:
    shown = cli("show", "win_rate", "--lang", "en").out
    assert "won: rows of deals, where status = won, dated by closed_at" in shown
    assert "open: rows of deals, where status = open, as they stood at the date of the data" in shown
    shown = cli("show", "average_deal_size", "--lang", "en").out
    assert "where status = won and (amount ≤ 0 or amount is empty), dated by closed_at" in shown
    assert [kpi.name for kpi in KPIS if "__" in cli("show", kpi.name).out] == []


def test_show_takes_a_file_of_ones_own(cli: Callable[..., Any], tmp_path: Path) -> None:
    cli("new", "repeat_orders", "--to", tmp_path)
    shown = cli("show", tmp_path / "repeat_orders.py", "--lang", "en").out
    assert shown.startswith("repeat_orders · Repeat orders\n")
