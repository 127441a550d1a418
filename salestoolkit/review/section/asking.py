"""Asks a section by its name, or one of your own by its file, as ``compute`` asks a KPI."""

from __future__ import annotations

import inspect
from typing import Any

from salestoolkit.data.sales import SalesData
from salestoolkit.review.section.registry import section as found
from salestoolkit.review.section.result import SectionResult
from salestoolkit.words.errors import UnknownName


def section(name: str, sales: SalesData, **options: Any) -> SectionResult:
    """One part of a review, by name or from a file of your own.

    Parameters
    ----------
    name : str
        Name of a section, or the path of a file that declares one and ends in .py.
    sales : SalesData
        A load.
    **options
        What the section's own function takes, such as ``start``, ``end`` and ``where``.

    Returns
    -------
    SectionResult
        Its numbers (``.frame``), what is said of them (``.read()``), the figure (``.plot()``); ``.to("en")`` is the
        same in another language.

    Raises
    ------
    UnknownName
        For a name, or an option, that does not exist.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.section("people", st.demo(), kpi="lead_response_time").title
    'Siapa yang menonjol'
    """
    asked = found(name)
    known = list(inspect.signature(asked.ask).parameters)[1:]
    for option in options:
        if option not in known:
            raise UnknownName("option", option, known)
    return asked.ask(sales, **options)
