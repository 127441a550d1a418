"""What more reps and more deals cost: the time to plan a run, and the time of a report, which should not grow.

Each size runs in a process of its own, which makes the company first (``demo_cpu_s``). Of a large company some
reports are made, evenly spread over the reps; all of them are planned, with every KPI and what to talk about, as
``report`` does. ``plan_s`` and ``report_s`` are by the clock and ``plan_cpu_s`` is CPU time, which a busy machine
changes less; ``peak_mb`` is the most memory that making the company and planning took. ``--plot FILE`` draws it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome, Supervisor, Workers

MONTHS, LEADS = 12, 12
"""History of the companies of many reps, and leads per rep and month: about five deals a rep and month."""
REPS = (10, 100, 1000)
DEALS = (10_000, 100_000, 1_000_000)
TEAM, DEALS_PER_LEAD = 24, 0.45
"""Reps of the companies of many deals, and how many deals come of a lead."""


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--reports", type=int, default=24, help="reports made of each company")
    parser.add_argument("--reps", type=int, nargs="*", default=REPS, help="sizes of the companies of many reps")
    parser.add_argument("--deals", type=int, nargs="*", default=DEALS, help="sizes of the companies of many deals")
    parser.add_argument("--plot", type=Path, help="also draw a figure into this file")
    parser.add_argument("--company", type=json.loads, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.company:
        print(json.dumps(_measured(options.reports, **options.company)))
        return
    rows = run(options.reports, options.reps, options.deals)
    if options.plot:
        _plot(rows, options.plot)
    print(json.dumps(rows) if options.json else "\n".join(_lines(rows)))


def run(reports: int, reps: Sequence[int], deals: Sequence[int]) -> list[dict[str, Any]]:
    """A row per company: its size, what making it and planning its run took, and the median seconds of a report."""
    many_reps = [{"reps": count, "months": MONTHS, "leads": LEADS} for count in reps]
    many_deals = [{"reps": TEAM, "months": 36, "leads": round(count / DEALS_PER_LEAD / TEAM / 36)} for count in deals]
    grown = [*(("reps", each) for each in many_reps), *(("deals", each) for each in many_deals)]
    return [{"grown": what, **company, **_turn(reports, company)} for what, company in grown]


def _turn(reports: int, company: dict[str, int]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", "--reports", str(reports), "--company", json.dumps(company)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    held: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return held


def _measured(reports: int, reps: int, months: int, leads: int) -> dict[str, float]:
    import salestoolkit as st

    with TemporaryDirectory() as folder:
        began = process_time()
        sales = st.demo(reps=reps, months=months, leads_per_rep_month=leads, lang="en")
        demo = {"demo_cpu_s": process_time() - began}
        [(deals,)] = sales.connection.execute("SELECT count(*) FROM deals").fetchall()
        began, cpu = perf_counter(), process_time()
        tasks = [task for task in plan(sales, Order(lang="en"), Path(folder, "plan")) if task.kind == "rep"]
        planned = {**demo, "plan_s": perf_counter() - began, "plan_cpu_s": process_time() - cpu}
        peak = getrusage(RUSAGE_SELF).ru_maxrss // 1_024
        chosen = tasks[:: max(1, len(tasks) // reports)][:reports]
        made = _made(chosen, Path(folder))
    seconds = median(outcome.seconds for outcome in made)
    told = {name: round(value, 3) for name, value in {**planned, "report_s": seconds}.items()}
    return {"deals": deals, **told, "peak_mb": peak}


def _made(tasks: Sequence[Task], folder: Path) -> list[Outcome]:
    from salestoolkit.data.private_folder import private_folder
    from salestoolkit.reports.run.launch import launched

    sockets = private_folder()
    launcher = launched(folder / "log", [sockets])
    try:
        made = [Supervisor(Workers("warm", 1), launcher, folder, sockets).make(task) for task in tasks]
    finally:
        launcher.stop()
    failed = [outcome.error for outcome in made if outcome.error]
    assert not failed, failed
    return made


def _lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    names = ("grown", "reps", "deals", "demo_cpu_s", "plan_s", "plan_cpu_s", "report_s", "peak_mb")
    head = f"| {' | '.join(names)} |"
    return [head, "|---|" + "---:|" * (len(names) - 1), *(_line([row[name] for name in names]) for row in rows)]


def _line(values: Sequence[Any]) -> str:
    return f"| {' | '.join(f'{value:,}' if isinstance(value, int) else str(value) for value in values)} |"


def _plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.2), layout="constrained")
    for axes, what in zip(figure.subplots(1, 2, sharey=True), ("reps", "deals"), strict=True):
        own = [row for row in rows if row["grown"] == what]
        sizes = [row[what] for row in own]
        axes.plot(sizes, [row["plan_cpu_s"] for row in own], "s--", label="plan of all reports, CPU")
        axes.plot(sizes, [row["report_s"] for row in own], "o-", label="one report")
        axes.set(xscale="log", yscale="log", xlabel=what, ylabel="seconds" if what == "reps" else "")
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="upper left")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
