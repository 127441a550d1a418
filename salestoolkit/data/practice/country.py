"""The country whose holidays count where none is declared: what time zone and currency tell of it. Imports nothing."""

from __future__ import annotations

NOWHERE = "ZZ"
"""What the territories of zones say of UTC and the like."""


def country_of(zone: str, currency: str) -> str:
    """The ISO code of the country; empty where nothing tells it, or its holidays are not known.

    Parameters
    ----------
    zone : str
        A time zone (IANA) that was declared, else empty: a zone lies in one country.
    currency : str
        An ISO 4217 code: it begins with the code of its country, save those that several countries share.
    """
    from babel.core import get_global
    from holidays import list_supported_countries

    known = list_supported_countries()
    canonical = get_global("zone_aliases").get(zone, zone)
    place = get_global("zone_territories").get(canonical, NOWHERE)
    told = place if place not in (NOWHERE, "001") else currency[:2]
    return told if told in known else ""
