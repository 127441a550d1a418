"""The laws that a program checks over all that was made of a company, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pandas as pd

import salestoolkit as st
from companies.making import Fault, Made, Shown, raised
from salestoolkit.engine.registry import definitions
from salestoolkit.figures.picture import Picture
from salestoolkit.kpi import TIMES
from salestoolkit.reports.rep.bands import MEMBERS
from salestoolkit.results.result import Result
from salestoolkit.review.section import Passage
from salestoolkit.words import formats
from salestoolkit.words.text import say

Law = Callable[[Made], Iterator[Fault]]
LAWS: list[Law] = []
A_HAIR = 1e-9

UNSAID = re.compile(
    r"(?<![\w-])(?:nan|NaN|NaT|<NA>|inf|Infinity|None(?! (?:of|has|is|was|were|chosen)\b))(?![\w-])|\{[a-z_]+\}"
)
"""What a program says where a sentence should stand."""
NOT_SHARES = {"quota_attainment", "monthly_sales.growth", "monthly_sales.trend", "win_rate.trend"}
NOT_SHARES |= {"win_rate.quarter_end", "average_deal_size.discount"}
"""Percentages that may lie outside 0 to 100: of a goal, changes, differences and prices above the list."""
ADDED_BY = ("rep", "team", "month")
ASKED = {"quota", "quota_whole", "days", "elapsed", "pieces"}
"""What was asked of teams and of their reps is agreed apart, so that the one need not be the sum of the other."""

OF_THE_LAST_MONTH = {"monthly_sales.growth", "monthly_sales.to_date"}
"""Studies that set one month against another: without a split they are about the last, not about all of them."""

NOT_OF_ALL = {"pipeline", "open_deals"}
"""What lies ahead is told of those alone who have a goal, and where not all have one there is more of it."""


def law(check: Law) -> Law:
    """Enters a law."""
    LAWS.append(check)
    return check


def broken(made: Made) -> list[Fault]:
    """Every fault of a company: what was raised, and the laws that do not hold."""
    found = list(made.faults)
    if made.sales is None:
        return found
    for check in LAWS:
        try:
            found += check(made)
        except Exception as error:
            found.append(raised(check.__name__, "", error))
    return found


def fault(check: Law, shown: Shown, about: str) -> Fault:
    """A law that did not hold in one part."""
    return Fault(check.__name__, f"{shown.page} {shown.cell}", about[:300])


@law
def every_word_is_said(made: Made) -> Iterator[Fault]:
    """No nan, None or unfilled placeholder in any text."""
    for shown in made.shown:
        for text in (shown.text, re.sub(r"<[^>]*>", " ", shown.html)):
            if found := UNSAID.search(text):
                start = max(found.start() - 60, 0)
                yield fault(every_word_is_said, shown, f"{found[0]!r} in: {text[start : found.end() + 40]}")
                break


@law
def nothing_is_empty_without_a_reason(made: Made) -> Iterator[Fault]:
    """No table without rows; where a value is missing its row has a reason in words; every part says something."""
    for shown in made.shown:
        if "<table" in shown.html and re.search(r"<tbody>\s*</tbody>", shown.html):
            yield fault(nothing_is_empty_without_a_reason, shown, "a table without rows")
    for shown, result in made.results:
        rows = result.frame[result.frame["value"].isna()]
        codes = rows["reason"].fillna("").unique()
        if unsaid := [code for code in codes if not result.reason(code)]:
            yield fault(nothing_is_empty_without_a_reason, shown, f"no value, and the reason is {unsaid}")
        if not result.missing and not result.read().strip():
            yield fault(nothing_is_empty_without_a_reason, shown, "says nothing")
    for shown, passage in made.passages:
        if not passage.read().strip():
            yield fault(nothing_is_empty_without_a_reason, shown, "says nothing")


@law
def every_row_is_accounted_for(made: Made) -> Iterator[Fault]:
    """What was written down for a table is accepted or rejected, and each rejection says why in words."""
    counts = made.sales.intake.files.groupby("table")[["read", "accepted", "rejected"]].sum()
    for table, rows in made.company.tables.items():
        read, accepted, rejected = counts.loc[table] if table in counts.index else (0, 0, 0)
        if not len(rows) == read == accepted + rejected:
            about = f"{table}: {len(rows)} rows, {read} read, {accepted} accepted and {rejected} rejected"
            yield fault(every_row_is_accounted_for, Shown("check", "intake", None, ""), about)
    unsaid = made.sales.intake.rejected["reason"].fillna("").eq("")
    if unsaid.any():
        yield fault(every_row_is_accounted_for, Shown("check", "intake", None, ""), "a rejection without reason")


@law
def groups_are_told_apart(made: Made) -> Iterator[Fault]:
    """Each group of a split has one row: its key is a name or a period, and no number of the same name."""
    for shown, result in made.results:
        if result.by and not result.missing and result.frame.duplicated(result.question.keys).any():
            yield fault(groups_are_told_apart, shown, f"two rows of one {' and '.join(result.by)}")


@law
def figures_are_drawn_or_told(made: Made) -> Iterator[Fault]:
    """A figure has an alternative text; where a result has values of its own, its figure is not left out."""
    for shown in made.shown:
        if isinstance(shown.value, Picture) and len(shown.value.alt) < 20:
            yield fault(figures_are_drawn_or_told, shown, f"alt text: {shown.value.alt!r}")


@law
def estimates_lie_in_their_intervals(made: Made) -> Iterator[Fault]:
    """lo <= value <= hi, of results, of passages, and of each pair of ends that a passage names."""
    for shown, result in made.results:
        yield from _within(shown, result.frame, "lo", "value", "hi")
    for shown, passage in made.passages:
        frame = passage.frame
        for name in [name.removesuffix("_lo") for name in frame.columns if name.endswith("_lo")]:
            if {name, f"{name}_hi"} <= set(frame.columns):
                yield from _within(shown, frame, f"{name}_lo", name, f"{name}_hi")
        if {"lo", "value", "hi"} <= set(frame.columns):
            yield from _within(shown, frame, "lo", "value", "hi")


def _within(shown: Shown, frame: pd.DataFrame, lo: str, value: str, hi: str) -> Iterator[Fault]:
    numbers = frame[[lo, value, hi]].apply(pd.to_numeric, errors="coerce")
    hair = A_HAIR * numbers.abs().max(axis=1).clip(lower=1e-6)
    outside = (
        (numbers[lo] > numbers[value] + hair) | (numbers[hi] < numbers[value] - hair) | (numbers[lo] > numbers[hi])
    )
    if outside.any():
        yield fault(estimates_lie_in_their_intervals, shown, f"{numbers[outside].iloc[0].to_dict()}")


@law
def shares_are_shares(made: Made) -> Iterator[Fault]:
    """A percentage that is a part of a whole lies from 0 to 1."""
    for shown, result in made.results:
        if result.kpi.unit == "percent" and result.kpi.name not in NOT_SHARES:
            numbers = result.frame[["value", "lo", "hi"]].astype(float)
            if ((numbers < -A_HAIR) | (numbers > 1 + A_HAIR)).any(axis=None):
                yield fault(shares_are_shares, shown, f"{numbers.min().to_dict()} to {numbers.max().to_dict()}")


@law
def parts_add_up(made: Made) -> Iterator[Fault]:
    """Counts and money by rep, by team and by month come to the whole; what has no date is in no month, or in any."""
    for shown, result in made.results:
        if len(result.by) != 1 or result.by[0] not in ADDED_BY or result.missing:
            continue
        if result.by[0] in TIMES and result.kpi.name in OF_THE_LAST_MONTH:
            continue
        counted = [each.name for each in result.kpi.measures if not each.common and each.name not in ASKED]
        undated = {each.name for each in result.kpi.measures if each.since} if result.by[0] in TIMES else set()
        names = [name for name in counted if name in result.frame and name not in undated]
        whole, frame = _with_outside(result.whole.frame), _with_outside(result.frame)
        ahead = [name for name in names if name in NOT_OF_ALL]
        others = "outside" in frame and (
            frame["outside"].sum() != whole["outside"].sum() or {*frame["scope"]} != {*whole["scope"]}
        )
        if others or frame[ahead].isna().any(axis=None):
            names = [name for name in names if name not in ahead]
        parts = frame[names].sum(min_count=min(1, len(frame)))  # of no group at all it is 0
        for name in names:
            if name in whole and not _adds_up(parts[name], whole[name].iloc[0], result.by[0]):
                yield fault(parts_add_up, shown, f"{name}: {parts[name]} of parts, {whole[name].iloc[0]} of the whole")


def _with_outside(frame: pd.DataFrame) -> pd.DataFrame:
    """With what was sold outside of anybody's goal beside what is held against one: together they are all sales."""
    return frame.assign(closed=frame["closed"].fillna(0) + frame["outside"]) if "outside" in frame else frame


