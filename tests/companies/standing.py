"""Laws on what a source cannot carry, and on names: no standing, season, Lebaran or win rate that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random

import salestoolkit as st
from companies.company import Company
from companies.laws import fault, law
from companies.making import Fault, Made, Shown
from salestoolkit.review.section.registry import texts_in
from salestoolkit.words.catalogue import fill
from salestoolkit.words.catalogue import texts as catalogue

FEASTS = re.compile(r"Lebaran|Ramadan|Idul ?fitri|Eid\b|\bTHR\b|Harbolnas|cuti bersama", re.IGNORECASE)
RATES = ("win_rate", "win_rate.by_value", "win_rate.exact")
PLACES = ("reading.groups", "reading.end_above", "reading.end_below", "section.people.best", "section.people.leader")
PLACES += ("section.people.clearly_above", "section.people.clearly_below")
"""Texts that give somebody a place among others."""
WHO = ("rep", "team")
SPLIT = ("win_rate", "monthly_sales", "average_deal_size", "lead_conversion", "cycle_length", "lead_response_time")


@law
def no_win_rate_without_losses(made: Made) -> Iterator[Fault]:
    """Where no loss is recorded nothing has a win rate."""
    if "win_rate" in made.company.lacks:
        for shown, result in made.results:
            if result.kpi.name in RATES and result.frame["value"].notna().any():
                about = f"{result.kpi.name} is {result.frame['value'].dropna().iloc[0]}"
                yield fault(no_win_rate_without_losses, shown, about)


@law
def no_lebaran_where_it_is_not_kept(made: Made) -> Iterator[Fault]:
    """A shop elsewhere hears nothing of Indonesian holidays as if they were its own."""
    if "lebaran" in made.company.lacks:
        for shown in made.shown:
            asked = shown.page.startswith("kpi/") or shown.cell.endswith(("definition", "intake"))
            if not asked and (found := FEASTS.search(shown.text)):
                yield fault(no_lebaran_where_it_is_not_kept, shown, shown.text[max(found.start() - 80, 0) :])


@cache
def _standings(lang: str) -> re.Pattern[str]:
    """How a place above or below others is said."""
    texts = {key: text for key, text in (catalogue(lang) | texts_in(lang)).items() if key.startswith(PLACES)}
    return re.compile("|".join(_pattern(texts[key], lang) for key in sorted(texts)))


def _pattern(text: str, lang: str) -> str:
    """A text with anything in its gaps."""
    gaps: dict[str, str] = {}
    while True:
        try:
            return re.escape(fill(text, lang, gaps).rstrip(".")).replace("<any>", ".+?")
        except KeyError as gap:
            gaps[gap.args[0]] = "<any>"


@law
def no_standing_of_one(made: Made) -> Iterator[Fault]:
    """Where there is nobody to be compared with nobody has a place."""
    if "rank" in made.company.lacks:
        for shown, result in made.results:
            if result.by == ("rep",) and (found := _standings(result.lang).search(result.read())):
                yield fault(no_standing_of_one, shown, found[0])
        for shown, passage in made.passages:
            if passage.name == "people" and (found := _standings(passage.lang).search(passage.read())):
                yield fault(no_standing_of_one, shown, found[0])


@law
def no_season_of_one_year(made: Made) -> Iterator[Fault]:
    """A season is what comes back: under two years there is none."""
    if "season" in made.company.lacks:
        for shown, result in made.results:
            if result.kpi.name == "monthly_sales.season" and result.frame["value"].notna().any():
                yield fault(no_season_of_one_year, shown, f"{result.frame['value'].notna().sum()} indices")


@law
def names_decide_nothing(made: Made) -> Iterator[Fault]:
    """The same company with all names and ids swapped says the same of the same people, also where they are equal."""
    if not made.company.tables.get("reps") or not made.has_turn("names"):
        return
    swapped = renamed(made.company)
    twin = swapped.load(lang=made.sales.lang)
    back = _names(made.company)
    for kpi in SPLIT:
        for by in WHO:
            one, other = (st.compute(kpi, sales, by=by).read() for sales in (made.sales, twin))
            if _words(one) != _words(told := _translated(other, back)):
                where = Shown(f"renamed/{made.sales.lang}", f"{kpi} by {by}", None, "")
                yield fault(names_decide_nothing, where, f"{one} || {told}")


def _names(company: Company) -> dict[str, str]:
    """Each name of a rep or team with the one that it is swapped with: the first with the last, and so on."""
    swaps: dict[str, str] = {}
    for column in ("rep_id", "name", "team"):
        known = sorted({row[column] for row in company.tables["reps"] if row.get(column)})
        swaps |= dict(zip(known, known[::-1], strict=True))
    return swaps


def _translated(text: str, names: dict[str, str]) -> str:
    longest = sorted(names, key=len, reverse=True)
    anyone = "|".join(map(re.escape, longest))
    return re.sub(rf"(?<!\w)(?:{anyone})(?!\w)", lambda found: names[found[0]], text)


def _words(text: str) -> list[str]:
    """Its words whatever their order: those who share a place are named one after the other."""
    return sorted(re.split(r"[\s,]+", text))


def renamed(company: Company) -> Company:
    """The same company under swapped names, its rows in another order."""
    swaps, dice = _names(company), Random(company.seed)
    keys = ("rep_id", "name", "team", "owner_id", "scope_id")
    tables = {}
    for table, rows in company.tables.items():
        changed = [row | {key: swaps.get(row[key], row[key]) for key in keys if row.get(key)} for row in rows]
        tables[table] = dice.sample(changed, len(changed)) if table != "stages" else changed
    return Company(company.kind, company.size, company.seed, company.parts, company.plan, tables)
