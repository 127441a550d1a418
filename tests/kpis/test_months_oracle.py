"""The studies of months against plain pandas and numpy on the demo company."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st

LEBARAN = {2023: "2023-04-22", 2024: "2024-04-10", 2025: "2025-03-31"}


@cache
def free() -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("ID", years=range(2023, 2026), categories=("public", "government")))


@pytest.fixture(scope="module")
def daily(demo_sales: st.SalesData) -> pd.DataFrame:
    """Each day of 2023 to 2025: what was sold, and whether it was a business day."""
    deals = demo_sales.connection.table("deals").to_arrow_table().to_pandas().query("status == 'won'")
    closed = pd.to_datetime(deals["closed_at"], utc=True).dt.tz_convert("Asia/Jakarta").dt.tz_localize(None)
    days = pd.date_range("2023-01-01", "2025-12-31")
    sold = deals["amount"].astype(float).groupby(closed.dt.normalize()).agg(["sum", "size"]).reindex(days).fillna(0)
    business = [day.weekday() < 5 and day.date() not in free() for day in days]
    return sold.rename(columns={"sum": "amount", "size": "deals"}).assign(business=business)


def test_the_month_to_date_agrees_with_plain_pandas(demo_sales: st.SalesData, daily: pd.DataFrame) -> None:
    # As 17 December begins; May, with its many holidays, is among the months it is held against.
    over = daily[daily.index < "2025-12-17"]
    month = over.index.to_period("M")
    elapsed = over["business"][month == "2025-12"].sum()
    passed = over["business"].groupby(month).cumsum()
    amounts = over["amount"][passed <= elapsed].groupby(month[passed <= elapsed]).sum()

    row = st.compute("monthly_sales.to_date", demo_sales, end="2025-12-17").frame.iloc[0]
    months = st.compute("monthly_sales.to_date", demo_sales, by="month", end="2025-12-17").frame

    assert months["value"].tolist() == pytest.approx(amounts.tolist())
    earlier = amounts.iloc[-13:-1]
    assert (row["business"], row["months"], row["lower"]) == (elapsed, 12, (earlier < amounts.iloc[-1]).sum())
    assert (row["value"], row["median"]) == pytest.approx((amounts.iloc[-1], earlier.median()))


def test_sales_around_lebaran_agree_with_plain_pandas(demo_sales: st.SalesData, daily: pd.DataFrame) -> None:
    seen = expected = 0.0
    for lebaran in map(pd.Timestamp, LEBARAN.values()):
        away = (daily.index - lebaran).days
        usual = daily[(abs(away) >= 22) & (abs(away) <= 84)]
        on_leave = (away >= -7) & np.array([day.date() in free() for day in daily.index])
        before = daily[(away >= -14) & (away < 0) & ~on_leave]
        seen += before["amount"].sum()
        expected += before["business"].sum() * usual["amount"].sum() / usual["business"].sum()

    row = st.compute("monthly_sales.lebaran", demo_sales).frame.iloc[0]

    assert row["value"] == pytest.approx(seen / expected)


@pytest.fixture(scope="module")
def months(daily: pd.DataFrame) -> pd.DataFrame:
    """Logs of each month's sales, and the regressors: constant, time, season, and Lebaran's shares of the month."""
    frame = np.log(daily["amount"].resample("MS").sum()).to_frame("logs").assign(constant=1.0, time=np.arange(36.0))
    for k in range(1, 12):
        frame[f"season {k}"] = (frame.index.month == k) * 1.0 - (frame.index.month == 12)
    windows: dict[str, list[pd.Timestamp]] = {"before": [], "leave": []}
    for day in map(pd.Timestamp, LEBARAN.values()):
        near = [day + pd.Timedelta(i, "D") for i in range(-14, 8)]
        windows["before"].extend(near[:14])
        windows["leave"].extend(one for one in near[7:] if one.date() in free())
    for name, days in windows.items():
        # the seven days after fell into April each year, which the season has already
        month, year = pd.DatetimeIndex(days).to_period("M"), pd.DatetimeIndex(days).year
        shares = pd.Series([1 / (year == one).sum() for one in year], month).groupby(level=0).sum()
        frame[name] = shares.reindex(frame.index.to_period("M")).fillna(0).to_numpy()
    return frame


def without(months: pd.DataFrame, *parts: str) -> np.ndarray:
    """The logs less what least squares gives to the regressors whose names begin so."""
    exog = months.drop(columns="logs")
    fitted = pd.Series(np.linalg.lstsq(exog.to_numpy(), months["logs"].to_numpy(), rcond=None)[0], exog.columns)
    taken = [name for name in exog if name.startswith(parts)]
    return (months["logs"] - exog[taken] @ fitted[taken]).to_numpy()


def test_the_season_agrees_with_the_ratio_to_a_moving_average(demo_sales: st.SalesData, months: pd.DataFrame) -> None:
    level = pd.Series(np.exp(without(months, "before", "leave")), months.index)
    moving = level.rolling(12).mean().rolling(2).mean().shift(-6)
    ratio = (level / moving).groupby(months.index.month).mean()

    ours = st.compute("monthly_sales.season", demo_sales, by="month_of_year").frame.set_index("month_of_year")["value"]

    assert ours.drop(index=4).tolist() == pytest.approx((ratio / ratio.mean()).drop(index=4).tolist())
    assert np.isnan(ours[4])


def test_the_level_agrees_with_a_search_of_all_places(demo_sales: st.SalesData, months: pd.DataFrame) -> None:
    logs = without(months, "season", "before", "leave")
    n = len(logs)

    def bic(rest: np.ndarray, parameters: int) -> float:
        return float(n * np.log((rest**2).mean()) + parameters * np.log(n))

    def around(places: tuple[int, ...]) -> np.ndarray:
        return np.concatenate([logs[a:b] - logs[a:b].mean() for a, b in pairwise((0, *places, n))])

    sets = [p for k in range(5) for p in combinations(range(6, n - 5), k) if min(np.diff((0, *p, n))) >= 6]
    best = min(sets, key=lambda places: bic(around(places), 2 * len(places) + 1))
    line = logs - np.polyval(np.polyfit(np.arange(n), logs, 1), np.arange(n))
    places = best if bic(around(best), 2 * len(best) + 1) < bic(line, 2) else ()

    row = st.compute("monthly_sales.shifts", demo_sales).frame.iloc[0]

    assert row["shifts"] == len(places)
    assert row["value"] == pytest.approx(np.exp(logs[max(places, default=0) :].mean()))
