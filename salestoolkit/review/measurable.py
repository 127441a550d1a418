"""Measurable: which KPIs a load can answer, and of the others what it lacks, in one list for the door."""

from __future__ import annotations

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.lacking import Missing, what_is_missing
from salestoolkit.engine.reading import Block
from salestoolkit.kpi import KPI
from salestoolkit.registry import definitions
from salestoolkit.review.unmeasured import listed
from salestoolkit.words.text import say


def measurable(sales: SalesData) -> Block:
    """What the data can show and what it cannot, with what would make it measurable; in the language of the data."""
    lang, lacking = sales.lang, _lacking(sales)
    shown = [f"- {kpi.title_in(lang)}" for kpi, missing in lacking if not missing]
    head = [say("measurable.title", lang), *shown] if shown else [say("overview.none", lang)]
    rest = listed(((kpi.title_in(lang), missing.sentence(lang)) for kpi, missing in lacking if missing), lang)
    heading, _, *items = rest.text.splitlines() or ["", ""]
    return Block(rest.html, "\n".join([*head, *(["", heading, *items] if items else [])]))


def counted(sales: SalesData) -> str:
    """How many KPIs can be measured, in one sentence; empty where all can."""
    lang, lacking = sales.lang, _lacking(sales)
    known = sum(not missing for _, missing in lacking)
    if known == len(lacking):
        return ""
    return say("measurable.some" if known else "measurable.none", lang, known=known, count=len(lacking))


def _lacking(sales: SalesData) -> list[tuple[KPI, Missing]]:
    """Each KPI with what the data lack for it; one that is told in days where hours are unknown lacks nothing."""
    found = ((kpi, what_is_missing(kpi, sales, Question())) for kpi in definitions())
    return [(kpi, Missing() if lack.kind == "missing.precision" and kpi.coarse else lack) for kpi, lack in found]
