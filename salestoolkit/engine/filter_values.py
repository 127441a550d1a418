"""Which values a dimension has in the data, so that a name mistyped in a filter is an error and not an empty answer."""

from __future__ import annotations

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.missing import DIMENSION_SOURCES
from salestoolkit.words.errors import Told, UnknownName, UsageError

SOURCES = {**DIMENSION_SOURCES, "rep": ("reps.rep_id", "deals.rep_id", "leads.owner_id"), "stage": ("stages.stage",)}
SOURCES["manager"] = ("reps.manager_id", "reps.name")

SHOWN = 5
"""So many ids of one name are offered."""


def check_values(sales: SalesData, question: Question) -> None:
    """Refuse a filter for something that does not occur.

    Raises
    ------
    UnknownName
        When the data has no such value of the dimension; offers the closest.
    """
    for dimension, wanted in question.where.items():
        names = known(sales, dimension)
        for value in wanted:
            if names and value not in names:
                _refuse_name(sales, dimension, value)
                raise UnknownName(dimension, value, names)


def _refuse_name(sales: SalesData, dimension: str, value: str) -> None:
    """Refuse the name of a rep, which several may bear, with the ids that it has."""
    if dimension != "rep":
        return
    ids = "SELECT rep_id FROM reps WHERE lower(name) = lower($name) ORDER BY 1"
    found = [rep_id for (rep_id,) in sales.connection.execute(ids, {"name": value}).fetchall()]
    if found:
        raise UsageError(Told("name_for_id", name=value, ids=", ".join(found[:SHOWN])))


def known(sales: SalesData, dimension: str) -> frozenset[str]:
    """The values that a dimension has anywhere in the data; none where no column of it is filled."""
    places = (place.partition(".") for place in SOURCES.get(dimension, ()))
    fed = [(table, column) for table, _, column in places if column in sales.fed.get(table, ())]
    if not fed:
        return frozenset()
    query = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in fed)
    return frozenset(str(value) for (value,) in sales.connection.execute(query).fetchall() if value is not None)
