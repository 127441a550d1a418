"""Case mix: how many wins each rep could expect, had everybody's deals of the same product and source been theirs."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import count
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.lossless import rows_without_losses
from salestoolkit.engine.missing import what_is_missing
from salestoolkit.kpi import KPI
from salestoolkit.results.computing import question

MIX = ("product", "source")
"""What a rep does not choose. The region is left out: where a team has a region of its own, it would hide the team."""
PER_PARAMETER = 10
"""Wins, and losses, that a model needs for each of its parameters."""


def expected_share(
    kpi: KPI, sales: SalesData, start: Any, end: Any, where: Mapping[str, str | Sequence[str]] | None
) -> tuple[pd.Series, tuple[str, ...]]:
    """The share that each rep's own mix of deals would have under everybody's rates, and what was adjusted for.

    Parameters
    ----------
    kpi : KPI
        One whose estimate is a ``Proportion``.

    Returns
    -------
    (pandas.Series by rep_id, tuple of str)
        An indirectly standardised expectation by logistic regression on product and source, without interaction;
        everybody's share where the data are too few for it, and then nothing was adjusted for.
    """
    estimate: Any = kpi.estimate
    known = (name for name in MIX if name in kpi.by)
    used = tuple(name for name in known if not what_is_missing(kpi, sales, question(kpi, name, None, None, None)))
    counts, _ = count(kpi, sales, question(kpi, ("rep", *used), start, end, where))
    cells = counts.assign(part=counts[estimate.part], whole=counts[list(estimate.of)].sum(axis=1))
    # a system account's deals are nobody's work: people are compared with people
    cells = cells[(cells["whole"] > 0) & cells["rep_id"].isin(sellers(sales)["rep_id"])]
    cells = cells[~rows_without_losses(kpi, sales, cells, {})]
    design = _design(cells, used)
    scarce = min(cells["part"].sum(), (cells["whole"] - cells["part"]).sum()) < PER_PARAMETER * design.shape[1]
    if not len(cells) or not used or scarce:
        share = cells["part"].sum() / cells["whole"].sum() if len(cells) else np.nan
        return pd.Series(share, index=sorted(cells["rep_id"].unique())), ()
    wins = cells["whole"] * _fitted(cells, design)
    sums = pd.DataFrame({"rep_id": cells["rep_id"], "wins": wins, "whole": cells["whole"]}).groupby("rep_id").sum()
    return sums["wins"] / sums["whole"], used


def _design(cells: pd.DataFrame, used: Sequence[str]) -> np.ndarray:
    columns = [np.ones((len(cells), 1))]
    if used:
        columns.append(pd.get_dummies(cells[list(used)].fillna(""), drop_first=True).to_numpy(float))
    return np.hstack(columns)


def _fitted(cells: pd.DataFrame, design: np.ndarray) -> np.ndarray:
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    counted = np.column_stack([cells["part"], cells["whole"] - cells["part"]]).astype(float)
    model: Any = sm.GLM(counted, design, family=sm.families.Binomial())
    with warnings.catch_warnings():
        # That the mix explains every cell is no fault here: only the fitted shares are used.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return np.asarray(model.fit().fittedvalues)
