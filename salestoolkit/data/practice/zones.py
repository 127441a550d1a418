"""Time zones as people write them: ``WITA``, ``GMT+8`` or ``+08:00`` beside the names of IANA. Imports nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

INDONESIAN = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
UNWRITTEN = "regexp_replace(replace(lower({sql}), ' ', ''), '^\\(((?:utc|gmt)[-+]\\d\\d:\\d\\d)\\).*$', '\\1')"
"""SQL of a zone as it is looked up: without spaces, and of ``(GMT+08:00) Makassar`` the offset."""


def zone_of(text: str) -> str | None:
    """The IANA name of a zone that is written in one of the usual ways; None where it is none."""
    return known_zones().get(text.replace(" ", "").casefold())


@cache
def known_zones() -> dict[str, str]:
    """What may be written, in small letters and without spaces, and the zone of IANA that it means."""
    named = {name.lower(): name for name in sorted(available_timezones())}
    return named | dict(_offsets()) | INDONESIAN


def _offsets() -> Iterator[tuple[str, str]]:
    """Whole hours before or after UTC; in IANA's names for them the sign is turned round."""
    for hours in range(-12, 15):
        zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
        sign, size = "-" if hours < 0 else "+", abs(hours)
        for written in {f"{size}", f"{size:02d}", f"{size}:00", f"{size:02d}:00", f"{size:02d}00"}:
            for before in ("", "utc", "gmt"):
                yield f"{before}{sign}{written}", zone
