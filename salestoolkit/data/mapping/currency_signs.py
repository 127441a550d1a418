"""Currency signs beside amounts: ``€5`` is an amount in euros, whatever currency was declared. Imports only parse."""

from __future__ import annotations

from salestoolkit.data.mapping.values import CURRENCIES, quoted, translated

CODES = {
    **dict.fromkeys(("rp", "rp.", "idr"), "IDR"),
    **dict.fromkeys(("us$", "usd"), "USD"),
    **dict.fromkeys(("s$", "sgd"), "SGD"),
    **dict.fromkeys(("rm", "myr"), "MYR"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **dict.fromkeys(("£", "gbp"), "GBP"),
}
DOLLARS = frozenset({"USD", "SGD", "AUD", "CAD", "NZD", "HKD", "TWD", "BND", "FJD"})
"""Currencies for which ``$`` may stand; alone it is the declared one of them, or else the US dollar."""

WHOLE = frozenset({"IDR", "JPY", "KRW", "VND", "CLP", "PYG", "UGX", "XAF", "XOF", "HUF"})
"""Currencies whose hundredths nobody uses, so that three digits after a mark are thousands."""


def sign(sql: str) -> str:
    """The sign before or after the amount in a cell, in small letters; NULL where there is none."""
    text = f"regexp_replace(replace(lower({sql}), ' ', ''), '^\\((.*)\\)$', '\\1')"
    before = f"regexp_extract({text}, '^[-+]?{CURRENCIES}', 1)"
    after = f"regexp_extract({text}, '{CURRENCIES}(,-)?$', 1)"
    return f"nullif(coalesce(nullif({before}, ''), {after}), '')"


def currency_of(sql: str, row_currency: str, declared: str) -> str:
    """The code of the currency that a cell's sign says; a dollar is the row's or the declared one, if those are."""
    dollars = ", ".join(map(quoted, sorted(DOLLARS)))
    dollar = quoted(declared if declared in DOLLARS else "USD")
    any_dollar = f"CASE WHEN {row_currency} IN ({dollars}) THEN {row_currency} ELSE {dollar} END"
    said = sign(sql)
    return f"CASE WHEN {said} = '$' THEN {any_dollar} ELSE {translated(said, CODES)} END"


def signed(sql: str) -> str:
    """SQL of whether any of the cells has something beside digits and their marks."""
    return f"coalesce(bool_or(regexp_matches({sql}, '[^-+0-9., ()]')), false)"
