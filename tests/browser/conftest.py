"""Chromium without a network, for looking at pages as a reader does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

# Without these, Chromium itself asks for addresses when it starts.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass
class Visit:
    """A page that was opened, and all that it did which a report must not."""

    page: Any
    address: str
    noise: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.note("request", request.url))
        self.page.on("console", lambda message: self.note("console", message.text))
        self.page.on("pageerror", lambda error: self.note("error", str(error)))
        self.page.on("dialog", lambda dialog: (self.note("dialog", dialog.message), dialog.dismiss()))

    def note(self, kind: str, text: str) -> None:
        if kind != "request" or text != self.address:
            self.noise.append(f"{kind}: {text}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; the test is skipped, with the reason, where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install .[pdf]")
    path = os.environ.get("SALESTOOLKIT_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not installed, or set SALESTOOLKIT_CHROMIUM to its path")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a document from a file, offline, and tells what it did: ``visit(html, width=390)``."""
    contexts = []

    def opened(document: str, width: int = 1280, height: int = 900) -> Visit:
        file = tmp_path / "page.html"
        file.write_text(document, encoding="utf-8")
        contexts.append(chromium.new_context(offline=True, viewport={"width": width, "height": height}))
        visit = Visit(contexts[-1].new_page(), file.as_uri())
        visit.watch()
        visit.page.goto(visit.address)
        visit.page.wait_for_load_state("networkidle")
        return visit

    yield opened
    for context in contexts:
        context.close()
