"""The month that is running: what it has brought, and that a forecast of it is never less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from salestoolkit.data.sales import SalesData
from salestoolkit.results.computing import compute
from salestoolkit.words.periods import end_of

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.review.goals.simulation import Outlook


def brought_so_far(sales: SalesData, where: Mapping[str, str | Sequence[str]] | None) -> float:
    """Sales of the month that is running; NaN on its first day, when none has passed."""
    today = sales.local_as_of.date()
    if today.day == 1:
        return float("nan")
    first = today.replace(day=1)
    frame = compute("monthly_sales", sales, start=first, end=end_of(first, "month"), where=where).frame
    return float(frame["value"].iloc[0])


def with_what_is_in(frame: pd.DataFrame, already: float, outlook: Outlook) -> pd.DataFrame:
    """A forecast whose first month brings no less than is in and, as far as work is left in it, was expected of it."""
    if not already > 0:
        return frame
    first = frame["month"].iloc[0]
    weights = outlook.weights(first, end_of(first, "month"))
    left = float(weights[weights.index >= outlook.today].sum() / (weights.sum() or 1.0))
    shares = {"forecast": left, "forecast_lo": 0.0, "forecast_hi": left}
    least = {name: already + share * max(frame[name].iloc[0], 0) for name, share in shares.items()}
    raised = {name: frame[name].mask(frame.index == 0, frame[name].clip(lower=low)) for name, low in least.items()}
    return frame.assign(**raised)
