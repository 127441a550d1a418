"""Prints pages as PDF (A4) in Chromium, by processes that end with the run, however that ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

from salestoolkit.reports.machine import descendants
from salestoolkit.reports.machine.atomic_files import private_file
from salestoolkit.words.errors import Told, UsageError

Job = tuple[Path, Path]
"""A page, and where its PDF is written."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Without these, Chromium itself asks for addresses when it starts.
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def check_printer(folder: Path) -> None:
    """Starts the browser once, so that what is missing is said before hours of work.

    Raises
    ------
    UsageError
        When playwright or Chromium is missing, or does not start.
    """
    if find_spec("playwright") is None:
        raise UsageError(Told("needs_extra", what="PDF", package="playwright", extra="pdf"))
    with printing([], folder, 1) as answers:
        for told in answers:
            raise UsageError(Told("no_chromium", error=str(told["error"])))


@contextmanager
def printing(jobs: Sequence[Job], folder: Path, workers: int) -> Iterator[Iterator[dict[str, Any]]]:
    """Prints every page, with as many browsers as there are workers; ``folder`` is for what these are told.

    Yields
    ------
    iterator of dict
        As each is finished: ``job`` (its place in ``jobs``) with ``sha256`` and ``bytes``, or with ``error``; an
        ``error`` without ``job`` says why a browser did not start. What has no word when all ended was not printed.
    """
    reading, writing = os.pipe()
    numbered = [(number, str(page), str(pdf)) for number, (page, pdf) in enumerate(jobs)]
    count = max(1, min(workers, len(jobs)))
    printers = [_begun(numbered[first::count], folder / f"print-{first}.json", writing) for first in range(count)]
    os.close(writing)
    try:
        with open(reading, encoding="utf-8") as lines:
            yield map(json.loads, lines)
    finally:
        for printer in printers:
            printer.communicate()  # closes its standard input, which ends it should it still run


def _begun(jobs: Iterable[tuple[int, str, str]], told: Path, writing: int) -> subprocess.Popen[bytes]:
    told.write_text(json.dumps(list(jobs)), encoding="utf-8")
    command = [sys.executable, "-m", __name__, str(told)]
    # A session of its own: Ctrl-C is for the run, which then ends its printers.
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.DEVNULL, start_new_session=True
    )


def main() -> None:
    """What a printer does: reads its jobs, and writes a line for each to standard output."""
    if descendants.safe():
        descendants.adopt_orphans()
    Thread(target=_end_with_the_run, daemon=True).start()
    try:
        _print(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    except Exception as error:  # the browser did not start, or ended: whoever asked is told
        _tell(error=_one_line(error))


def _end_with_the_run() -> None:
    sys.stdin.buffer.read()
    if descendants.safe():
        descendants.kill_descendants()
    os._exit(1)


def _print(jobs: Sequence[tuple[int, str, str]]) -> None:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("SALESTOOLKIT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        sandbox = os.name != "posix" or os.geteuid() != 0  # Chromium refuses to use one as root
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET), chromium_sandbox=sandbox)
        context = browser.new_context(offline=True, java_script_enabled=False)
        for number, source, target in jobs:
            try:
                page = context.new_page()  # one of its own: a page that failed spoils the next
                page.goto(Path(source).resolve().as_uri())
                data = page.pdf(format="A4", prefer_css_page_size=True, print_background=True, tagged=True)
                page.close()
            except Error as error:
                _tell(job=number, error=_one_line(error))
                continue
            with private_file(Path(target)) as stream:
                stream.write(data)
            _tell(job=number, sha256=sha256(data).hexdigest(), bytes=len(data))
        browser.close()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _tell(**facts: Any) -> None:
    # One write, shorter than what a pipe takes whole: printers share it.
    os.write(1, json.dumps(facts).encode() + b"\n")


if __name__ == "__main__":
    main()
