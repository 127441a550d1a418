"""Orders of dates and formats of numbers: taken where a column proves them, refused where it does not."""

from __future__ import annotations

import pytest
from parsed import cells

from salestoolkit.data.mapping.number_formats import date_order, number_format
from salestoolkit.words.errors import InputError


@pytest.mark.parametrize(
    ("values", "order", "row"),
    [
        (["01/02/2024", "03/04/2024", "15/04/2024"], "dmy", 4),
        (["01/02/2024", "01/25/2024"], "mdy", 3),
        (["01/02/2024", "99/99/2024", "15/04/2024"], "dmy", 4),
        (["2024-01-05", "15/04/2024"], "dmy", 3),
        (["99-01-31", "24-02-29"], "ymd", 2),
        (["2024-01-05", "5 Agustus 2024"], "", 0),
        (["99/99/2024"], "", 0),
    ],
)
def test_the_date_order_that_a_column_proves(values: list[str], order: str, row: int) -> None:
    found, notes = date_order(cells(values))
    assert found == order
    assert [note.values["row"] for note in notes] == ([row] if row else [])


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["03/04/2024", "05/06/2024"], "'03/04/2024' and '05/06/2024' can be read as dmy or mdy"),
        (["20-10-16", "25-10-16"], "can be read as dmy or ymd"),
        (["13/04/2024", "04/13/2024"], "No one order reads both '13/04/2024' and '04/13/2024'"),
    ],
)
def test_a_date_order_that_is_not_proved_is_refused(values: list[str], shown: str) -> None:
    with pytest.raises(InputError, match=shown) as refused:
        date_order(cells(values))
    assert (refused.value.file, refused.value.column) == ("x.csv", "Close Date")
    assert "Declare date_order" in str(refused.value)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1250", "999"], "en"),
        (["1.250", "1.250.000"], "id"),
        (["1.250", "7.5"], "en"),
        (["1,250", "1,250.75"], "en"),
        (["1.250", "1.250,75"], "id"),
        (["0.250", "0.125"], "en"),
        (["1.250", "x", "7.25"], "en"),
        (["1,250,000"], "en"),
        (["x"], "en"),
    ],
)
def test_the_number_format_that_a_column_proves(values: list[str], found: str) -> None:
    assert number_format(cells(values))[0] == found


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            ["1.250", "12.500", "999"],
            r"'1.250' and '12.500' can be thousands \(number_format = \"id\"\) or decimals \(\"en\"\)",
        ),
        (
            ["1,250", "12,500"],
            r"'1,250' and '12,500' can be thousands \(number_format = \"en\"\) or decimals \(\"id\"\)",
        ),
        (["1.250.000", "7.5"], "No one number format reads both"),
    ],
)
def test_a_number_format_that_is_not_proved_is_refused(values: list[str], shown: str) -> None:
    with pytest.raises(InputError, match=shown) as refused:
        number_format(cells(values))
    assert refused.value.column == "Close Date"
    assert "Declare number_format" in str(refused.value)
