"""Who leads under which definition: another KPI often has another first, and hardly ever is one of them clearly so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from salestoolkit.data.sales import SalesData
from salestoolkit.results.computing import Day
from salestoolkit.review.people.standing import Standing, stand
from salestoolkit.words import formats
from salestoolkit.words.text import say

DEFINITIONS = ("win_rate", "cohort_win_rate", "average_deal_size", "monthly_sales")
"""What people mean by the best seller: of the deals closed, of the deals opened, by the deal, and all in all."""


def leaders(
    standing: Standing, sales: SalesData, start: Day, end: Day, where: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """Who leads under each definition of success, and whether any of these is clearly the best.

    Nothing where ``standing`` is of no such definition, or where the same rep leads under all of them.
    """
    if standing.result.kpi.name not in DEFINITIONS:
        return ()
    found = list(_standings(standing, sales, start, end, where))
    if len({one.leader["rep_id"] for one in found}) < 2:
        return ()
    lang = sales.lang
    clear = [one for one in found if one.clear]
    told = (say("review.people.leaders", lang), *(_led("leader", one, lang) for one in found))
    if not clear:
        return *told, say("review.people.no_clear_leader", lang)
    return *told, say(
        "review.people.clear_leaders", lang, led="; ".join(_led("clear_leader", one, lang) for one in clear)
    )


def _standings(
    known: Standing, sales: SalesData, start: Day, end: Day, where: Mapping[str, Any] | None
) -> Iterator[Standing]:
    """The reps under each definition that the data have and that ranks at least two."""
    for name in DEFINITIONS:
        one = known if name == known.result.kpi.name else stand(name, sales, start, end, where)
        if isinstance(one, Standing) and one.ranked["value"].nunique() > 1:
            yield one


def _led(key: str, standing: Standing, lang: str) -> str:
    first = standing.leader if key == "leader" else standing.first
    sold = int((standing.frame["n"] > 0).sum())
    key = "clear_leader_of" if key == "clear_leader" and sold > len(standing.ranked) else key
    title = standing.result.kpi.title_in(lang)
    return say(
        f"review.people.{key}",
        lang,
        name=first["who"],
        kpi=title[:1].lower() + title[1:],
        chance=formats.percent(first["p_best"], lang),
        rank=first["rank"],
        reps=len(standing.ranked),
        every=sold,
    )
