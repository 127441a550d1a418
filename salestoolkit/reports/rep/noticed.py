"""Noticed: where a rep's own series lies clear of the band beside it, or runs on one side of its own median."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.funnel_limits import SIGNAL
from salestoolkit.kpi import KPI
from salestoolkit.review.cycles import LOOK_BACK
from salestoolkit.review.follow_up.findings import STATES, since, state
from salestoolkit.review.follow_up.recommendations import NEEDS_ACTION
from salestoolkit.review.follow_up.signals import run_sides
from salestoolkit.review.one_to_one.rep_rows import Matters, Row
from salestoolkit.review.one_to_one.rep_sections import ACTIVE
from salestoolkit.words.periods import over_at

if TYPE_CHECKING:
    from salestoolkit.reports.rep.piece import Piece

ORDER = ("new", "recurring", "standing", *STATES[2:])
"""What comes first."""
STRETCH = NormalDist().inv_cdf((1 + SIGNAL) / 2) / NormalDist().inv_cdf(0.975)
"""How much further than a 95 % interval one of 99.8 % reaches."""


def with_noticed(own: Matters, pieces: Sequence[Piece], today: date) -> Matters:
    """The matters with findings and what is suggested, made of nothing but the pieces of the same extract."""
    looked = [(piece, rows) for piece in pieces if len(rows := completed_rows(piece, today))]
    found = [row for piece, rows in looked for row in noticed(piece, rows)]
    lately = {(row["kpi"], row["side"]) for row in found if row["state"] in NEEDS_ACTION}
    found += [row for piece in pieces for row in standing(piece) if (row["kpi"], row["side"]) not in lately]
    found = sorted(found, key=lambda row: (ORDER.index(row["state"]), row["good"]))
    banded = any(piece.bands for piece, _ in looked) or any(piece.band for piece in pieces)
    why = "" if found or banded else "no_band" if looked else _why_nothing(pieces)
    return replace(own, why_no_findings=why, findings=found, suggested=list(_suggested(own, pieces)))


def _why_nothing(pieces: Sequence[Piece]) -> str:
    """Whether no number that is looked at by period can be measured, or none has a period that is over."""
    compared = [piece for piece in pieces if definition(piece.spec).estimate.compares == "groups"]
    return "unmeasured" if compared and all(piece.missing for piece in compared) else "too_short"


def standing(piece: Piece) -> Iterator[dict[str, Any]]:
    """The whole period where it lies clear of its band: many months together tell what no single one does."""
    kpi = definition(piece.spec)
    if not piece.own or kpi.estimate.compares != "groups":
        return
    rule, side = _side(piece.own, piece.band, "")
    if rule:
        yield _told(kpi, piece, piece.own, ("standing", side, rule)) | {"starts": "", "since": ""}


def completed_rows(piece: Piece, today: date) -> pd.DataFrame:
    """The rows of the own series whose period is over, and whose cases have had their time."""
    if not piece.series or definition(piece.spec).estimate.compares != "groups":
        return pd.DataFrame()
    rows = pd.DataFrame(list(piece.series))
    at = pd.to_datetime(rows["at"])
    over = over_at(at, piece.grain) <= pd.Timestamp(today)
    if "mature" in rows:
        over &= rows["mature"].fillna(False).astype(bool)
    return rows[over].sort_values("at", ignore_index=True)


def noticed(piece: Piece, rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What is new, recurring, paused or resolved in the last six periods of one KPI, each side by itself."""
    kpi, told = definition(piece.spec), {row["at"]: row for row in piece.bands}
    runs = run_sides(rows["value"].to_numpy(float))
    sides = [_side(row, told.get(row["at"]), run) for row, run in zip(rows.to_dict("records"), runs, strict=True)]
    last = rows.tail(LOOK_BACK).assign(rule=[rule for rule, _ in sides[-LOOK_BACK:]])
    for side in ("above", "below"):
        seen = [at == side for _, at in sides[-LOOK_BACK:]]
        if any(seen):
            yield _finding(kpi, piece, last, side, seen)


def _side(row: Mapping[str, Any], band: Mapping[str, Any] | None, run: str) -> tuple[str, str]:
    """By which rule and on which side a period stands out; empty where it does not."""
    value = row.get("value")
    if value is None or pd.isna(value) or row["n"] < RANKED:
        return "", ""
    if band and not pd.isna(row["lo"]):
        hi = np.inf if pd.isna(row["hi"]) else float(row["hi"])
        if value - (value - row["lo"]) * STRETCH > band["q3"]:
            return "band", "above"
        if value + (hi - value) * STRETCH < band["q1"]:
            return "band", "below"
    return ("run", run) if run else ("", "")


def _finding(kpi: KPI, piece: Piece, rows: pd.DataFrame, side: str, seen: Sequence[bool]) -> dict[str, Any]:
    last = rows[seen].iloc[-1].to_dict()
    told = _told(kpi, piece, last, (state(seen), side, last["rule"]))
    return told | {"starts": last["at"], "since": rows["at"].iloc[since(seen)]}


def _told(kpi: KPI, piece: Piece, row: Row, what: tuple[str, str, str]) -> dict[str, Any]:
    """What is the same of every finding; ``what`` are its state, side and rule."""
    stands, side, rule = what
    good = (side == "above") == (kpi.better == "higher")
    return {
        **{"state": stands, "kpi": piece.spec, "side": side, "good": good, "n": int(row["n"]), "rule": rule},
        **{name: None if pd.isna(row[name]) else float(row[name]) for name in ("value", "lo", "hi")},
        "grain": piece.grain,
        "code": "ask" if stands in ACTIVE and not good else None,
    }


def _suggested(own: Matters, pieces: Sequence[Piece]) -> Iterator[Row]:
    """What is suggested without a finding: a goal that can still be reached with what is open, and too few deals."""
    # what is behind the calendar, or was missed
    short = {row["stands"] for row in own.goals} & {"short", "missed"}
    if own.items and short:
        yield {"code": "recover", "n": own.items, "over": "short" not in short}
    closed = [piece.own["n"] for piece in pieces if piece.own.get("n") is not None and _of_closed(piece)]
    if closed and max(closed) < RANKED:
        yield {"code": "check_in", "n": int(max(closed))}


def _of_closed(piece: Piece) -> bool:
    kpi = definition(piece.spec)
    return kpi.basis == "closed" and kpi.estimate.compares == "groups"
