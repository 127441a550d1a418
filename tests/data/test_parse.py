"""Text to typed values in SQL, and the proof of date orders and number formats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsed import CONNECTION, ZONE

from salestoolkit.data.mapping.values import MONTHS, amount, clean, moment, quoted


def value(expression: str) -> str | None:
    [(found,)] = CONNECTION.execute(f"SELECT CAST({expression} AS VARCHAR)").fetchall()
    return None if found is None else str(found)


def day(text: str, order: str = "") -> str | None:
    return value(moment(quoted(text), order, ZONE))


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-08-05", "", "2024-08-05 00:00:00+07"),
        ("2024-8-5", "", "2024-08-05 00:00:00+07"),
        ("2024/08/05", "", "2024-08-05 00:00:00+07"),
        ("20240805", "", "2024-08-05 00:00:00+07"),
        ("2024-08-05 14:30", "", "2024-08-05 14:30:00+07"),
        ("2024-08-05T14:30:15", "", "2024-08-05 14:30:15+07"),
        ("2024-08-05T14:30:15.25", "", "2024-08-05 14:30:15.25+07"),
        ("2024-08-05T14:30:15Z", "", "2024-08-05 21:30:15+07"),
        ("2024-08-05T14:30:15+0000", "", "2024-08-05 21:30:15+07"),
        ("2024-08-05 14:30:15 UTC", "", "2024-08-05 21:30:15+07"),
        ("2024-08-05 14:30:15 WIT", "", "2024-08-05 12:30:15+07"),
        ("2024-08-05 14:30:15-05:00", "", "2024-08-06 02:30:15+07"),
        ("2024-08-05 14:30:15 -0500", "", "2024-08-06 02:30:15+07"),
        ("2024-08-05 14:30 +09:00", "", "2024-08-05 12:30:00+07"),
        ("05/08/2024 14:30:15 -0500", "dmy", "2024-08-06 02:30:15+07"),
        ("05/08/2024", "dmy", "2024-08-05 00:00:00+07"),
        ("5.8.2024", "dmy", "2024-08-05 00:00:00+07"),
        ("05-08-24", "dmy", "2024-08-05 00:00:00+07"),
        ("05-08-70", "dmy", "1970-08-05 00:00:00+07"),
        ("05/08/2024 14:30", "dmy", "2024-08-05 14:30:00+07"),
        ("05/08/2024 14.30", "dmy", "2024-08-05 14:30:00+07"),
        ("05/08/2024, 14.30.15", "dmy", "2024-08-05 14:30:15+07"),
        ("08/05/2024", "mdy", "2024-08-05 00:00:00+07"),
        ("8/5/2024 2:05 PM", "mdy", "2024-08-05 14:05:00+07"),
        ("8/5/24 12:05:09 am", "mdy", "2024-08-05 00:05:09+07"),
        ("24-08-05", "ymd", "2024-08-05 00:00:00+07"),
        ("5 Agustus 2024", "", "2024-08-05 00:00:00+07"),
        ("25-Jun-02", "", "2002-06-25 00:00:00+07"),
        ("25-Jun-02", "dmy", "2002-06-25 00:00:00+07"),
        ("25-Jun-02", "ymd", "2025-06-02 00:00:00+07"),
        ("99 Juni 2 14:30", "ymd", "1999-06-02 14:30:00+07"),
        ("2-Jun-2025", "ymd", "2025-06-02 00:00:00+07"),
        ("5 Agu 2024 14:30", "", "2024-08-05 14:30:00+07"),
        ("15 Apr, 2021 00:03:00", "", "2021-04-15 00:03:00+07"),
        ("Aug 5, 2024", "", "2024-08-05 00:00:00+07"),
        ("5th August 2024", "", "2024-08-05 00:00:00+07"),
        ("05-Des-24", "", "2024-12-05 00:00:00+07"),
        ("2024-Mei-05", "", "2024-05-05 00:00:00+07"),
        ("45352", "excel", "2024-03-01 00:00:00+07"),
        ("45352.5", "excel", "2024-03-01 12:00:00+07"),
    ],
)
def test_dates_that_can_be_read(text: str, order: str, expected: str) -> None:
    assert day(text, order) == expected


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2024-02-30", ""),
        ("30/02/2024", "dmy"),
        ("13/13/2024", "dmy"),
        ("04/13/2024", "dmy"),
        ("03/04/2024", ""),
        ("2024-01-05 24:61", ""),
        ("2024-01-05 10:00 EST", ""),
        ("5 Agustuss 2024", ""),
        ("2-Jun-25", "ymd"),
        ("0024-01-05", ""),
        ("2024-01-05; DROP", ""),
        ("epoch", ""),
        ("45352", ""),
        ("today", "dmy"),
        ("2024-01-05", "excel"),
    ],
)
def test_dates_that_cannot_be_read_are_null(text: str, order: str) -> None:
    assert day(text, order) is None


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2069, 1, 1)))
def test_each_way_of_writing_a_moment_gives_the_same(moment_: datetime) -> None:
    moment_ = moment_.replace(microsecond=0)
    expected = moment_.replace(tzinfo=ZoneInfo(ZONE)).isoformat(sep=" ")[:22]
    written = {
        moment_.isoformat(): "",
        moment_.strftime("%d/%m/%Y %H:%M:%S"): "dmy",
        moment_.strftime("%m-%d-%y %I:%M:%S %p"): "mdy",
        moment_.strftime("%d %B %Y %H:%M:%S"): "",
        moment_.replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC")).isoformat(): "",
    }
    assert {day(text, order) for text, order in written.items()} == {expected}


NAMED = ("{d:02} {m} {Y}", "{d}. {m} {Y}", "{m} {d}, {Y}", "{m}-{d:02}-{Y}", "{Y}-{m}-{d:02}")


SHORT = {"ymd": ("{y:02}-{m}-{d:02}", "{y:02} {m} {d}")}


DAY_FIRST = ("{d:02}-{m}-{y:02}", "{d} {m} {y:02}")


@settings(deadline=None, max_examples=25)
@given(
    st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)),
    st.sampled_from(("", "dmy", "mdy", "ymd")),
    st.sampled_from(("", " 07:05", " 19:45:10")),
    st.data(),
)
def test_a_named_month_is_read_as_it_is_written_or_the_year_first_where_that_is_declared(
    day_: date, order: str, time: str, data: st.DataObject
) -> None:
    names = [name for name, number in MONTHS.items() if int(number) == day_.month]
    month = data.draw(st.sampled_from(names)).title()
    expected = datetime.fromisoformat(f"{day_}{time}").isoformat(sep=" ")
    ways = [
        way.format(d=day_.day, m=month, y=day_.year % 100, Y=day_.year) + time
        for way in (*NAMED, *SHORT.get(order, DAY_FIRST))
    ]
    cells = ", ".join(f"({quoted(way)})" for way in ways)
    read = CONNECTION.execute(f"SELECT v, CAST({moment('v', order, ZONE)} AS VARCHAR) FROM (VALUES {cells}) AS _(v)")
    assert {way: (at or "")[: len(expected)] for way, at in read.fetchall()} == dict.fromkeys(ways, expected)


def number(text: str, number_format: str, suffixes: bool = False) -> str | None:
    return value(amount(quoted(text), number_format, "money", suffixes))


@pytest.mark.parametrize(
    ("text", "number_format", "expected"),
    [
        ("1250", "en", "1250.0000"),
        ("1,250.50", "en", "1250.5000"),
        ("1.250", "en", "1.2500"),
        ("1.250", "id", "1250.0000"),
        ("1.250.000", "id", "1250000.0000"),
        ("1.234,56", "id", "1234.5600"),
        ("Rp 2000", "id", "2000.0000"),
        ("Rp2.000.000,-", "id", "2000000.0000"),
        ("Rp. 1.500", "id", "1500.0000"),
        ("IDR 1.500", "id", "1500.0000"),
        ("1.500 IDR", "id", "1500.0000"),
        ("$22,700.00", "en", "22700.0000"),
        ("-$5", "en", "-5.0000"),
        ("$-5", "en", "-5.0000"),
        ("(5.25)", "en", "-5.2500"),
        ("($5.25)", "en", "-5.2500"),
        ("€1.234,50", "id", "1234.5000"),
        ("+7", "en", "7.0000"),
        (".5", "en", "0.5000"),
        ("12345678901234.5678", "en", "12345678901234.5678"),
    ],
)
def test_numbers_that_can_be_read(text: str, number_format: str, expected: str) -> None:
    assert number(text, number_format) == expected


@pytest.mark.parametrize(
    ("text", "number_format"),
    [
        ("1.250.000", "en"),
        ("1,25,000", "en"),
        ("12,50,1", "id"),
        ("NaN", "en"),
        ("inf", "en"),
        ("-", "en"),
        ("", "en"),
        ("1e5", "en"),
        ("$141.56K", "en"),
        ("12%", "en"),
        ("(5", "en"),
        ("--5", "en"),
        ("1.2.3", "id"),
        ("999999999999999", "en"),
        ("0x1F", "en"),
    ],
)
def test_numbers_that_cannot_be_read_are_null(text: str, number_format: str) -> None:
    assert number(text, number_format) is None


@pytest.mark.parametrize(
    ("text", "number_format", "expected"),
    [
        ("$141.56K", "en", "141560.0000"),
        ("$1,117.10K", "en", "1117100.0000"),
        ("2.5M", "en", "2500000.0000"),
        ("17", "en", "17.0000"),
        ("Rp 1,25 juta", "id", "1250000.0000"),
        ("2 miliar", "id", "2000000000.0000"),
        ("Rp 500 rb", "id", "500000.0000"),
        ("2M", "id", None),
        ("K", "en", None),
    ],
)
def test_suffixes_are_exact_where_declared(text: str, number_format: str, expected: str | None) -> None:
    assert number(text, number_format, suffixes=True) == expected


@settings(deadline=None)
@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_money_loses_nothing(money: Decimal) -> None:
    assert number(f"{money:,.4f}", "en") == f"{money:.4f}".replace("-0.0000", "0.0000")
    indonesian = f"{money:,.4f}".translate(str.maketrans(",.", ".,"))
    assert number(indonesian, "id") == f"{money:.4f}".replace("-0.0000", "0.0000")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_clean_text_is_stable_and_visible(text: str) -> None:
    cleaned = value(clean(quoted(text.replace("\0", ""))))
    if cleaned is not None:
        assert cleaned == cleaned.strip() != ""
        assert value(clean(quoted(cleaned))) == cleaned
