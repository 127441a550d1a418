"""Messages between a caller, its warm process and what that forks: JSON, some with file descriptors beside it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

_LENGTH = struct.Struct("!I")
_MOST_DESCRIPTORS = 4


def send(channel: socket.socket, message: Any, descriptors: Sequence[int] = ()) -> None:
    """Writes one message; descriptors travel with its first byte."""
    body = json.dumps(message).encode()
    data = _LENGTH.pack(len(body)) + body
    sent = socket.send_fds(channel, [data], list(descriptors)) if descriptors else 0
    channel.sendall(data[sent:])


def receive(channel: socket.socket) -> tuple[Any, list[int]]:
    """The next message and its descriptors; ``None`` when the other side has gone."""
    head, descriptors = _exactly(channel, _LENGTH.size)
    body, more = _exactly(channel, _LENGTH.unpack(head)[0]) if head else (b"", [])
    return (json.loads(body) if body else None), descriptors + more


def _exactly(channel: socket.socket, size: int) -> tuple[bytes, list[int]]:
    data = b""
    descriptors: list[int] = []
    while len(data) < size:
        try:
            chunk, received, _, _ = socket.recv_fds(channel, size - len(data), _MOST_DESCRIPTORS)
        except ConnectionError:
            return b"", descriptors
        descriptors += received
        if not chunk:
            return b"", descriptors
        data += chunk
    return data, descriptors


class Teller:
    """The writing end of a pipe on which a child, and who reaps it, tell what happens.

    A message is shorter than what a pipe takes at once (``PIPE_BUF``), so two writers never mix theirs.
    """

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self.connection = connection

    @classmethod
    def of(cls, descriptor: int) -> Teller:
        """A teller on an open descriptor, which it owns from now on."""
        os.set_inheritable(descriptor, False)
        return cls(Connection(descriptor, readable=False))

    def __call__(self, **facts: Any) -> None:
        """Tells facts; a listener that has gone is no reason to fail."""
        with contextlib.suppress(OSError):
            self.connection.send_bytes(json.dumps(facts, ensure_ascii=False).encode())

    def fileno(self) -> int:
        """The descriptor, to be kept open over a fork."""
        return self.connection.fileno()

    def close(self) -> None:
        """Closes the pipe's writing end in this process."""
        self.connection.close()
