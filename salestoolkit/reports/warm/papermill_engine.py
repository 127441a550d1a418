"""papermill's engine ``salestoolkit``: any notebook for Python, in a kernel forked from a warm process."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
from functools import cache
from tempfile import mkdtemp
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from papermill.log import logger

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.parameters import check_notebook
from salestoolkit.reports.warm.client import NotWarm, Warm
from salestoolkit.reports.warm.engine import KernelEngine
from salestoolkit.reports.warm.manager import Forked, manager, specification

KERNEL = "salestoolkit.reports.warm.kernel:run"


class WarmEngine(KernelEngine):
    """Runs each notebook in a kernel of its own, forked from the one warm process of this process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Executes the cells; in an ordinary kernel, and says so, where no kernel can be forked."""
        check_notebook(nb_man.nb)
        try:
            warm, folder = _living(_python(kernel_name))
        except NotWarm as reason:
            _say_once(str(reason))
            return KernelEngine.execute_managed_notebook(nb_man, kernel_name, **options)
        return _forked(warm, mkdtemp(dir=folder)).execute_managed_notebook(nb_man, kernel_name, **options)


def _forked(warm: Warm, sockets: str) -> type[KernelEngine]:
    def forking(argv: list[str], cwd: str, environment: dict[str, str]) -> Forked:
        return warm.fork(KERNEL, {"argv": argv}, cwd, environment)

    return type("Forked", (KernelEngine,), {"kernels": manager(forking), "sockets": sockets})


def _living(executable: str) -> tuple[Warm, str]:
    """The warm process, made anew should the last have been killed."""
    if not _warm(os.getpid(), executable)[0].alive:
        _warm.cache_clear()
    return _warm(os.getpid(), executable)


@cache
def _warm(process: int, executable: str) -> tuple[Warm, str]:
    """The warm process of a process, and the private folder of its kernels' sockets; both end with it."""
    folder = str(private_folder())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    warm = Warm(private=[folder])
    assert warm.threads == 1
    return warm, folder


def _python(kernel_name: str) -> str:
    """The kernel's interpreter, which must be this one: a fork cannot become another."""
    try:
        program, *rest = specification(kernel_name).argv
    except NoSuchKernel as error:
        raise NotWarm(str(error)) from None
    ours = program == sys.executable or (os.path.basename(program).startswith("python") and os.sep not in program)
    if not (ours and "ipykernel_launcher" in rest):
        raise NotWarm(f"kernel '{kernel_name}' is not the Python of this process")
    return str(program)


@cache
def _say_once(reason: str) -> None:
    logger.warning("Ordinary kernels are used: %s.", reason)
