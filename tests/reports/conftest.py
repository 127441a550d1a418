"""What tests of sending share: the mail server, and the folder that a run left."""

from __future__ import annotations

from mail_server import folder, mail

__all__ = ["folder", "mail"]
