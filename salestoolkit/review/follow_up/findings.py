"""Findings: what the signals of the last cycles add up to, new, recurring, resolved or only to be watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.missing import what_is_missing
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import RANKED
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.filters import lists
from salestoolkit.review.follow_up.signals import STRONG, WHOSE, compared, signals
from salestoolkit.review.section import Column, Passage
from salestoolkit.review.thresholds import MOST_OF_A_TEAM, SMALLEST_TEAM
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.periods import Cycle
from salestoolkit.words.text import say

RULES = "2026-1"
"""Version of the rules by which signals are found and named; it stands in every finding."""
NEW_AFTER, RESOLVED_AFTER = 3, 2
"""New: none in so many cycles before. Resolved: so many cycles without."""
OFTEN, OF_LAST, OVER_ALL = 2, 4, 3
"""Recurring: so many of the last so many cycles; or so many of all that are looked at."""
WHAT = [*WHOSE, "side"]
PLACE = ["kpi", "stage", "team", "side", "starts"]

COLUMNS = (
    Column("state_told", "text"),
    Column("who", "text"),
    Column("measure", "text"),
    Column("told", "text"),
    Column("told_interval", "text"),
    Column("held_against", "text"),
    Column("n"),
    Column("rule", "code"),
    Column("since_cycle", "text"),
)

_kept: WeakKeyDictionary[Any, dict[tuple[Any, ...], pd.DataFrame]] = WeakKeyDictionary()
# Of each load: several parts of one review ask for the same findings.


def findings(
    sales: SalesData, *, cycle: str | None = None, where: Mapping[str, str | Sequence[str]] | None = None
) -> Passage:
    """What stands out by more than chance, rep by rep and team by team: new, recurring, resolved, or to be watched.

    Parameters
    ----------
    sales : SalesData
    cycle : {"month", "quarter"}, optional
        By default a month where most reps close ten deals or more in one, else a quarter.
    where : mapping, optional
        ``{"team": ...}`` or ``{"rep": ...}``: whose findings; what they are held against stays everybody.

    Returns
    -------
    Passage
        ``.frame`` has a row per finding: ``state`` (``new recurring paused resolved watch``), ``kpi stage scope who_id
        who team side good``, of the cycle it was last seen in ``starts ends n value lo hi reference p q rule``, and
        ``since`` (first cycle of it), ``seen`` (in how many of the last six), ``evidence`` and ``rules``.

    Raises
    ------
    UnknownName, UsageError
        For a cycle that does not exist; for a limit by anything but team and rep.
    """
    frame = limited_to(found(sales, cycle), where)
    if lacking := nothing_to_find(sales, cycle):
        return Passage("findings", frame, COLUMNS, (), sales.lang, sales.currency, lacking)
    told = written(frame, sales, cycle_of(sales, cycle))
    return Passage("findings", told, COLUMNS, _said(told, sales, cycle), sales.lang, sales.currency)


def nothing_to_find(sales: SalesData, cycle: str | None) -> str:
    """Why nothing can stand out: no period is over, or nothing can be measured by rep or team; else empty."""
    if completed(sales, cycle_of(sales, cycle)):
        return say("review.findings.nothing_compared", sales.lang) if judged(sales, cycle).empty else ""
    lacks = [what_is_missing(kpi, sales, Question(("rep",))) for kpi in compared()]
    return say(f"review.findings.{'nothing_compared' if all(lacks) else 'too_short'}", sales.lang)


def found(sales: SalesData, cycle: str | None = None) -> pd.DataFrame:
    """The findings of everybody, the strongest first; kept for the load."""
    return _of_load(sales, "findings", cycle_of(sales, cycle))


def judged(sales: SalesData, cycle: str | None = None) -> pd.DataFrame:
    """The signals that the findings were made of: every rep and team in every cycle; kept for the load."""
    return _of_load(sales, "signals", cycle_of(sales, cycle))


def limited_to(frame: pd.DataFrame, where: Mapping[str, str | Sequence[str]] | None) -> pd.DataFrame:
    """Only the rows of some teams or reps; a rep's rows hold nobody else."""
    for dimension, values in lists(where).items():
        if dimension not in ("team", "rep"):
            raise UsageError(Told("findings_limit", dimension=dimension))
        if len(frame):
            own = frame["team"] if dimension == "team" else frame["who_id"].where(frame["scope"] == "rep")
            frame = frame[own.isin(values)]
    return frame.reset_index(drop=True)


