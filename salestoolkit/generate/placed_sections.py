"""The sections of a document: in which order they stand, and what each is asked there."""

from __future__ import annotations

import json

from salestoolkit.review.section import Place
from salestoolkit.review.section.registry import sections

_ASKS = {
    "period": "sales, {options}**asked",
    "history": 'sales, {options}end=end, where={{"team": team}}',
    "now": 'sales, {options}where={{"team": team}}',
}
"""What a section's function is asked in the team's review, by what its place says."""
_LIMITED = 'sales, where={"team": team}'
_HISTORY = 'sales, end=end, where={"team": team}'
_OTHERS = (
    (-60, "goals", 'sales, period="running", where={"team": team}'),
    (-50, "follow_up", _LIMITED),
    (-40, "agreements", _LIMITED),
    (-30, "recover", _LIMITED),
    (30, "moved", _LIMITED),
    (40, "products", "sales, **asked"),
    (50, "seasons", _HISTORY),
    (60, "pipeline_forecast", _LIMITED),
    (70, "forecast", _LIMITED),
)
"""Parts of the team's review that are not declared as a section yet."""


def placed(document: str) -> list[tuple[int, str, str]]:
    """The sections of a document in their order: where each stands, its name, and what it is asked."""
    declared = [
        (place.order, section.name, _ASKS[place.asks].format(options=_options(place)))
        for section in sections().values()
        for place in section.place
        if place.document == document
    ]
    return sorted([*declared, *_OTHERS])


def _options(place: Place) -> str:
    return "".join(f"{name}={json.dumps(value)}, " for name, value in place.options.items())
