"""What a result says in words: its readable table, its sentence, its heading and its definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import starmap
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from salestoolkit.engine.groups import first_day
from salestoolkit.engine.own import held, patience
from salestoolkit.estimate.frames import RANKED
from salestoolkit.kpi import ORDERED, TIMES
from salestoolkit.results.blocks import Block
from salestoolkit.results.html_table import html_table
from salestoolkit.results.notes import Instead, worded
from salestoolkit.results.ranking_ends import alike, blank, cut, ends_of, kind_of_last, of_groups, point, same, since
from salestoolkit.words import formats
from salestoolkit.words.periods import last_day
from salestoolkit.words.text import fill, say

if TYPE_CHECKING:
    from salestoolkit.data.sales import SalesData
    from salestoolkit.kpi import KPI, Shown
    from salestoolkit.results.result import Result


def heading(result: Result) -> Block:
    """Title and question."""
    title = result.kpi.title_in(result.lang)
    question = result.kpi.words("question", result.lang)
    level = "h3" if "." in result.kpi.name else "h2"  # a study stands under its KPI
    html = Markup('<{0}>{1}</{0}><p class="question">{2}</p>').format(level, title, question)
    if level == "h3":
        return Block(html, f"{title}\n{question}")
    span = period(result)
    return Block(html + Markup('<p class="period">{}</p>').format(span), f"{title}\n{question}\n{span}")


def paragraph(result: Result) -> Block:
    """The honest sentence as a paragraph."""
    text = result.read()
    return Block(Markup('<p class="{}">{}</p>').format("missing" if result.missing else "sentence", text), text)


def tabled(result: Result, folded: bool) -> Block:
    """The readable table; folded, it opens on a click, for the figure above it has shown the same."""
    html, text = html_table(result.table), result.table.to_string(index=False)
    if not folded:
        return Block(html, text)
    folder = Markup("<details><summary>{}</summary>{}</details>")
    return Block(folder.format(say("result.numbers", result.lang), html), text)


def definition(result: Result) -> Block:
    """Everything a sceptic asks: formula, basis, period, as-of, method, notes, caveats."""
    if result.missing:
        return defined(result.kpi, result.lang, period(result), [])
    whole = result.whole.frame.iloc[0]
    answer = (method_of(result.kpi, whole), int(whole["n"]))
    return defined(result.kpi, result.lang, period(result), notes(result), answer)


def method_of(kpi: KPI, row: Mapping[str, Any]) -> str:
    """How a row's interval was made, or why there is none."""
    if pd.isna(row["value"]):
        return "no_value"
    if pd.notna(row["lo"]) or kpi.estimate.method == "none":
        return kpi.estimate.method
    return "few" if row["n"] < RANKED else "unknown"


def defined(kpi: KPI, lang: str, period: str, notes: list[str], answer: tuple[str, int] | None = None) -> Block:
    """A definition as a block that opens on a click; ``answer`` is the method and n of one, if there is one."""
    given = [] if answer is None else [("interval", say(f"method.{answer[0]}", lang, least=RANKED))]
    counted = [] if answer is None else [("n", formats.number(answer[1], lang))]
    parts = [
        ("formula", kpi.words("formula", lang)),
        ("basis", say(f"basis.{kpi.basis}", lang)),
        ("period", period),
        *counted,
        *given,
    ]
    rows = [(say(f"result.{name}", lang), text) for name, text in parts]
    cautions = [*notes, *kpi.caveats_in(lang)]
    terms = Markup().join(starmap(Markup("<dt>{}</dt><dd>{}</dd>").format, rows))
    points = Markup().join(map(Markup("<li>{}</li>").format, cautions))
    folder = Markup('<details class="definition"><summary>{}</summary><dl>{}</dl><ul>{}</ul></details>')
    html = folder.format(say("result.definition", lang), terms, points)
    return Block(html, "\n".join([*(f"{term}: {text}" for term, text in rows), *(f"- {text}" for text in cautions)]))


def period(result: Result) -> str:
    """The period and the moment up to which facts count, in words."""
    return covering(result.sales, result.start, result.end, result.lang)


def covering(sales: SalesData, start: date | None, end: date | None, lang: str) -> str:
    """A half-open period of a load and its as-of in words; without a period, since when anything is recorded."""
    if start or end:
        return spanned(start, end, sales.as_of, sales.timezone, lang)
    first = first_day(sales)
    since = say("result.all_since", lang, first=formats.date(first, lang)) if first else ""
    return spanned(None, None, sales.as_of, sales.timezone, lang, since)


