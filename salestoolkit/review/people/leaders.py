"""Who leads under which definition: another KPI often has another first, and hardly ever is one of them clearly so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.results.computing import Day
from salestoolkit.review.people.standing import Standing, stand
from salestoolkit.review.section import Reader

DEFINITIONS = ("win_rate", "cohort_win_rate", "average_deal_size", "monthly_sales")
"""What people mean by the best seller: of the deals closed, of the deals opened, by the deal, and all in all."""


def leaders(
    standing: Standing, sales: SalesData, start: Day, end: Day, where: Mapping[str, Any] | None
) -> tuple[Standing, ...]:
    """How the reps stand under each definition of success.

    Nothing where ``standing`` is of no such definition, or where the same rep leads under all of them.
    """
    if standing.result.kpi.name not in DEFINITIONS:
        return ()
    found = tuple(_standings(standing, sales, start, end, where))
    return found if len({one.leader["rep_id"] for one in found}) > 1 else ()


def _standings(
    known: Standing, sales: SalesData, start: Day, end: Day, where: Mapping[str, Any] | None
) -> Iterator[Standing]:
    """The reps under each definition that the data have and that ranks at least two."""
    for name in DEFINITIONS:
        one = known if name == known.result.kpi.name else stand(name, sales, start, end, where)
        if isinstance(one, Standing) and one.ranked["value"].nunique() > 1:
            yield one


def leading(standings: Sequence[Standing], reader: Reader) -> Iterator[str]:
    """Who leads under each definition of success, and whether any of these is clearly the best."""
    if not standings:
        return
    yield reader.say("leaders")
    for standing in standings:
        yield _leader("leader", standing, standing.leader, reader)
    clear = [_leader("clear_leader", standing, standing.first, reader) for standing in standings if standing.clear]
    yield reader.say("clear_leaders", led="; ".join(clear)) if clear else reader.say("no_clear_leader")


def _leader(key: str, standing: Standing, rep: pd.Series, reader: Reader) -> str:
    sold = int((standing.frame["n"] > 0).sum())
    key = "clear_leader_of" if key == "clear_leader" and sold > len(standing.ranked) else key
    title = standing.result.kpi.title_in(reader.lang)
    words = {"name": rep["who"], "chance": reader.percent(rep["p_best"]), "rank": rep["rank"]}
    return reader.say(key, kpi=title[:1].lower() + title[1:], reps=len(standing.ranked), every=sold, **words)
