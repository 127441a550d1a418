"""The READMEs keep their word: their code runs and prints what they show, and every command they name exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doc_pages import PAGES, READMES, blocks, inline, name
from typer.main import get_command

from salestoolkit.cli.app import app

COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
CALL = re.compile(r"(?:^|/)salestoolkit$")


@pytest.mark.parametrize("page", READMES, ids=name)
def test_the_code_of_a_readme_runs_and_prints_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,), (shown,) = blocks(page, "python"), blocks(page, "text")
    monkeypatch.chdir(tmp_path)

    exec(compile(code, page.name, "exec"), {"__name__": "__main__"})

    assert shown in capsys.readouterr().out


def test_both_readmes_have_the_same_code() -> None:
    english, indonesian = (_bare(blocks(page, "python")[0]) for page in READMES)
    assert english == indonesian.replace('lang="id"', 'lang="en"')


def _bare(code: str) -> str:
    return "\n".join(line.partition("  #")[0].rstrip() for line in code.splitlines())


def calls(text: str) -> Iterator[list[str]]:
    """The words after ``salestoolkit`` of each command in a block or a piece of code."""
    for line in text.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|\|\||[|;]", line):
            words = shlex.split(part, comments=True)
            if words and CALL.search(words[0]):
                yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_in_a_block_would_be_understood(page: Path) -> None:
    for words in (words for block in blocks(page, "sh") for words in calls(block)):
        command, *arguments = words
        assert command in COMMANDS, f"salestoolkit {command}"
        COMMANDS[command].make_context(command, arguments)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_in_a_sentence_has_its_name_and_options(page: Path) -> None:
    for words in (words for piece in inline(page) for words in calls(piece)):
        if words:
            known = _options(words[0])
            assert {word for word in words[1:] if word.startswith("-")} <= known, words


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_option_named_by_itself_exists(page: Path) -> None:
    every = {option for command in COMMANDS for option in _options(command)}
    named = {piece.split()[0] for piece in inline(page) if piece.startswith("--")}
    assert named <= every


def _options(command: str) -> set[str]:
    assert command in COMMANDS, f"salestoolkit {command}"
    own = {option for parameter in COMMANDS[command].params for option in parameter.opts}
    return own | {"--help", "-h", "--debug"}


def test_a_wrong_command_would_be_found() -> None:
    (words,) = calls("cd build && .venv/bin/salestoolkit report demo --too reports  # no such option")
    with pytest.raises(Exception, match="--too"):
        COMMANDS[words[0]].make_context(words[0], words[1:])
