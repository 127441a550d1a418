"""SQL expressions that turn text into typed values under declared formats.

What they cannot read becomes NULL. Imports only raw and schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from salestoolkit.data.files.raw_table import UNCALCULATED
from salestoolkit.data.practice.zones import UNWRITTEN, known_zones
from salestoolkit.data.schema import SQL_TYPES, Column, Kind

MONTHS = {
    **dict.fromkeys(("jan", "january", "januari"), "01"),
    **dict.fromkeys(("feb", "february", "februari", "peb", "pebruari"), "02"),
    **dict.fromkeys(("mar", "march", "maret"), "03"),
    **dict.fromkeys(("apr", "april"), "04"),
    **dict.fromkeys(("may", "mei"), "05"),
    **dict.fromkeys(("jun", "june", "juni"), "06"),
    **dict.fromkeys(("jul", "july", "juli"), "07"),
    **dict.fromkeys(("aug", "august", "agu", "ags", "agt", "agust", "agustus"), "08"),
    **dict.fromkeys(("sep", "sept", "september"), "09"),
    **dict.fromkeys(("oct", "october", "okt", "oktober"), "10"),
    **dict.fromkeys(("nov", "november", "nop", "nopember"), "11"),
    **dict.fromkeys(("dec", "december", "des", "desember"), "12"),
}
ERRORS = (
    "#REF!",
    "#N/A",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#UNKNOWN!",
    "#CONNECT!",
    "#GETTING_DATA",
)
CURRENCIES = r"(rp\.?|idr|us\$|usd|s\$|sgd|rm|myr|eur|gbp|\$|€|£)"
SCALES = {
    "en": {"k": "1000", "m": "1000000", "b": "1000000000"},
    # A bare M is miliar to some and a million to others, so only what nobody doubts is read.
    "id": {
        "rb": "1000",
        "ribu": "1000",
        "k": "1000",
        "jt": "1000000",
        "juta": "1000000",
        "miliar": "1000000000",
    },
}
NUMBERS = {
    "en": r"^-?(\d+|[1-9]\d{0,2}(,\d{3})+)?(\.\d+)?$",
    "id": r"^-?(\d+|[1-9]\d{0,2}(\.\d{3})+)?(,\d+)?$",
}
NUMERIC_DATE = r"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})($|[ tT].*)"
_ISO = r"^(19|20|21|99)\d{2}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$"
_LOOSE = r"^(19|20|21|99)\d{2}-\d{1,2}-\d{1,2}( \d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?([+-]\d{2}(:?\d{2})?)?)?$"
_HALF_DAY = r"^(19|20|21|99)\d{2}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(:\d{2})? ?(am|pm)$"
_HALF_DAY_FORMATS = "['%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M%p', '%Y-%m-%d %I:%M:%S%p']"
_PLAIN = r"^\d{1,2}[-/.]\d{1,2}[-/.](19|20|21|99)\d{2}( \d{1,2}:\d{2}(:\d{2})?)?$"
_REST = r"($|[ t].*)"
_ORDERS = {
    "dmy": (rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_REST}", r"\3-\2-\1\4"),
    "mdy": (rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_REST}", r"\3-\1-\2\4"),
    "ymd": (rf"^(\d{{2}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_REST}", r"\1-\2-\3\4"),
}
_ALWAYS = (
    (rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_REST}", r"\1-\2-\3\4"),
    (rf"^((?:19|20)\d{{2}})(\d{{2}})(\d{{2}}){_REST}", r"\1-\2-\3\4"),
    (rf"^(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]*m(\d{{2}})[ ./-]*(\d{{4}}){_REST}", r"\3-\2-\1\4"),
    (rf"^m(\d{{2}})[ ./-]*(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]?(\d{{4}}){_REST}", r"\3-\1-\2\4"),
    (rf"^(\d{{4}})[ ./-]?m(\d{{2}})[ ./-]*(\d{{1,2}}){_REST}", r"\1-\2-\3\4"),
)
# A named month between two short numbers: the day is first, as it is written nearly everywhere, unless ymd is declared.
_NAMED = {
    "ymd": (rf"^(\d{{2}})[ ./-]*m(\d{{2}})[ ./-]*(\d{{1,2}}){_REST}", r"\1-\2-\3\4"),
    "": (rf"^(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]*m(\d{{2}})[ ./-]*(\d{{2}}){_REST}", r"\3-\2-\1\4"),
}
# Two digits of a year: 70 to 99 are of the last century, as in POSIX but for one year.
_CENTURIES = ((r"^([0-6]\d)-", r"20\1-"), (r"^([7-9]\d)-", r"19\1-"))
_TIMES = (
    (r"^(\S+-\S+-\S+)t", r"\1 "),
    (r"^(\S+) (\d{1,2})\.(\d{2})\.(\d{2})$", r"\1 \2:\3:\4"),
    (r"^(\S+) (\d{1,2})\.(\d{2})$", r"\1 \2:\3"),
    (r"(:\d{2}(?:\.\d+)?) ([+-]\d{2}(?::?\d{2})?)$", r"\1\2"),  # a blank before the offset, as shops write it
)
_ZONES = (
    (r"(\d) ?(?:utc|gmt|z)$", r"\1+00"),
    (r"(\d) ?wib$", r"\1+07"),
    (r"(\d) ?wita$", r"\1+08"),
    (r"(\d) ?wit$", r"\1+09"),
)


def quoted(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """``text`` as an SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def clean(sql: str) -> str:
    """Text in NFC without what the eye cannot see, white space as single spaces, trimmed.

    An empty text is NULL.
    """
    # what is invisible goes first: taken out between two spaces, it would leave both
    visible = f"regexp_replace({sql}, '[\\p{{Cf}}]|[^\\P{{Cc}}\\s]', '', 'g')"
    spaced = f"regexp_replace({visible}, '[\\s\\p{{Z}}]+', ' ', 'g')"
    text = f"CASE WHEN regexp_matches({sql}, '[^ -~]|  ') THEN nfc_normalize({spaced}) ELSE {sql} END"
    return f"nullif(trim({text}), '')"


