"""What a run came to, in few numbers: as a mapping for programs, as rows for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salestoolkit.reports.publish.copies import pdf_of
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.reports.batch import Run

SCHEMA = 1


def summary(run: Run) -> dict[str, Any]:
    """The run as ``report --json`` prints it; ``slowest`` is None when every report was kept."""
    made = [outcome for outcome in run.outcomes if not outcome.kept]
    failures = [{"file": o.task.page, "status": o.status, "error": o.error} for o in run.failed]
    failures += [{"file": pdf_of(page), "status": "failed", "error": why} for page, why in run.unprinted.items()]
    slowest = max(made, key=lambda outcome: outcome.seconds, default=None)
    done = sum(outcome.status == "done" for outcome in made)
    return {
        "schema": SCHEMA,
        "index": run.index if isinstance(run.index, str) else str(run.index.resolve()),
        "reports": len(run.outcomes),
        "made": done,
        "kept": len(run.outcomes) - len(made),
        "partial": sum(outcome.status == "partial" for outcome in run.outcomes),
        "failed": sum(not outcome.made for outcome in run.outcomes),
        "seconds": round(run.seconds, 3),
        "slowest": slowest and {"file": slowest.task.page, "seconds": round(slowest.seconds, 3)},
        "peak_mib": max((outcome.peak_mib for outcome in made), default=0.0),
        "copies": [copy["file"] for copy in run.copies],
        "failures": failures,
    }


def rows(about: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """The same as terms with their values; what there was none of is left out."""
    counts = ("reports", "made", "kept", *(["partial"] if about["partial"] else []), "failed")
    told = [(name, formats.number(about[name], lang)) for name in counts]
    told.append(("seconds", formats.duration(about["seconds"], lang)))
    if slowest := about["slowest"]:
        told.append(("slowest", f"{formats.duration(slowest['seconds'], lang)}, {slowest['file']}"))
    if about["peak_mib"]:
        told.append(("peak", f"{formats.number(about['peak_mib'], lang)} MiB"))
    if about["copies"]:
        told.append(("copies", formats.number(len(about["copies"]), lang)))
    return [(say(f"summary.{name}", lang), text) for name, text in told]
