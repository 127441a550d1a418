"""What a funnel counts beside its steps: deals whose status and history are at odds, and when a stage can be judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salestoolkit.kpi import Measure, Note
from salestoolkit.results.notes import Instead
from salestoolkit.words.text import Text

if TYPE_CHECKING:
    import pandas as pd

MOST = 0.05
"""A larger share would bias what is left: deals whose status is behind are those that were closed."""

AT_ODDS = (
    Measure("at_odds", "funnel_left_out", "entered_at", value="at_odds"),
    Measure("unlisted", "funnel_left_out", "entered_at", value="unlisted"),
    Measure("odd_ones", "funnel_known", None, value="at_odds", common=True),
    Measure("all_known", "funnel_known", None, value="deals", common=True),
)
"""Deals left out of a funnel: open by their status and closed by their history, or in the history alone."""


def _left_out(row: Mapping[str, Any]) -> bool:
    return (row.get("at_odds") or 0) + (row.get("unlisted") or 0) > 0


TOLD_AT_ODDS = (
    Instead(
        Text(
            id="Dari {entered} deal di funnel yang keadaannya diketahui, {value} bocor sebelum berhasil "
            "(rentang 95%: {interval}); {in_progress} di antaranya masih berjalan.",
            en="Of {entered} {entered|deal|deals} in the funnel whose state is known, {value} leak before they are won "
            "(95% interval: {interval}); {in_progress} of these {in_progress|is|are} still in progress.",
        ),
        when=_left_out,
    ),
    Note(
        Text(
            id="Tidak dihitung karena terbuka menurut statusnya, tetapi tertutup menurut riwayat tahapnya: "
            "{at_odds} deal.",
            en="Left out because they are open by their status and closed by their stage history: "
            "{at_odds} {at_odds|deal|deals}.",
        ),
        when=lambda row: row.get("at_odds", 0) > 0,
        aloud=True,
    ),
    Note(
        Text(
            id="Tidak dihitung karena hanya ada di riwayat tahap, sehingga hasilnya tidak diketahui: {unlisted} deal.",
            en="Left out because only the stage history has them, so that their outcome is not known: "
            "{unlisted} {unlisted|deal|deals}.",
        ),
        when=lambda row: row.get("unlisted", 0) > 0,
        aloud=True,
    ),
)


def finished_funnel(frame: pd.DataFrame) -> pd.DataFrame:
    """A funnel's answer with how long ago a deal must have entered a stage to be judged, where it is split by stage."""
    frame = _without_bias(frame)
    if "ripe_s" not in frame:  # a study that asks nothing of the kind
        return frame
    asked = frame["ripe_s"] / frame["entered"].where(frame["entered"] > 0)
    return frame.drop(columns="ripe_s").assign(**({"ripe_after": asked} if "stage" in frame else {}))


def _without_bias(frame: pd.DataFrame) -> pd.DataFrame:
    """No value where so many of all deals are at odds that the rest would be biased; without the counts that tell."""
    if "odd_ones" not in frame:
        return frame
    odd, known = frame["odd_ones"], frame["all_known"]  # folded alike, so that their ratio stays
    biased = odd > MOST * known
    judged = {name: frame[name].mask(biased) for name in ("value", "lo", "hi", "rate")}
    reason = frame["reason"].mask(biased, "at_odds")
    return frame.assign(**judged, reason=reason).drop(columns=["odd_ones", "all_known"])