def broken(sql: str) -> str:
    """Whether a text is what a spreadsheet shows for an error, or stands for a formula without its result."""
    errors = ", ".join(map(quoted, ERRORS))
    return f"(starts_with({sql}, '#') AND (upper({sql}) IN ({errors}) OR starts_with({sql}, {quoted(UNCALCULATED)})))"


def unreadable(text: str, code: str) -> str:
    """SQL of why a cell cannot be read: by its kind, or because its formula failed or has no result."""
    uncalculated = f"WHEN starts_with({text}, {quoted(UNCALCULATED)}) THEN 'formula_without_value'"
    return f"CASE {uncalculated} WHEN {broken(text)} THEN 'error_cell' ELSE {quoted(code)} END"


def translated(sql: str, pairs: Mapping[str, str]) -> str:
    """The value that ``pairs`` gives for a text, case aside; NULL for a text it does not have."""
    keys = ", ".join(quoted(key) for key in pairs)
    values = ", ".join(quoted(value) for value in pairs.values())
    return f"MAP([{keys}], [{values}])[lower({sql})]"


def moment(sql: str, order: str, timezone: str) -> str:
    """TIMESTAMP WITH TIME ZONE from text; naive times are of ``timezone``, which is also the session's.

    ``order`` is ``dmy``, ``mdy``, ``ymd`` or ``excel`` (days since 1899-12-30), or empty where no
    value needs one.
    """
    if order == "excel":
        return _serial(sql, timezone)
    text, zone = _iso_like(sql, order), quoted(timezone)
    cases = [
        (f"regexp_matches({sql}, '{_ISO}')", f"TRY_CAST({sql} AS TIMESTAMPTZ)"),
        (f"regexp_matches({text}, '{_LOOSE}')", f"TRY_CAST({text} AS TIMESTAMPTZ)"),
        (
            f"regexp_matches({text}, '{_HALF_DAY}')",
            f"timezone({zone}, try_strptime({text}, {_HALF_DAY_FORMATS}))",
        ),
    ]
    if order in ("dmy", "mdy"):
        # The usual case without the long way over _iso_like, which costs ten times as much.
        date = "/".join(f"%{part.upper() if part == 'y' else part}" for part in order)
        formats = ", ".join(quoted(f"{date}{time}") for time in ("", " %H:%M", " %H:%M:%S"))
        read = f"timezone({zone}, try_strptime(translate({sql}, '-.', '//'), [{formats}]))"
        cases.insert(1, (f"regexp_matches({sql}, '{_PLAIN}')", read))
    return f"CASE {' '.join(f'WHEN {case} THEN {value}' for case, value in cases)} END"


def _serial(sql: str, timezone: str) -> str:
    days = f"CASE WHEN regexp_matches({sql}, '^\\d{{4,6}}(\\.\\d+)?$') THEN TRY_CAST({sql} AS DOUBLE) END"
    return f"timezone({quoted(timezone)}, TIMESTAMP '1899-12-30' + to_seconds(round(({days}) * 86400)))"


def _iso_like(sql: str, order: str) -> str:
    """The text with its date written year-month-day, whichever way it was written before."""
    text = f"trim(regexp_replace(lower({sql}), '[, ]+', ' ', 'g'))"
    text = _month_numbered(_replaced(text, _ZONES))
    # The declared order first: after the others it would turn round what they have read (25-06-02 of 2 June 2025).
    declared = [_ORDERS[order]] if order in _ORDERS else []
    return _replaced(text, (*declared, _NAMED.get(order, _NAMED[""]), *_ALWAYS, *_CENTURIES, *_TIMES))


