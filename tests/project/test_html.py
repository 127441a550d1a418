"""HTML is written with markupsafe alone: no f-string, sum or formatted text of the package holds a tag.

That each template is a literal, ruff sees to (S704); that nothing escapes by hand, its list of banned names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "salestoolkit"
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>")
MADE = ("format", "join", "replace", "format_map")


def text_of(node: ast.AST) -> str:
    """The text of a literal; what is filled into an f-string stands as ``x``."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def composed(node: ast.AST) -> Iterator[ast.AST]:
    """The literals that ``node`` makes a text of without escaping what it adds."""
    if isinstance(node, ast.JoinedStr):
        yield node
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        yield from (node.left, node.right)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MADE:
        yield node.func.value


def faults(source: str) -> list[int]:
    """Lines on which a tag stands in a text that is made of others."""
    made = (literal for node in ast.walk(ast.parse(source)) for literal in composed(node))
    return sorted({literal.lineno for literal in made if TAG.search(text_of(literal))})  # type: ignore[attr-defined]


def test_no_text_with_a_tag_is_made_without_escaping() -> None:
    files = {str(path.relative_to(PACKAGE)): path for path in PACKAGE.rglob("*.py")}
    found = {name: faults(path.read_text(encoding="utf-8")) for name, path in files.items()}
    assert len(found) > 300
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ('f"<p>{name}</p>"', True),
        ('f"<{level}>{name}"', True),
        ("""f'<p class="{kind}">'""", True),
        ('"<p>" + name', True),
        ('"<p>%s</p>" % name', True),
        ('"<p>{}</p>".format(name)', True),
        ('"</li><li>".join(names)', True),
        ('Markup("<p>{}</p>").format(name)', False),
        ('Markup("</li><li>").join(names)', False),
        ('f"{low} < {high} and {high} > {low}"', False),
        ('"<h1" in page', False),
    ],
)
def test_what_counts_as_making_html_by_hand(source: str, refused: bool) -> None:
    assert bool(faults(source)) is refused
