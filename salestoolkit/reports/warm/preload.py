"""What the warm process imports and rehearses, and the surroundings in which that starts no thread."""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from salestoolkit.reports.machine.memory import MODEST

INLINE = "module://matplotlib_inline.backend_inline"

# Set before the process starts: a library that reads them later would have made its threads already.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow, which pandas imports
    **MODEST,
    # What a figure took of memory stays with its process for the next one: given back, it would be mapped page by page.
    # By itself the C library learns this only in a process that lives longer than a report.
    **{"MALLOC_MMAP_THRESHOLD_": str(32 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20)},
}

_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "IPython.core.magics", "sqlite3", "comm"),
    # What a kernel imports as it starts, and with its first cell.
    *("IPython.core.debugger", "IPython.extensions.storemagic", "IPython.core.logger", "tornado.platform.asyncio"),
    "faulthandler",
)
# Not statsmodels: where polars is installed it imports it, and polars starts threads.
_STACK = (
    *("numpy", "pandas", "pandas.io.parquet", "pandas.io.formats.style", "pyarrow.parquet", "pyarrow.dataset"),
    *("duckdb", "narwhals.stable.v2", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "seaborn"),
    *("babel.dates", "babel.numbers", "babel.units", "holidays"),
    *("matplotlib_inline.config", "IPython.core.pylabtools", "PIL.PngImagePlugin", "ipywidgets", "scipy.stats"),
)
_MAKING = ("papermill", "nbconvert", "nbclient", "jupyter_client.asynchronous", "nh3", "bs4", "tqdm.auto")
_NOT_OURS = ("salestoolkit.cli", "salestoolkit.__main__", "salestoolkit.reports.warm.server")


def warm_up() -> None:
    """Imports the stack and draws once, so that no fork pays for it again. Reads no data of anybody."""
    os.environ.setdefault("MPLBACKEND", INLINE)  # as a kernel does, which finds matplotlib imported already
    _without_debugger()
    for name in (*_KERNEL, *_STACK, *_MAKING, *_ours()):
        _known(name)
    _rehearse()


def _without_debugger() -> None:
    """A kernel without debugpy, which costs 0.1 s, patches threads, and is not made to be forked."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]
    _known("ipykernel.debugger")
    del sys.modules["debugpy"]


def _ours() -> list[str]:
    import salestoolkit

    found = pkgutil.walk_packages(salestoolkit.__path__, "salestoolkit.")
    return [module.name for module in found if not module.name.startswith(_NOT_OURS)]


def _known(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None  # not every library of a full installation is needed


def _rehearse() -> None:
    """Draws, lays out and prints what every report does: fonts, the PNG writer and lazy imports are loaded then."""
    import pandas as pd

    from salestoolkit.figures.views.band import draw_band
    from salestoolkit.words.text import languages

    at = pd.to_datetime(["2025-01-01", "2025-02-01"])
    own = pd.DataFrame({"at": at, "value": [0.4, 0.5], "lo": [0.3, 0.4], "hi": [0.5, 0.6], "n": [20, 20]})
    band = pd.DataFrame({"at": at, "q1": [0.3, 0.4], "median": [0.4, 0.5], "q3": [0.5, 0.6], "members": [5, 5]})
    for lang in languages():
        draw_band("Rehearsal", ("percent", "month"), lang, "IDR", own, band)._repr_mimebundle_()
    own._repr_html_()
    _rehearse_page()
    _rehearse_looking_for_kpis()
    _rehearse_kernel()


def _rehearse_page() -> None:
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from salestoolkit.reports.page.page import render

    shown = new_output("display_data", data={"text/html": "<table><tr><td>x</td></tr></table>"})  # type: ignore[no-untyped-call]
    cell = new_code_cell("", outputs=[shown])  # type: ignore[no-untyped-call]
    render(new_notebook(cells=[cell]), title="x", lang="en")  # type: ignore[no-untyped-call]


def _rehearse_kernel() -> None:
    from jupyter_client.kernelspec import NoSuchKernel

    from salestoolkit.reports.warm.application import modules
    from salestoolkit.reports.warm.manager import manager_here, specification

    modules()
    manager_here()
    with contextlib.suppress(NoSuchKernel):
        specification("python3")


def _rehearse_looking_for_kpis() -> None:
    """Those that are installed are imported only where they are ours: whatever else could start a thread."""
    from salestoolkit.engine.registry import definitions
    from salestoolkit.reports.machine.sandbox import installed

    if not installed():
        definitions()
