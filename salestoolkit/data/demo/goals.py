"""Goals of every period, which add up, to the rupiah: the table ``goals``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from salestoolkit.data.demo.columns import Days, Floats, Ints, dates, same, share_out, text
from salestoolkit.data.demo.people import lead_id
from salestoolkit.data.demo.words import OFFICES, PRODUCTS
from salestoolkit.data.demo.world import World

PER_LEAD = 3_700_000
"""What a rep is asked to sell in the first year for each lead to be expected, in rupiah."""

MORE = 0.08
"""Rise of goals from year to year."""

RATES = (("win_rate", Decimal("0.30")), ("lead_response_time", Decimal(3_600)))
"""Goals of each team that do not add up: a share, and seconds; the same in each quarter."""

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "M", "year": "Y"}


def goal_table(world: World) -> pd.DataFrame:
    """The canonical table ``goals``: whole calendar years from the first day to the year of ``as_of``."""
    days = _goal_days(world)
    reps = daily_goals(world, days)
    staff = world.staff
    teams = np.stack([reps[staff.team == place].sum(axis=0) for place in range(len(OFFICES))])
    regions = sorted({office.region for office in OFFICES})
    of_region = np.stack([teams[[o.region == name for o in OFFICES]].sum(axis=0) for name in regions])
    shares = np.array([product.share for product in PRODUCTS])
    products = share_out(reps.sum(axis=0), np.tile(shares, (len(days), 1)), 1_000).T
    rep_ids = [staff.id_of(place) for place in range(staff.count)]
    agreed = [lead_id(int(place)) for place in staff.team]
    team_names, leads = [office.team for office in OFFICES], [lead_id(i) for i in range(len(OFFICES))]
    parts = [
        *_sales_goals("rep", rep_ids, reps, days, agreed),
        *_sales_goals("team", team_names, teams, days, leads),
        *_sales_goals("region", regions, of_region, days, [lead_id(0)] * len(regions)),
        *_sales_goals("product", [p.name for p in PRODUCTS], products, days, [lead_id(0)] * len(PRODUCTS)),
        *(_rate_goals(kpi, target, days) for kpi, target in RATES),
    ]
    return pd.concat(parts, ignore_index=True)


def _goal_days(world: World) -> Days:
    known = world.known_days
    last = known[-1] if len(known) else world.calendar.in_period[0]
    return np.arange(world.calendar.in_period[0], (last.astype("datetime64[Y]") + 1).astype("datetime64[D]"))


def daily_goals(world: World, days: Days) -> Ints:
    """Sales goal of each rep (rows) on each day (columns); months and years come out in round 100,000s."""
    first = world.calendar.first
    weight = (world.calendar.working * world.calendar.selling)[first : first + len(days)]
    year, month = (_codes(days, unit) for unit in ("Y", "M"))
    active = first + np.arange(len(days))[None, :] >= world.staff.since[:, None]
    yearly = _by(weight * active, year) / _by(weight[None, :], year)
    asked = PER_LEAD * world.leads_per_rep_month * 12 * (1 + MORE) ** np.arange(yearly.shape[1])
    personal = 0.92 + 0.16 * world.rng.random(world.staff.count)
    target = np.rint(yearly * asked[None, :] * personal[:, None] / 100_000).astype(np.int64) * 100_000
    goals = np.zeros(active.shape, np.int64)
    monthly = _by(weight * active, month)
    for place in range(yearly.shape[1]):
        inside = slice(12 * place, 12 * place + 12)
        targets = share_out(target[:, place], monthly[:, inside], 100_000)
        _fill_months(goals, targets, month - 12 * place, weight * active)
    return goals


def _fill_months(goals: Ints, monthly: Ints, month: Ints, weight: Floats) -> None:
    for place in range(monthly.shape[1]):
        inside = month == place
        goals[:, inside] = share_out(monthly[:, place], weight[:, inside], 1_000)


def _codes(days: Days, unit: str) -> Ints:
    periods = days.astype(f"datetime64[{unit}]").astype(np.int64)
    return np.asarray(periods - periods[0])


def _by(values: Floats, codes: Ints) -> Floats:
    """Sums over the periods of each row."""
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    return np.asarray(np.add.reduceat(values, starts, axis=-1))


def _starts(days: Days, period: str) -> tuple[Ints, Ints]:
    """Where each period begins and ends in ``days``; weeks begin on Monday, and only whole ones count."""
    if period == "day":
        begin = np.arange(len(days))
    elif period == "week":
        begin = np.flatnonzero((days.astype(np.int64) + 3) % 7 == 0)
        return begin[:-1], begin[1:]
    else:
        step = 3 if period == "quarter" else 1
        begin = np.flatnonzero(np.diff(_codes(days, PERIODS[period]) // step, prepend=-1))
    return begin, np.append(begin[1:], len(days))


def _sales_goals(
    scope: str, names: Sequence[str], daily: Ints, days: Days, agreed: Sequence[str]
) -> list[pd.DataFrame]:
    running = np.concatenate([np.zeros((len(daily), 1), np.int64), np.cumsum(daily, axis=1)], axis=1)
    frames = []
    for period in PERIODS:
        begin, end = _starts(days, period)
        target = running[:, end] - running[:, begin]
        place, column = np.nonzero(target)
        amounts = [Decimal(value) for value in target[place, column].tolist()]
        frames.append(
            pd.DataFrame(
                {
                    "scope": same(scope, len(place)),
                    "scope_id": text(place, names),
                    "kpi": same("monthly_sales", len(place)),
                    "period": same(period, len(place)),
                    "period_start": dates(days[begin[column]]),
                    "target": pd.Series(amounts, dtype=object),
                    "currency": same("IDR", len(place)),
                    "agreed_by": text(place, agreed),
                }
            )
        )
    return frames


def _rate_goals(kpi: str, target: Decimal, days: Days) -> pd.DataFrame:
    begin, _ = _starts(days, "quarter")
    place, column = (part.ravel() for part in np.indices((len(OFFICES), len(begin))))
    return pd.DataFrame(
        {
            "scope": same("team", len(place)),
            "scope_id": text(place, [office.team for office in OFFICES]),
            "kpi": same(kpi, len(place)),
            "period": same("quarter", len(place)),
            "period_start": dates(days[begin[column]]),
            "target": pd.Series([target] * len(place), dtype=object),
            "currency": text(np.full(len(place), -1), ["IDR"]),
            "agreed_by": text(place, [lead_id(i) for i in range(len(OFFICES))]),
        }
    )