def _adds_up(parts: float, whole: float, by: str) -> bool:
    if pd.isna(whole):  # what is not known of the whole is not known of any part
        return bool(pd.isna(parts))
    hair = A_HAIR * max(abs(whole), 1.0)
    return abs(parts - whole) <= hair or (by in TIMES and 0 <= parts <= whole)


@cache
def _order_said(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How the highest, the lowest and the last of periods are said."""
    ends = re.escape(say("reading.ends", lang, high="<high>", low="<low>"))
    last = re.escape(say("reading.last", lang, last="<last>"))
    patterns = (re.sub(r"<(\w+)>", r"(?P<\1>.+?)", text.rstrip(".")) for text in (ends, last))
    first, second = (re.compile(f"{pattern.rstrip(chr(92))}[.]") for pattern in patterns)
    return first, second


@law
def highest_last_and_lowest_are_in_order(made: Made) -> Iterator[Fault]:
    """Of periods that are named in one sentence, none said to be the last lies outside the two ends."""
    for shown, result in made.results:
        if len(result.by) == 1 and result.by[0] in TIMES and not result.missing:
            text, values = result.read(), _by_name(result)
            ends, last = (pattern.search(text) for pattern in _order_said(result.lang))
            if ends and last:
                told = [_of(values, said) for said in (ends["low"], last["last"], ends["high"])]
                if all(each is not None for each in told) and told != sorted(told):
                    yield fault(highest_last_and_lowest_are_in_order, shown, text)


def _by_name(result: Result) -> dict[str, float]:
    frame = result.frame.dropna(subset=["value", *result.question.keys])
    return {result.name(row, result.by[0]): row["value"] for _, row in frame.iterrows()}


def _of(values: dict[str, float], said: str) -> float | None:
    """The value of the period that a point names, the longest name first."""
    names = [name for name in sorted(values, key=len, reverse=True) if said.startswith(name)]
    return values[names[0]] if names else None


@law
def one_number_has_one_value(made: Made) -> Iterator[Fault]:
    """What a KPI is for the whole and for a rep is the same in overview, sections, extracts and JSON."""
    sales = made.sales
    board = next((shown for shown in made.shown if shown.cell == "overview"), None)
    lines = board.text.splitlines() if board else []
    for kpi in definitions():
        result = st.compute(kpi, sales)
        row, title = result.frame.iloc[0], kpi.title_in(sales.lang)
        if not _same(result.records()[0]["value"], row["value"]):
            where = Shown("json", kpi.name, None, "")
            yield fault(one_number_has_one_value, where, f"{result.records()[0]['value']}, not {row['value']}")
        if not result.missing and pd.notna(row["value"]):
            told = formats.value(row["value"], kpi.unit, sales.lang, sales.currency, compact=True)
            if board and not any(line.startswith(title) and told in line for line in lines):
                yield fault(one_number_has_one_value, board, f"{title} is {told}, and no card says so")
        for shown, other in made.results:
            alike = other.kpi.name == kpi.name and not other.by and not other.question.where
            if alike and not _same(told := other.frame["value"].iloc[0], row["value"]):
                yield fault(one_number_has_one_value, shown, f"{told}, not {row['value']}")
    yield from _extracts(made)


def _extracts(made: Made) -> Iterator[Fault]:
    """Of a team that bands are told of; in a smaller one a page rests on the rep's own rows, horizons and customers."""
    if len(made.extracts) < MEMBERS:
        return
    by_rep = {kpi.name: kpi for kpi in definitions() if "rep" in kpi.by}
    known = {name: st.compute(name, made.sales, by="rep").frame.set_index("rep_id")["value"] for name in by_rep}
    for extract in made.extracts:
        for piece in extract.pieces:
            own, other = piece.own.get("value"), known[piece.spec].get(extract.rep_id)
            if not _same(own, other):
                where = Shown("extract", f"{piece.spec} of {extract.rep_id}", None, "")
                yield fault(one_number_has_one_value, where, f"{own} in the extract, {other} by rep")


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None or pd.isna(one) or pd.isna(other):
        return (one is None or bool(pd.isna(one))) and (other is None or bool(pd.isna(other)))
    return abs(one - other) <= A_HAIR * max(abs(one), abs(other), 1.0)


def passages_of(made: Made, name: str) -> Iterator[tuple[Shown, Passage]]:
    """The passages of one name."""
    return ((shown, passage) for shown, passage in made.passages if passage.name == name)
