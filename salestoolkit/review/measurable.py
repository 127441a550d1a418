"""Measurable: which KPIs a load can answer, and of the others what it lacks, in one list for the door."""

from __future__ import annotations

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.missing import Missing, what_is_missing
from salestoolkit.engine.registry import definitions
from salestoolkit.kpi import KPI
from salestoolkit.results.blocks import Block
from salestoolkit.results.computing import compute
from salestoolkit.review.not_measured import listed
from salestoolkit.words.text import say


def measurable(sales: SalesData) -> Block:
    """What the data can show and what it cannot, with what would make it measurable; in the language of the data."""
    lang, lacking = sales.lang, _lacking(sales)
    able = {kpi.title_in(lang): _without_number(kpi, sales) for kpi, missing in lacking if not missing}
    shown = [f"- {title}" for title, why in able.items() if not why]
    head = [say("measurable.title", lang), *shown] if shown else [] if able else [say("overview.none", lang)]
    waiting = [f"- {title}: {why}" for title, why in able.items() if why]
    head += [*([""] if head else []), say("measurable.numberless", lang), *waiting] if waiting else []
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


def _without_number(kpi: KPI, sales: SalesData) -> str:
    """Why a KPI that can be measured has no number in a review, neither for the whole nor in any of its views."""
    whole = compute(kpi, sales).reviewed
    seen = (whole, *(compute(kpi, sales, by=split).reviewed for _, split in kpi.views if split in kpi.splits))
    if any(result.frame["value"].notna().any() for result in seen):
        return ""
    return whole.reason(whole.frame["reason"].iloc[0]) or whole.reason("no_data")


def _lacking(sales: SalesData) -> list[tuple[KPI, Missing]]:
    """Each KPI with what the data lack for it; one that is told in days where hours are unknown lacks nothing."""
    found = ((kpi, what_is_missing(kpi, sales, Question())) for kpi in definitions())
    return [(kpi, Missing() if lack.kind == "missing.precision" and kpi.coarse else lack) for kpi, lack in found]
