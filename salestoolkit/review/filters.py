"""Which deals a part of the review is about: a filter checked against what the data has, and the rows it keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.filter_values import check_values
from salestoolkit.kpi import DEAL_SPLITS, DIMENSIONS
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.given import values


def lists(where: Mapping[str, str | Sequence[str]] | None) -> dict[str, list[str]]:
    """A filter as lists of values; what is empty filters nothing, as in ``compute``."""
    return {name: wanted for name, given in (where or {}).items() if (wanted := values(name, given))}


def chosen(sales: SalesData, where: Mapping[str, str | Sequence[str]] | None) -> dict[str, list[str]]:
    """The filter as lists of values that the data have.

    Raises
    ------
    UsageError
        For a split that is none of deals.
    UnknownName
        For a value that the data does not have.
    """
    asked = lists(where)
    for dimension in asked:
        if dimension not in DEAL_SPLITS:
            raise UsageError(Told("deals_limit", dimension=dimension, known=", ".join(DEAL_SPLITS)))
    check_values(sales, Question(where=asked))
    return asked


def kept(rows: pd.DataFrame, where: Mapping[str, list[str]]) -> pd.DataFrame:
    """The rows of a prepared fact that the filter keeps."""
    for dimension, wanted in where.items():
        rows = rows[rows[DIMENSIONS[dimension][0]].isin(wanted)]
    return rows
