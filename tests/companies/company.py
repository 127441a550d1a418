"""A company of a kind, a size and a seed: its tables, and how they are loaded."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import companies.entries
import companies.oddities  # noqa: F401  enter their kinds
import salestoolkit as st
from companies.kinds import KINDS, Kind
from companies.world import Plan, Tables, drawn, sized

MIXTURE = "mixture"
SIZES = ("small", "middle", "large")
NAMES = (*KINDS, MIXTURE)
"""Every kind."""


@dataclass(frozen=True)
class Company:
    """One company. ``parts`` are the kinds that it is made of, more than one in a mixture."""

    kind: str
    size: str
    seed: int
    parts: tuple[Kind, ...]
    plan: Plan
    tables: Tables

    @property
    def lacks(self) -> frozenset[str]:
        """What no page of it may claim."""
        found = frozenset().union(*(part.lacks for part in self.parts))
        # an oddity may add what a source by itself has not
        lost = any(deal.get("status") == "lost" for deal in self.tables.get("deals", ()))
        return found - ({"win_rate"} if lost else set()) | ({"season"} if self.plan.months < 24 else set())

    @property
    def may_refuse(self) -> bool:
        """Whether one clear sentence in place of a report is right too."""
        return any(part.may_refuse for part in self.parts)

    @property
    def declared(self) -> dict[str, Any]:
        """What is declared of it, as a mapping would."""
        stated = {"timezone": self.plan.timezone, "currency": self.plan.currency, "as_of": self.plan.as_of}
        return stated | ({"practice": {"country": self.plan.country}} if self.plan.country is not None else {})

    def load(self, folder: Path | None = None, lang: str = "en") -> st.SalesData:
        """As sales data: from frames, or from CSV files in ``folder``."""
        if folder is None:
            frames = {name: pd.DataFrame(rows) for name, rows in self.tables.items() if rows}
            return st.load(frames, lang=lang, **self.declared)
        self.write(folder)
        return st.load(folder, lang=lang)

    def write(self, folder: Path) -> Path:
        """Its tables as CSV files with a mapping that declares what is to be declared."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            if rows:
                _write(folder / f"{name}.csv", rows)
        stated = {"title": self.kind, **self.declared, "date_order": "ymd", "number_format": "en"}
        lines = [f'{key} = "{value}"' for key, value in stated.items() if isinstance(value, str) and value]
        if "practice" in stated:
            lines += ["[practice]", *(f'{key} = "{value}"' for key, value in stated["practice"].items())]
        (folder / "salestoolkit.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({name: _text(row.get(name)) for name in columns} for row in rows)


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def company(kind: str, seed: int, size: str = "") -> Company:
    """The company of this kind and seed; the size follows the seed where none is given."""
    dice = Random(f"{kind} {seed}")
    size = size or SIZES[seed % len(SIZES)]
    parts = _mixed(dice) if kind == MIXTURE else (KINDS[kind],)
    plan = Plan()
    for part in parts:
        plan = replace(plan, **part.plan)
    plan = sized(plan, size)
    tables = drawn(plan, dice)
    for part in parts:
        part.change(tables, plan, dice)
    return Company(kind, size, seed, parts, plan, tables)


def _mixed(dice: Random) -> tuple[Kind, ...]:
    """At most one size and one source with one to three oddities; not the largest, which takes too long."""
    groups = {group: [kind for kind in KINDS.values() if kind.group == group] for group in ("size", "source", "oddity")}
    small = [kind for kind in groups["size"] if kind.plan.get("reps", 6) <= 8]
    chosen = [dice.choice(small)] if dice.random() < 0.7 else []
    chosen += [dice.choice(groups["source"])] if dice.random() < 0.5 else []
    chosen += dice.sample(groups["oddity"], dice.randint(1, 3))
    return tuple(sorted(chosen, key=lambda kind: kind.late))
