"""A measure's condition in words; imports only words."""

from __future__ import annotations

import ast
import re

from salestoolkit.words.text import say

SIGNS = {"__eq__": "=", "__ne__": "≠", "__gt__": ">", "__ge__": "≥", "__lt__": "<", "__le__": "≤"}
JOINTS = {"__and__": "cli.and", "__or__": "reference.or"}


def in_words(condition: object, lang: str) -> str:
    """``status = won and (amount ≤ 0 or amount is empty)`` for an expression of columns.

    An expression says what it is only by how it writes itself; one that cannot be read stays as written.
    """
    written = repr(condition)
    # Values stand there without quotes, and may be several words.
    quoted = re.sub(r"__\((?!col\()([^()]*)\)", lambda found: f"__({found[1]!r})", written)
    try:
        told = _told(ast.parse(quoted, mode="eval").body, lang)
    except SyntaxError:
        return written
    return told[1:-1] if told[0] == "(" and told[-1] == ")" else told


def _told(node: ast.expr, lang: str) -> str:
    match node:
        case ast.Constant(value):
            return str(value)
        case ast.Call(ast.Name("col"), [ast.Name(column)]):
            return column
        case ast.Call(ast.Attribute(left, sign), [right]) if sign in JOINTS:
            return f"({_told(left, lang)} {say(JOINTS[sign], lang)} {_told(right, lang)})"
        case ast.Call(ast.Attribute(left, sign), [right]) if sign in SIGNS:
            return f"{_told(left, lang)} {SIGNS[sign]} {_told(right, lang)}"
        case ast.Call(ast.Attribute(left, "is_null"), []):
            return f"{_told(left, lang)} {say('cli.empty', lang)}"
    return ast.unparse(node)
