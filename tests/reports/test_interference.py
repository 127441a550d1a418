"""What others did reaches a rep's page by nothing, or by what is published of a team: all else stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.alone import OWN, alone
from salestoolkit.data.schema import TABLES
from salestoolkit.data.snapshot import save
from salestoolkit.generate import notebooks
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.page.page import render
from salestoolkit.reports.rep.extract import SUFFIX, Extract, extracts

pytestmark = pytest.mark.slow

WHO = "R01"
OTHERS = f"<> '{WHO}'"
OWNED = {"leads": "owner_id", "assignments": "owner_id", "activities": "rep_id", "costs": "rep_id"}
OWNED |= {"deals": "rep_id", "goals": "scope_id", "follow_ups": "rep_id"}
HERS = f"SELECT deal_id FROM deals WHERE rep_id {OTHERS}"

ON_WAITS = ("cohort_win_rate", "funnel_leakage", "lead_conversion", "sales_to_cost")
"""KPIs that count what has had its time: how long that takes is published of the team, in days."""


def gone(table: str) -> str:
    return f"DELETE FROM {table} WHERE coalesce({OWNED[table]}, '') {OTHERS}"


MUTATIONS: dict[str, tuple[str, ...]] = {
    "scaled": (f"UPDATE deals SET amount = amount * 3.7, cost = cost / 3, list_amount = amount WHERE rep_id {OTHERS}",),
    "named": (
        f"UPDATE reps SET name = 'N' || rep_id, email = 'e' WHERE rep_id {OTHERS}",
        f"UPDATE deals SET product = 'x', lost_reason = 'y', source = 'z' WHERE rep_id {OTHERS}",
        f"UPDATE leads SET source = 'x', channel = 'y', status = 'z' WHERE owner_id {OTHERS}",
        f"UPDATE follow_ups SET text = 'x', kpi = NULL WHERE coalesce(rep_id, '') {OTHERS}",
    ),
    "answered": (
        f"UPDATE leads SET first_response_at = created_at + INTERVAL 9 HOUR WHERE owner_id {OTHERS}",
        gone("activities"),
    ),
    "asked": (
        f"UPDATE goals SET target = target * 2 WHERE scope_id {OTHERS}",
        "DELETE FROM goals WHERE scope <> 'rep'",
    ),
    "spent": (f"UPDATE costs SET amount = amount * 5 WHERE coalesce(rep_id, '') {OTHERS}",),
}
"""What keeps how long things take."""
WAITS: dict[str, tuple[str, ...]] = {
    "turned": (
        "UPDATE deals SET status = CASE status WHEN 'won' THEN 'lost' WHEN 'lost' THEN 'won' ELSE status END "
        f"WHERE rep_id {OTHERS}",
        f"UPDATE deals SET created_at = created_at - INTERVAL 9 DAY WHERE rep_id {OTHERS}",
        f"DELETE FROM stage_history WHERE entity_id IN ({HERS})",
    ),
    "left": (*map(gone, OWNED), "DELETE FROM visits", "DELETE FROM stage_counts"),
}


def company(reps: int) -> st.SalesData:
    """A small one: of the demo company only the first few reps are there."""
    sales = st.demo(reps=max(reps, 4), months=7, lang="en")
    kept = ", ".join(f"'R{number:02}'" for number in range(1, reps + 1))
    for table, column in {"reps": "rep_id", **OWNED}.items():
        sales.connection.execute(f"DELETE FROM {table} WHERE {column} LIKE 'R%' AND {column} NOT IN ({kept})")
    sales.connection.execute("DELETE FROM reps WHERE is_system")
    return sales


def mutated(sales: st.SalesData, changes: tuple[str, ...]) -> st.SalesData:
    for change in changes:
        sales.connection.execute(change)
    return sales


def own(sales: st.SalesData) -> Extract:
    """The extract of one rep, over every KPI that has reps; in a small team nobody else's is computed for it."""
    return next(extract for extract in extracts(sales) if extract.rep_id == WHO)


