"""The revision log: deals that were closed, and then reopened or closed otherwise, and the figures that changed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import fact
from salestoolkit.words import formats
from salestoolkit.words.text import say

COLUMNS = ("deal_id", "rep_id", "rep", "month", "closed_at", "status", "reopened_at", "closed_again_at", "status_again")


@dataclass(frozen=True, eq=False)
class Revisions:
    """What ``revisions`` found. Shows itself as a table in a notebook.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per closing that no longer counts: ``deal_id rep_id rep``; ``month`` (first day of the month whose
        figures changed); ``closed_at`` and ``status`` as they were; ``reopened_at``; ``closed_again_at`` and
        ``status_again`` (empty while it is open); ``won``, ``lost`` and ``amount``: what was taken from the month's
        figures, 0 or below. Times are local to the business time zone.
    """

    frame: pd.DataFrame
    sales: SalesData = field(repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """The frame as readers see it, in the language of the data."""
        lang, currency = self.sales.lang, self.sales.currency
        written = {
            "deal": self.frame["deal_id"].astype(str),
            "rep": self.frame["rep"].fillna(say("unstated.text", lang)),
            "month": [formats.period(month, "month", lang) for month in self.frame["month"]],
            "was": [say(f"revisions.status.{status}", lang) for status in self.frame["status"]],
            **{name: [formats.date(day, lang) for day in self.frame[name]] for name in COLUMNS if name.endswith("_at")},
            "now": [say(f"revisions.status.{_stands(status)}", lang) for status in self.frame["status_again"]],
            "amount": [formats.value(amount, "money", lang, currency) for amount in self.frame["amount"]],
        }
        return pd.DataFrame({say(f"revisions.{name}", lang): values for name, values in written.items()})

    def read(self) -> str:
        """How many closings were undone, in one sentence."""
        lang, count = self.sales.lang, len(self.frame)
        if not count:
            return say("revisions.none", lang)
        amount = formats.value(self.frame["amount"].sum(), "money", lang, self.sales.currency)
        months = formats.number(self.frame["month"].nunique(), lang)
        return say("revisions.some", lang, count=formats.number(count, lang), months=months, amount=amount)

    def _repr_html_(self) -> str:
        from markupsafe import Markup

        from salestoolkit.results.html_table import html_table

        return Markup("<p>{}</p>").format(self.read()) + (html_table(self.table) if len(self.frame) else "")

    def __repr__(self) -> str:
        return "\n".join([self.read(), *([self.table.to_string(index=False)] if len(self.frame) else [])])


def _stands(status: object) -> str:
    return status if isinstance(status, str) else "open"


def revisions(sales: SalesData) -> Revisions:
    """The closings that no longer count, because the deal was reopened or closed otherwise by ``as_of``.

    A deal counts once, at its last close; a report made before it was reopened has counted it in an earlier month.
    Reopening is read from ``stage_history``: a stage that was entered after one of kind won or lost.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.

    Returns
    -------
    Revisions
        One row per closing, in the order of their dates; ``.table`` in the reader's language.

    Examples
    --------
    >>> import salestoolkit as st
    >>> len(st.revisions(st.demo()).frame)
    0
    """
    closings = fact(sales, "closings").collect("pandas").to_native()
    deals = fact(sales, "deals").select("deal_id", "rep_id", "rep", "amount").collect("pandas").to_native()
    ordered = closings.sort_values(["deal_id", "closed_at"], ignore_index=True)
    of_deal = ordered.groupby("deal_id")
    frame = ordered.assign(
        closed_again_at=of_deal["closed_at"].shift(-1),
        status_again=of_deal["status"].shift(-1).astype(object),
        month=ordered["closed_at"].dt.to_period("M").dt.to_timestamp(),
    )
    undone = frame[frame["reopened_at"].notna()].merge(deals, on="deal_id", validate="many_to_one")
    won, lost = (undone["status"].eq(status).astype("int64") for status in ("won", "lost"))
    amount = -undone["amount"].astype(float).fillna(0.0) * won
    told = undone.assign(won=-won, lost=-lost, amount=amount + 0.0).sort_values(["closed_at", "deal_id"])
    return Revisions(told[[*COLUMNS, "won", "lost", "amount"]].reset_index(drop=True), sales)
