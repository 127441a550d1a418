"""How a kernel that runs cells one after the other sends what they put out: no thread is woken where none is needed.

On one core, handing a message from thread to thread costs more than the message.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import RLock
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream

FIRST = 1000
"""Milliseconds to wait for whoever had the kernel started to listen."""


class Publisher(IOPubThread):
    """ipykernel's thread for outputs, begun only when something needs it; until then who has a message sends it.

    What is printed needs it, since that is sent a moment later; and a fork, which prints through its parent.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        self.sending, self.begun = RLock(), False
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]
        os.register_at_fork(before=self.begin, after_in_child=self._forked)

    def start(self) -> None:
        """Begins nothing yet."""

    def begin(self) -> None:
        """Begins the thread, once."""
        with self.sending:
            if not self.begun:
                self.begun = True
                super().start()  # type: ignore[no-untyped-call]

    def welcome(self) -> None:
        """Tells who begins to listen that it is heard; where nobody does for long, the thread will."""
        if self.socket.poll(FIRST, zmq.POLLIN):
            self._handle_subscription(self.socket.recv_multipart())  # type: ignore[no-untyped-call]
        else:
            self.begin()

    def schedule(self, f: Callable[[], Any]) -> None:
        """Calls ``f`` now, or has the thread call it."""
        with self.sending:
            if not self.begun:
                f()
                return
        super().schedule(f)  # type: ignore[no-untyped-call]

    def _forked(self) -> None:
        self.sending = RLock()  # another thread of the parent may have held it


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

    def _schedule_flush(self) -> None:
        self.pub_thread.begin()
        super()._schedule_flush()  # type: ignore[no-untyped-call]

    def _flush(self) -> None:
        with self.sending:
            super()._flush()  # type: ignore[no-untyped-call]
