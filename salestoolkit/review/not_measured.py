"""Unmeasured: all that a review could not show for want of data, in one list, with what would make it measurable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import starmap
from typing import Any

from markupsafe import Markup

from salestoolkit.engine.missing import what_is_missing
from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.results.result import Result
from salestoolkit.review.section import Passage
from salestoolkit.words.text import say


def unmeasured(made: Mapping[str, Any], lang: str) -> Block:
    """The list of a review's chapters that are empty; nothing where there is none.

    Parameters
    ----------
    made : mapping
        What a notebook has made so far (``globals()``): its results and passages that are ``reviewed``.
    lang : str
        The reader's language.
    """
    chapters = [chapter for chapter in made.values() if isinstance(chapter, Result | Passage) and chapter.silent]
    return listed(((chapter.title, _why(chapter)) for chapter in chapters if not _part_of_another(chapter)), lang)


def listed(told: Iterable[tuple[str, str]], lang: str) -> Block:
    """Titles with what they lack, those that lack the same together; nothing where there are none."""
    titles: dict[str, list[str]] = {}
    for title, why in told:
        known = titles.setdefault(why, [])
        known.extend([title] if title not in known else [])
    if not titles:
        return NOTHING
    heading, question = (say(f"review.unmeasured.{key}", lang) for key in ("title", "question"))
    rows = [(", ".join(named), why) for why, named in titles.items()]
    items = Markup().join(starmap(Markup("<li><strong>{}</strong>: {}</li>").format, rows))
    html = Markup('<h2>{}</h2><p class="question">{}</p><ul>{}</ul>').format(heading, question, items)
    return Block(html, "\n".join([heading, question, *(f"- {named}: {why}" for named, why in rows)]))


def _why(chapter: Result | Passage) -> str:
    return chapter.missing if isinstance(chapter, Result) else chapter.lacking


def _part_of_another(chapter: Result | Passage) -> bool:
    """Whether it is only a split of a KPI that cannot be measured at all, which is said once."""
    if not isinstance(chapter, Result) or not chapter.by:
        return False
    return bool(what_is_missing(chapter.kpi, chapter.sales, replace(chapter.question, by=())))