def spanned(start: date | None, end: date | None, as_of: datetime, timezone: str, lang: str, whole: str = "") -> str:
    """A half-open period and its as-of in words; midnight belongs to the day that ends with it.

    ``whole`` is what is said where there is no period: of which data, and since when.
    """
    span = formats.span(start, end, lang) or whole or say("result.all_time", lang)
    return say(
        "result.period_as_of",
        lang,
        period=span,
        as_of=formats.date(last_day(as_of), lang),
        timezone=formats.zone(timezone),
    )


def notes(result: Result) -> list[str]:
    """The KPI's notes whose condition holds for the whole."""
    return noted(result.kpi, result.whole.frame.iloc[0].to_dict(), result.lang, result.currency)


def sentence(result: Result) -> str:
    """One sentence that claims no more than the interval allows."""
    if result.missing:
        return _without_value(result)
    rows = result.frame[result.frame["value"].notna()]
    if result.by == () or not len(rows):
        return _of_the_whole(result.whole)
    ordered = set(result.by) & {*TIMES, *result.kpi.within}
    told = [_of_order(result, rows), *blank(result)] if ordered else [of_groups(result, rows)]
    beside = ((split, result.kpi.beside.get(split)) for split in result.by)
    told += [text.to(result.lang, f"kpi.{result.kpi.name}.beside_{split}") for split, text in beside if text]
    return " ".join(told)


def _without_value(result: Result) -> str:
    """What is missing, and how much there was to count all the same."""
    lang, frame = result.lang, result.frame
    counted = [
        f"{shown.label.to(lang)}: {formats.number(frame[shown.name].sum(), lang)}"
        for shown in result.kpi.shows
        if shown.unit == "count" and shown.name in frame.columns and frame[shown.name].notna().any()
    ]
    return " ".join([result.missing, *([say("result.counted", lang, counts="; ".join(counted))] if counted else [])])


def _of_the_whole(result: Result) -> str:
    row = result.frame.iloc[0]
    told = " ".join(aloud(result.kpi, row.to_dict(), result.lang, result.currency))
    if pd.isna(row["value"]):
        said = say("reading.not_given", result.lang, reason=result.reason(row["reason"]), n=int(row["n"]))
    else:
        said = read(result.kpi, row.to_dict(), result.lang, result.currency)
        said += f" {say('reading.above_whole', result.lang)}" if row["reason"] == "above_whole" else ""
    return f"{said} {told}".rstrip()


def undated(kpi: KPI, row: Mapping[str, Any], lang: str, currency: str) -> list[str]:
    """What a row's deals without a close date leave open; empty where all have one."""
    sides = {side: int(row.get(f"undated_{side}") or 0) for side in ("won", "lost", "cancelled")}
    if not any(sides.values()):
        return []
    key = "_cancelled" if sides["cancelled"] else "" if "undated_lost" in row else "_won"
    said = [say(f"reading.undated{key}", lang, undated=sum(sides.values()), **sides)]
    # JSON has null for what is no number
    bounds = {name: float("nan") if row.get(name) is None else row[name] for name in ("least", "most")}
    if kpi.basis == "closed" and bounds["least"] < bounds["most"]:
        told = {name: formats.value(bound, kpi.unit, lang, currency) for name, bound in bounds.items()}
        said.append(say("reading.undated_bounds", lang, **told))
    if (row.get("undated_amount") or 0) > 0:
        amount = formats.value(row["undated_amount"], "money", lang, currency)
        said.append(say("reading.undated_amount", lang, amount=amount))
    return said


def read(kpi: KPI, row: Mapping[str, Any], lang: str, currency: str) -> str:
    """A KPI's own sentence with a row's numbers."""
    words = spoken(kpi, row, lang, currency)
    with held(kpi.origin, f"reading ({lang})", known=words):
        return fill(worded(kpi, row, lang), lang, words)


def spoken(kpi: KPI, row: Mapping[str, Any], lang: str, currency: str) -> dict[str, str]:
    """Every number of a result's row as readers see it, by its unit, to fill into a KPI's texts."""
    units = {shown.name: shown.unit for shown in kpi.shows}
    words = {
        name: formats.value(value, units.get(name, "count"), lang, currency)
        for name, value in row.items()
        if (isinstance(value, int | float) and not isinstance(value, bool) and name not in ("value", "lo", "hi"))
        or (isinstance(value, str) and units.get(name) == "days")
    }
    interval = formats.interval(row["lo"], row["hi"], kpi.unit, lang, currency)
    value = formats.value(row["value"], kpi.unit, lang, currency)
    return words | {"value": value, "interval": interval or say("result.no_interval", lang)}


