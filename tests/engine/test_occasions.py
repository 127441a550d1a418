"""Occasions: where the windows of spending lie, by the dates that were announced."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.engine.calendar.occasions import occasions


@pytest.mark.parametrize(
    ("year", "lebaran"), [(2023, date(2023, 4, 22)), (2024, date(2024, 4, 10)), (2025, date(2025, 3, 31))]
)
def test_the_holiday_bonus_is_due_seven_days_before_lebaran(year: int, lebaran: date) -> None:
    thr, feast, *_ = occasions(year)

    assert (feast.name, feast.first, feast.last) == ("lebaran", lebaran, lebaran)
    assert (lebaran - thr.last).days == 7  # Permenaker 6/2016, article 5 (4)
    assert (lebaran - thr.first).days == 14


def test_the_online_shopping_days_and_the_end_of_the_year_do_not_move() -> None:
    found = [(window.name, window.first, window.last) for window in occasions(2024)[2:]]

    assert found == [
        ("harbolnas", date(2024, 11, 11), date(2024, 11, 11)),
        ("harbolnas", date(2024, 12, 12), date(2024, 12, 12)),
        ("year_end", date(2024, 12, 18), date(2024, 12, 31)),
    ]
