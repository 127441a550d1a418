"""Ends a run for its readers: copies, index and the rejected rows, and last the manifest, which tells of them all."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from salestoolkit.data.sales import SalesData
from salestoolkit.reports.machine.fingerprint import fingerprint
from salestoolkit.reports.plan import Order
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.copies import Copies, pdf_of
from salestoolkit.reports.publish.store import Folder, Store
from salestoolkit.reports.run.workers import Outcome
from salestoolkit.words.text import say

INDEX = "index.html"


def closed(
    sales: SalesData, order: Order, outcomes: tuple[Outcome, ...], store: Store, copier: Copies
) -> tuple[tuple[manifest.Entry, ...], Mapping[str, str]]:
    """Writes copies and what tells of the reports; the manifest last, since who reads it takes the rest to be there.

    Returns the copies, and of each page that could not be printed the reason.
    """
    rejected = sales.intake.write(copier.room())
    store.publish(rejected.name, rejected.read_bytes())
    folder = store.folder if isinstance(store, Folder) else None
    pdfs, unprinted = copier.pdfs(folder, outcomes) if folder else ([], {})
    index = _indexed(sales, order, outcomes, {each["file"] for each in pdfs}).encode()
    store.publish(INDEX, index)
    made = {o.task.page: o.sha256 for o in outcomes if o.made}
    files = {INDEX: sha256(index).hexdigest(), **made, **{each["file"]: each["sha256"] for each in pdfs}}
    copies = (*pdfs, *(copier.archive(folder, files) if folder else ()))
    notices = [_file(rejected.name, rejected.read_bytes()), _file(INDEX, index)]
    manifest.write(store, _about(sales, order) | {"files": notices}, outcomes, copies)
    manifest.Journal(store).close()
    return copies, unprinted


def _file(name: str, content: bytes) -> manifest.Entry:
    return {"file": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}


def _indexed(sales: SalesData, order: Order, outcomes: Sequence[Outcome], pdfs: Container[str]) -> str:
    """The index; it lists the reports by name."""
    from salestoolkit.reports.page.index import Entry, render_index
    from salestoolkit.results.overview import facts

    def entry(of: Outcome) -> Entry:
        task, pdf = of.task, pdf_of(of.task.page)
        name = say("sheet.title", order.lang, rep=task.name) if task.kind == "sheet" else task.name
        return Entry(name, task.team, task.page, of.status, of.size, pdf if pdf in pdfs else "")

    sheets = {o.task.identity: entry(o) for o in outcomes if o.task.kind == "sheet"}
    first, *others = [o for o in outcomes if o.task.kind != "sheet"]
    rows = [
        replace(entry(o), sheet=sheets.pop(o.task.identity, None) if o.task.kind == "rep" else None) for o in others
    ]
    entries = [*rows, *sheets.values()]
    about = facts(sales, order.start, order.end, order.lang)
    return render_index(
        sorted(entries, key=lambda entry: entry.name.casefold()),
        title=say("overview.index", order.lang),
        lang=order.lang,
        facts=about,
        first=[entry(first)],
        each=order.each,
    )


def _about(sales: SalesData, order: Order) -> dict[str, Any]:
    """What the manifest says of the whole run."""
    from salestoolkit import __version__

    return {
        "salestoolkit": __version__,
        "library": fingerprint(),
        "source": {"name": sales.name, "sha256": sales.sha256, "control": dict(sales.control)},
        "as_of": sales.as_of.isoformat(),
        "timezone": sales.timezone,
        "period": {"start": order.start or None, "end": order.end or None},
        "lang": order.lang,
        "kpis": order.names,
    }
