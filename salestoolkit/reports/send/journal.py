"""The journal of what was sent from a folder: who has got which page, so that nobody gets it twice."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from salestoolkit.reports.publish.store import Lines

SENT = ".sent.jsonl"

Delivery = tuple[str, str, str]
"""A rep's id, the fingerprint of an address, and the SHA-256 of what was sent."""


class Sent:
    """What was begun and what was sent; of what was only begun, or not answered, nobody knows whether it arrived."""

    def __init__(self, folder: Path) -> None:
        self.journal = Lines(folder / SENT)
        self.states: dict[Delivery, str] = {}
        for line in self.journal.read():
            self._take_in(line)

    def _take_in(self, line: bytes) -> None:
        try:
            read = json.loads(line)
            self.states[read["rep"], read["address"], read["sha256"]] = read["state"]
        except (ValueError, LookupError, TypeError):
            pass  # a torn line says nothing; what it began is noted again before it is sent

    def state(self, delivery: Delivery) -> str:
        """``sent``, ``begun``, ``unclear``, ``failed``, or empty."""
        return self.states.get(delivery, "")

    def note(self, delivery: Delivery, state: str) -> None:
        """Adds a line, and waits until the disk has it."""
        rep, address, page = delivery
        line = {"rep": rep, "address": address, "sha256": page, "state": state}
        self.journal.add(json.dumps(line, ensure_ascii=False).encode())
        self.states[delivery] = state


def fingerprint(address: str) -> str:
    """What the journal keeps of an address, which may hold a password."""
    return sha256(address.encode()).hexdigest()
