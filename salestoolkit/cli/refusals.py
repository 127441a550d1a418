"""What typer refuses, in the reader's language; imports only words.

Typer has its sentences in English alone. What they are about stands in the error and its cause, so it is said anew.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import Any

import typer

from salestoolkit.words.text import has, languages, say

SAYS = {
    r"No such command '(?P<name>.*?)'": "no_command",
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<extra>.*)\)": "extra",
    r"Option '(?P<option>.*?)' requires an argument": "needs_value",
    r"Option '(?P<option>.*?)' does not take a value": "takes_no_value",
    r"(?:Value error, )?'?(?P<given>.*?)'? is not one of (?P<known>.*?)\.?$": "not_one_of",
    r"Missing command": "missing_command",
}
"""What is found in a sentence of typer's, and the key of ours."""


def of_the_machine() -> str:
    """The language of the environment (``LANG=id_ID.UTF-8``), where there is a catalogue of it; else English."""
    places = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = re.split(r"[_.@]", next(filter(None, places), ""))[0].lower()
    return code if code in languages() else "en"


def told(error: typer.TyperException, lang: str) -> str:
    """What was wrong with a command line, and the command whose help says more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "salestoolkit"
    return f"{_fact(error, lang)} {say('usage.help', lang, command=command)}"


def _fact(error: Any, lang: str) -> str:
    if name := getattr(error, "option_name", "") if hasattr(error, "possibilities") else "":
        near = get_close_matches(name, error.possibilities or (), n=1)
        offer = f" {say('refused.meant', lang, name=near[0])}" if near else ""
        return f"{say('usage.no_option', lang, option=name)}{offer}"
    parameter = getattr(error, "param", None)
    hint = parameter.get_error_hint() if parameter is not None else ""
    if hasattr(error, "param_type"):
        kind = error.param_type or getattr(parameter, "param_type_name", "")
        return say("usage.missing_option" if kind == "option" else "usage.missing", lang, name=_unquoted(hint))
    said = _said(error, lang)
    return say("usage.invalid", lang, name=_unquoted(hint), said=said) if hint else said


def _said(error: Any, lang: str) -> str:
    """The sentence of an error of which only the text is known, or what pydantic found in a value."""
    found: dict[str, Any] = next(iter(getattr(error.__cause__, "errors", list)()), {})
    key = f"usage.{found.get('type', '')}"
    if has(key, lang):
        return say(key, lang, **{name: f"{value:g}" for name, value in _bounds(found)})
    for pattern, key in SAYS.items():
        if seen := re.search(pattern, error.message):
            return f"{say(f'usage.{key}', lang, **seen.groupdict())}{_near(error, seen.groupdict(), lang)}"
    return f"{error.message.rstrip('.')}."


def _bounds(found: dict[str, Any]) -> list[tuple[str, float]]:
    """The numbers that a value is held against."""
    return [(name, value) for name, value in found.get("ctx", {}).items() if isinstance(value, int | float)]


def _near(error: Any, seen: dict[str, str], lang: str) -> str:
    """The command that may have been meant."""
    commands = getattr(getattr(error.ctx, "command", None), "commands", {}) if "name" in seen else {}
    close = get_close_matches(seen.get("name", ""), commands, n=1)
    return f" {say('refused.meant', lang, name=close[0])}" if close else ""


def _unquoted(hint: str) -> str:
    return hint.strip("'").replace("' / '", " / ")
