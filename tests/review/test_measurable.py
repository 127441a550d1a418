"""The door says what a load can show and what it lacks; what can show nothing says so first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.cli.app import main
from salestoolkit.engine.registry import definitions
from salestoolkit.review.measurable import counted, measurable
from salestoolkit.words.text import say

COUNTS = pd.DataFrame(
    [{"period": "2026-01-01", "channel": "Ads", "stage": "Sold", "kind": "won", "count": n} for n in (3, 5)]
)
ORDERS = pd.DataFrame(
    [{"deal_id": f"D{i}", "status": "won", "closed_at": f"2026-01-{i:02d}", "amount": 100} for i in range(1, 29)]
)
SHOWN = {"en": "What this data can show", "id": "Apa yang dapat ditunjukkan data ini"}
NONE = {"en": "No KPI can be measured with this data.", "id": "Tidak ada KPI yang dapat diukur dengan data ini."}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_of_counts_without_amounts_it_is_said_that_nothing_can_be_measured(lang: str) -> None:
    sales = st.load({"stage_counts": COUNTS}, lang=lang)
    told = measurable(sales).text

    assert told.splitlines()[0] == NONE[lang]
    assert SHOWN[lang] not in told
    assert "stage_counts.amount" in told
    assert all(kpi.title_in(lang) in told for kpi in definitions())
    assert NONE[lang] in st.overview(sales).text
    assert counted(sales).startswith(NONE[lang].removesuffix("."))


def test_every_kpi_is_in_one_of_the_two_lists_and_rightly() -> None:
    sales = st.load({"deals": ORDERS}, lang="en")
    can, cannot = measurable(sales).text.split("What this data cannot show")

    for kpi in definitions():
        title, measured = kpi.title_in("en"), not st.compute(kpi.name, sales).missing
        assert (f"- {title}" in can.splitlines(), title in cannot) == (measured, not measured)
    assert counted(sales).startswith("2 of 13 KPIs can be measured")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_has_no_number_in_the_report_is_not_listed_as_shown(lang: str) -> None:
    """Three wins of no amount: the average deal size and the velocity stood among what can be shown."""
    rows = [
        {"deal_id": f"D{i}", "status": "won" if i % 2 else "lost", "created_at": f"2026-01-{i:02d}"}
        | {"closed_at": f"2026-02-{i:02d}", "amount": 0 if i % 2 else 100}
        for i in range(1, 28)
    ]
    sales = st.load({"deals": pd.DataFrame(rows)}, lang=lang)
    told = measurable(sales).text.split("\n\n")

    heading = {"en": "What can be measured, but has no number yet", "id": "Dapat diukur, tetapi belum ada angkanya"}
    assert told[0].startswith(SHOWN[lang])
    assert told[1].startswith(heading[lang])
    for kpi in definitions():
        answer = st.compute(kpi, sales)
        listed = f"- {kpi.title_in(lang)}"
        if not answer.missing:
            assert (listed in told[0].splitlines()) is bool(answer.frame["value"].notna().any())
            assert any(line.startswith(listed) for part in told[:2] for line in part.splitlines())


def test_a_whole_company_lacks_nothing(demo_sales: st.SalesData) -> None:
    assert counted(demo_sales) == ""
    told = measurable(demo_sales).text
    assert all(f"- {kpi.title_in(demo_sales.lang)}" in told for kpi in definitions())
    assert say("review.unmeasured.title", demo_sales.lang) not in told


def test_check_prints_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    COUNTS.to_csv(tmp_path / "stage_counts.csv", index=False)
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(tmp_path), "--lang", "en"])
    printed = capsys.readouterr().out

    assert stopped.value.code == 0
    assert NONE["en"] in printed
    assert "- Win rate, " in printed
    assert ": Not measurable with this data: it has no table deals. Export the deals" in printed


def test_report_says_how_much_can_be_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    COUNTS.to_csv(tmp_path / "stage_counts.csv", index=False)
    made: Callable[..., Any] = st.report
    pages = st.Pages(kpis=["win_rate"], lang="en")
    monkeypatch.setattr(st, "report", lambda sales, **given: made(sales, **given | {"pages": pages}))
    arguments = ["report", str(tmp_path), "--to", str(tmp_path / "out"), "--lang", "en", "--engine", "inprocess"]
    with pytest.raises(SystemExit):
        main(arguments)
    assert "No KPI can be measured with this data. The list at the end of the review" in capsys.readouterr().err
