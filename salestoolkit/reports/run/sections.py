"""Sections of a page: one that fails leaves a note in its place and in the manifest, and all others are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from salestoolkit.engine.registry import definition
from salestoolkit.review.section.registry import sections
from salestoolkit.words.text import has, say

MAY_FAIL = "raises-exception"
"""Jupyter's tag for a cell after whose error the next one runs."""
WITHOUT_NUMBERS = {"intake", "unmeasured"}
"""The sections that tell where numbers came from, and which there are none of."""
LONGEST = 300

Broken = dict[str, str]
"""``section`` and ``error`` of one that failed."""


def section_of(cell: Any) -> str:
    """The section that a cell belongs to; empty for cells that everything else rests on."""
    return str(cell.metadata.get("salestoolkit", {}).get("section", ""))


def let_fail(notebook: Any) -> None:
    """Lets execution go on after an error in a section."""
    for cell in notebook.cells:
        if section_of(cell):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), MAY_FAIL]


def mended(notebook: Any, lang: str) -> list[Broken]:
    """Puts a note in the place of each section's first error, drops what only followed from it, and tells of them.

    A page of notes alone is none: where every section with numbers failed, the errors stay for who looks for them.
    """
    cells = [cell for cell in notebook.cells if section_of(cell)]
    errors = {section_of(cell): error for cell in cells[::-1] for error in _errors(cell)}
    if errors.keys() >= {section_of(cell) for cell in cells} - WITHOUT_NUMBERS:
        return []
    begun: set[str] = set()
    noted: dict[str, Broken] = {}
    for cell in cells:
        section = section_of(cell)
        if next(_errors(cell), None):
            cell.outputs = [] if section in noted else [_note(section, lang, headed=section in begun)]
            first = errors[section]
            noted[section] = {"section": section, "error": plain(f"{first.ename}: {first.evalue}", LONGEST)}
        if cell.outputs:
            begun.add(section)
    return list(noted.values())


def _errors(cell: Any) -> Iterator[Any]:
    return (output for output in cell.get("outputs", ()) if output.output_type == "error")


def one_line(error: Exception) -> str:
    """An error as a manifest tells it."""
    return plain(f"{type(error).__name__}: {error}", LONGEST)


def plain(text: str, longest: int) -> str:
    """A text on one line, cut where it is too long."""
    return " ".join(text.split())[:longest]


def _note(section: str, lang: str, headed: bool) -> Any:
    """What the page says: not the error itself, which may name others than its reader."""
    from nbformat.v4 import new_output

    title, text = title_of(section, lang), say("page.section_failed", lang)
    heading = "" if headed or not title else Markup("<h2>{}</h2>").format(title)
    html = Markup('{}<p class="failed">{}</p>').format(heading, text)
    plain = "\n".join([title, text] if heading else [text])
    shown = Markup('<section class="sheet">{}</section>').format(html) if section.startswith("sheet.") else html
    return new_output("display_data", data={"text/html": shown, "text/plain": plain})  # type: ignore[no-untyped-call]


def title_of(section: str, lang: str) -> str:
    """The heading that a section would have had; empty where it has none."""
    name = section.removeprefix("sheet.")
    if name in sections():
        return sections()[name].title.to(lang, f"section.{name}.title")
    if has(f"review.{name}.title", lang):
        return say(f"review.{name}.title", lang)
    try:
        return definition(name).title_in(lang)
    except Exception:  # what is wrong with a KPI's own file may be why there is no section
        return ""
