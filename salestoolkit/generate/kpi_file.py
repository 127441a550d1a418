"""What ``new`` writes: a KPI that runs as it is, and its test; imports only words."""

from __future__ import annotations

import os
from keyword import iskeyword
from pathlib import Path
from string import Template

from salestoolkit.generate.writing import writing
from salestoolkit.words.errors import OutputError, Told, UsageError

KPI_FILE = Template('''\
"""$title: deals cancelled among the deals that ended in the period. Change it to what you measure."""

from salestoolkit.kpi import KPI, Example, Measure, Proportion, Shown, Text, col

$name = KPI(
    name="$name",
    # Words for readers, in Indonesian and English.
    title=Text(id="$title", en="$title"),
    question=Text(
        id="Dari deal yang sudah berakhir, berapa bagian yang dibatalkan?",
        en="Of the deals that ended, what share was cancelled?",
    ),
    formula=Text(
        id="dibatalkan / (berhasil + gagal + dibatalkan), menurut tanggal penutupan",
        en="cancelled / (won + lost + cancelled), by close date",
    ),
    # The sentence for the whole; names in braces are columns of the result, {n|deal|deals} the word that goes with n.
    reading=Text(
        id="Dari {n} deal yang berakhir, {cancelled} dibatalkan: {value} (rentang 95%: {interval}).",
        en="Of {n} {n|deal|deals} that ended, {cancelled} {cancelled|was|were} cancelled: {value} "
        "(95% interval: {interval}).",
    ),
    # What the number does not say.
    caveats=(
        Text(
            id="Tim yang tidak mencatat pembatalan tampak lebih baik daripada yang mencatatnya.",
            en="A team that does not record cancellations looks better than one that does.",
        ),
    ),
    unit="percent",  # percent, points, money, duration, ratio or count
    better="lower",  # higher or lower
    basis="closed",  # what dates it: closed, created or events
    needs=({"deals": ("status", "closed_at")},),  # table -> columns it cannot do without
    # What the database counts: name, prepared fact, the column that dates it, which rows.
    measures=(
        Measure("won", "deals", "closed_at", where=col("status") == "won"),
        Measure("lost", "deals", "closed_at", where=col("status") == "lost"),
        Measure("cancelled", "deals", "closed_at", where=col("status") == "cancelled"),
    ),
    # How Python judges it: Proportion, Mean, Total, Quotient, Survival or ProductLimit.
    estimate=Proportion("cancelled", of=("won", "lost", "cancelled")),
    by=("rep", "team", "region", "product"),
    views=(("ranking", "team"), ("trend", "quarter")),
    shows=(Shown("cancelled", Text(id="Dibatalkan", en="Cancelled")),),
    # A small table and the answer worked by hand: shown to readers and run as a test.
    example=Example(
        tables={
            "deals": (
                {"deal_id": "1", "status": "won", "closed_at": "2025-03-04"},
                {"deal_id": "2", "status": "won", "closed_at": "2025-03-09"},
                {"deal_id": "3", "status": "lost", "closed_at": "2025-03-20"},
                {"deal_id": "4", "status": "lost", "closed_at": "2025-04-02"},
                {"deal_id": "5", "status": "cancelled", "closed_at": "2025-04-20"},
            )
        },
        as_of="2025-05-01",
        answer={"value": 0.2, "n": 5, "cancelled": 1},
        worked=Text(
            id="1 dari 5 deal yang berakhir dibatalkan: 1 / 5 = 20%.",
            en="1 of the 5 deals that ended was cancelled: 1 / 5 = 20%.",
        ),
    ),
)
''')

TEST_FILE = Template('''\
"""$title: the example worked by hand, and parts that add up to the whole."""

from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st

$NAME = st.definition(str(Path(__file__).resolve().parent / "$path"))


def test_the_example_worked_by_hand():
    example = $NAME.example
    tables = {name: pd.DataFrame(list(rows)) for name, rows in example.tables.items()}
    result = st.compute($NAME, st.load(tables, as_of=example.as_of))
    found = result.frame.iloc[0]
    assert {name: found[name] for name in example.answer} == pytest.approx(example.answer)


def test_teams_and_months_add_up_to_the_whole():
    sales = st.demo()
    whole = st.compute($NAME, sales).frame["n"].sum()
    for dimension in ("team", "month"):
        assert st.compute($NAME, sales, by=dimension).frame["n"].sum() == whole
''')


def write(name: str, folder: Path, tests: Path) -> list[Path]:
    """Write the KPI ``name`` into ``folder`` and its test into ``tests``; returns both paths.

    Raises
    ------
    UsageError
        When the name cannot be a Python name.
    OutputError
        When a file is there already or cannot be written.
    """
    if not name.isidentifier() or iskeyword(name) or name != name.lower():
        raise UsageError(Told("kpi_name", name=name))
    files = {folder / f"{name}.py": KPI_FILE, tests / f"test_{name}.py": TEST_FILE}
    for path in (*files, folder / name / "__init__.py"):
        if path.exists():
            raise OutputError(Told("is_there", path=str(path)))
    words = {
        "name": name,
        "NAME": name.upper(),
        "title": name.replace("_", " ").strip().capitalize(),
        "path": Path(os.path.relpath(folder / f"{name}.py", tests)).as_posix(),
    }
    for path, text in files.items():
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.substitute(words), encoding="utf-8")
    return list(files)
