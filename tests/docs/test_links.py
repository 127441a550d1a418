"""What the pages name is there: linked files and headings, paths, public names, modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from doc_pages import PAGES, ROOT, blocks, inline, name, prose, text

import salestoolkit as st

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PATH = re.compile(r"\.?\w[\w.-]*(?:/[\w.*-]+)*/?")
PUBLIC = re.compile(r"\bst\.([A-Za-z]\w*)")
DOTTED = re.compile(r"salestoolkit(?:\.\w+)+")

# Folders of the repository; any other path in the pages is an example of the reader's own.
PARTS = ("salestoolkit", "templates", "notebooks", "tests", "benchmarks", "docs", ".ci")
PACKAGE = ROOT / "salestoolkit"
SOURCES = (".py", ".sql", ".toml")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(prose(page)) if not leads(page, link)] == []


def leads(page: Path, link: str) -> bool:
    """Whether a link is to an address outside, or to a file here and, after #, to one of its headings."""
    if link.startswith(("http:", "https:", "mailto:")):
        return True
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not heading or heading in anchors(target))


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get."""
    titles = (title.lower().replace("`", "") for title in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_exists(page: Path) -> None:
    assert [path for path in paths(page) if not exists(path)] == []


def paths(page: Path) -> Iterator[str]:
    """Every path in the page, by its place in the repository or in the package."""
    words = (word for piece in inline(page) for word in piece.split())
    commands = (word for block in blocks(page, "sh") for word in block.split())
    for word in (*words, *commands):
        if "/" in word and PATH.fullmatch(word):
            yield word


def exists(path: str) -> bool:
    """Whether a path of ours exists; a path of the reader's own need not."""
    first = path.partition("/")[0]
    if first in PARTS:
        return bool(list(ROOT.glob(path.rstrip("/"))))
    ours = (PACKAGE / first).is_dir() and path.endswith(SOURCES)
    return not ours or (PACKAGE / path).is_file()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_public_name_is_public(page: Path) -> None:
    assert set(PUBLIC.findall(text(page))) <= set(dir(st))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_dotted_name_can_be_imported(page: Path) -> None:
    dotted = {found for piece in inline(page) for found in DOTTED.findall(piece)}
    assert [found for found in dotted if not importable(found)] == []


def importable(dotted: str) -> bool:
    """Whether a name is a module, what a module holds, or a file called so."""
    if dotted.endswith(".toml") or find_spec_of(dotted):
        return True
    module, _, attribute = dotted.rpartition(".")
    return find_spec_of(module) and hasattr(import_module(module), attribute)


def find_spec_of(module: str) -> bool:
    """Whether there is such a module."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_of_python_is_python_and_imports_what_there_is(page: Path) -> None:
    for code in blocks(page, "python"):
        imports = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
        for node in imports:
            assert {alias.name for alias in node.names} <= set(dir(import_module(str(node.module))))


def test_nothing_of_this_is_blind() -> None:
    page = ROOT / "README.md"
    assert not leads(page, "docs/none.md")
    assert not leads(page, "docs/README.md#no-such-heading")
    assert leads(page, "docs/README.md#the-kpis")
    assert not exists("salestoolkit/none.py")
    assert not exists("engine/none.py")
    assert exists("reports/2017-q2")
    assert not importable("salestoolkit.none")
    assert importable("salestoolkit.KPI")
