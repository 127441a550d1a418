"""All KPIs at a glance: each for the whole, and each for each rep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import starmap

import pandas as pd
from markupsafe import Markup

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.registry import definition, definitions
from salestoolkit.kpi import KPI
from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.results.computing import Day, compute, question
from salestoolkit.results.html_table import html_table
from salestoolkit.results.notes import briefly
from salestoolkit.results.result import Result
from salestoolkit.results.wording import covering, spoken
from salestoolkit.words import formats
from salestoolkit.words.text import say

SAID_FIRST = frozenset({"undated_closings", "closed_after_as_of", "far_after_as_of", "more_leads_than_visitors"})
SAID_FIRST |= {"last_facts_apart", "open_in_history"}
SAID_FIRST |= {"closed_in_history", "history_alone", "silent_before_as_of", "visits_not_daily"}
"""Notes of the intake that change what most numbers of a review hold."""


def cover(
    sales: SalesData,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Block:
    """The head of a team's review: whose it is, of which period, and up to when facts count.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``.
    where : mapping, optional
        Dimension -> the values to keep, as in ``compute``; the title names the teams.

    Returns
    -------
    Block
        ``.html`` and ``.text``; shows itself in a notebook.

    Raises
    ------
    UsageError
        For a period that ends before it begins.

    Examples
    --------
    >>> import salestoolkit as st
    >>> print(st.cover(st.demo(reps=4, months=6, lang="en"), where={"team": ["Jakarta"]}).text.splitlines()[0])
    Team review: Jakarta
    """
    asked = question(definitions()[0], None, start, end, where)
    team = ", ".join(asked.where.get("team", ()))
    title = say("overview.team", sales.lang, team=team) if team else say("overview.all_teams", sales.lang)
    period = covering(sales, asked.start, asked.end, sales.lang)
    known = [note.text(sales.lang) for note in sales.intake.remarks if note.code in SAID_FIRST]
    return covered(title, sales.name, period, known)


def covered(title: str, source: str, period: str, notes: Sequence[str] = ()) -> Block:
    """A report's head: its title, the source of its data and its period, and what holds for all of it."""
    head = Markup('<h1>{}</h1><p class="period">{} · {}</p>').format(title, source, period)
    html = head + Markup().join(map(Markup("<p>{}</p>").format, notes))
    return Block(html, "\n".join([title, f"{source} · {period}", *notes]))


def facts(sales: SalesData, start: str, end: str, lang: str) -> list[tuple[str, str]]:
    """What stands under the title of an index: the source and the period."""
    first, last = (date.fromisoformat(day[:10]) if day else None for day in (start, end))
    period = covering(sales, first, last, lang)
    return [(say("overview.source", lang), sales.name), (say("result.period", lang), period)]


