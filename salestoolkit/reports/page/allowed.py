"""What HTML may stand in a page, whatever a notebook's output holds; may import nothing of ours."""

from __future__ import annotations

from functools import cache

import nh3

# Each has its look in salesreport/page.css; a class outside this list is taken off.
CLASSES = frozenset(
    {
        *("period", "question", "sentence", "failed", "missing", "note", "definition"),
        *("cards", "card", "card-title", "card-value", "card-note"),
        *("result", "region", "number", "few", "focus"),
        *("sheet", "head", "half", "notes", "lines", "ticks", "more"),
    }
)

_TEXT = {"p", "br", "hr", "span", "strong", "b", "em", "i", "s", "sub", "sup", "small", "abbr", "a"}
_TEXT |= {"code", "pre"}
_BLOCKS = {"h1", "h2", "h3", "h4", "section", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"}
_BLOCKS |= {"details", "summary"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}

# Taken out with all that is in them; any other element that is not allowed leaves its text.
_EMPTIED = {"script", "style", "title", "iframe", "object", "noscript", "template", "svg", "math"}
_EMPTIED |= {"textarea", "select", "canvas", "audio", "video"}


def cleaned(html: str) -> str:
    """HTML with the allowed elements, attributes and classes only; links lead to https and mailto alone."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    tags = _TEXT | _BLOCKS | _TABLE
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=_EMPTIED,
        attributes={
            "*": {"lang", "aria-label"},
            "a": {"href"},
            "abbr": {"title"},
            "th": {"colspan", "rowspan"},
            "td": {"colspan", "rowspan"},
        },
        tag_attribute_values={
            "th": {"scope": {"col", "row", "colgroup", "rowgroup"}},
            "div": {"role": {"region"}, "tabindex": {"0"}},
        },
        allowed_classes={tag: set(CLASSES) for tag in tags},
        url_schemes={"https", "mailto"},
        url_relative="deny",
    )
