"""The pages people read, and their blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.id.md")
PAGES = (*READMES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")


def text(page: Path) -> str:
    """The page as it is written."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    """The page's blocks of code in a language."""
    return [code for kind, code in FENCE.findall(text(page)) if kind == language]


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return FENCE.sub("", text(page))


def inline(page: Path) -> Iterator[str]:
    """Every piece of code inside a sentence."""
    return (match.group(1) for match in INLINE.finditer(prose(page)))


def name(page: Path) -> str:
    """The page's path, to call its test by."""
    return page.relative_to(ROOT).as_posix()
