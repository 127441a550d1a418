"""File names: inside their folder, ASCII, and never two alike."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.reports.names import slug


@given(some.text(), some.text())
def test_a_name_is_plain_and_cannot_leave_its_folder(name: str, identity: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}--[0-9a-f]{12}", slug(name, identity))


@given(some.lists(some.text(), unique=True, min_size=2, max_size=50))
def test_two_ids_never_share_a_name(identities: list[str]) -> None:
    assert len({slug("Budi", identity) for identity in identities}) == len(identities)


def test_a_name_reads() -> None:
    assert slug("Siti Nurhaliza", "R07").startswith("siti-nurhaliza--")
    assert slug("José / 李", "R08").startswith("jose--")
    assert slug("李", "R09").startswith("x--")