def _replaced(sql: str, steps: tuple[tuple[str, str], ...]) -> str:
    for pattern, by in steps:
        sql = f"regexp_replace({sql}, '{pattern}', '{by}')"
    return sql


def _month_numbered(sql: str) -> str:
    """``5 agustus 2024`` as ``5 m08 2024``; a word that is no month stays, and is refused later."""
    word = "regexp_extract(x, '[a-z]{3,}')"
    number = translated(word, MONTHS)
    numbered = f"CASE WHEN {number} IS NULL THEN x ELSE replace(x, {word}, 'm' || {number}) END"
    return f"list_transform([{sql}], lambda x: {numbered})[1]"


def amount(sql: str, number_format: str, kind: Kind, suffixes: bool = False) -> str:
    """A number of ``kind`` from text, money exactly.

    Currency signs and spaces are left out, parentheses are a minus.
    """
    text = bare(sql)
    plain = _typed_number(text, number_format, kind)
    if not suffixes:
        return plain
    scales = SCALES[number_format]
    pattern = f"^(.*?)({'|'.join(sorted(scales, key=len, reverse=True))})$"
    factors = f"MAP([{', '.join(map(quoted, scales))}], [{', '.join(scales.values())}])"
    head = _guarded(f"regexp_extract({text}, '{pattern}', 1)", number_format, "DECIMAL(20, 8)")
    scaled = f"{head} * {factors}[regexp_extract({text}, '{pattern}', 2)]"
    scaled = f"TRY_CAST({scaled} AS {SQL_TYPES[kind]})"
    return f"CASE WHEN regexp_matches({text}, '{pattern}') THEN {scaled} ELSE {plain} END"


def percent(sql: str, plain: str, before_sign: str) -> str:
    """A number that may be written as percent: ``40%`` is 0.4."""
    return f"CASE WHEN {sql} LIKE '%\\%' ESCAPE '\\' THEN {before_sign} / 100 ELSE {plain} END"


def finite(sql: str, column: Column) -> str:
    """A number of the column's kind from one of any other; NULL where it is none."""
    whole = f" AND {sql} = trunc({sql})" if column.kind == "integer" else ""
    return f"CASE WHEN isfinite(CAST({sql} AS DOUBLE)){whole} THEN TRY_CAST({sql} AS {SQL_TYPES[column.kind]}) END"


def bare(sql: str) -> str:
    """The text of a number without spaces, currency and ``,-``; ``(5)`` becomes ``-5``."""
    text = f"regexp_replace(replace(lower({sql}), ' ', ''), '^\\((.*)\\)$', '-\\1')"
    text = f"regexp_replace({text}, '^([-+]?){CURRENCIES}([-+]?)', '\\1\\3')"
    return f"regexp_replace(regexp_replace({text}, '(,-|{CURRENCIES})$', ''), '^\\+', '')"


def _typed_number(text: str, number_format: str, kind: Kind) -> str:
    if kind != "integer":
        return _guarded(text, number_format, SQL_TYPES[kind])
    exact = _guarded(text, number_format, "DECIMAL(38, 10)")
    return f"CASE WHEN {exact} = trunc({exact}) THEN TRY_CAST({exact} AS BIGINT) END"


def _guarded(text: str, number_format: str, sql_type: str) -> str:
    plain = f"replace({text}, ',', '')" if number_format == "en" else f"replace(replace({text}, '.', ''), ',', '.')"
    pattern = NUMBERS[number_format]
    return f"CASE WHEN regexp_matches({text}, '{pattern}') THEN TRY_CAST({plain} AS {sql_type}) END"


def chosen(sql: str, column: Column, values: Mapping[str, str]) -> str:
    """The canonical value for a text: by the value map, or one of the column's own, case aside."""
    if values:
        return translated(sql, values)
    if not column.values:
        return sql
    known = ", ".join(map(quoted, column.values))
    return f"CASE WHEN lower({sql}) IN ({known}) THEN lower({sql}) END"


def currency(sql: str, values: Mapping[str, str]) -> str:
    """A code of ISO 4217 in capitals: by the value map, or as it stands, case aside."""
    code = f"upper({translated(sql, values) if values else sql})"
    return f"CASE WHEN {code} IN ({', '.join(map(quoted, sorted(currency_codes())))}) THEN {code} END"


@cache
def currency_codes() -> frozenset[str]:
    """The codes of ISO 4217, also those of currencies that are no more."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def zone(sql: str, values: Mapping[str, str]) -> str:
    """A time zone's IANA name: by the value map, or as it is usually written."""
    text = translated(sql, values) if values else sql
    return translated(UNWRITTEN.format(sql=text), known_zones())
