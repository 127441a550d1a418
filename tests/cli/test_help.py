"""Help teaches: each command has two examples, and every example can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from typer.main import get_command

import salestoolkit as st
from salestoolkit.cli.app import app

COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]


def examples(text: str) -> list[list[str]]:
    lines = text.partition("Examples:")[2].splitlines()
    typed = [line.strip() for line in lines if line.strip().startswith("salestoolkit ")]
    return [shlex.split(part)[1:] for line in typed for part in line.split(" && ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_two_examples_that_parse(cli: Callable[..., Any], name: str) -> None:
    shown = cli(name, "--help")
    assert shown.code == 0
    found = examples(shown.out)
    assert len(found) >= 2
    for command, *arguments in found:
        assert COMMANDS[command].make_context(command, arguments).params


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_says_what_it_is_for(name: str) -> None:
    assert [one.name for one in COMMANDS[name].params if not getattr(one, "help", "")] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_shows_whole_sentences(cli: Callable[..., Any], name: str) -> None:
    summary = next(line for line in cli("--help").out.splitlines() if line.startswith(f"  {name} "))
    assert summary.endswith(".")
    assert not summary.endswith("...")


def test_options_stand_in_the_groups_that_python_takes_them_in(cli: Callable[..., Any]) -> None:
    sections = re.split(r"\n\n(?=\S)", cli("report", "--help").out)
    groups = {text.partition(":")[0]: set(re.findall(r"^  --([a-z-]+)", text, re.MULTILINE)) for text in sections}
    pages = {field.name.replace("_", "-") for field in fields(st.Pages)} - {"kpis", "lang", "copies"}
    assert groups["Pages"] == pages | {"kpi", "pdf", "zip"}
    assert groups["Execution"] == {field.name for field in fields(st.Execution)} - {"limits", "progress"}
    assert groups["Limits"] == {"cell-limit", "report-limit", "memory-limit", "stop-at"}
    assert {"crm", "mapping", "lang"} < groups["Data"]


def test_the_end_of_a_period_is_explained(cli: Callable[..., Any]) -> None:
    assert "First day AFTER the period" in cli("kpi", "--help").out
