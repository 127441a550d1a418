"""Pseudonyms for reps: the same in every run to a folder, drawn by chance, with the key in a file beside the folder."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import SystemRandom

from salestoolkit.data.intake_report import Intake, Note
from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.data.snapshot import opened, save
from salestoolkit.reports.machine.atomic_files import publish
from salestoolkit.words.errors import InputError, Told
from salestoolkit.words.text import say

SHORTEST = 3
"""Letters of a word that is looked for in texts."""
PROSE = {("follow_ups", "text"), ("follow_ups", "evidence"), ("activities", "outcome"), ("deals", "lost_reason")}
PROSE |= {("leads", "lost_reason")}
"""Columns in which people are called by a part of their name."""
IDS = {
    "deal_id",
    "lead_id",
    "entity_id",
    "activity_id",
    "campaign_id",
    "merged_into",
    "recurring_of",
    "kpi",
    "timezone",
}
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
    rejected rows, e-mail addresses and who agreed to a goal are left out. Where a text holds a name (a customer's, what
    was agreed, a note of the intake, a file, the source), the pseudonym stands in its place.

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
    unnamed = Unnamed.of(numbers, people, lang)
    _cover(copy, unnamed)
    return replace(copy, name=unnamed.prose(copy.name), intake=_unsaid(copy.intake, unnamed))


def _unsaid(intake: Intake, unnamed: Unnamed) -> Intake:
    """The account of the intake without values of rejected rows, and without names in files and notes."""
    return replace(
        intake,
        counts=tuple(replace(each, file=unnamed.prose(each.file)) for each in intake.counts),
        rejections=tuple(
            replace(each, value="", file=unnamed.prose(each.file), column=unnamed.prose(each.column))
            for each in intake.rejections
        ),
        # that two people share a name would tell of both
        remarks=tuple(_unsaid_note(note, unnamed) for note in intake.remarks if note.code != "names_shared"),
    )


def _unsaid_note(note: Note, unnamed: Unnamed) -> Note:
    said = {key: unnamed.prose(value) if isinstance(value, str) else value for key, value in note.values.items()}
    # how else somebody is written is in no list of names
    return replace(note, file=unnamed.prose(note.file), values=said | ({"alias": "…"} if "alias" in said else {}))


def _cover(sales: SalesData, unnamed: Unnamed) -> None:
    """Puts pseudonyms in the place of names in every text of the tables that is no id."""
    for table, column in _texts():
        written = unnamed.prose if (table, column) in PROSE else unnamed.text
        held = sales.connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
        changed = [(written(text), text) for (text,) in held if written(text) != text]
        if changed:
            sales.connection.executemany(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", changed)


def _texts() -> Iterator[tuple[str, str]]:
    """Every text column but ids and what they are joined by, and what a goal of a team or product is of."""
    named = {*_of_reps(), ("reps", "name")} - {("goals", "scope_id")}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.kind == "text" and column.name not in IDS and (name, column.name) not in named:
                yield name, column.name


def _read(path: Path) -> dict[str, tuple[str, str]]:
    """Number and name by id; those of reps who have left are kept, so that no number is given twice."""
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        return {row["rep_id"]: (row["number"], row["name"]) for row in rows}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(Told("no_key", error=str(error)), file=str(path)) from None


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


@dataclass(frozen=True)
class Unnamed:
    """Texts with pseudonyms in the place of names and ids of reps, in whatever case they are written."""

    names: Mapping[str, str]
    parts: Mapping[str, str]

    @classmethod
    def of(cls, numbers: Mapping[str, str], people: Mapping[str, str], lang: str) -> Unnamed:
        """Looks for names and ids; in prose also for each word of a name of several."""
        names: dict[str, str] = {}
        parts: dict[str, str] = {}
        for rep_id, name in people.items():
            said = say("pseudonym.rep", lang, number=numbers[rep_id])
            names |= {word.casefold(): said for word in (rep_id, name) if _is_telling(word)}
            parts |= {word.casefold(): said for word in re.split(r"\W+", name) if _is_telling(word)}
        return cls(names, parts | names)

    def text(self, text: str) -> str:
        """A text without whole names and ids."""
        return self._of_names.sub(lambda found: self.names[found.group().casefold()], text)

    def prose(self, text: str) -> str:
        """A text without parts of names either."""
        return self._of_parts.sub(lambda found: self.parts[found.group().casefold()], text)

    @cached_property
    def _of_names(self) -> re.Pattern[str]:
        return _any_of(self.names)

    @cached_property
    def _of_parts(self) -> re.Pattern[str]:
        return _any_of(self.parts)


def _is_telling(word: str) -> bool:
    """Whether a word can be looked for in texts: two letters, or a number, are words of everyday."""
    return len(word) >= SHORTEST and not word.isdigit()


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first, with no letter beside it: file names have digits and underscores there."""
    longest_first = sorted((re.escape(word) for word in words), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(longest_first) or '(?!)'})(?![^\W\d_])", re.IGNORECASE)


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
