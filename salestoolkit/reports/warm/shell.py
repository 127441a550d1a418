"""ipykernel's own shell without a kernel: what it would send over sockets is handed to a function instead."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from salestoolkit.reports.warm.preload import INLINE

Message = dict[str, Any]

MOST_KEPT = 65_536


class HandedOver(Session):
    """A session that sends nothing: each message goes to ``to``, as a listener on IOPub would get it."""

    to: Callable[[Message], None] | None = None

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *rest: Any, **more: Any) -> Any:
        """Hands the message over, as plain as it comes out of a socket."""
        parent = more.get("parent") or (rest[0] if rest else None)
        message = self.msg(msg_or_type, content, parent=parent) if isinstance(msg_or_type, str) else msg_or_type
        if self.to is not None:
            self.to(self.unpack(self.pack(message)))
        return message


class Stream:
    """Standard output or error of a cell."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, session: Session, name: str, descriptor: int) -> None:
        self.session, self.name, self.descriptor = session, name, descriptor
        self.kept: list[str] = []
        self.size = 0

    def write(self, text: str) -> int:
        """Keeps the text until it is flushed: a print is one message, as in a kernel."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self.kept.append(text)
        self.size += len(text)
        if self.size > MOST_KEPT:
            self.flush()
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Writes each."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Sends what was kept."""
        text = "".join(self.kept)
        self.kept, self.size = [], 0
        if text:
            self.session.send(None, "stream", {"name": self.name, "text": text})

    def isatty(self) -> bool:
        """A notebook is no terminal."""
        return False

    def writable(self) -> bool:
        """It can be written."""
        return True

    def readable(self) -> bool:
        """It cannot be read."""
        return False

    def fileno(self) -> int:
        """The process's own descriptor, for programs that cells start."""
        return self.descriptor


def notebook_shell() -> Any:
    """A shell of the class that libraries look for, in which cells can be run; the one of this process."""
    os.environ.setdefault("MPLBACKEND", INLINE)
    ZMQInteractiveShell.clear_instance()
    # History has a database, and that a thread. Pandas looks whether the section of the kernel is there.
    shell: Any = ZMQInteractiveShell.instance(config=Config(HistoryManager={"enabled": False}, IPKernelApp={}))
    session = HandedOver()
    shell.display_pub.session = shell.displayhook.session = session
    shell.displayhook.topic = b"execute_result"
    return shell


def take_streams(session: Session) -> None:
    """Makes the session's streams the standard ones of this process."""
    sys.stdout, sys.stderr = Stream(session, "stdout", 1), Stream(session, "stderr", 2)
