"""Takes the README's picture from a folder of reports: python docs/pictures/make.py [FOLDER]."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
REPORTS = HERE.parents[1] / "reports" / "demo"
WIDTH = 1000
MARGIN = 24

# Between the cards and the first KPI stands a row for each rep, which would push the first figure out of the picture.
WITHOUT_SCOREBOARD = """
for (let next = document.querySelector(".cards").nextElementSibling; next.tagName !== "H2"; ) {
  const shown = next;
  next = next.nextElementSibling;
  shown.remove();
}
"""


def main(folder: Path = REPORTS) -> Path:
    """The head of the team's review, down to the end of its first figure, as a file named by its language."""
    page = folder / "team_review.html"
    if not page.is_file():
        sys.exit(f"There is no {page}. 'make report' writes one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        picture = take(browser.new_page(viewport={"width": WIDTH, "height": 900}), page)
        browser.close()
    return picture


def chromium() -> str | None:
    """Chromium's path; None where playwright has one of its own."""
    return os.environ.get("SALESTOOLKIT_CHROMIUM") or shutil.which("chromium")


def take(sheet: Any, page: Path) -> Path:
    """Open the page and photograph it."""
    sheet.goto(page.resolve().as_uri())
    sheet.evaluate(WITHOUT_SCOREBOARD)
    lang = sheet.get_attribute("html", "lang")
    picture = HERE / ("team_review.png" if lang == "en" else f"team_review.{lang}.png")
    box = sheet.locator("figure").first.bounding_box()
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": box["y"] + box["height"] + MARGIN}
    sheet.screenshot(path=picture, clip=clip, full_page=True)
    return picture


if __name__ == "__main__":
    print(main(*(Path(folder) for folder in sys.argv[1:2])))