def aloud(kpi: KPI, row: Mapping[str, Any], lang: str, currency: str) -> list[str]:
    """What must be said beside the number itself: deals that have no date, and notes that are said aloud."""
    return [*undated(kpi, row, lang, currency), *noted(kpi, row, lang, currency, aloud=True)]


def noted(kpi: KPI, row: Mapping[str, Any], lang: str, currency: str, aloud: bool = False) -> list[str]:
    """The KPI's notes whose condition holds for a row's counts; what an extract lacks (null) is not a number."""
    row = {name: float("nan") if value is None else value for name, value in row.items()}
    words = spoken(kpi, row, lang, currency)
    with held(kpi.origin, "notes", patience.get(), row):
        return [
            fill(note.text.to(lang, f"kpi.{kpi.name}.note_{i}"), lang, words)
            for i, note in enumerate(kpi.notes, 1)
            if note.aloud == aloud and not isinstance(note, Instead) and note.when(row)
        ]


def _of_order(result: Result, rows: pd.DataFrame) -> str:
    """Periods and stages have an order of their own: the ends are told, not ranked, and the last period too."""
    rows = rows[rows[result.question.keys].notna().all(axis=1)]  # what has no date or stage is neither first nor last
    if not len(rows):
        return _of_the_whole(result.whole)
    # a cohort that has not had its time yet is neither the highest nor the lowest
    mature = rows[rows["mature"].astype(bool)] if "mature" in rows and rows["mature"].any() else rows
    # nor is a period that is not over
    over = ~mature["partial"].astype(bool) if "partial" in mature else mature["value"].notna()
    mature = mature[over] if over.any() else mature
    one_value = len(mature) > 1 and same(result, mature)
    said = alike(result, mature) if one_value else ends_of(result, mature, whole=bool(over.any()))
    if len(result.by) > 1 or result.by[0] not in TIMES or len(rows) == 1:
        return said
    last = rows.sort_values(result.by[0]).iloc[-1]
    compared = last.name in mature.index
    if one_value and compared:
        return " ".join([said, *since(result), *cut(result, rows, mature)])
    told = say(f"reading.{kind_of_last(result, last, compared)}", result.lang, last=point(result, last.to_frame().T))
    return " ".join([said, told, *since(result), *cut(result, rows, mature)])


def readable(result: Result) -> pd.DataFrame:
    """The frame with headings, units and reasons in the reader's language; groups the best first, times in order."""
    frame = _ordered(result)
    lang, currency, unit = result.lang, result.currency, result.kpi.unit
    columns: dict[str, list[str]] = {
        say(f"dimension.{name}", lang).capitalize(): [result.name(row, name) for _, row in frame.iterrows()]
        for name in result.by
    }
    columns[result.kpi.title_in(lang)] = formats.column(frame["value"], unit, lang, currency)
    columns[say("column.interval", lang)] = [
        formats.interval(lo, hi, result.unit, lang, currency) or "–"
        for lo, hi in zip(frame["lo"], frame["hi"], strict=True)
    ]
    columns[say("column.n", lang)] = [formats.number(n, lang) for n in frame["n"]]
    for shown in (shown for shown in result.kpi.shows if shown.table and _told(frame, shown)):
        heading = shown.label.to(lang, f"kpi.{result.kpi.name}.{shown.name}")
        columns[heading] = formats.column(frame[shown.name], shown.unit, lang, currency)
    if result.kpi.basis == "closed" and {"undated_won", "least"} <= set(frame.columns):
        bounds = zip(frame["least"], frame["most"], strict=True)
        columns[say("column.bounds", lang)] = [formats.interval(*ends, unit, lang, currency) or "–" for ends in bounds]
    reasons = [result.reason(code) for code in frame["reason"]]
    return pd.DataFrame(columns | ({say("column.reason", lang): reasons} if any(reasons) else {}))


def _told(frame: pd.DataFrame, shown: Shown) -> bool:
    """Whether a column is there; a count that nobody knows of any row (``Measure.rests_on``) is not."""
    return shown.name in frame.columns and (shown.unit != "count" or bool(frame[shown.name].notna().any()))


def _ordered(result: Result) -> pd.DataFrame:
    frame = result.frame
    times = [name for name in result.by if name in TIMES]
    if times:
        return frame.sort_values(times, kind="stable", na_position="last")
    if not result.by or set(result.by) & set(ORDERED):
        return frame
    ranked = (frame["n"] >= RANKED) & frame[["value", *result.question.keys]].notna().all(axis=1)
    ordered = frame.assign(_ranked=ranked).sort_values(
        ["_ranked", "value"],
        ascending=[False, result.kpi.better == "lower"],
        kind="stable",
        na_position="last",
    )
    return ordered.drop(columns="_ranked")
