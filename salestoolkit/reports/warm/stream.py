"""Standard output and error of a kernel that runs cells one after the other: what they hold nothing of is not flushed.

On one core, handing a message from thread to thread costs more than the message.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from ipykernel.iostream import OutStream


class Stream(OutStream):
    """ipykernel's stream, flushed only when there is anything to send.

    A kernel flushes both streams twice for each cell, and each time wakes the thread that sends, twice, and waits.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        self.sending = RLock()  # before anything can be written
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Sends what was written; returns at once when all of it was handed over."""
        with self.sending:
            empty = not self._buffers
        if not empty:
            super().flush()  # type: ignore[no-untyped-call]

    def _flush(self) -> None:
        with self.sending:
            super()._flush()  # type: ignore[no-untyped-call]
