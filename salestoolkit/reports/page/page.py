"""A page from an executed notebook, without script and complete in itself; may import only words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from salestoolkit.reports.page.allowed import cleaned
from salestoolkit.reports.page.pictures import picture
from salestoolkit.reports.page.tables import arranged
from salestoolkit.words.text import say

TEMPLATE = "salesreport"
FOLDER = Path(__file__).parent
HIDDEN = frozenset({"parameters", "injected-parameters", "hide"})
# The first that an output has is shown. Scripts, widgets, formulas, Markdown and SVG never reach a page.
FORMS = ("text/html", "image/png", "text/plain")
MANY = 6
"""From so many parts on a page lists them at its top."""
_PART = re.compile(r"\s*<h2[^>]*>(.*?)</h2>", re.DOTALL)
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s/\\'\":<>]+)+[/\\]")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def render(
    notebook: NotebookNode,
    *,
    title: str,
    lang: str,
    facts: Sequence[tuple[str, str]] = (),
    index: str = "",
) -> str:
    """The page of an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Its outputs are shown; its code and the cells tagged with one of ``HIDDEN`` are not.
    title : str
        Title of the tab, and heading of the page unless the notebook shows one itself (``<h1>``).
    lang : str
        Language of the page, one of ``st.languages()``.
    facts : sequence of (term, text)
        Written under the title: period, as-of date, source.
    index : str
        Relative address of the index to link back to; none when empty.

    Returns
    -------
    str
        A whole HTML document that fetches nothing and runs no script, whatever the outputs hold.
    """
    shown = _shown(notebook)
    about = {"title": title, "lang": lang, "facts": list(facts), "index": index, "headed": _headed(shown)}
    about["parts"] = _parts(shown)
    document, _ = _exporter().from_notebook_node(shown, {"page": about})
    return str(document)


class PageExporter(TemplateExporter):
    """nbconvert's exporter in which every text is escaped, save what a filter of this file has made safe."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.filters |= {"say": say, "picture": picture, "plain": _plain}
        environment.filters |= {"html": _html, "markdown": _markdown}
        return environment


@cache
def _exporter() -> PageExporter:
    """One for all pages: making it takes longer than using it."""
    make: Any = PageExporter
    exporter: PageExporter = make(
        template_name=TEMPLATE, extra_template_basedirs=[str(FOLDER)], default_preprocessors=[]
    )
    return exporter


def _shown(notebook: NotebookNode) -> NotebookNode:
    """The cells and outputs that a page shows, each output in one form."""
    kept = (cell for cell in notebook.cells if HIDDEN.isdisjoint(cell.metadata.get("tags", [])))
    cells = [_reduced(cell, f"cell-{place}") for place, cell in enumerate(kept)]
    return _node(metadata={}, nbformat=4, nbformat_minor=5, cells=cells)


def _node(**parts: Any) -> NotebookNode:
    make: Any = NotebookNode
    node: NotebookNode = make(**parts)
    return node


def _headed(notebook: NotebookNode) -> bool:
    """Whether the notebook shows a first-level heading of its own, so that the page needs none."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return any("<h1" in output.data.get("text/html", "") for output in outputs)


def _parts(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Names and titles of the parts, each of which begins with a second-level heading; marks where they begin."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    begun = [(output, found) for output in outputs if (found := _PART.match(output.data.get("text/html", "")))]
    if len(begun) < MANY:
        return []
    for number, (output, _) in enumerate(begun, 1):
        output.metadata["part"] = f"part-{number}"
    titles = (Markup(found.group(1)).striptags() for _, found in begun)  # noqa: S704 - its tags are taken off
    return [(output.metadata["part"], title) for (output, _), title in zip(begun, titles, strict=True)]


def _reduced(cell: NotebookNode, name: str) -> NotebookNode:
    """A cell without what a page does not show: its code, its metadata, and what an output holds besides."""
    if cell.cell_type != "code":
        return _node(cell_type=cell.cell_type, id=name, metadata={}, source=cell.source)
    outputs = [_in_one_form(output) for output in cell.outputs]
    shown = [output for output in outputs if output]
    return _node(cell_type="code", id=name, metadata={}, source="", execution_count=None, outputs=shown)


def _in_one_form(output: NotebookNode) -> NotebookNode | None:
    """An output with the first form that a page can show; None where it has none."""
    if "data" not in output:
        return output
    form = next((form for form in FORMS if form in output.data), None)
    if form is None or (form == "text/plain" and output.data[form].startswith("<")):
        return None  # such as "<Axes: ...>", which says nothing to a reader
    told = {name: value for name, value in output.get("metadata", {}).items() if name != "part"}
    return _node(output_type="display_data", data={form: output.data[form]}, metadata=_node(**told))


def _html(source: str, lang: str) -> Markup:
    return Markup(cleaned(arranged(source, say("page.table", lang))))


def _markdown(source: str) -> Markup:
    """Markdown of the template's author; HTML in it is shown as text, and data never comes this way."""
    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    return Markup(cleaned(MarkdownWithMath(renderer=renderer).render(source)))


def _plain(text: str) -> str:
    """Text without terminal colours and without the folders of the machine that ran the notebook."""
    return _FOLDERS.sub("", _COLOURS.sub("", text))
