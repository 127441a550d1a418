"""What a worker is sent for one report: the notebook, its parameters and this report's own data, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.run.job import Engine, Task, Unfinished

NOTEBOOK, OWN = "template.ipynb", "salestoolkit-own"

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Parcel:
    """One attempt at a report. ``version`` and ``fence`` come back with the answer.

    ``files`` are the data by name; of a snapshot, which many reports read, they are empty where the worker has it
    already. ``own`` are the KPI files that the notebook names, by the name that stands there for their path;
    ``confined`` says that its cells may read nothing but those and the data.
    """

    version: str
    fence: int
    kind: str
    notebook: str
    parameters: Mapping[str, str]
    page: str
    title: str
    lang: str
    data: str
    files: Files
    own: Files
    confined: bool
    engine: Engine
    threads: int
    limits: Mapping[str, Any]


class Lacking(Exception):
    """A snapshot that the worker does not have any more."""


def packed(task: Task, own: Sequence[Path], filled: bool) -> dict[str, Any]:
    """The part of a parcel that is the task's: ``filled`` with its data, or naming a snapshot by its hash alone."""
    source, text = Path(task.parameters["source"]), task.notebook.read_text(encoding="utf-8")
    named = {_named(path): path for path in own if str(path) in text}
    paths = {str(path): name for name, path in named.items()}
    parts = sorted(source.iterdir()) if source.is_dir() else [source]
    return {
        "kind": task.kind,
        "notebook": _replaced(text, paths),
        "parameters": {**task.parameters, "source": source.name},
        "page": task.page,
        "title": task.title,
        "lang": task.lang,
        "data": task.data,
        "confined": bool(task.reads),
        "files": {part.name: part.read_bytes() for part in parts} if filled else {},
        "own": {name: path.read_bytes() for name, path in named.items()},
    } | ({} if source.is_dir() else _extract(source, paths))


def _extract(source: Path, paths: Mapping[str, str]) -> dict[str, Any]:
    """A rep's extract says which file a KPI is of; the worker has that elsewhere, and need not know where it was."""
    content = _replaced(source.read_text(encoding="utf-8"), paths).encode()
    return {"data": sha256(content).hexdigest(), "files": {source.name: content}}


def _named(path: Path) -> str:
    return f"{OWN}/{hash_of(path)}/{path.name}"


def _replaced(text: str, names: Mapping[str, str]) -> str:
    for name, other in names.items():
        text = text.replace(name, other)
    return text


def unpacked(parcel: Parcel, folder: Path, snapshots: Path) -> Task:
    """The task of a parcel, its files written into ``folder``; a snapshot into ``snapshots``, once.

    Raises
    ------
    Lacking
        When the parcel names a snapshot that is not there.
    Unfinished
        When the data are not those that were sent.
    """
    places = {name: str(_laid(folder / name, content)) for name, content in parcel.own.items()}
    source = _snapshot(parcel, snapshots) if parcel.kind == "team" else _own_data(parcel, folder, places)
    notebook = _laid(folder / NOTEBOOK, _replaced(parcel.notebook, places).encode())
    parameters = {**parcel.parameters, "source": str(source)}
    data = parcel.data if parcel.kind == "team" else hash_of(source)
    reads = (str(source), *places.values()) if parcel.confined else ()
    task = Task(parcel.kind, "", "", "", notebook, parameters, parcel.page, parcel.title, parcel.lang)
    return replace(task, data=data, reads=reads)


def _own_data(parcel: Parcel, folder: Path, places: Mapping[str, str]) -> Path:
    ((name, content),) = parcel.files.items()
    if sha256(content).hexdigest() != parcel.data:
        raise Unfinished("the data did not arrive as they were sent")
    return _laid(folder / name, _replaced(content.decode(), places).encode())


def _snapshot(parcel: Parcel, snapshots: Path) -> Path:
    """Laid beside and renamed, so that another thread of this worker sees all of it or nothing."""
    place = snapshots / parcel.data
    if place.is_dir():
        return place
    if not parcel.files:
        raise Lacking(parcel.data)
    beside = snapshots / f"{parcel.data}.{parcel.fence}"
    for name, content in parcel.files.items():
        _laid(beside / name, content)
    beside.rename(place)
    return place


def _laid(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