def written(extract: Extract, path: Path) -> bytes:
    return extract.write(path / f"x{SUFFIX}").read_bytes()


def page(name: str, extract: Extract, folder: Path) -> str:
    """The page of a template, whose cells are run here."""
    path = extract.write(folder / f"x{SUFFIX}")
    scope: dict[str, Any] = {}
    first, *cells = notebooks.notebook(name).cells
    exec(first.source, scope)
    scope |= {"source": str(path), "rep": extract.rep_id, "lang": "en"}
    return render(new_notebook(cells=list(_ran([cell.source for cell in cells], scope))), title="x", lang="en")


def _ran(cells: list[str], scope: dict[str, Any]) -> Iterator[Any]:
    for source in cells:
        *before, last = source.strip().splitlines()
        exec("\n".join(before), scope)
        data = {"text/html": getattr(eval(last, scope), "_repr_html_", str)()}
        yield new_code_cell("", outputs=[new_output("display_data", data=data)])


def test_every_table_is_somebody_s_own_public_or_left_out() -> None:
    from salestoolkit.data.alone import PUBLIC

    of_reps = {name for name, table in TABLES.items() if any(to == "reps" for _, to in table.refers)}
    assert of_reps <= set(OWN)
    assert set(TABLES) - set(OWN) - set(PUBLIC) == {"stage_counts", "visits"}, "sums of everybody"


@pytest.mark.parametrize("reps", [1, 2, 3, 4, 5])
def test_of_a_small_team_a_rep_s_load_is_the_same_byte_for_byte_whatever_the_others_rows_are(
    reps: int, tmp_path: Path
) -> None:
    sales = company(reps)
    as_it_was = hash_of(save(alone(sales, WHO), tmp_path / "as_it_was"))
    for name, changes in {**MUTATIONS, **WAITS}.items():
        mutated(sales, changes)
        assert hash_of(save(alone(sales, WHO), tmp_path / name)) == as_it_was, name


@pytest.mark.parametrize("reps", [2, 5])
def test_of_a_small_team_extract_and_pages_are_too(reps: int, tmp_path: Path) -> None:
    as_it_was = own(company(reps))
    everything = tuple(change for changes in (*MUTATIONS.values(), *WAITS.values()) for change in changes)
    changed = own(mutated(company(reps), everything))

    assert written(changed, tmp_path) == written(as_it_was, tmp_path)
    for name in ("rep_review", "meeting_sheet"):
        assert page(name, changed, tmp_path) == page(name, as_it_was, tmp_path)


def test_neither_the_others_hours_nor_the_columns_they_alone_fill_reach_an_extract(tmp_path: Path) -> None:
    """By the front door: what a load finds out of all rows is found anew of the own."""
    mine = [deal(f"m{i}", "won", "2025-01-02", f"2025-02-{10 + i}", rep_id=WHO, amount=100 + i) for i in range(6)]
    hers = [
        deal(f"h{i}", "lost", f"2025-01-02T09:0{i}", f"2025-03-1{i}T10:30", rep_id="R02", amount=7, lost_reason="Price")
        | {"expected_close_at": "2025-04-01", "account": f"a{i}", "product": "x", "cost": 3, "lead_id": f"l{i}"}
        for i in range(6)
    ]
    leads = [{"lead_id": f"l{i}", "created_at": f"2025-01-0{i + 1}T09:00", "owner_id": "R02"} for i in range(6)]
    as_of, reps = "2025-05-01T00:00", [{"rep_id": WHO, "name": "Mine"}, {"rep_id": "R02", "name": "Hers"}]

    alone_here = own(loaded(as_of, deals=mine, reps=reps[:1]))
    beside = own(loaded(as_of, deals=[*mine, *hers], leads=leads, reps=reps))

    assert written(beside, tmp_path) == written(alone_here, tmp_path)


