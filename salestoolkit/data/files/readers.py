"""Finds the files, sheets or frames of a source and reads each as a raw table.

Imports only columns, csv_files, limits, raw, workbooks and words.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.data.files.arrow_columns import Sheet, mixed, plain, texts
from salestoolkit.data.files.csv_files import read_csv
from salestoolkit.data.files.file_limits import MOST_CELLS, MOST_COLUMNS, MOST_FILES, MOST_TEXT, check
from salestoolkit.data.files.raw_table import RawTable, chosen_columns, clean_columns
from salestoolkit.data.files.workbooks import read_sheet, sheet_names
from salestoolkit.words.errors import InputError, Told, UsageError

TEXT_FILES = (".csv", ".tsv", ".txt")
KINDS = (*TEXT_FILES, ".parquet", ".xlsx")


class Read(Protocol):
    """Reads the wanted columns of one origin."""

    def __call__(self, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable: ...


@dataclass(frozen=True)
class Origin:
    """One file, sheet or frame that may feed tables.

    ``stem`` is what a mapping calls it, its extension aside; ``book`` is that of the workbook it is a sheet of.
    """

    name: str
    stem: str
    read: Read
    book: str = ""

    def called(self, pattern: str) -> bool:
        """Whether a mapping's file name or glob means this origin."""
        return _means(pattern, self.stem)

    def in_book(self, pattern: str) -> bool:
        """Whether a mapping's file name or glob means the workbook of this sheet."""
        return bool(self.book) and _means(pattern, self.book)


@dataclass(frozen=True)
class Source:
    """All origins of what was given to load; ``single`` when it is one file, which may be called anything."""

    name: str
    origins: tuple[Origin, ...]
    single: bool = False
    folder: Path | None = None

    def called(self, pattern: str, others: Sequence[str] = ()) -> list[Origin]:
        """The origins that are meant; else the only sheet of the workbook that is, which none of ``others`` means."""
        own = [origin for origin in self.origins if origin.called(pattern)]
        if own:
            return own
        books = Counter(origin.book for origin in self.origins)
        alone = [origin for origin in self.origins if origin.in_book(pattern) and books[origin.book] == 1]
        return [origin for origin in alone if not any(origin.called(other) for other in others)]

    @property
    def found(self) -> str:
        """The origins' names for an error."""
        names = ", ".join(origin.name for origin in self.origins[:12])
        return names + (f" and {len(self.origins) - 12} more" if len(self.origins) > 12 else "") or "none"


def open_source(source: Any) -> Source:
    """The origins of a folder, a file or a dict of frames; nothing is read yet.

    Raises
    ------
    InputError
        When the path does not exist or holds no CSV, Parquet or Excel file.
    UsageError
        When the source is neither a path nor a dict of frames.
    """
    if isinstance(source, Mapping):
        return _frames(source)
    if not isinstance(source, str | Path):
        raise UsageError(Told("source"))
    path = Path(source)
    if path.is_dir():
        return Source(path.resolve().name, _in_folder(path), folder=path)
    if not path.is_file():
        raise InputError(Told("no_such_file"), file=str(source))
    if path.suffix.casefold() not in KINDS:
        raise InputError(Told("kinds", kinds=", ".join(KINDS)), file=path.name)
    origins = _of_file(path)
    return Source(path.stem, origins, single=len(origins) == 1)


def _means(pattern: str, stem: str) -> bool:
    return fnmatchcase(stem.casefold(), stem_of(pattern).casefold())


def stem_of(name: str) -> str:
    """A file's name without the extension of a kind that can be read."""
    return next((name[: -len(kind)] for kind in KINDS if name.casefold().endswith(kind)), name)


def _in_folder(folder: Path) -> tuple[Origin, ...]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() in KINDS and path.is_file())
    # Names that begin so are the lock files of an open workbook and the system's own.
    paths = [path for path in paths if not path.name.startswith(("~$", "."))]
    check(len(paths), MOST_FILES, Told("files"), str(folder), Told("join_files"))
    if not paths:
        raise InputError(Told("empty_folder", kinds=", ".join(KINDS)), file=str(folder))
    return tuple(origin for path in paths for origin in _of_file(path))


def _of_file(path: Path) -> tuple[Origin, ...]:
    suffix = path.suffix.casefold()
    if suffix == ".xlsx":
        return tuple(
            Origin(f"{path.name}[{sheet}]", sheet, partial(read_sheet, path, sheet), stem_of(path.name))
            for sheet in sheet_names(path)
        )
    return (Origin(path.name, stem_of(path.name), partial(_read_parquet if suffix == ".parquet" else read_csv, path)),)


