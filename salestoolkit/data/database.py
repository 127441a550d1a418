"""Opens the in-memory database of a load and locks it: no extension, no file, no network, no change of
settings.

Imports only scratch and words.
"""

from __future__ import annotations

import os
import shutil
import weakref
from typing import TYPE_CHECKING

from salestoolkit.data.private_folder import private_folder
from salestoolkit.words.errors import InputError, Told

if TYPE_CHECKING:
    import duckdb

MEMORY = "SALESTOOLKIT_DATABASE_MEMORY"
"""Variable of the environment that says how many bytes the database of this process may take."""


def connect(timezone: str) -> duckdb.DuckDBPyConnection:
    """A new in-memory database whose session is in ``timezone``; what it spills goes to a private folder."""
    import duckdb

    spill = str(private_folder())
    config = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "temp_directory": spill,
        "preserve_insertion_order": "false",
        **_allowed(),
    }
    connection = duckdb.connect(":memory:", config=config)  # type: ignore[arg-type]
    try:
        # In a notebook the bar of a query that takes long is a widget, and would be part of a report.
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute(f"SET TimeZone = '{timezone}'")
    except duckdb.Error as error:
        shutil.rmtree(spill, ignore_errors=True)
        raise InputError(Told("zone_unknown", zone=timezone)) from error
    weakref.finalize(connection, _remove, spill, os.getpid())
    return connection


def _allowed() -> dict[str, str]:
    """What the environment allows: of itself a database takes four fifths of the memory and all cores."""
    given = {"threads": os.environ.get("OMP_NUM_THREADS", ""), "memory_limit": os.environ.get(MEMORY, "")}
    unit = {"threads": "", "memory_limit": "B"}
    return {name: value + unit[name] for name, value in given.items() if value.isdigit() and int(value)}


def _remove(folder: str, owner: int) -> None:
    # A forked process ends with the same finalizers, and the folder is still its parent's.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut the database off from files and network for good; temporary tables and views stay possible."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
