"""``sales.deals`` and the like: the accepted rows of each table that a load fills, and with the rejected all rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.schema import TABLES

DEALS = """deal_id,rep_id,status,created_at,closed_at,amount
1,R1,won,2025-01-02,2025-03-04,10.25
2,R1,lost,2025-01-02,2025-03-05,20
3,R2,sold,2025-01-02,2025-03-06,30
4,R2,open,2025-01-02,,
1,R2,won,2025-01-02,2025-03-07,50
"""


@pytest.fixture
def sales(tmp_path: Path) -> st.SalesData:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return st.load(tmp_path, lang="en", timezone="Asia/Makassar", max_rejected=1)


def test_rows_in_are_rows_accepted_and_rejected(sales: st.SalesData) -> None:
    rejected = [each.row for each in sales.intake.rejections]
    assert len(sales.deals) + len(rejected) == DEALS.count("\n") - 1
    assert sales.deals["deal_id"].tolist() == ["1", "2", "4"]
    assert rejected


def test_a_frame_has_the_columns_that_the_source_fills_in_their_units(sales: st.SalesData) -> None:
    deals = sales.deals
    assert list(deals) == ["deal_id", "rep_id", "created_at", "status", "closed_at", "amount"]
    assert str(deals["closed_at"].dt.tz) == "Asia/Makassar"
    assert deals["closed_at"].iloc[0] == pd.Timestamp("2025-03-04", tz="Asia/Makassar")
    assert deals["amount"].iloc[0] == 10.25


def test_only_tables_that_are_there_can_be_had(sales: st.SalesData) -> None:
    assert "deals" in dir(sales)
    assert not {"leads", "reps"} & set(dir(sales))
    with pytest.raises(AttributeError, match=r"This load has no table 'leads'\. It has: deals\."):
        sales.leads  # noqa: B018


def test_every_table_of_the_demo_can_be_had(demo_sales: st.SalesData) -> None:
    for table in demo_sales.fed:
        [(count,)] = demo_sales.connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        frame = getattr(demo_sales, table)
        assert len(frame) == count
        assert list(frame) == [each.name for each in TABLES[table].columns if each.name in demo_sales.fed[table]]
