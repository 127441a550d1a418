"""Small sales data given as rows, and how a KPI or a study answers them; for the tests of KPIs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st

Rows = Iterable[Mapping[str, Any]]


def loaded(as_of: str, practice: Mapping[str, Any] | None = None, **tables: Rows) -> st.SalesData:
    """Sales data of tables given as rows."""
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en", practice=practice or {})


def row_of(kpi: str, as_of: str = "2025-05-01T00:00", **tables: Rows) -> pd.Series:
    """The KPI's one row for tables given as rows."""
    return st.compute(kpi, loaded(as_of, **tables)).frame.iloc[0]


def deal(name: str, status: str, created: str | None = None, closed: str | None = None, **more: Any) -> dict[str, Any]:
    """One deal."""
    return {"deal_id": name, "status": status, "created_at": created, "closed_at": closed, **more}


def check_example(spec: str) -> None:
    """The example gives the answer worked by hand, and both languages say it without a gap."""
    kpi = st.definition(spec)
    result = st.compute(kpi, loaded(kpi.example.as_of, **kpi.example.tables))
    row = result.frame.iloc[0]

    assert kpi.example.answer
    assert {name: row[name] for name in kpi.example.answer} == pytest.approx(dict(kpi.example.answer), rel=1e-3)
    for lang in st.languages():
        assert "{" not in f"{result.read(lang)} {result.to(lang).definition.text}"
