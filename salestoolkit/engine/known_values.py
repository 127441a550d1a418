"""Which values a dimension has in the data, so that a name mistyped in a filter is an error and not an empty answer."""

from __future__ import annotations

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.lacking import DIMENSION_SOURCES
from salestoolkit.words.errors import UnknownName

SOURCES = {**DIMENSION_SOURCES, "rep": ("reps.rep_id", "deals.rep_id", "leads.owner_id"), "stage": ("stages.stage",)}
SOURCES["manager"] = ("reps.manager_id", "reps.name")


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
                raise UnknownName(dimension.replace("_", " "), value, names)


def known(sales: SalesData, dimension: str) -> frozenset[str]:
    """The values that a dimension has anywhere in the data; none where no column of it is filled."""
    places = (place.partition(".") for place in SOURCES.get(dimension, ()))
    fed = [(table, column) for table, _, column in places if column in sales.fed.get(table, ())]
    if not fed:
        return frozenset()
    query = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in fed)
    return frozenset(str(value) for (value,) in sales.connection.execute(query).fetchall() if value is not None)