def _read_parquet(path: Path, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable:
    import pyarrow.parquet as pq

    def of(places: Sequence[int]) -> pa.Table:
        chosen = [names[i] for i in places]
        # texts that repeat stay packed until it is known what they come to
        texts = [name for name in chosen if pa.types.is_string(held.schema_arrow.field(name).type)]
        options = {"page_checksum_verification": True, "read_dictionary": texts}
        return _unpacked(pq.read_table(path, columns=chosen, **options), path.name)

    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        held = pq.ParquetFile(path)
        names = held.schema_arrow.names
        _check_parquet(path, held.metadata, wanted)
        return raw_table(path.name, names, wanted, held.metadata.num_rows, of, sha256)
    except (OSError, pa.ArrowException) as error:
        raise InputError(Told("parquet"), file=path.name) from error


def _check_parquet(path: Path, metadata: Any, wanted: frozenset[str]) -> None:
    """Refuse a small file that says it holds a great many cells."""
    check(metadata.num_columns, MOST_COLUMNS, Told("columns"), path.name, Told("leave_out"))
    cells = metadata.num_rows * max(min(len(wanted), metadata.num_columns), 1)
    if cells > path.stat().st_size:
        what = Told("cells", rows=metadata.num_rows)
        check(cells, MOST_CELLS, what, path.name, Told("write_used"))


def _unpacked(table: pa.Table, file: str) -> pa.Table:
    """The table with its texts written out, if that is not too much."""
    packed = [column for column in table.columns if pa.types.is_dictionary(column.type)]
    chunks = [chunk for column in packed for chunk in column.chunks]
    lengths = (pc.sum(pc.take(pc.binary_length(chunk.dictionary), chunk.indices)).as_py() or 0 for chunk in chunks)
    check(sum(lengths), MOST_TEXT, Told("text_bytes"), file, Told("write_used"))
    return table


def _frames(frames: Mapping[Any, Any]) -> Source:
    if not frames:
        raise UsageError(Told("no_frames"))
    origins = tuple(
        Origin(str(name), stem_of(str(name)), partial(_read_frame, str(name), f)) for name, f in frames.items()
    )
    return Source("frames", origins)


def _read_frame(name: str, frame: Any, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable:
    if not (hasattr(frame, "iloc") or hasattr(frame, "to_arrow") or isinstance(frame, pa.Table)):
        raise UsageError(Told("no_frame", name=name))
    names = [str(column) for column in getattr(frame, "column_names", None) or frame.columns]
    table = raw_table(name, names, wanted, len(frame), lambda places: _to_arrow(frame, places))
    sink = hashlib.sha256()
    for batch in table.data.to_batches():
        sink.update(batch.serialize())
    return replace(table, sha256=sink.hexdigest())


def _to_arrow(frame: Any, places: Sequence[int]) -> pa.Table:
    """The columns at these places of a pandas, polars or Arrow frame as an Arrow table."""
    if isinstance(frame, pa.Table):
        return frame.select(list(places))
    if hasattr(frame, "to_arrow"):
        return frame[:, list(places)].to_arrow()
    arrays = [_series_to_arrow(frame.iloc[:, i]) for i in places]
    return pa.table(arrays, names=[str(frame.columns[i]) for i in places])


def _series_to_arrow(series: Any) -> pa.Array:
    values = (
        [None if gone else v for v, gone in zip(series, series.isna(), strict=True)] if series.dtype == object else []
    )
    # among objects Arrow would take True for 1, and a moment beside a day for its day
    if len({type(value) for value in values} - {type(None)}) > 1:
        return mixed(values)
    try:
        return pa.Array.from_pandas(series)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return mixed(values)


def raw_table(
    file: str,
    names: Sequence[str],
    wanted: frozenset[str],
    height: int,
    of: Callable[[Sequence[int]], pa.Table],
    sha256: str = "",
) -> RawTable:
    """A raw table of typed columns, of which ``of`` gives those at some places; rows are counted from 1."""
    columns = clean_columns(names)
    chosen = chosen_columns(columns, wanted, file)
    # what labels a total stands left of the figures
    looked = sorted({*chosen, *range(min(chosen, default=0))})
    table = of(looked)
    held = {place: plain(column) for place, column in zip(looked, table.columns, strict=True)}
    others = [i for i in range(len(columns)) if i not in held]

    def rows(some: Sequence[int]) -> list[list[str]]:
        if not some:
            return []
        parts = {**held, **dict(zip(others, of(others).columns, strict=True))} if others else held
        taken = [parts[i].take(pa.array(some, pa.int64())) for i in range(len(columns))]
        return texts(pa.table(taken, names=[str(i) for i in range(len(columns))]))

    sheet = Sheet(file, columns, held, height, rows)
    kept = sheet.judged()
    return sheet.table({i: held[i].take(kept) for i in chosen}, kept, sha256)
