"""Remedies: the table from evidence to suggestion, a small rule for each row, and what each suggestion rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.registry import definition
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.follow_up.evidence import RESPONSE, SIZE, SPENDING, Known
from salestoolkit.review.follow_up.findings import RULES, evidence_id, found, written
from salestoolkit.words import formats
from salestoolkit.words.text import say

Finding = Mapping[str, Any]

NAMED = ["code", "scope", "who_id", "who", "team", "kpi", "stage", "n", "lo", "hi", "because", "evidence", "rules"]
NEEDS_ACTION = ("new", "recurring")
GOAL = "quota_attainment"


def training(finding: Finding, known: Known) -> str | None:
    """One stage only is below the limits, activity and load are normal, and others at the stage are not."""
    rep, rows = finding["who_id"], known.findings
    steps = rows[(rows["who_id"] == rep) & (rows["stage"] != "") & rows["state"].isin(NEEDS_ACTION) & ~rows["good"]]
    alone = bool(finding["stage"]) and len(steps) == 1
    return "training" if alone and known.active(rep) and not known.busy(rep) else None


def resource(finding: Finding, known: Known) -> str | None:
    """Answers are late, and there are more leads per working hour than three in four have, or it is nights only."""
    if finding["kpi"] != RESPONSE:
        return None
    if known.busy(finding["who_id"]):
        return "resource_load"
    return "resource_hours" if known.only_off_hours(finding["who_id"]) else None


def pricing(finding: Finding, known: Known) -> str | None:
    """Deals are small in one product only, or discounts are high."""
    if finding["kpi"] != SIZE:
        return None
    narrow = len(known.small_in(finding["who_id"])) == 1
    return "pricing" if narrow or known.discounts_high(finding["who_id"]) else None


BY_FINDING: tuple[Callable[[Finding, Known], str | None], ...] = (training, resource, pricing)
"""Rules for what one rep does, in the order of the table; where none has its evidence there is a question to ask."""


def spend(known: Known) -> Iterator[dict[str, Any]]:
    """Sales do not pay for their cost, even at the upper end of the interval."""
    result = known.spending
    row = result.frame.iloc[0]
    if not result.missing and row["hi"] < 1:
        yield _row("spend", "all", None, known, kpi=SPENDING, n=row["n"], lo=row["lo"], hi=row["hi"])


def recovering(known: Known) -> Iterator[dict[str, Any]]:
    """A gap to the goal, and stock that may close a part of it; n are its items, and the interval is in money."""
    for row in known.gaps[known.gaps["carry"] > 0].to_dict("records"):
        words = {name: _money(row[name], known.sales) for name in ("gap", "expected", "carry")} | {
            "period": row["period"]
        }
        told = {"n": row["items"], "lo": row["lo"], "hi": row["hi"], "kpi": GOAL, "words": words}
        told["because"] = "recover_over" if known.over else "recover"
        if row["rep_id"] not in set(known.unjudged["who_id"]):
            yield _row("recover", "rep", row["rep_id"], known, who=row["who"], team=row["team"], **told)


def reset(known: Known) -> Iterator[dict[str, Any]]:
    """Half of a team's goals or more had less than one chance in five from the start."""
    for row in known.out_of_reach.to_dict("records"):
        words = {name: row[name] for name in ("hard", "reps", "period")}
        told = {"n": row["reps"], "kpi": GOAL, "words": words}
        yield _row("reset", "team", row["team"], known, who=row["team"], team=row["team"], **told)


def check_in(known: Known) -> Iterator[dict[str, Any]]:
    """Too few deals to say anything."""
    words = {"period": formats.period(known.period.start, known.cycle, known.sales.lang)}
    for row in known.unjudged.to_dict("records"):
        undated = int(known.undated.get(row["who_id"], 0))
        told = {name: row[name] for name in ("who", "team", "n")}
        told["because"] = "check_in_undated" if undated else "check_in"
        words["undated"] = formats.number(undated, known.sales.lang)
        yield _row("check_in", "rep", row["who_id"], known, words=words, **told)


BY_STATE: tuple[Callable[[Known], Iterator[dict[str, Any]]], ...] = (spend, reset, recovering, check_in)
"""Rules that need no finding."""


def remedies(sales: SalesData, cycle: str | None = None) -> pd.DataFrame:
    """A row per suggestion: ``code scope who_id who team kpi stage n lo hi because evidence rules state good``.

    Those that rest on findings first, the team's before a rep's; ``because`` is in the reader's language.
    """
    kind = cycle_of(sales, cycle)
    if not completed(sales, kind):
        return pd.DataFrame(columns=[*NAMED, "state"])
    known = Known(sales, kind)
    frame = found(sales, kind)
    needed = frame[frame["state"].isin(NEEDS_ACTION) & ~frame["good"].astype(bool)]
    told = written(needed, sales, kind)
    rows = [_suggested(row, known) for row in told.to_dict("records")]
    rows += [row for rule in BY_STATE for row in rule(known)]
    return pd.DataFrame([row for row in rows if row["who_id"] not in known.left], columns=[*NAMED, "state"])


def chosen(finding: Finding, known: Known) -> str:
    """The code that the table gives a finding: the team's is a matter of process, a rep's as the evidence says."""
    if finding["scope"] == "team":
        return "process"
    # what lies beside an earlier cycle's signal is not looked up: one asks whether it is over
    if finding["starts"] != known.period.start:
        return "ask"
    return next((code for rule in BY_FINDING if (code := rule(finding, known))), "ask")


def _suggested(row: Finding, known: Known) -> dict[str, Any]:
    code = chosen(row, known)
    words = {name: row[name] for name in ("who", "measure", "told", "told_interval", "held_against", "since_cycle")}
    words |= {"n": formats.number(row["n"], known.sales.lang), "stage": row["stage"]}
    words["cycle"] = formats.period(row["starts"], known.cycle, known.sales.lang)
    return {**{name: row.get(name) for name in NAMED}, "code": code, "state": row["state"]} | {
        "because": say(f"review.because.{code}", known.sales.lang, **words)
    }


def _row(code: str, scope: str, who_id: str | None, known: Known, **told: Any) -> dict[str, Any]:
    words = {name: str(value) for name, value in told.pop("words", {}).items()}
    because = told.pop("because", code)
    base: dict[str, Any] = {
        "kpi": "",
        "stage": "",
        "n": np.nan,
        "lo": np.nan,
        "hi": np.nan,
        "who": "",
        "team": None,
    } | told
    own = {"code": code, "scope": scope, "who_id": who_id, "rules": RULES, "state": ""} | base
    named = {**own, "side": "", "starts": known.period.start, "rule": code}
    lang, unit = known.sales.lang, definition(told["kpi"]).unit if told.get("kpi") else "count"
    words |= {"n": formats.number(own["n"], lang), "who": own["who"]}
    words["cycle"] = formats.period(known.period.start, known.cycle, lang)
    words |= {"interval": formats.interval(own["lo"], own["hi"], unit, lang, known.sales.currency) or "–"}
    return own | {"because": say(f"review.because.{because}", lang, **words), "evidence": evidence_id(named)}


def _money(amount: float, sales: SalesData) -> str:
    return formats.money(amount, sales.lang, sales.currency, compact=True)
