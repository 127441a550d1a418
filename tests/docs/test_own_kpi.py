"""The KPI that docs/own-kpi.md shows is one: it loads, and its example has the answer worked by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from doc_pages import ROOT, blocks

import salestoolkit as st


def test_the_file_that_is_shown_is_a_kpi(tmp_path: Path) -> None:
    (shown,) = blocks(ROOT / "docs" / "own-kpi.md", "python")
    path = tmp_path / "cancellation_rate.py"
    path.write_text(shown, encoding="utf-8")

    example = st.definition(str(path)).example
    tables = {name: pd.DataFrame(list(rows)) for name, rows in example.tables.items()}
    row = st.compute(str(path), st.load(tables, as_of=example.as_of)).frame.iloc[0]

    assert {name: row[name] for name in example.answer} == pytest.approx(example.answer)


def test_what_the_page_about_notebooks_shows_runs() -> None:
    for code in blocks(ROOT / "docs" / "notebooks.md", "python"):
        exec(compile(code, "notebooks.md", "exec"), {})
