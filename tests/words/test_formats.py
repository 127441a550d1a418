"""Formats: the glossary's examples in both languages, and what must hold for every number."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.words import columns, formats
from salestoolkit.words.axes import tick_labels
from salestoolkit.words.errors import UnknownName

AMOUNTS = some.floats(min_value=0, max_value=9e14, allow_nan=False)


SECONDS = some.floats(min_value=0, max_value=1e9, allow_nan=False)


LANGUAGES = some.sampled_from(["id", "en"])


UNITS = some.sampled_from(["percent", "points", "money", "duration", "ratio", "count"])


@pytest.mark.parametrize(
    ("x", "lang", "currency", "text"),
    [
        (1_250_000, "id", "IDR", "Rp1.250.000"),
        (1_250_000, "en", "IDR", "Rp1,250,000"),
        (-1_250_000, "id", "IDR", "−Rp1.250.000"),
        (1_249_999.5, "id", "IDR", "Rp1.250.000"),
        (-0.4, "id", "IDR", "Rp0"),
        (1250, "id", "USD", "US$1.250"),
        (1250, "en", "USD", "$1,250"),
        (2360.9094, "id", "USD", "US$2.360,91"),
        (2360.9094, "en", "USD", "$2,360.91"),
        (89_066_200, "en", "USD", "$89,066,200"),
        (1250.4, "en", "JPY", "¥1,250"),
        (1250, "id", "SGD", "SGD\u00a01.250"),
    ],
)
def test_money(x: float, lang: str, currency: str, text: str) -> None:
    assert formats.money(x, lang, currency) == text


@pytest.mark.parametrize(
    ("x", "indonesian", "english"),
    [
        (1_250_000, "Rp1,25 juta", "Rp1.25 million"),
        (2.5e9, "Rp2,5 miliar", "Rp2.5 billion"),
        (3.1e12, "Rp3,1 triliun", "Rp3.1 trillion"),
        (1234e12, "Rp1.234 triliun", "Rp1,234 trillion"),
        (950_000, "Rp950.000", "Rp950 thousand"),
        (45_000, "Rp45.000", "Rp45,000"),
        (999_999_999, "Rp1 miliar", "Rp1 billion"),
        (-12_450_000, "−Rp12,5 juta", "−Rp12.5 million"),
        (0, "Rp0", "Rp0"),
    ],
)
def test_compact_money_is_in_full_words(x: float, indonesian: str, english: str) -> None:
    assert formats.money(x, "id", "IDR", compact=True) == indonesian
    assert formats.money(x, "en", "IDR", compact=True) == english


@pytest.mark.parametrize(
    ("x", "indonesian", "english"),
    [
        (0.305, "30,5%", "30.5%"),
        (0.3045, "30,5%", "30.5%"),
        (0, "0,0%", "0.0%"),
        (1, "100,0%", "100.0%"),
        (0.0004, "0,04%", "0.04%"),
        (0.9996, "99,96%", "99.96%"),
        (1.2, "120,0%", "120.0%"),
    ],
)
def test_percent(x: float, indonesian: str, english: str) -> None:
    assert formats.percent(x, "id") == indonesian
    assert formats.percent(x, "en") == english


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (0, "0 detik", "0 seconds"),
        (45, "45 detik", "45 seconds"),
        (59.6, "1 menit", "1 minute"),
        (150, "2,5 menit", "2.5 minutes"),
        (42 * 60, "42 menit", "42 minutes"),
        (3599, "1 jam", "1 hour"),
        (3.5 * 3600, "3,5 jam", "3.5 hours"),
        (42 * 3600, "42 jam", "42 hours"),
        (2.1 * 86400, "2,1 hari", "2.1 days"),
    ],
)
def test_duration(seconds: float, indonesian: str, english: str) -> None:
    assert formats.duration(seconds, "id") == indonesian
    assert formats.duration(seconds, "en") == english


@pytest.mark.parametrize("missing", [None, math.nan])
@pytest.mark.parametrize("unit", ["percent", "points", "money", "duration", "ratio", "count"])
def test_what_is_missing_is_a_dash(unit: formats.Unit, missing: float | None) -> None:
    assert formats.value(missing, unit, "id") == "–"
    assert formats.interval(missing, 1.0, unit, "id") == ""
    assert formats.interval(1.0, missing, unit, "id") == ""


def test_interval() -> None:
    assert formats.interval(0.281, 0.33, "percent", "id") == "28,1–33,0%"
    assert formats.interval(35.5e9, 40.7e9, "money", "id", compact=True) == "Rp35,5–40,7 miliar"
    assert formats.interval(3600, 2.5 * 3600, "duration", "en") == "1.0–2.5 hours"
    assert formats.interval(1.2, 3.4, "ratio", "en") == "1.20–3.40"
    assert formats.interval(3600, math.inf, "duration", "en") == "at least 1 hour"
    assert formats.value(math.inf, "duration", "id") == "belum tercapai"


def test_an_interval_of_two_units_or_with_a_sign_has_a_word_between() -> None:
    assert formats.interval(1e6, 2.5e9, "money", "id", compact=True) == "Rp1 juta sampai Rp2,5 miliar"
    assert formats.interval(1800, 3 * 3600, "duration", "en") == "30 minutes to 3 hours"
    assert formats.interval(-0.775, 2.662, "percent", "en") == "−77.5% to 266.2%"
    assert formats.interval(-2e6, -1e6, "money", "en") == "−Rp2,000,000 to −Rp1,000,000"
    assert formats.number_range(-26.5, -13.7, "id", 1) == "−26,5 sampai −13,7"
    assert formats.number_range(13.7, 26.5, "en", 1) == "13.7–26.5"
    assert formats.number_range(3, 3, "en") == "3"


def test_below_zero_stands_a_minus_and_no_hyphen() -> None:
    assert formats.number(-1250.5, "id", 1) == "−1.250,5"
    assert formats.percent(-0.018, "en") == "−1.8%"
    assert formats.money(-2500, "id", "IDR") == "−Rp2.500"


def test_value_by_unit() -> None:
    assert formats.value(2.345, "ratio", "id") == "2,35"
    assert formats.value(1250, "count", "en") == "1,250"
    assert formats.value(1250.5, "count", "en") == "1,250.5"
    with pytest.raises(UnknownName, match=r"'percents'\. Did you mean 'percent'"):
        formats.value(1.0, "percents", "id")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ticks", "unit", "labels", "words"),
    [
        ([0, 5e7, 1e8], "money", ["0", "50", "100"], "juta rupiah"),
        ([0, 5e8, 1e9], "money", ["0,0", "0,5", "1,0"], "miliar rupiah"),
        ([0, 0.025, 0.05], "percent", ["0,0%", "2,5%", "5,0%"], "persen"),
        ([0, 0.5, 1], "percent", ["0%", "50%", "100%"], "persen"),
        ([0, 1800, 3600], "duration", ["0,0", "0,5", "1,0"], "jam"),
        ([0, 86400, 172800], "duration", ["0", "1", "2"], "hari"),
        ([0, 600, 1200], "duration", ["0", "10", "20"], "menit"),
        ([0, 0.5, 1], "ratio", ["0,0", "0,5", "1,0"], ""),
        ([0, 500, 1000], "count", ["0", "500", "1.000"], ""),
        ([], "money", [], "rupiah"),
    ],
)
def test_an_axis_has_one_scale(ticks: list[float], unit: formats.Unit, labels: list[str], words: str) -> None:
    assert tick_labels(ticks, unit, "id") == (labels, words)


def test_an_axis_in_other_words() -> None:
    assert tick_labels([0, 5e7], "money", "en") == (["0", "50"], "million rupiah")
    assert tick_labels([0, 5e5], "money", "id", "USD") == (["0", "500"], "ribu dolar AS")
    assert tick_labels([0, 2500], "money", "en", "CHF")[1] == "Swiss francs"


@given(some.lists(AMOUNTS, min_size=2, max_size=2), LANGUAGES, some.booleans())
def test_a_larger_amount_never_reads_smaller(pair: list[float], lang: str, compact: bool) -> None:
    low, high = sorted(pair)
    read = [_read(formats.money(x, lang, "IDR", compact), lang) for x in (low, high)]
    assert read[0] <= read[1]
    assert read[1] == pytest.approx(high, rel=0.006, abs=0.5)


@given(SECONDS, LANGUAGES)
def test_a_duration_reads_as_what_it_is(seconds: float, lang: str) -> None:
    assert _read(formats.duration(seconds, lang), lang) == pytest.approx(seconds, rel=0.06, abs=0.051)


@given(some.integers(0, 1000), LANGUAGES)
def test_tenths_of_a_percent_survive(tenths: int, lang: str) -> None:
    assert _read(formats.percent(tenths / 1000, lang), lang) == pytest.approx(tenths / 1000)


# The money type of the tables holds 14 digits before the point.
@given(
    some.floats(-1e15, 1e15) | some.sampled_from([math.nan, math.inf, -math.inf]),
    UNITS,
    LANGUAGES,
    some.booleans(),
)
def test_every_number_has_a_text(x: float, unit: formats.Unit, lang: str, compact: bool) -> None:
    text = formats.value(x, unit, lang, compact=compact)
    assert text.strip()
    assert not {"nan", "inf", "Rp-"} & {text[:3].lower(), text[-3:].lower()}


@given(some.floats(1e-6, 1e13), some.integers(1, 9), UNITS, LANGUAGES)
def test_ticks_of_an_axis_are_short_and_distinct(step: float, count: int, unit: formats.Unit, lang: str) -> None:
    step = float(f"{step:.0e}")
    labels, _ = tick_labels([step * k for k in range(count + 1)], unit, lang)
    assert len(set(labels)) == len(labels) or step < 1e-4


WORDS = {
    **{"ribu": 1e3, "juta": 1e6, "miliar": 1e9, "triliun": 1e12, "thousand": 1e3, "million": 1e6},
    **{"billion": 1e9, "trillion": 1e12, "detik": 1, "second": 1, "menit": 60, "minute": 60},
    **{"jam": 3600, "hour": 3600, "hari": 86400, "day": 86400},
}


def _read(text: str, lang: str) -> float:
    """The number a reader of ``lang`` takes from a formatted text."""
    figure, _, word = text.removeprefix("Rp").partition(" ")
    group, point = (".", ",") if lang == "id" else (",", ".")
    share = 0.01 if figure.endswith("%") else 1.0
    scale = WORDS.get(word) or WORDS.get(word.rstrip("s"), 1.0)
    return float(figure.rstrip("%").replace(group, "").replace(point, ".")) * scale * share


def test_babel_is_loaded_on_first_use_only() -> None:
    code = "import sys, salestoolkit.words.formats; print(sorted({'babel', 'pandas'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("values", "unit", "lang", "told"),
    [
        ((799_572, 3_610_000, 62_800_000), "money", "id", ["Rp0,80 juta", "Rp3,61 juta", "Rp62,80 juta"]),
        ((799_572, 3_610_000), "money", "en", ["Rp0.80 million", "Rp3.61 million"]),
        ((2e9, 1.87e9), "money", "id", ["Rp2,00 miliar", "Rp1,87 miliar"]),
        ((36e6, 31.6e6, 0, None), "money", "id", ["Rp36,0 juta", "Rp31,6 juta", "Rp0", "–"]),
        ((2e9, 1e9), "money", "id", ["Rp2 miliar", "Rp1 miliar"]),
        ((10.2e9, 22.6e6), "money", "id", ["Rp10,2 miliar", "Rp22,6 juta"]),  # no scale suits both
        ((7200, 6840), "duration", "id", ["2,0 jam", "1,9 jam"]),
        ((39 * 3600, 1206 * 86400), "duration", "id", ["1,6 hari", "1.206,0 hari"]),
        ((42 * 60, 50 * 60), "duration", "en", ["42 minutes", "50 minutes"]),
        ((12 * 60, 30 * 3600), "duration", "en", ["12 minutes", "30 hours"]),
        ((3600, math.inf), "duration", "en", ["1 hour", "not reached yet"]),
        ((82, 32.5), "count", "id", ["82,0", "32,5"]),
        ((0.305, 0.2), "percent", "en", ["30.5%", "20.0%"]),
    ],
)
def test_a_column_has_one_scale_and_as_many_decimals(
    values: tuple[float | None, ...], unit: formats.Unit, lang: str, told: list[str]
) -> None:
    assert formats.column(values, unit, lang, compact=True) == told


@given(some.lists(AMOUNTS, min_size=2, max_size=6), some.sampled_from(["money", "duration", "count"]))
def test_where_a_column_has_one_unit_it_has_as_many_decimals(values: list[float], unit: formats.Unit) -> None:
    told = formats.column(values, unit, "id", compact=True)
    numbers = [re.search(r"[\d.,]+", text) for text, x in zip(told, values, strict=True) if x]

    units = {found.string.replace(found[0], "") for found in numbers if found}
    decimals = {len(found[0].partition(",")[2]) for found in numbers if found}
    assert len(told) == len(values)
    assert len(units) != 1 or len(decimals) == 1


def test_the_ends_of_an_interval_have_as_many_decimals() -> None:
    assert formats.interval(30e6, 32.5e6, "money", "id", compact=True) == "Rp30,0–32,5 juta"
    assert formats.interval(1.2e9, 2e9, "money", "en", compact=True) == "Rp1.2–2.0 billion"
    assert formats.interval(7200, 8280, "duration", "id") == "2,0–2,3 jam"


def test_names_that_hold_a_comma_stay_apart_in_a_row() -> None:
    """Three reps read as four: O'Neill, Seán, Siti."""
    assert formats.names(["Ani", "Budi"]) == "Ani, Budi"
    assert formats.names(iter(["O'Neill, Seán", "Siti"])) == "O'Neill, Seán; Siti"
    assert formats.names([]) == ""


def test_one_duration_is_said_in_the_unit_of_the_column_it_stands_in() -> None:
    values = [38 * 60, 67 * 60]
    unit = columns.unit_of(values, "duration")
    assert formats.column(values, "duration", "en") == ["38 minutes", "67 minutes"]
    assert unit == "minute"
    assert formats.value(67 * 60, unit, "id") == "67 menit"
    assert formats.interval(59 * 60, 78 * 60, unit, "en") == "59–78 minutes"
    # an end of which nothing would be left, or too much, has its own unit
    assert formats.interval(1, 78 * 60, unit, "en") == "1 second to 1.3 hours"
    assert columns.unit_of([60, 30 * 86400], "duration") == "duration"
    assert columns.unit_of([0.1, 0.2], "percent") == "percent"
