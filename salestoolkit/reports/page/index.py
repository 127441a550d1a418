"""The index of a folder of reports: a page that links to each of them; may import only words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from salestoolkit.reports.page.filters import Filter, initial
from salestoolkit.words import formats
from salestoolkit.words.text import say

FOLDER = Path(__file__).parent / "salesreport"


@dataclass(frozen=True)
class Entry:
    """A report in the index.

    Attributes
    ----------
    name, team : str
        Whom the report is about; ``team`` may be empty.
    path : str
        The report's place relative to the index, such as ``reps/siti-rahma.html``.
    status : str
        ``done``, ``partial``, or why there is no report: ``failed`` or ``timeout`` (keys of ``page.status``).
    size : int
        Bytes of the report; 0 where there is none.
    pdf : str
        Place of its PDF; empty where there is none.
    sheet : Entry, optional
        The meeting sheet of the same person.
    """

    name: str
    team: str = ""
    path: str = ""
    status: str = "done"
    size: int = 0
    pdf: str = ""
    sheet: Entry | None = None

    @property
    def link(self) -> str:
        """Address to link to; always relative, whatever the path says. Empty where there is no report."""
        return f"./{quote(self.path)}" if self.path and self.status in ("done", "partial") else ""

    @property
    def pdf_link(self) -> str:
        """The same for its PDF."""
        return f"./{quote(self.pdf)}" if self.pdf else ""


def render_index(
    entries: Iterable[Entry],
    *,
    title: str,
    lang: str,
    facts: Sequence[tuple[str, str]] = (),
    first: Sequence[Entry] = (),
    each: Literal["rep", "team"] = "rep",
) -> str:
    """The index of the reports as a whole HTML document that needs nothing from outside and runs no script.

    Parameters
    ----------
    entries : iterable of Entry
        One row each, in this order.
    title : str
        Heading of the page and title of its tab.
    lang : str
        Language of the page, one of ``st.languages()``.
    facts : sequence of (term, text)
        Written under the title: period, as-of date, source.
    first : sequence of Entry
        Reports to offer above the table, such as the team's review.
    each : {"rep", "team"}
        What each entry is a report of.
    """
    rows = list(entries)
    done = sum(entry.status == "done" for entry in rows)
    page = {"title": title, "lang": lang, "facts": list(facts), "index": "", "headed": False}
    heading = say(f"page.each_{each}", lang)
    counted = say("page.counted", lang, done=done, reports=len(rows))
    return _template().render(
        page=page,
        first=first,
        rows=rows,
        counted=counted,
        sizes=_sizes(rows, lang),
        heading=heading,
        filters=(filters := _filters(rows, lang)),
        classes=[" ".join(of_row) for of_row in zip(*(filter_.classes for filter_ in filters), strict=True)],
    )


def _filters(rows: Sequence[Entry], lang: str) -> list[Filter]:
    """What the rows can be narrowed by, whether or not there is a choice."""
    return [
        Filter("team", say("page.team", lang), [row.team or formats.NOTHING for row in rows]),
        Filter("state", say("page.state", lang), [say(f"page.status.{row.status}", lang) for row in rows]),
        Filter("initial", say("page.initial", lang), [initial(row.name) for row in rows]),
    ]


def _sizes(rows: Sequence[Entry], lang: str) -> list[str]:
    return [f"{formats.number(row.size / 1000, lang)} kB" if row.size else "–" for row in rows]


@cache
def _template() -> Template:
    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["say"] = say
    return environment.get_template("contents.html.j2")