def _of_load(sales: SalesData, what: str, cycle: Cycle) -> pd.DataFrame:
    held = _kept.setdefault(sales.connection, {})
    key = (sales.as_of, cycle, sales.practice)
    if (*key, what) not in held:
        held[(*key, "signals")] = signals(sales, cycle)
        held[(*key, "findings")] = classified(held[(*key, "signals")], [start for start, _ in completed(sales, cycle)])
    return held[(*key, what)]


def classified(frame: pd.DataFrame, cycles: Sequence[Any]) -> pd.DataFrame:
    """Findings of signals over ``cycles`` (first days, oldest first); those of most of a team are the team's."""
    marked = frame[frame["rule"] != ""] if len(frame) else frame
    if marked.empty:
        return pd.DataFrame(columns=[*frame.columns, "state", "since", "seen", "evidence", "rules"])
    strong = folded(marked[marked["rule"].isin(STRONG)], frame)
    now = marked[(marked["rule"] == "watch") & (marked["starts"] == cycles[-1])]
    signalled = strong.groupby(WHAT)["starts"].agg(set).to_dict() if len(strong) else {}
    rows = [_row(strong, what, starts, cycles) for what, starts in signalled.items()]
    # what is only to be watched and is a finding already has been told
    teams = set(strong.loc[strong["scope"] == "team", PLACE].itertuples(index=False, name=None)) if len(strong) else ()
    known = zip(now[WHAT].itertuples(index=False), now[PLACE].itertuples(index=False, name=None), strict=True)
    fresh = np.array([tuple(row) not in signalled and place not in teams for row, place in known], dtype=bool)
    watched = now[fresh]
    watched = watched.assign(state="watch", since=watched["starts"], seen=0)
    whole = pd.concat([pd.DataFrame(rows), watched], ignore_index=True)
    order = whole["state"].map({name: place for place, name in enumerate(STATES)})
    whole = whole.assign(order=order).sort_values(["order", "good", "scope", "p"], ascending=[True, True, False, True])
    evidence = [evidence_id(row) for row in whole.to_dict("records")]
    return whole.drop(columns="order").assign(evidence=evidence, rules=RULES).reset_index(drop=True)


STATES = ("new", "recurring", "paused", "resolved", "watch")


def _row(strong: pd.DataFrame, what: tuple[Any, ...], starts: set[Any], cycles: Sequence[Any]) -> dict[str, Any]:
    seen = [cycle in starts for cycle in cycles]
    rows = strong[(strong[WHAT] == list(what)).all(axis=1)]
    last = rows.sort_values("starts").iloc[-1]
    return {**last.to_dict(), "state": state(seen), "since": cycles[since(seen)], "seen": sum(seen)}


def state(seen: Sequence[bool]) -> str:
    """What a signal is that was seen in some of the last cycles, oldest first.

    Recurring where it is seen now and was in 2 of the last 4 or 3 of all; new where it is seen now and was not in the 3
    before; resolved after 2 cycles without; paused where only this cycle is without.
    """
    often = sum(seen[-OF_LAST:]) >= OFTEN or sum(seen) >= OVER_ALL
    if not any(seen[-RESOLVED_AFTER:]):
        return "resolved"
    if not seen[-1]:
        return "paused"
    return "recurring" if often else "new"


def since(seen: Sequence[bool]) -> int:
    """Place of the first cycle of the last spell; two cycles without a signal end one."""
    last = max(place for place, here in enumerate(seen) if here)
    first = last
    for place in range(last, -1, -1):
        if seen[place]:
            first = place
        elif first - place >= RESOLVED_AFTER:
            break
    return first


