"""Publishing: whichever system call fails, a reader finds the old page or the new one, and no part is left."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.publish import place, publish


class _Failing:
    """Fails the n-th system call that changes or opens a file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, error: int) -> None:
        self.count, self.at, self.error = 0, at, error
        for name in ("open", "fsync", "replace", "mkdir", "rename"):
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                raise OSError(self.error, os.strerror(self.error))
            return call(*arguments, **options)

        return run


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("how", ["publish", "place"])
@pytest.mark.parametrize("at", range(1, 9))
def test_the_nth_call_fails_and_the_page_is_old_or_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str, at: int, error: int
) -> None:
    page, staged = tmp_path / "out" / "page.html", tmp_path / "staged"
    page.parent.mkdir()
    page.write_text("old", encoding="utf-8")
    staged.write_text("new", encoding="utf-8")
    refused = ""
    with monkeypatch.context() as patch:
        failing = _Failing(patch, at, error)
        try:
            publish(page, "new") if how == "publish" else place(staged, page)
        except st.OutputError as one:
            refused = str(one)
    # The first call makes the folder, which is there already.
    assert (str(page) in refused) == (1 < at <= failing.count)
    assert page.read_text(encoding="utf-8") in (("old", "new") if refused else ("new",))
    assert [path.name for path in page.parent.iterdir()] == ["page.html"]