def overview(
    sales: SalesData,
    kpis: Sequence[str | KPI] | None = None,
    *,
    below_cover: bool = False,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Block:
    """Each KPI that can be measured, for the whole, under the period they are of: value, interval and n.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    kpis : sequence of str or KPI, optional
        Which; all that are installed by default.
    below_cover : bool
        Whether it stands right under the head of a review (``cover``), which has said the period.
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``.
    where : mapping, optional
        Dimension -> the values to keep, as in ``compute``.

    Returns
    -------
    Block
        ``.html``, one card per KPI, and ``.text``, one line per KPI; how many cannot be measured stands at the end.

    Raises
    ------
    UnknownName
        For a KPI or dimension that does not exist.

    Examples
    --------
    >>> import salestoolkit as st
    >>> sales = st.demo(reps=4, months=6, lang="en")
    >>> [line.split(" · ")[0] for line in st.overview(sales, ["win_rate", "cycle_length"]).text.splitlines()[1:]]
    ['Win rate', 'Cycle length']
    """
    chosen = [definition(kpi) for kpi in kpis] if kpis else list(definitions())
    results = [compute(kpi, sales, start=start, end=end, where=where).reviewed for kpi in chosen]
    cards = carded(results, sales.lang)
    if below_cover:
        return cards
    asked = question(definitions()[0], None, start, end, where)
    period = covering(sales, asked.start, asked.end, sales.lang)
    return Block(Markup('<p class="period">{}</p>{}').format(period, cards.html), f"{period}\n{cards.text}")


def carded(results: Sequence[Result], lang: str) -> Block:
    """One card per result that can be measured, and how many cannot."""
    told = [_told(result) for result in results if not result.missing]
    shown = carded_html(starmap(card, told)) if told else Markup()
    rest = uncounted(len(results) - len(told), lang, len(results))
    texts = [" · ".join(part for part in row if part) for row in told]
    return Block(shown + rest.html, "\n".join([*texts, *([rest.text] if rest.text else [])]))


def uncounted(count: int, lang: str, of: int = 0) -> Block:
    """How many KPIs cannot be measured, and that it is all of them where it is; nothing where all can."""
    if not count:
        return NOTHING
    none = f"{say('overview.none', lang)} " if count == of else ""
    text = none + say("overview.unmeasured", lang, count=count)
    return Block(Markup("<p>{}</p>").format(text), text)


def card(title: str, value: str, note: str) -> Markup:
    """The HTML of one card."""
    return Markup(
        '<div class="card"><p class="card-title">{}</p><p class="card-value">{}</p><p class="card-note">{}</p></div>'
    ).format(title, value, note)


def carded_html(cards: Iterable[Markup]) -> Markup:
    """The HTML of cards beside each other."""
    return Markup('<div class="cards">{}</div>').format(Markup().join(cards))


def _told(result: Result) -> tuple[str, str, str]:
    row, lang, unit, currency = result.frame.iloc[0], result.lang, result.kpi.unit, result.currency
    title = result.kpi.title_in(lang)
    interval = formats.interval(row["lo"], row["hi"], unit, lang, currency, compact=True)
    n = say("overview.n", lang, n=formats.number(row["n"], lang))
    words = spoken(result.kpi, row.to_dict(), lang, currency)
    beside = briefly(result.kpi, row.to_dict(), lang, words)
    note = " · ".join(part for part in (interval, n, beside, result.reason(row["reason"])) if part)
    return title, formats.value(row["value"], unit, lang, currency, compact=True), note


def scoreboard(
    sales: SalesData,
    kpis: Sequence[str | KPI] | None = None,
    *,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Block:
    """Each KPI that has a rep for each rep: the values in a table, by name.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    kpis : sequence of str or KPI, optional
        Which; all that are installed by default. Those that cannot be split by rep are left out.
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``.
    where : mapping, optional
        Dimension -> the values to keep, as in ``compute``.

    Returns
    -------
    Block
        ``.html`` and ``.text``: a row for each rep, a column for each KPI, in the KPI's unit.

    Raises
    ------
    UnknownName
        For a KPI or dimension that does not exist.

    Examples
    --------
    >>> import salestoolkit as st
    >>> print(st.scoreboard(st.demo(reps=4, months=6, lang="en"), ["win_rate"]).text.splitlines()[0].split())
    ['Sales', 'rep', 'Win', 'rate']
    """
    chosen = [definition(kpi) for kpi in kpis] if kpis else list(definitions())
    results = [compute(kpi, sales, by="rep", start=start, end=end, where=where) for kpi in chosen if "rep" in kpi.by]
    people = sellers(sales)["rep_id"]
    # a column of nothing but dashes says nothing of anybody
    shown = [result for result in results if not result.missing and _told_of(result, people)]
    if not shown:
        return NOTHING
    table = pd.concat([_column(result) for result in shown], axis=1).fillna("–").reset_index()
    table = table[table["rep_id"].isin(people)].drop(columns="rep_id")
    table = table.sort_values("rep", key=lambda names: names.str.casefold())
    table = table.rename(columns={"rep": say("dimension.rep", sales.lang).capitalize()})
    costs = any("costs" in needs for result in shown for needs in result.kpi.needs)
    notes = ["not_ranked", *(["direct_cost"] if costs else [])]
    note = " ".join(say(f"overview.{key}", sales.lang) for key in notes)
    html = html_table(table) + Markup("<p>{}</p>").format(note)
    return Block(html, f"{table.to_string(index=False)}\n{note}")


def _told_of(result: Result, people: pd.Series) -> bool:
    return bool(result.frame.loc[result.frame["rep_id"].isin(people), "value"].notna().any())


def _column(result: Result) -> pd.Series:
    frame = result.frame.dropna(subset="rep_id").set_index(["rep_id", "rep"])
    values = formats.column(frame["value"], result.kpi.unit, result.lang, result.currency, compact=True)
    return pd.Series(values, index=frame.index, name=result.kpi.title_in(result.lang))
