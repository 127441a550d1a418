"""Holds what a KPI of one's own runs: its errors name its file, it ends nothing, it prints into no result, it stops."""

from __future__ import annotations

import builtins
import re
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from difflib import get_close_matches

from salestoolkit.words.errors import SalesToolkitError, UnknownName, UsageError

IMPORT = 60.0
"""Seconds that reading a KPI's file may take."""

patience: ContextVar[float] = ContextVar("patience", default=600.0)
"""Seconds that each of its functions may take: as long as a cell of a report, unless a run says otherwise."""

_AGAIN = 1.0
# Code that catches everything would catch what is to end it too; so it is told again.


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Lets each function take so long inside the block."""
    before = patience.set(seconds)
    try:
        yield
    finally:
        patience.reset(before)


class OwnFault(UsageError):
    """What is wrong with a KPI of one's own; the message names its file, the line where it is known, and the field."""


class _TooLong(BaseException):
    """The time is up; no ``except Exception`` of the file's catches it."""


@contextmanager
def held(origin: str, part: str, seconds: float = 0, known: Iterable[str] = ()) -> Iterator[None]:
    """Runs what belongs to the KPI from ``origin`` (nothing is held without one), and says of ``part`` what went wrong.

    ``seconds`` end it, where the system can and this is the main thread; 0 is without end. ``known`` are the names it
    may use. What it prints goes to standard error, for standard output may be a program's.

    Raises
    ------
    OwnFault
        When it fails, takes too long, or wants to end the program.
    """
    if not origin:
        yield
        return
    try:
        with redirect_stdout(sys.stderr), _ended_after(seconds):
            yield
    except (OwnFault, MemoryError):
        raise
    except _TooLong:
        raise OwnFault(f"{origin}: {part} still ran after {seconds:g} s and was ended. Does it ever end?") from None
    except SystemExit:
        raise OwnFault(f"{origin}: {part} asked the program to exit. A KPI only defines; take that out.") from None
    except Exception as error:
        if isinstance(error, SalesToolkitError) and not isinstance(error, UsageError):
            raise  # what the data lack is no fault of the file
        line = _line(error, origin)
        place = f"{origin}, line {line}" if line else origin
        raise OwnFault(f"{place}: {part}: {_told(error, known)}") from error


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    if not seconds or not _timed():
        yield
        return

    def late(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _timed() -> bool:
    """Whether this thread can be interrupted, and nobody else waits for the same alarm or looks after a notebook."""
    if hasattr(builtins, "get_ipython"):
        return False
    here = threading.current_thread() is threading.main_thread()
    return here and hasattr(signal, "setitimer") and not any(signal.getitimer(signal.ITIMER_REAL))


def _line(error: Exception, origin: str) -> int | None:
    """The last line of the file that was running."""
    if isinstance(error, SyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(origin)]
    return lines[-1] if lines else None


def _told(error: Exception, known: Iterable[str]) -> str:
    """The error in one sentence, with the name that may have been meant."""
    if isinstance(error, SalesToolkitError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f"The package '{error.name}' is not installed here. Install it beside salestoolkit."
    if (name := _name(error)) and (isinstance(error, KeyError) or get_close_matches(name, known)):
        return str(UnknownName("column", name, known))
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    offer = _offer(error)
    return f"{type(error).__name__}: {said}.{f' {offer}' if offer else ''}"


def _name(error: Exception) -> str:
    """The name that an error is about, if it is about one."""
    if isinstance(error, KeyError) and error.args:
        quoted = re.findall(r"'([^']+)'", str(error.args[0]))
        return quoted[0] if quoted else str(error.args[0])
    return str(getattr(error, "name", "") or "")


def _offer(error: Exception) -> str:
    """What may have been meant by a misspelt field, import or name."""
    from salestoolkit import kpi

    quoted = re.findall(r"'([^']+)'", str(error))
    maker = re.match(r"(\w+)\.__init__\(\)", str(error))
    known: Iterable[str] = ()
    if isinstance(error, TypeError) and maker and maker[1] in kpi.__all__:
        known = vars(getattr(kpi, maker[1])).get("__dataclass_fields__", ())
    elif isinstance(error, ImportError | NameError):
        known = kpi.__all__
    close = get_close_matches(quoted[0], known, n=1) if quoted else []
    return f"Did you mean '{close[0]}'?" if close and close[0] != quoted[0] else ""
