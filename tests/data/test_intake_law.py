"""The law of the door: for any file, one error of ours, or every row accepted or rejected and no amount
lost."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.sales import SalesData
from salestoolkit.words.errors import SalesToolkitError

HEADER = "deal_id,rep_id,status,amount,created_at"
CELLS = st.one_of(
    st.sampled_from(["D1", "won", "lost", "", "1.250", "7.5", "1,250", "2024-01-05", "05/01/2024", "13/01/2024"]),
    st.sampled_from(["TOTAL", "NaN", "inf", "Rp 2.000", '"', '""', "\0", "=1", "\u200b", "\n", "deal_id", "(5)", "-"]),
    st.text(max_size=8),
    st.integers(-(10**6), 10**6).map(str),
)
LINES = st.lists(CELLS, min_size=1, max_size=7).map(",".join)
GOOD = st.tuples(
    st.integers(0, 40).map("D{}".format),
    st.sampled_from(["R1", "r1", "", "Ani"]),
    st.sampled_from(["won", "Lost", "open"]),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.dates().map(str),
).map(",".join)


def loaded_or_refused(content: bytes) -> SalesData | None:
    """The load of these bytes, or None where one error of ours refuses them.

    Any other error fails the test.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "deals.csv").write_bytes(content)
        try:
            return load(folder, as_of="2024-12-31", max_rejected=1.0)
        except SalesToolkitError:
            return None


def assert_lawful(sales: SalesData) -> None:
    [count] = sales.intake.counts
    assert count.read == count.accepted + count.rejected
    [(rows, amount)] = sales.connection.execute("SELECT count(*), coalesce(sum(amount), 0) FROM deals").fetchall()
    assert rows == count.accepted
    assert len({r.row for r in sales.intake.rejections}) == count.rejected
    assert isinstance(amount, Decimal)
    assert all(rejection.reason("id") and rejection.reason("en") for rejection in sales.intake.rejections)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(GOOD, LINES), max_size=12))
def test_every_row_is_accepted_or_rejected(lines: list[str]) -> None:
    sales = loaded_or_refused("\n".join([HEADER, *lines]).encode("utf-8", "surrogatepass"))
    if sales is not None:
        assert_lawful(sales)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", HEADER.encode() + b"\n"):
        sales = loaded_or_refused(start + content)
        if sales is not None:
            assert_lawful(sales)


@settings(max_examples=25, deadline=None)
@given(st.lists(GOOD, min_size=1, max_size=12, unique_by=lambda line: line.split(",")[0]), st.randoms())
def test_good_rows_are_all_kept_with_their_sum_in_any_order(lines: list[str], random: object) -> None:
    expected = sum(Decimal(line.split(",")[3]) for line in lines)
    for _ in range(2):
        random.shuffle(lines)  # type: ignore[attr-defined]
        sales = loaded_or_refused("\n".join([HEADER, *lines]).encode())
        assert sales is not None
        assert_lawful(sales)
        dates_kept = all("1900" <= line.split(",")[4][:4] < "2200" for line in lines)
        if dates_kept:
            assert sales.connection.execute("SELECT sum(amount) FROM deals").fetchall() == [(expected,)]
