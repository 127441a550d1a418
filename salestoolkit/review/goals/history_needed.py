"""Grounds: whether enough was won, for long enough, to suggest goals from; else why not, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.estimate.frames import FEW, RANKED
from salestoolkit.review.goals.simulation import LOOK_BACK, Outlook
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

SPAN = 90
"""Days that the data reach back at least: a rate of fewer may be that of one good week."""


def why_none(outlook: Outlook, people: pd.DataFrame, lang: str) -> str:
    """Why there is nothing to suggest goals from; empty where there is."""
    valued = outlook.won[outlook.won["amount"] > 0]
    words = {"least": formats.number(RANKED, lang), "days": formats.number(LOOK_BACK, lang)}
    if people.empty:
        return say("review.suggestions.nobody", lang)
    if valued.empty:
        return say("review.suggestions.none_won", lang)
    if not (lately := outlook.won_lately("all", None)):
        return say("review.suggestions.stale", lang, day=formats.date(valued["day"].max(), lang), **words)
    if lately < RANKED:
        return say("review.suggestions.few", lang, count=lately, **words)
    if outlook.span < SPAN:
        return say("review.suggestions.short", lang, span=outlook.span, least=SPAN)
    return ""


def known_of(outlook: Outlook, scope: str, who: str) -> bool:
    """Whether a rep or team won enough for a rate of its own, or has one that leans on the rates of other reps."""
    return outlook.won_lately(scope, who) >= FEW or (scope == "rep" and outlook.leans)


def without(few: list[str], given_back: list[str], lang: str) -> str:
    """To whom no goal is suggested, and why: too few deals, or refunds as large as sales; empty where to everybody."""
    told = []
    if few:
        words = {"least": formats.number(FEW, lang), "days": formats.number(LOOK_BACK, lang)}
        told.append(say("review.suggestions.without", lang, names=formats.names(few), **words))
    if given_back:
        told.append(say("review.suggestions.given_back", lang, names=formats.names(given_back)))
    return " ".join(told)
