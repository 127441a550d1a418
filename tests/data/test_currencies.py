"""Foreign money is counted at the rate of its day, or refused; it is never added up without a rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.words.errors import InputError

Rows = Sequence[Mapping[str, Any]]
RATES = [
    {"currency": "USD", "valid_from": "2025-03-01", "rate": 16_000},
    {"currency": "usd", "valid_from": "2025-03-15", "rate": 17_000},
    {"currency": "USD", "valid_from": "2025-04-15", "rate": 18_000},
]


def load(currency: str | None = "IDR", as_of: str = "2025-05-01", **tables: Rows) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, currency=currency, as_of=as_of, lang="en")


def deal(name: str, day: str | None, amount: float, currency: str | None, **also: Any) -> dict[str, Any]:
    status = "won" if day else "open"
    return {"deal_id": name, "status": status, "closed_at": day, "amount": amount, "currency": currency, **also}


def amounts(sales: st.SalesData, table: str = "deals", column: str = "amount") -> list[float]:
    rows = sales.connection.execute(f"SELECT CAST({column} AS DOUBLE) FROM {table} ORDER BY 1").fetchall()
    return [value for (value,) in rows]


def test_closed_money_is_at_the_rate_of_its_close_and_open_money_at_that_of_as_of() -> None:
    deals = [deal("1", "2025-03-14", 1, "USD"), deal("2", "2025-03-15", 1, "usd"), deal("3", None, 1, "USD")]

    sales = load(deals=[*deals, deal("4", "2025-03-20", 5, None), deal("5", "2025-03-20", 7, "IDR")], rates=RATES)

    assert amounts(sales) == [5, 7, 16_000, 17_000, 18_000]
    assert st.compute("monthly_sales", sales).frame["value"].tolist() == [33_012]
    assert "3 rows of deals were converted from USD to IDR." in sales.intake.notes


def test_an_earlier_as_of_has_the_rate_of_then() -> None:
    sales = load(deals=[deal("1", "2025-04-20", 1, "USD")], rates=RATES, as_of="2025-04-14")

    assert amounts(sales) == [17_000]


def test_the_day_of_a_rate_is_of_the_business_time_zone() -> None:
    assert amounts(load(deals=[deal("1", "2025-03-14T17:30:00Z", 1, "USD")], rates=RATES)) == [17_000]


def test_a_cost_is_converted_day_by_day_and_a_goal_at_its_first_day() -> None:
    cost = {"date_from": "2025-03-01", "date_to": "2025-03-31", "amount": 31, "currency": "USD"}
    goal = {"scope": "team", "kpi": "monthly_sales", "period": "month", "period_start": "2025-03-01", "target": 2}

    sales = load(costs=[cost], goals=[{**goal, "currency": "USD"}, {**goal, "period_start": "2025-04-01"}], rates=RATES)

    assert amounts(sales, "costs") == [14 * 16_000, 17 * 17_000]
    assert amounts(sales, "goals", "target") == [2, 32_000]
    assert {"1 row of costs was converted from USD to IDR."} <= set(sales.intake.notes)


def test_a_refund_has_the_rate_of_its_deal_so_that_what_is_given_back_is_what_was_paid() -> None:
    lines = [{"deal_id": "1", "product": "x", "amount": -10, "booked_at": "2025-04-20"}]

    sales = load(deals=[deal("1", "2025-03-03", 10, "USD")], deal_lines=lines, rates=RATES)

    assert st.compute("monthly_sales", sales).frame["value"].tolist() == [0]


def test_money_without_a_rate_is_refused_with_currency_day_and_what_to_add() -> None:
    with pytest.raises(
        InputError, match=r"1 row of deals is in USD.*no rate on 2025-02-28.*valid_from 2025-02-28 or earlier"
    ):
        load(deals=[deal("1", "2025-02-28", 1, "USD"), deal("2", "2025-03-03", 1, "USD")], rates=RATES)
    with pytest.raises(InputError, match=r"in EUR.*what one EUR is worth in IDR"):
        load(deals=[deal("1", "2025-03-28", 1, "EUR")], rates=RATES)


@pytest.mark.parametrize("text", ["Rp", "rupiah", "USDT", "ZZZ", "<s>", "X" * 60, "12", "\u20ac"])
def test_what_is_no_code_of_a_currency_is_rejected_with_its_row(text: str) -> None:
    deals = [deal(str(number), "2025-03-03", 1, None) for number in range(30)]
    sales = load(currency=None, deals=[*deals, deal("x", "2025-03-03", 5, text)])

    [rejection] = sales.intake.rejections
    assert (rejection.column, rejection.code, rejection.value) == ("currency", "bad_currency", text)
    assert rejection.reason("en") == "it is no currency code of ISO 4217 (one is IDR)"
    [count] = sales.intake.counts
    assert (count.read, count.accepted, count.rejected) == (31, 30, 1)
    assert (sales.currency, sum(amounts(sales))) == ("IDR", 30)
    with pytest.raises(
        InputError, match=r"^deals, row 1, column 'currency': 1 of 1 row .* it is no currency code of ISO 4217"
    ):
        load(deals=[deal("x", "2025-03-03", 5, text)])


def test_a_code_of_a_currency_is_read_case_aside_and_a_mapping_can_give_it(tmp_path: Any) -> None:
    sales = load(currency="usd", deals=[deal("1", "2025-03-03", 5, "Usd"), deal("2", "2025-03-03", 6, "USD")])
    assert (sales.currency, amounts(sales)) == ("USD", [5, 6])

    (tmp_path / "deals.csv").write_text("deal_id,status,amount,money\n1,won,5,Rp\n2,won,6,rp\n", encoding="utf-8")
    columns = 'deal_id = "deal_id"\nstatus = "status"\namount = "amount"\n'
    named = f'{columns}currency = {{ from = "money", map = {{ Rp = "idr" }} }}\n'
    (tmp_path / "own.toml").write_text(
        f'[[feed]]\ntable = "deals"\nfile = "deals.csv"\n[feed.columns]\n{named}', encoding="utf-8"
    )
    sales = st.load(tmp_path, mapping=tmp_path / "own.toml", as_of="2025-05-01", lang="en")
    assert (sales.currency, amounts(sales)) == ("IDR", [5, 6])


def test_which_currency_is_the_base_is_not_guessed() -> None:
    with pytest.raises(InputError, match=r"IDR \(1 row\), USD \(1 row\), and none is declared"):
        load(currency=None, deals=[deal("1", "2025-03-03", 1, "USD"), deal("2", "2025-03-03", 1, "IDR")], rates=RATES)


def test_an_amount_that_is_not_known_needs_no_rate() -> None:
    sales = load(
        deals=[{"deal_id": "1", "status": "won", "closed_at": "2025-03-03", "amount": None, "currency": "EUR"}]
    )

    assert amounts(sales) == [None]


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ([RATES[0], RATES[0]], "USD from 2025-03-01 stands twice"),
        ([{**RATES[0], "rate": 0}], "is not above zero"),
        ([{**RATES[0], "rate": -1}], "is not above zero"),
        ([{**RATES[0], "rate": 9e7}], "too large in IDR"),
    ],
)
def test_rates_that_cannot_be_are_refused(rates: Rows, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(deals=[deal("1", "2025-03-03", 9e12, "USD")], rates=rates)


def test_the_report_s_kernels_read_the_same_money(tmp_path: Any) -> None:
    from salestoolkit.data.snapshot import opened, save

    sales = load(deals=[deal("1", "2025-03-14", 1, "USD")], rates=RATES)

    assert amounts(opened(save(sales, tmp_path / "saved"), "en")) == [16_000]
