"""Hands a page to apprise, which knows e-mail and the chat services; lets nothing of a URL out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from salestoolkit.reports.send.addresses import Address
from salestoolkit.reports.send.smtp import Answer, hand_over
from salestoolkit.words.errors import Told, UsageError

MAIL = ("mailto", "mailtos")
KINDS = {".html": "text/html", ".pdf": "application/pdf"}
SHORTEST_SECRET = 4
LOST = ("Read timed out", "Connection aborted", "Connection broken", "without response", "Connection reset")
"""How the library under apprise words that it gave everything and heard no answer."""


class Refused(Exception):
    """An address to which nothing can be sent; the text is a key of ``sending.why``."""


@dataclass(frozen=True)
class Letter:
    """What is sent: files by name, a page and perhaps its PDF, and the words around them."""

    title: str
    body: str
    files: Mapping[str, bytes]


class Post:
    """Sends letters; plain e-mail addresses go by the mail server ``via`` (an apprise URL of kind mailto).

    Raises
    ------
    UsageError
        When apprise is missing, or ``via`` is no mail server or names readers of its own.
    """

    def __init__(self, via: str = "") -> None:
        if find_spec("apprise") is None:
            raise UsageError(Told("needs_extra", what=Told("sending_word"), package="apprise", extra="send"))
        self.via = via
        logger = logging.getLogger("apprise")  # it would write to standard error where nobody listens
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        if via:
            self._check_via()

    def _check_via(self) -> None:
        """The URL itself is never shown: it may hold a password."""
        if urlsplit(self.via).scheme.lower() not in MAIL:
            raise UsageError(Told("via_server"))
        try:
            self._service(Address("", "nobody@example.com", 0))
        except Refused:
            raise UsageError(Told("via_unknown")) from None

    def _service(self, address: Address) -> Any:
        """What sends to exactly this address.

        Raises
        ------
        Refused
            ``service``: nothing knows the address; ``one``: it is not exactly one reader; ``files``: the service
            cannot carry files.
        """
        from apprise import Apprise

        if address.mail and not self.via:
            raise Refused("via")
        joined = "&" if "?" in self.via else "?"
        url = f"{self.via}{joined}{urlencode({'to': address.text})}" if address.mail else address.text
        service: Any = Apprise.instantiate(url, suppress_exceptions=True)
        if service is None:
            raise Refused("service")
        service.retry = 0  # what is tried again where its answer was lost arrives twice
        if len(service) != 1 or getattr(service, "cc", None) or getattr(service, "bcc", None):
            raise Refused("one")
        if address.mail and [to for _, to in service.targets] != [address.text]:
            raise Refused("one")
        if not service.attachment_support:
            raise Refused("files")
        return service

    def check(self, address: Address) -> None:
        """Raises ``Refused`` when nothing can be sent to the address."""
        self._service(address)

    def send(self, address: Address, letter: Letter) -> Answer:
        """Sends it once, and says what became of it; what a service answered is told without secrets."""
        service = self._service(address)
        answer = _mailed(service, letter) if hasattr(service, "smtp_host") else _notified(service, letter)
        return Answer(answer.fate, self._without_secrets(answer.why, address)[:300])

    def _without_secrets(self, text: str, address: Address) -> str:
        for secret in sorted(self._secrets(address), key=len, reverse=True):
            text = text.replace(secret, "…")
        return text

    def _secrets(self, address: Address) -> Iterable[str]:
        """What no message may hold: who logs in to the mail server and how, or any piece of another service's URL."""
        if address.mail:
            via = urlsplit(self.via)
            login = [value for name, value in parse_qsl(via.query) if name in ("user", "pass")]
            told = [*via.netloc.rpartition("@")[0].split(":", 1), *login]
        else:
            told = re.split(r"[/:@?&=#,]", address.text.partition("://")[2])
        pieces = {piece for part in told for piece in (part, unquote(part))}
        return {piece for piece in pieces if len(piece) >= SHORTEST_SECRET}


def _attached(letter: Letter) -> Any:
    from apprise import AppriseAttachment
    from apprise.attachment.memory import AttachMemory

    memory: Any = AttachMemory
    return AppriseAttachment(
        [
            memory(content=content, name=name, mimetype=KINDS[Path(name).suffix])
            for name, content in letter.files.items()
        ]
    )


def _mailed(service: Any, letter: Letter) -> Answer:
    """Sends by a mail server; apprise writes the mail, and would not say at which word it was lost."""
    (mail,) = service.prepare_emails(
        subject=letter.title,
        body=letter.body,
        notify_format="text",
        from_addr=service.from_addr,
        to=service.targets,
        reply_to=service.reply_to,
        smtp_host=service.smtp_host,
        attach=_attached(letter),
        headers={"X-Application": service.app_id, **service.headers},
        names=service.names,
        pgp=service.pgp,
        pgp_mode=service.pgp_mode,
        tzinfo=service.tzinfo,
    )
    return hand_over(service, mail.recipient, mail.body)


def _notified(service: Any, letter: Letter) -> Answer:
    """Sends by a service of the web, which says in its log alone whether the answer was lost."""
    from apprise import Apprise

    carrier = Apprise()
    carrier.add(service)
    with _log() as heard:
        done = carrier.notify(body=letter.body, title=letter.title, body_format="text", attach=_attached(letter))
    if done:
        return Answer("sent")
    told = [entry.message for entry in done.logs() if entry.level in ("WARNING", "ERROR", "CRITICAL")]
    lost = any(word in line for line in heard for word in LOST)
    return Answer("unclear" if lost else "failed", " ".join(" ".join(told).split()) or "?")


@contextmanager
def _log() -> Iterator[list[str]]:
    """What apprise logs meanwhile, down to what it calls debugging."""
    logger, lines = logging.getLogger("apprise"), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)
