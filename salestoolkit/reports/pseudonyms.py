"""Pseudonyms for reps: the same in every run to a folder, drawn by chance, with the key in a file beside the folder."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.data.snapshot import opened, save
from salestoolkit.reports.publish import publish
from salestoolkit.words.errors import InputError
from salestoolkit.words.text import say

COLUMNS = ("number", "rep_id", "name")
# Whoever else is named; goals and histories keep what they say without saying who said it.
_NOBODY = {"reps": "email", "goals": "agreed_by", "stage_history": "changed_by"}


def key_file(folder: Path) -> Path:
    """Where the key of a folder's pseudonyms is: beside it, so that handing on the folder does not hand on the key."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}.pseudonyms.csv")


def pseudonymised(sales: SalesData, folder: Path, lang: str, private: Path) -> SalesData:
    """A copy of the sales in which numbers stand for the ids and names of reps; the key is written for the lead alone.

    The numbers are drawn by chance among ten times as many, so they tell neither an order nor who is new. Values of
    rejected rows, e-mail addresses and who agreed to a goal are left out. What texts say of people stays.

    Raises
    ------
    InputError
        When the key of an earlier run cannot be read.
    OutputError
        When the key cannot be written.
    """
    people = dict(sales.connection.execute("SELECT rep_id, name FROM reps ORDER BY rep_id").fetchall())
    known = _read(key_file(folder))
    numbers = _numbers(people, known)
    publish(key_file(folder), _table(numbers, {rep_id: name for rep_id, (_, name) in known.items()} | people))
    copy = opened(save(sales, private / "named"), sales.lang)
    shutil.rmtree(private / "named")
    _rename(copy, numbers, lang)
    unsaid = tuple(replace(each, value="") for each in copy.intake.rejections)
    return replace(copy, intake=replace(copy.intake, rejections=unsaid))


def _read(path: Path) -> dict[str, tuple[str, str]]:
    """Number and name by id; those of reps who have left are kept, so that no number is given twice."""
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        return {row["rep_id"]: (row["number"], row["name"]) for row in rows}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"cannot be read as a key of pseudonyms: {error}", file=str(path)) from None


def _numbers(people: Iterable[str], known: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    numbers = {rep_id: number for rep_id, (number, _) in known.items()}
    new = [rep_id for rep_id in people if rep_id not in numbers]
    first = max(100, 10 ** len(str(len(numbers) + len(new))))
    free = sorted(set(range(first, 10 * first)) - {int(number) for number in numbers.values()})
    return numbers | dict(zip(new, map(str, SystemRandom().sample(free, len(new))), strict=True))


def _table(numbers: Mapping[str, str], names: Mapping[str, str]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(sorted((number, rep_id, names.get(rep_id, "")) for rep_id, number in numbers.items()))
    return text.getvalue()


def _rename(sales: SalesData, numbers: Mapping[str, str], lang: str) -> None:
    run = sales.connection
    run.execute("CREATE TEMP TABLE pseudonyms (rep_id VARCHAR, number VARCHAR, shown VARCHAR)")
    rows = [[rep_id, number, say("pseudonym.rep", lang, number=number)] for rep_id, number in numbers.items()]
    run.executemany("INSERT INTO pseudonyms VALUES (?, ?, ?)", rows)
    run.execute("UPDATE reps SET name = shown FROM pseudonyms p WHERE reps.rep_id = p.rep_id")
    for table, column in _of_reps():
        run.execute(f"UPDATE {table} SET {column} = number FROM pseudonyms p WHERE {table}.{column} = p.rep_id")
    for table, column in _NOBODY.items():
        run.execute(f"UPDATE {table} SET {column} = NULL")
    run.execute("DROP TABLE pseudonyms")


def _of_reps() -> Iterator[tuple[str, str]]:
    """Every column that holds the id of a rep."""
    yield from (("reps", "rep_id"), ("reps", "manager_id"), ("goals", "scope_id"))
    yield from ((name, column) for name, table in TABLES.items() for column, to in table.refers if to == "reps")