@pytest.fixture(scope="module")
def six() -> Callable[[], st.SalesData]:
    return lambda: company(6)


@pytest.fixture(scope="module")
def parts(six: Callable[[], st.SalesData]) -> dict[str, str]:
    return told(six())


def told(sales: st.SalesData) -> dict[str, str]:
    """The extract of one of six without bands and what is told rounded, as the text of each part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("salestoolkit.reports.rep.bands.band", lambda *_: {})
        extract = own(sales)
    pieces = {piece.spec: vars(piece) | {"own": {**piece.own, "needed": None}} for piece in extract.pieces}
    found = {f"findings of {row['kpi']}": row for row in extract.matters.findings}
    held = {**vars(extract.matters), **pieces, "findings": None, **found}
    return {name: json.dumps(part, sort_keys=True, default=str) for name, part in held.items()}


@pytest.mark.parametrize("name", ["scaled", "all"])
def test_from_six_on_nothing_differs_but_what_is_published(
    name: str, six: Callable[[], st.SalesData], parts: dict[str, str]
) -> None:
    changes = MUTATIONS.get(name) or tuple(change for changes in MUTATIONS.values() for change in changes)
    assert told(mutated(six(), changes)) == parts


def test_how_long_things_take_reaches_the_kpis_alone_that_say_so(
    six: Callable[[], st.SalesData], parts: dict[str, str]
) -> None:
    changed = told(mutated(six(), tuple(change for changes in WAITS.values() for change in changes)))

    differ = {name for name in parts.keys() | changed.keys() if parts.get(name) != changed.get(name)}
    assert differ
    assert differ <= {*ON_WAITS, *(f"findings of {name}" for name in ON_WAITS)}


def exchanged(sales: st.SalesData) -> st.SalesData:
    """The others' rows handed round: R02 has R03's and so on, so that every band stays as it was."""
    ids = [key for (key,) in sales.connection.execute("SELECT rep_id FROM reps ORDER BY 1").fetchall() if key != WHO]
    sales.connection.execute("CREATE TEMP TABLE round (was VARCHAR, becomes VARCHAR)")
    sales.connection.executemany("INSERT INTO round VALUES (?, ?)", list(zip(ids, ids[1:] + ids[:1], strict=True)))
    for table, column in {**OWNED, "reps": "rep_id"}.items():
        sales.connection.execute(f"UPDATE {table} SET {column} = becomes FROM round WHERE {column} = was")
    sales.connection.execute(f"UPDATE reps SET name = 'N' || name WHERE rep_id {OTHERS}")
    return sales


def test_with_the_others_rows_handed_round_the_extract_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    """Bands of months, quarters and the whole stay all together, so no number of them tells who has which value."""
    sales = [st.demo(reps=12, months=5, lang="en") for _ in range(2)]
    as_it_was, changed = own(sales[0]), own(exchanged(sales[1]))

    assert any(piece.band for piece in as_it_was.pieces)
    assert any(piece.bands for piece in as_it_was.pieces)
    assert written(changed, tmp_path) == written(as_it_was, tmp_path)


def test_with_the_others_rows_handed_round_the_page_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    pages = []
    for place, change in {"as_it_was": lambda sales: sales, "exchanged": exchanged}.items():
        kpis = ["win_rate", "monthly_sales"]
        sales = change(st.demo(reps=12, months=4, lang="en"))
        run = st.report(
            sales,
            to=tmp_path / place,
            pages=st.Pages(kpis=kpis),
            execution=st.Execution(jobs=2, engine="inprocess", progress=False),
        )
        pages += [run.index.parent / each.task.page for each in run.outcomes if each.task.identity == WHO]

    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert b"About half of the team" in pages[0].read_bytes()
    whole = [(path.parents[1] / "team_review.html").read_bytes() for path in pages]
    assert whole[0] != whole[1]
