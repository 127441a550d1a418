"""Hands a mail to its server, and knows at which word of the conversation it was lost; knows only smtplib."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

Fate = Literal["sent", "failed", "unclear"]

ANSWER = 120.0
"""Seconds that a server may take for each answer: it may look through what it was given before it says anything."""


@dataclass(frozen=True)
class Answer:
    """What became of a letter, and what the other side said or did; ``unclear`` when it was handed over unanswered."""

    fate: Fate
    why: str = ""


def hand_over(service: Any, reader: str, mail: str) -> Answer:
    """Gives a mail for one reader to the server that ``service``, apprise's, names."""
    try:
        connection = _connected(service)
    except (OSError, smtplib.SMTPException, RuntimeError) as error:
        return Answer("failed", _said(error))
    handed = _Watched(connection)
    try:
        connection.sendmail(service.from_addr[1], [reader], mail)
    except smtplib.SMTPResponseException as error:
        # what it says to refuse is an answer, and the mail was not taken
        return Answer("failed", _said(error))
    except (OSError, smtplib.SMTPException, RuntimeError) as error:
        return Answer("unclear" if handed.over else "failed", _said(error))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    return Answer("sent")


class _Watched:
    """Whether the mail itself was given to a connection: what is lost before has certainly not arrived."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self.over, self.give = False, connection.data
        connection.data = self.data  # type: ignore[method-assign, assignment]

    def data(self, mail: Any) -> Any:
        """Gives it."""
        self.over = True
        return self.give(mail)


def _connected(service: Any) -> smtplib.SMTP:
    """A connection that is encrypted and logged in as the service says."""
    context = ssl.create_default_context()
    if not service.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    wait = service.socket_connect_timeout
    if service.secure_mode == "ssl":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(service.smtp_host, service.port, timeout=wait, context=context)
    else:
        connection = smtplib.SMTP(service.smtp_host, service.port, timeout=wait)
    try:
        if service.secure_mode == "starttls":
            connection.starttls(context=context)
        if service.user and service.password:
            connection.login(service.user, service.password)
    except BaseException:
        connection.close()
        raise
    if connection.sock:
        connection.sock.settimeout(max(wait, ANSWER))
    return connection


def _said(error: Exception) -> str:
    """The server's own words, with its code."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_worded(*answer) for answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _worded(error.smtp_code, error.smtp_error)
    return " ".join(str(error).split()) or type(error).__name__


def _worded(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(f"{code} {said}".split())
