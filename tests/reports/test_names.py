"""File names: inside their folder, ASCII, and never two alike."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.reports.publish.slugs import slug

# Letters of many scripts, marks, signs, control and format characters, emoji; no surrogates.
LETTERS = [
    *range(0x20, 0x250),
    *range(0x300, 0x600),
    *range(0x2000, 0x2070),
    *range(0x4E00, 0x5000),
    *range(0x1F600, 0x1F650),
]


@given(some.text(), some.text())
def test_a_name_is_plain_and_cannot_leave_its_folder(name: str, identity: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}--[0-9a-f]{12}", slug(name, identity))


@given(some.lists(some.text(), unique=True, min_size=2, max_size=50))
def test_two_ids_never_share_a_name(identities: list[str]) -> None:
    assert len({slug("Budi", identity) for identity in identities}) == len(identities)


def test_a_hundred_thousand_ids_have_as_many_names_where_case_does_not_count() -> None:
    random = Random(7)
    ids = {"".join(chr(random.choice(LETTERS)) for _ in range(random.randint(0, 12))) for _ in range(100_000)}
    ids |= {form for each in sorted(ids)[:5_000] for form in (each.upper(), each.lower(), f"{each} ", f" {each}")}

    for opaque in (False, True):
        assert len({slug(each, each, opaque).casefold() for each in ids}) == len(ids) > 100_000


def test_an_opaque_name_is_the_hash_alone() -> None:
    assert slug("Siti", "R07").endswith(f"--{slug('Siti', 'R07', opaque=True)}")
    assert re.fullmatch(r"[0-9a-f]{12}", slug("Siti", "R07", opaque=True))


def test_a_name_reads() -> None:
    assert slug("Siti Nurhaliza", "R07").startswith("siti-nurhaliza--")
    assert slug("José / 李", "R08").startswith("jose--")
    assert slug("李", "R09").startswith("x--")