def folded(strong: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Signals without those of reps whose team has the same one, or most reps of it: then it is the team's."""
    if strong.empty:
        return strong
    reps = frame[(frame["scope"] == "rep") & (frame["n"] >= RANKED) & frame["p"].notna()]
    judged_reps = reps.groupby(["kpi", "stage", "team", "starts"]).size()
    shared = strong[strong["scope"] == "rep"].groupby(PLACE).size().reset_index(name="flagged")
    whole = [judged_reps.get((row.kpi, row.stage, row.team, row.starts), 0) for row in shared.itertuples()]
    most = shared[
        (shared["flagged"] > MOST_OF_A_TEAM * pd.Series(whole, dtype=float)) & (pd.Series(whole) >= SMALLEST_TEAM)
    ]
    teams = frame[frame["scope"] == "team"].drop(columns="side").merge(most[PLACE], on=[*PLACE[:3], "starts"])
    made = teams[teams["n"] >= RANKED].drop(columns="rule").assign(rule="most_reps")
    whole_teams = pd.concat([strong[strong["scope"] == "team"], made]).drop_duplicates([*WHAT, "starts"])
    taken = set(whole_teams[PLACE].itertuples(index=False, name=None))
    alone = np.array([place not in taken for place in strong[PLACE].itertuples(index=False, name=None)])
    return pd.concat([whole_teams, strong[(strong["scope"] == "rep") & alone]], ignore_index=True)


def evidence_id(row: Mapping[str, Any]) -> str:
    """The same for the same KPI, step, person or team, side, cycle and rules, on any machine."""
    parts = (row["kpi"], row["stage"], row["scope"], row["who_id"], row["side"], row["starts"], row["rule"], RULES)
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:12]


def measure(kpi: str, stage: str, lang: str) -> str:
    """The name of a KPI, with its step."""
    title = definition(kpi).title_in(lang)
    return f"{title} ({stage})" if stage else title


def written(frame: pd.DataFrame, sales: SalesData, cycle: Cycle) -> pd.DataFrame:
    """The rows with their numbers in words, each in its KPI's unit."""
    rows = [_written(row, sales, cycle) for row in frame.to_dict("records")]
    names = ("state_told", "measure", "told", "told_interval", "held_against", "since_cycle")
    return frame.assign(**{name: [row[name] for row in rows] for name in names})


def _written(row: Mapping[str, Any], sales: SalesData, cycle: Cycle) -> dict[str, str]:
    lang, unit = sales.lang, definition(row["kpi"]).unit
    return {
        "state_told": state_word(row, lang),
        "measure": measure(row["kpi"], row["stage"], lang),
        "told": formats.value(row["value"], unit, lang, sales.currency, compact=True),
        "told_interval": formats.interval(row["lo"], row["hi"], unit, lang, sales.currency) or "–",
        "held_against": formats.value(row["reference"], unit, lang, sales.currency, compact=True),
        "since_cycle": formats.period(row["since"], cycle, lang),
    }


def state_word(row: Mapping[str, Any], lang: str) -> str:
    """What a finding is, in words: what is new by rule, though it was seen before, is back again."""
    again = row["state"] == "new" and row["seen"] > 1
    return say(f"review.state.{'again' if again else row['state']}", lang)


def _said(told: pd.DataFrame, sales: SalesData, cycle: str | None) -> tuple[str, ...]:
    kind, lang = cycle_of(sales, cycle), sales.lang
    periods = completed(sales, kind)
    last = formats.period(periods[-1][0], kind, lang)
    strong = told[told["state"].isin(["new", "recurring"])]
    if strong.empty:
        said = [say("review.findings.nothing", lang, cycle=last)]
    else:
        said = [one_sentence(row, lang, kind) for row in strong.to_dict("records")]
    counts = told["state"].value_counts()
    for code in ("paused", "resolved", "watch"):
        if counts.get(code, 0):
            said.append(say(f"review.findings.{code}", lang, count=int(counts[code])))
    return tuple(said)


def one_sentence(row: Mapping[str, Any], lang: str, cycle: Cycle) -> str:
    """A finding in one sentence, with n, interval, what it is held against and since when."""
    words = {name: row[name] for name in ("who", "measure", "told", "told_interval", "held_against", "since_cycle")}
    words |= {"n": formats.number(row["n"], lang), "cycle": formats.period(row["starts"], cycle, lang)}
    words |= {"rule": say(f"review.rule.{row['rule']}", lang), "state": state_word(row, lang)}
    # the first point that ended a run of eight is no day on which the run began
    sentence = say(f"review.findings.one{'_run' if row['rule'] == 'run' else ''}", lang, **words)
    return sentence[0].upper() + sentence[1:]
