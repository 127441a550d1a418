"""What a call refuses, whatever the language of its reader: the demo company's is Indonesian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from salestoolkit.words.errors import SalesToolkitError


@contextmanager
def refused(kind: type[SalesToolkitError], match: str) -> Iterator[pytest.ExceptionInfo[SalesToolkitError]]:
    """Expects an error of the kind, whose sentence in English matches."""
    with pytest.raises(kind) as caught:
        yield caught
    assert re.search(match, caught.value.told("en")), caught.value.told("en")
