"""File names for people and teams: readable, ASCII, never outside their folder, never two alike."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 40


def slug(name: str, identity: str, opaque: bool = False) -> str:
    """``siti-rahma--0a1b2c3d4e5f``: the name in ASCII, and 12 hex digits of the id's SHA-256 that keep ids apart.

    ``opaque``: the digits alone.
    """
    digits = sha256(identity.encode()).hexdigest()[:12]
    if opaque:
        return digits
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:LONGEST].strip("-")
    return f"{readable or 'x'}--{digits}"
