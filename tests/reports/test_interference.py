"""What others did reaches a rep's report by the team's bands alone: changed rows, same bands, the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.reports.extract import SUFFIX, extracts

pytestmark = pytest.mark.slow

WHO = "R03"


@pytest.fixture
def company() -> Callable[[], st.SalesData]:
    return lambda: st.demo(reps=8, months=8, lang="en")


def changed(sales: st.SalesData) -> st.SalesData:
    """Other names, products, reasons and amounts for everybody else, and other customers where these are not shared."""
    shared = f"account IN (SELECT account FROM deals WHERE rep_id = '{WHO}')"
    for change in (
        f"UPDATE deals SET amount = amount * 1.7, lost_reason = 'x', product = 'x' WHERE rep_id <> '{WHO}'",
        f"UPDATE deals SET account = 'A' || account WHERE NOT {shared}",
        f"UPDATE reps SET name = 'N' || rep_id, email = 'e' WHERE rep_id <> '{WHO}'",
        f"UPDATE follow_ups SET text = 'x' WHERE rep_id <> '{WHO}'",
    ):
        sales.connection.execute(change)
    return sales


def exchanged(sales: st.SalesData) -> st.SalesData:
    """The others' rows handed round: R01 has R02's and so on, so that every band stays as it was."""
    ids = [key for (key,) in sales.connection.execute("SELECT rep_id FROM reps ORDER BY 1").fetchall() if key != WHO]
    sales.connection.execute("CREATE TEMP TABLE round (was VARCHAR, becomes VARCHAR)")
    sales.connection.executemany("INSERT INTO round VALUES (?, ?)", list(zip(ids, ids[1:] + ids[:1], strict=True)))
    owned = {"reps": ["rep_id"], "deals": ["rep_id"], "leads": ["owner_id"], "assignments": ["owner_id"]}
    owned |= {"activities": ["rep_id"], "costs": ["rep_id"], "follow_ups": ["rep_id"], "goals": ["scope_id"]}
    for table, columns in owned.items():
        for column in columns:
            sales.connection.execute(f"UPDATE {table} SET {column} = becomes FROM round WHERE {column} = was")
    sales.connection.execute(f"UPDATE reps SET name = 'N' || name WHERE rep_id <> '{WHO}'")
    return sales


def own(sales: st.SalesData, path: Path) -> bytes:
    """The extract of one rep, over every KPI that has reps."""
    [extract] = [extract for extract in extracts(sales) if extract.rep_id == WHO]
    return extract.write(path / f"x{SUFFIX}").read_bytes()


def test_what_others_did_reaches_an_extract_by_the_bands_alone(
    company: Callable[[], st.SalesData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own(company(), tmp_path) != own(changed(company()), tmp_path), "the bands tell of the change"

    monkeypatch.setattr("salestoolkit.reports.bands.MEMBERS", 99)  # no band, and no other number of the team

    assert own(company(), tmp_path) == own(changed(company()), tmp_path)


def test_with_the_others_rows_handed_round_the_extract_is_the_same_byte_for_byte(
    company: Callable[[], st.SalesData], tmp_path: Path
) -> None:
    assert own(company(), tmp_path) == own(exchanged(company()), tmp_path)


def test_with_the_others_rows_handed_round_the_page_is_the_same_byte_for_byte(
    company: Callable[[], st.SalesData], tmp_path: Path
) -> None:
    pages = []
    for place, sales in {"as_it_was": company(), "exchanged": exchanged(company())}.items():
        kpis = ["win_rate", "monthly_sales"]
        run = st.report(sales, to=tmp_path / place, kpis=kpis, jobs=2, engine="inprocess", progress=False)
        pages += [run.index.parent / each.task.page for each in run.outcomes if each.task.identity == WHO]

    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert b"middle half of the team" in pages[0].read_bytes()
    whole = [(page.parents[1] / "team_review.html").read_bytes() for page in pages]
    assert whole[0] != whole[1]
