"""What a worker is sent of a rep: that rep's data and no other's, and all it needs to make the page elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.cluster.making import make
from salestoolkit.reports.cluster.parcel import Lacking, Parcel, packed, unpacked
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.rep.extract import read
from salestoolkit.reports.run.job import Task, Unfinished

ABOUT: dict[str, Any] = {"version": st.__version__, "fence": 1, "engine": "inprocess", "threads": 1, "limits": {}}


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    return st.demo(reps=4, months=12, lang="en")


@pytest.fixture(scope="module")
def ordered(sales: st.SalesData, gated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Order, list[Task]]:
    order = Order(kpis=(str(gated),), lang="en")
    return order, plan(sales, order, tmp_path_factory.mktemp("private"))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    return [value.decode() if isinstance(value, bytes) else str(value)]


def test_a_parcel_of_a_rep_names_no_other_rep_and_no_place_of_this_machine(
    ordered: tuple[Order, list[Task]],
) -> None:
    order, (_, *tasks) = ordered
    names = {task.identity: task.name for task in tasks}
    assert len(names) == 4
    for task in tasks:
        said = "\n".join(_texts(packed(task, order.own, True)))
        assert task.name in said
        assert [
            rep for rep, name in names.items() if rep != task.identity and (f'"{rep}"' in said or name in said)
        ] == []
        assert str(order.own[0].parent) not in said
        assert str(task.notebook.parent) not in said


def test_what_is_unpacked_elsewhere_is_the_same_task(ordered: tuple[Order, list[Task]], tmp_path: Path) -> None:
    order, (review, task, *_) = ordered
    made = unpacked(Parcel(**ABOUT, **packed(task, order.own, True)), tmp_path, tmp_path)
    (piece,) = read(Path(made.parameters["source"])).pieces
    assert Path(piece.spec).read_bytes() == order.own[0].read_bytes()
    assert piece.spec in made.notebook.read_text()
    assert (made.page, made.title, made.data) == (task.page, task.title, hash_of(Path(made.parameters["source"])))

    # A snapshot comes once; after that its hash is enough.
    named = Parcel(**ABOUT, **packed(review, order.own, False))
    with pytest.raises(Lacking):
        unpacked(named, tmp_path, tmp_path)
    unpacked(Parcel(**ABOUT, **packed(review, order.own, True)), tmp_path, tmp_path)
    assert hash_of(Path(unpacked(named, tmp_path, tmp_path).parameters["source"])) == review.data


def test_data_that_did_not_arrive_as_they_were_sent_are_not_read(
    ordered: tuple[Order, list[Task]], tmp_path: Path
) -> None:
    order, (_, task, *_) = ordered
    parcel = Parcel(**ABOUT, **packed(task, order.own, True))
    ((name, content),) = parcel.files.items()
    flipped = content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]
    with pytest.raises(Unfinished, match="did not arrive"):
        unpacked(replace(parcel, files={name: flipped}), tmp_path, tmp_path)


def test_a_worker_of_another_version_makes_nothing() -> None:
    assert make({"version": "0.0.1", "what": "it does not know"}) == {"refused": st.__version__}
