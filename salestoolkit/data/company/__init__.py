"""The demo company: an invented Indonesian sales team with known effects. Imports only data and words."""

from __future__ import annotations

from salestoolkit.data.company.company import demo, frames
from salestoolkit.data.company.folder import write
from salestoolkit.data.company.truths import NOTHING_PLANTED, TRUTHS, Truths

__all__ = ["NOTHING_PLANTED", "TRUTHS", "Truths", "demo", "frames", "write"]
