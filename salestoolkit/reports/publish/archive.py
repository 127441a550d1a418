"""All pages of a run in one ZIP file, whose bytes depend on nothing but the pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from salestoolkit.reports.machine.atomic_files import private_file

ARCHIVE = "reports.zip"


def archive(folder: Path, files: Iterable[str], to: Path) -> None:
    """Packs ``files`` of ``folder``, sorted, without times or owners, into the file ``to``."""
    with private_file(to) as stream, ZipFile(stream, "w") as packed:
        for name in sorted(files):
            about = ZipInfo(name)  # without a time of its own it is of 1980, the first that a ZIP file knows
            about.compress_type, about.create_system, about.external_attr = ZIP_DEFLATED, 3, 0o100600 << 16
            packed.writestr(about, (folder / name).read_bytes(), compresslevel=6)
