"""A mail server that keeps what it is given, a folder as a run leaves it, and readers' addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from salestoolkit.reports.publish import manifest
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome
from salestoolkit.reports.send.addresses import Address

SECRET = "rahasia-sekali"
REPS = ("R1", "R2", "R3")


@dataclass
class MailServer:
    """A mail server that keeps what it is given, and refuses some readers."""

    port: int = 0
    refuses: frozenset[str] = frozenset()
    drops: frozenset[str] = frozenset()
    rejects: frozenset[str] = frozenset()
    hangs_up_on: frozenset[str] = frozenset()
    mails: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return "550 no such reader"
        if address in self.hangs_up_on:
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.rejects & set(envelope.rcpt_tos):
            return "554 5.7.1 too many links"
        self.mails.append((list(envelope.rcpt_tos), envelope.content))
        if self.drops & set(envelope.rcpt_tos):
            server.transport.abort()  # it has the mail, and nobody hears so
        return "250 OK"

    @property
    def via(self) -> str:
        """How apprise names it."""
        return f"mailto://127.0.0.1:{self.port}?from=sales@example.com"

    @property
    def arrived(self) -> dict[str, list[bytes]]:
        """The files that each reader got."""
        found: dict[str, list[bytes]] = {}
        for readers, content in self.mails:
            message: Any = message_from_bytes(content, policy=policy.default)
            for part in message.iter_attachments():
                for reader in readers:
                    found.setdefault(reader, []).append(part.get_payload(decode=True))
        return found


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server, loop = MailServer(), asyncio.new_event_loop()

    def wants(_: Any, __: Any, ___: Any, kind: str, login: Any) -> AuthResult:
        return AuthResult(success=login.password == SECRET.encode(), handled=False)

    def answer() -> SMTP:
        return SMTP(server, authenticator=wants, auth_require_tls=False, loop=loop, hostname="localhost")

    listening = loop.run_until_complete(loop.create_server(answer, "127.0.0.1", 0))
    server.port = listening.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield server
    loop.call_soon_threadsafe(listening.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a run leaves it, with three reps, and a fourth whose report failed."""
    made = tmp_path / "out"
    (made / "reps").mkdir(parents=True)
    outcomes = [_outcome(made, "team", "", "team_review.html")]
    outcomes += [_outcome(made, "rep", rep, f"reps/{rep.lower()}.html") for rep in REPS]
    failed = _outcome(made, "rep", "R4", "reps/r4.html")
    outcomes.append(Outcome(failed.task, "failed", "cell 3: KeyError: nobody"))
    about = {"as_of": "2025-07-01T00:00:00", "timezone": "Asia/Jakarta", "lang": "id"}
    manifest.write(made, {**about, "period": {"start": "2025-06-01", "end": "2025-07-01"}}, outcomes)
    return made


def _outcome(folder: Path, kind: str, rep: str, page: str) -> Outcome:
    task = Task(kind, rep, rep, "", Path("x.ipynb"), {}, page, rep, "id", "key")
    data = f"<!DOCTYPE html><title>Siti – {rep} – “é”</title>\n{'x' * 5000}\n".encode()
    (folder / page).write_bytes(data)
    return Outcome(task, sha256=sha256(data).hexdigest(), size=len(data))


def to(*reps: str) -> list[Address]:
    return [Address(rep, f"{rep.lower()}@example.com", row) for row, rep in enumerate(reps, 2)]
