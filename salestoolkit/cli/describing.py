"""A KPI's definition as lines of text; imports what a KPI is and words, and computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from salestoolkit.cli.conditions import in_words
from salestoolkit.cli.printing import aligned
from salestoolkit.kpi import KPI, Measure
from salestoolkit.words import formats
from salestoolkit.words.text import say


def described(kpi: KPI, lang: str) -> list[str]:
    """Name, title and question, the definition's fields, the worked example."""
    fields = [(say(term, lang) if term else "", text) for term, text in _fields(kpi, lang)]
    head = [f"{kpi.name} · {kpi.title_in(lang)}", kpi.words("question", lang)]
    return [*head, "", *aligned(fields), "", *_example(kpi, lang)]


def _fields(kpi: KPI, lang: str) -> list[tuple[str, str]]:
    return [
        ("result.formula", kpi.words("formula", lang)),
        ("result.basis", say(f"basis.{kpi.basis}", lang)),
        ("result.interval", say(f"method.{kpi.estimate.method}", lang)),
        ("cli.unit", say(f"cli.unit_{kpi.unit}", lang)),
        ("reference.better", say(f"reference.{kpi.better}", lang)),
        *_under("reference.needs", _needs(kpi, lang)),
        *_under("cli.measures", (_measure(measure, lang) for measure in kpi.measures)),
        *_under("cli.shows", (f"{shown.name}: {shown.label.to(lang)}" for shown in kpi.shows)),
        ("reference.splits", ", ".join(kpi.splits)),
        *_under("reference.studies", (f"{kpi.name}.{study.name}: {study.title.to(lang)}" for study in kpi.studies)),
        *_under("reference.caveats", kpi.caveats_in(lang)),
    ]


def _under(term: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Lines that belong to one term, which stands before the first of them."""
    return [("" if place else term, text) for place, text in enumerate(texts)]


def _needs(kpi: KPI, lang: str) -> list[str]:
    needs = ["; ".join(f"{table}: {', '.join(names)}" for table, names in one.items()) for one in kpi.needs]
    others = [f"{say('reference.or', lang)} {need}" for need in needs[1:]]
    return [
        needs[0],
        *others,
        *([say("cli.precise", lang, columns=", ".join(kpi.precise))] if kpi.precise else []),
    ]


def _measure(measure: Measure, lang: str) -> str:
    what = say("cli.rows" if measure.value is None else "cli.sum", lang, fact=measure.fact, value=measure.value)
    which = [] if measure.where is None else [say("cli.where", lang, condition=in_words(measure.where, lang))]
    when = say("cli.at", lang, column=measure.at) if measure.at else say("cli.as_of", lang)
    return f"{measure.name}: {', '.join([what, *which, when])}"


def _example(kpi: KPI, lang: str) -> list[str]:
    example = kpi.example
    day = formats.date(date.fromisoformat(example.as_of[:10]), lang)
    tables = [line for name, rows in example.tables.items() for line in (f"  {name}", *_table(rows))]
    answer = ", ".join(f"{name} = {value:.10g}" for name, value in example.answer.items())
    title = f"{say('reference.example', lang)} ({say('cli.example_as_of', lang, day=day)})"
    return [title, *tables, f"  {example.worked.to(lang)}", f"  {answer}"]


def _table(rows: Iterable[Mapping[str, object]]) -> list[str]:
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [f"    {line}" for line in aligned([names, *([str(row.get(name, "")) for name in names] for row in rows)])]
