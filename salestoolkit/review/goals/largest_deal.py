"""The largest deal: of a goal whose chance rests on another deal like it, that is told beside the chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.review.goals.running_goals import period_of
from salestoolkit.review.goals.simulation import LOOK_BACK, Outlook
from salestoolkit.words import formats
from salestoolkit.words.text import say

MOST = 0.5
"""A deal that is more than so much of a year's sales carries what is expected of the next days."""


def resting_on_it(sales: SalesData, goals: pd.DataFrame) -> Iterator[str]:
    """Of each goal that is not a rep's and has a chance, what is left of it without the largest deal of the past year.

    Nothing where no deal is most of what was sold, or where less than half of the chance goes with it.
    """
    outlook = Outlook.of(sales)
    recent = outlook.won[outlook.won["day"] >= outlook.today - timedelta(days=LOOK_BACK)]
    if recent["amount"].max() <= MOST * recent["amount"].sum() or len(recent) < 2:
        return
    largest = recent["amount"].idxmax()
    others = replace(outlook, won=outlook.won.drop(largest))
    lang = sales.lang
    for goal in goals[goals["scope"].ne("rep") & goals["chance"].gt(0)].to_dict("records"):
        weights = outlook.weights(max(goal["starts"], outlook.today), goal["ends"])
        to_come = others.simulated(goal["scope"], goal["scope_id"], float(weights.sum()))
        without = float((goal["actual"] + to_come >= goal["target"]).mean())
        if goal["actual"] < goal["target"] and without <= goal["chance"] / 2:
            yield say(
                "review.goals.one_deal",
                lang,
                who=goal["who"],
                period=period_of(goal["starts"], goal["period"], lang),
                chance=formats.percent(goal["chance"], lang),
                amount=formats.money(recent["amount"].max(), lang, sales.currency, compact=True),
                without=formats.percent(without, lang),
            )
