"""How many reps the team's review calls clearly above or below where no rep differs from another, in truth.

Run with ``python -m benchmarks.null_companies [--json]``. Each seed is a demo company in which nothing is planted, and
every KPI that compares reps judges all of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED
from salestoolkit.engine.registry import definitions
from salestoolkit.estimate.interval.shares import clopper_pearson

ALLOWED = 2.0
"""At most so many reps in a hundred may be flagged."""
FLAGS = ("clearly_above", "clearly_below")


@dataclass(frozen=True)
class Row:
    """One line of the table: of ``reps`` judged (all companies together), how many were ``flagged``."""

    kpi: str
    companies: int
    reps: int
    flagged: int

    @property
    def percent(self) -> tuple[float, float, float]:
        """The share in per cent and its exact 95 % interval, as if reps of one company were strangers."""
        share, lo, hi = clopper_pearson(np.array([float(self.flagged)]), np.array([float(self.reps)]))
        return 100 * float(share[0]), 100 * float(lo[0]), 100 * float(hi[0])

    @property
    def met(self) -> str:
        """Whether the target is met."""
        return "yes" if self.percent[0] <= ALLOWED else "NO"


def rows(companies: int) -> Iterator[Row]:
    """A line for each KPI, and one for reps whom any of them flags; seeds are 1, 2, 3, ..."""
    judged = pd.concat([_judged(seed) for seed in range(1, companies + 1)], ignore_index=True)
    ranked = judged[judged["tier"] != "too_few"]
    flags = ranked.assign(flagged=ranked["tier"].isin(FLAGS))
    for kpi, found in flags.groupby("kpi", sort=False)["flagged"]:
        yield Row(str(kpi), companies, len(found), int(found.sum()))
    anywhere = flags.groupby(["seed", "rep_id"])["flagged"].any()
    yield Row("any of these", companies, len(anywhere), int(anywhere.sum()))


def compared() -> list[str]:
    """The KPIs by which people are compared: those that can be split by rep and whose whole is no sum."""
    return [kpi.name for kpi in definitions() if "rep" in kpi.by and kpi.estimate.compares == "groups"]


def _judged(seed: int) -> pd.DataFrame:
    sales = st.demo(seed=seed, truths=NOTHING_PLANTED)
    tables = [st.people(sales, kpi).frame[["rep_id", "tier"]].assign(kpi=kpi) for kpi in compared()]
    return pd.concat(tables).assign(seed=seed)


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.null_companies", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--companies", type=int, default=200, help="how many companies, each of another seed")
    options = parser.parse_args()
    found = list(rows(options.companies))
    if options.json:
        print(json.dumps([asdict(row) for row in found]))
        return
    print(
        "| KPI | Companies | Reps | Flagged | Per cent | 95 % | Target | Met |\n|---|---:|---:|---:|---:|---|---|---|"
    )
    for row in found:
        share, lo, hi = row.percent
        shown = f"{row.companies} | {row.reps:,} | {row.flagged} | {share:.2f} | {lo:.2f} to {hi:.2f}"
        print(f"| `{row.kpi}` | {shown} | <= {ALLOWED:g} | {row.met} |")


if __name__ == "__main__":
    main()
