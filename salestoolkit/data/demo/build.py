"""The demo company put together: every canonical table as a frame, and the same as loaded sales data."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import pandas as pd

from salestoolkit.data.demo.deals.activities import activity_table
from salestoolkit.data.demo.deals.assignments import assignment_table, handing, owner_at
from salestoolkit.data.demo.deals.deals import deal_table, line_table, priced, worth
from salestoolkit.data.demo.deals.leads import incoming, lead_table
from salestoolkit.data.demo.deals.opening import from_the_start
from salestoolkit.data.demo.deals.stage_walk import Deals, selling
from salestoolkit.data.demo.deals.stages import count_table, deal_log, history_table, stage_at, stage_table
from salestoolkit.data.demo.follow_ups import follow_up_table
from salestoolkit.data.demo.goals import goal_table
from salestoolkit.data.demo.people import rep_table
from salestoolkit.data.demo.spending import cost_table, visit_table
from salestoolkit.data.demo.truths import TRUTHS, Truths
from salestoolkit.data.demo.words import COMPANY
from salestoolkit.data.demo.world import World, world
from salestoolkit.words.errors import Told, UsageError

if TYPE_CHECKING:
    from salestoolkit.data.demo.columns import Codes
    from salestoolkit.data.demo.deals.leads import Leads
    from salestoolkit.data.sales import SalesData

TIMEZONE = "Asia/Jakarta"
CURRENCY = "IDR"


class Size(TypedDict, total=False):
    """What a company can be given: see ``frames``."""

    seed: int
    reps: int
    months: int
    leads_per_rep_month: float
    as_of: datetime | str | None
    truths: Truths


def demo(*, lang: str = "id", **size: Unpack[Size]) -> SalesData:
    """The demo company as sales data, ready for ``compute``.

    Parameters
    ----------
    lang : str
        Language of readers; the company's own words stay Indonesian.
    **size
        The parameters of ``frames``: seed, reps, months, leads_per_rep_month, as_of, truths.

    Returns
    -------
    SalesData
        The same tables as ``frames`` with the same parameters.
    """
    from salestoolkit.data.intake.loading import load_export

    tables = frames(**size)
    sales = load_export(tables, as_of=end_of(**size), timezone=TIMEZONE, currency=CURRENCY, lang=lang)
    # frames carry no title, unlike a folder with its mapping
    return replace(sales, name=COMPANY, as_of_given=size.get("as_of") is not None)


def frames(
    *,
    seed: int = 2026,
    reps: int = 24,
    months: int = 36,
    leads_per_rep_month: float = 12.0,
    as_of: datetime | str | None = None,
    truths: Truths = TRUTHS,
) -> dict[str, pd.DataFrame]:
    """Every canonical table of the demo company, from 1 January 2023 for ``months`` full months.

    Parameters
    ----------
    seed : int
        The same seed and size give the same bytes.
    reps : int
        Tenaga penjualan, spread evenly over four teams; at least 4.
    months : int
        Length of the period; the planted newcomer and drifts fit themselves to it.
    leads_per_rep_month : float
        Leads each rep gets in a month on average; about 0.45 deals come of each. 24 reps, 36 months and 2,600
        leads make a million deals.
    as_of : datetime or str, optional
        The company as it stood then, with its time zone; the end of the period by default. Two moments of the
        same seed are two snapshots of one history.
    truths : Truths
        The planted effects; ``NOTHING_PLANTED`` makes every rep alike.

    Returns
    -------
    dict of str to pandas.DataFrame
        Times are UTC to the second, money is whole rupiah (goals: Decimal), days are dates, the rest text.

    Raises
    ------
    UsageError
        For a size that cannot be, or an ``as_of`` without time zone.
    """
    moment = None if as_of is None else int(_moment(as_of).timestamp())
    here = world(
        seed=seed,
        reps=reps,
        months=months,
        leads_per_rep_month=leads_per_rep_month,
        as_of=moment,
        truths=truths,
    )
    leads, deals = from_the_start(here, *_drawn(here))
    handed = handing(here, leads, seed)
    owner = owner_at(here, leads, handed)
    tables = {"reps": rep_table(here), "leads": lead_table(here, leads, _deal_numbers(leads, deals), owner)}
    tables |= {"assignments": assignment_table(here, leads, handed)}
    tables |= _deal_tables(here, leads, deals)
    tables |= {"visits": visit_table(here, leads), "costs": cost_table(here), "goals": goal_table(here)}
    return tables | {"activities": activity_table(here, leads, deals), "follow_ups": follow_up_table(here)}


def end_of(**size: Unpack[Size]) -> datetime:
    """When a company of this size stands: its ``as_of``, or the end of its period in Jakarta."""
    if (given := size.get("as_of")) is not None:
        return _moment(given)
    end = pd.Timestamp("2023-01-01") + pd.DateOffset(months=size.get("months", 36))
    moment: datetime = end.tz_localize(TIMEZONE).to_pydatetime()
    return moment


def _moment(given: datetime | str) -> datetime:
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    if moment.tzinfo is None:
        raise UsageError(Told("as_of_zone", given=str(given)))
    return moment


def _drawn(here: World) -> tuple[Leads, Deals]:
    leads = incoming(here)
    return leads, selling(here, leads)


def _deal_numbers(leads: Leads, deals: Deals) -> Codes:
    number = np.full(leads.count, -1)
    own = np.flatnonzero(deals.lead >= 0)
    number[deals.lead[own]] = own + 1
    return number


def _deal_tables(here: World, leads: Leads, deals: Deals) -> dict[str, pd.DataFrame]:
    lines, log = priced(here, deals), deal_log(here, deals)
    worths = worth(here, deals, lines)
    return {
        "deals": deal_table(here, deals, stage_at(here, deals, log), worths),
        "deal_lines": line_table(here, deals, lines),
        "stages": stage_table(),
        "stage_history": history_table(here, leads, deals, log),
        "stage_counts": count_table(here, deals, worths[0]),
    }
