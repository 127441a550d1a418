"""Where .ci/run could take the network away, nothing but loopback can be reached while the tests run."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

NOWHERE = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def refusal(family: socket.AddressFamily, address: str) -> int | None:
    """Why the system knows no way to an address; None where it does."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as out:
            out.connect((address, 53))
    except OSError as error:
        return error.errno
    return None


if os.environ.get("SALESTOOLKIT_OFFLINE"):
    # Addresses for documentation: nobody has them, and where there is a network the answer would be silence.
    @pytest.mark.parametrize(
        ("family", "address"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")], ids=["IPv4", "IPv6"]
    )
    def test_no_way_leads_out(family: socket.AddressFamily, address: str) -> None:
        assert refusal(family, address) in NOWHERE
        assert len(Path("/proc/self/net/route").read_text(encoding="utf-8").splitlines()) <= 1

    def test_this_machine_reaches_itself() -> None:
        with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()):
            pass
        assert "127.0.0.1" in {where[0] for *_, where in socket.getaddrinfo("localhost", 80, socket.AF_INET)}
