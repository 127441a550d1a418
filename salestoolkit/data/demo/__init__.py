"""The demo company: an invented Indonesian sales team with known effects. Imports only data and words."""

from __future__ import annotations

from salestoolkit.data.demo.build import demo, frames
from salestoolkit.data.demo.folder import write
from salestoolkit.data.demo.truths import NOTHING_PLANTED, TRUTHS, Truths

__all__ = ["NOTHING_PLANTED", "TRUTHS", "Truths", "demo", "frames", "write"]
