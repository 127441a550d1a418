"""Confines a process to what its report is made of: it may read the programs, the files it was given, nothing else.

By Landlock (Linux 5.13 and later), which binds root too, needs no right, is inherited by every child and cannot be
lifted again. Elsewhere nothing holds a cell back but that it was told of no other path.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any

from salestoolkit.engine.registry import GROUP
from salestoolkit.reports.machine.fingerprint import PACKAGE

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # these system calls have the same numbers on every processor
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_ASK_VERSION = _PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38

# What programs need of the system; not /home, /root, /tmp, /opt, /srv, /mnt, where exports lie.
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc", "/proc", "/sys", "/run/systemd/resolve", "/nix/store")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")


def possible() -> bool:
    """Whether this system can confine a process."""
    return sys.platform == "linux" and _call(_CREATE, None, 0, _ASK_VERSION) > 0


def confine(readable: Iterable[str]) -> None:
    """From now on this process and its children read ``readable``, the programs and the system, and nothing else.

    The process must have one thread. Nothing is done where the system cannot.
    """
    if not possible():
        return
    rules = _checked(_call(_CREATE, struct.pack("Q", _READ_FILE | _READ_DIR), 8, 0))
    for path in (*SYSTEM, *DEVICES, *_programs(), *readable):
        _allow(rules, path, _READ_FILE | _READ_DIR)
    for path in filter(None, sys.path):  # modules are looked for there: names may be read, what they hold may not
        _allow(rules, path, _READ_DIR)
    _checked(ctypes.CDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(_call(_RESTRICT, rules, 0))
    os.close(rules)


def _programs() -> Iterator[str]:
    """Python, its libraries, this package, KPIs that are installed, and where the libraries keep their settings."""
    import IPython.paths
    import jupyter_core.paths

    yield from {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    yield str(PACKAGE)
    yield from installed()
    yield from (IPython.paths.get_ipython_dir(), *_of_matplotlib())
    yield from (*jupyter_core.paths.jupyter_path(), *jupyter_core.paths.jupyter_config_path())


@cache
def installed() -> tuple[str, ...]:
    """Where installed KPIs lie; asked for once before forks, since every package is looked through for them."""
    specs: list[Any] = [find_spec(point.module.partition(".")[0]) for point in entry_points(group=GROUP)]
    return tuple(place for spec in specs for place in spec.submodule_search_locations or [spec.origin])


def _of_matplotlib() -> list[str]:
    """Its settings and its list of fonts; only figures may import it."""
    if told := os.environ.get("MPLCONFIGDIR"):
        return [told]
    usual = {"XDG_CONFIG_HOME": "~/.config", "XDG_CACHE_HOME": "~/.cache"}
    return [os.path.join(os.path.expanduser(os.environ.get(name) or at), "matplotlib") for name, at in usual.items()]


def _allow(rules: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there cannot be read either
    access &= ~(0 if os.path.isdir(path) else _READ_DIR)
    if access:
        _checked(_call(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", access, place), 0))
    os.close(place)


def _call(number: int, *arguments: Any) -> int:
    system = ctypes.CDLL(None, use_errno=True).syscall
    system.restype = ctypes.c_long
    return int(system(ctypes.c_long(number), *arguments))


def _checked(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return answer
