"""A panel in a real JupyterLab: it fits, a control changes what it says, and a hostile name stays text."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import salestoolkit as st

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = "<img src=x onerror=alert(1)>"
CODE = """\
import salestoolkit as st

st.panel("win_rate", st.load("exports", as_of="2025-04-01", lang="en"))"""
NO_UPDATES = "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
LAB = ("--no-browser", "--ip=127.0.0.1", "--allow-root", NO_UPDATES)
LOCAL = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# Milliseconds; what hangs once is tried again.
PATIENCE = 120_000


def write_company(folder: Path) -> None:
    """Three reps in two teams with twelve closed deals each, in January and March 2025."""
    folder.mkdir()
    reps = [("R1", HOSTILE, "A$_$^B"), ("R2", "Sari", "A$_$^B"), ("R3", "Budi", "Timur")]
    with (folder / "reps.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("rep_id", "name", "team"), *reps])
    deals = [
        (f"{rep}-{k}", rep, "won" if k < 3 * place else "lost", f"2025-0{1 + 2 * (k % 2)}-10")
        for place, (rep, _, _) in enumerate(reps, 1)
        for k in range(12)
    ]
    with (folder / "deals.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("deal_id", "rep_id", "status", "closed_at"), *deals])


def write_notebook(path: Path) -> None:
    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def environment(home: Path) -> dict[str, str]:
    """Nobody's own settings, and this checkout."""
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    checkout = str(Path(st.__file__).parents[1])
    own = {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "PYTHONPATH": checkout}
    return {**os.environ, **folders, **own}


def address(home: Path, server: subprocess.Popen[bytes]) -> str:
    """The address of the notebook, from the file in which a running server says where it listens."""
    until = time.monotonic() + PATIENCE / 1000
    told = home / "runtime" / f"jpserver-{server.pid}.json"
    while time.monotonic() < until and server.poll() is None:
        try:
            where = json.loads(told.read_text())
            return f"http://127.0.0.1:{where['port']}/lab/tree/panel.ipynb?token={where['token']}"
        except (OSError, ValueError):
            time.sleep(0.1)
    raise AssertionError((home / "log").read_text())


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[str]:
    """The address of a notebook with one panel, in a JupyterLab that only this machine can reach."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    home, root = tmp_path / "home", tmp_path / "work"
    home.mkdir(), root.mkdir()
    write_company(root / "exports")
    write_notebook(root / "panel.ipynb")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *LAB],
            cwd=root,
            env=environment(home),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield address(home, server)
    finally:
        # On this signal the server ends its kernels, then itself.
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE / 1000)


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """A Chromium that reaches this machine and nothing else; the other tests' reaches nothing at all."""
    path = os.environ.get("SALESTOOLKIT_CHROMIUM") or shutil.which("chromium")
    browser = chromium.browser_type.launch(executable_path=path, args=list(LOCAL))
    yield browser
    browser.close()


def panel_in(browser: Any, url: str, dialogs: list[str]) -> Any:
    """The panel after all cells have run, in at most two tries, each in a page of its own."""
    from playwright.sync_api import TimeoutError as TooLate

    for last in (False, True):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
        try:
            return run_all(page, url)
        except TooLate:
            if last:
                raise


def run_all(page: Any, url: str) -> Any:
    page.goto(url)
    # Cells that are run before there is a kernel ask which one to start.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".salestoolkit-panel img").wait_for()
    return page.locator(".salestoolkit-panel")


def test_a_control_changes_what_the_panel_says(browser: Any, notebook: str) -> None:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    dialogs: list[str] = []
    panel = panel_in(browser, notebook, dialogs)

    sentence, count = panel.locator("p.sentence"), panel.locator("p.count")
    expect(sentence).to_contain_text(HOSTILE)
    expect(count).to_have_text(re.compile("^n = 36 "))
    expect(panel.get_by_role("img", name=re.compile("^Win rate by sales rep, .* 3 groups"))).to_be_visible()
    assert panel.locator("img").count() == 1

    panel.get_by_label("Split by").select_option("Team")
    expect(sentence).not_to_contain_text(HOSTILE)
    expect(sentence).to_contain_text("A$_$^B")
    expect(panel.get_by_role("img", name=re.compile("^Win rate by team, .* 2 groups"))).to_be_visible()

    panel.locator(".noUi-handle-lower").press("ArrowRight")
    expect(panel.get_by_text("since 1 February 2025", exact=True)).to_be_visible()
    expect(count).to_have_text(re.compile("^n = 18 "))

    controls, figure = panel.locator(".salestoolkit-controls").bounding_box(), panel.locator("img").bounding_box()
    assert controls["width"] == pytest.approx(250, abs=1)
    assert controls["x"] + controls["width"] < figure["x"]
    assert 450 < figure["width"] <= 700
    assert dialogs == []
