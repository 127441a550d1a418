"""Reports per command: what users do, a pool of papermills, ours, and the floor, on the same notebook and data.

Each way runs in a process of its own, in turn with the others, and is measured after it has started: ``start_s`` is
paid once per batch. Processor time is that of the whole tree of processes. The floor has the surroundings of the warm
process (one thread, how memory is taken), so that it differs from it by isolation alone.

The notebook is a rep's review of six KPIs (``kpis``), the whole of a rep's review as ``report`` makes it (``review``),
or one of pandas and seaborn that is not ours (``theirs``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks import theirs
from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.warm.preload import ONE_THREAD

WORKERS = 2
KPIS = ("lead_response_time", "win_rate", "sales_to_cost", "monthly_sales", "average_deal_size", "funnel_leakage")
"""The brief's, save the one that has no reps; named, so that figures of different days can be compared."""
NAMES = {
    "commands": "papermill, then nbconvert",
    "pool": f"papermill in a pool of {WORKERS}",
    "warm_1": "forked kernels, 1 worker",
    "warm_2": "forked kernels, 2 workers",
    "inprocess_1": "in the job's process, 1 worker",
    "inprocess_2": "in the job's process, 2 workers",
    "floor": "floor: warm, nothing isolated",
}
NOTEBOOKS = ("kpis", "review", "theirs")
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100

Work = Callable[[], None]


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--reports", type=int, default=6, help="reports of a turn; the slow ways make a third")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each way")
    parser.add_argument("--notebook", choices=NOTEBOOKS, default="review", help="which one; see the module's docstring")
    parser.add_argument("--plot", type=Path, help="also draw a figure into this file")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(_measured(options.way, options.reports, options.notebook)))
        return
    results = run(options.reports, options.rounds, options.notebook)
    if options.plot:
        _plot(results, options.plot)
    print(json.dumps(results) if options.json else "\n".join(_lines(results)))


def run(reports: int, rounds: int, notebook: str = "review") -> dict[str, Any]:
    """Medians per report, in seconds, of each way, and how many times the commands' each is."""
    turns: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            turns[way].append(_turn(way, reports, notebook))
    medians = {way: {name: median(turn[name] for turn in held) for name in held[0]} for way, held in turns.items()}
    for each in medians.values():
        for name in ("wall_s", "cpu_s"):
            each[f"commands_to_it_{name[:-2]}"] = medians["commands"][name] / each[name]
            each[f"it_to_floor_{name[:-2]}"] = each[name] / medians["floor"][name]
    return {way: {name: round(value, 3) for name, value in each.items()} for way, each in medians.items()}


def _turn(way: str, reports: int, notebook: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.batch", "--way", way, "--reports", str(reports)]
    around = os.environ | (ONE_THREAD if way == "floor" else {})
    done = subprocess.run([*command, "--notebook", notebook], env=around, capture_output=True, text=True, check=True)
    held: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return held


def _lines(results: dict[str, Any]) -> list[str]:
    names = list(next(iter(results.values())))
    head = "".join(f"{name:>24}" for name in names)
    return [
        f"{'':16}{head}",
        *(f"{way:16}{''.join(f'{each[name]:24}' for name in names)}" for way, each in results.items()),
    ]


def _plot(results: dict[str, Any], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.subplots()
    ways = list(results)[::-1]
    for name, height, shift in (("wall_s", 0.38, 0.2), ("cpu_s", 0.38, -0.2)):
        places = [place + shift for place in range(len(ways))]
        bars = axes.barh(places, [results[way][name] for way in ways], height=height, label=name.replace("_s", ", s"))
        axes.bar_label(bars, fmt="%.2f", padding=3, fontsize=8)
    axes.set(yticks=range(len(ways)), yticklabels=[NAMES[way] for way in ways], xlabel="seconds per report (median)")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


def _tasks(notebook: str, sales: Any, count: int, place: Path) -> list[Task]:
    if notebook == "theirs":
        return theirs.tasks(sales, count, place)
    order = Order(lang="en", kpis=KPIS if notebook == "kpis" else ())
    return [task for task in plan(sales, order, place) if task.kind == "rep"][:count]


def _measured(way: str, reports: int, notebook: str) -> dict[str, float]:
    import salestoolkit as st

    count = max(1, reports // 3) if way in ("commands", "pool") else reports
    with TemporaryDirectory() as folder:
        place = Path(folder)
        sales = st.demo(reps=max(4, count), months=12, lang="en")
        tasks = _tasks(notebook, sales, count, place / "plan")
        began = perf_counter()
        turn = WAYS[way](tasks, place)
        start, cpu, began = perf_counter() - began, _cpu(), perf_counter()
        turn()
        wall = perf_counter() - began
        return {"wall_s": wall / count, "cpu_s": (_cpu() - cpu) / count, "start_s": start}


def _cpu() -> float:
    """Seconds of processor time of this process, of its living descendants, and of all that they have waited for."""
    from salestoolkit.reports.machine.descendants import descendants

    ticks = 0
    for process in (os.getpid(), *descendants(os.getpid())):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def _commands(tasks: Sequence[Task], place: Path) -> Work:
    """What users type: papermill, then nbconvert, one report after the other."""

    def work() -> None:
        for number, task in enumerate(tasks):
            out = str(place / f"{number}.ipynb")
            given = [part for name, value in task.parameters.items() for part in ("-r", name, value)]
            _quietly("papermill", str(task.notebook), out, "-k", "python3", "--no-progress-bar", *given)
            _quietly("jupyter", "nbconvert", "--to", "html", "--no-input", out)

    return work


def _quietly(name: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).with_name(name)), *arguments], check=True, capture_output=True)


def _pool(tasks: Sequence[Task], place: Path) -> Work:
    """papermill in a pool of processes that stay, with nbconvert's exporter made once in each."""
    pool = ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))
    list(pool.map(_imported, range(WORKERS)))

    def work() -> None:
        with pool:
            made = [pool.submit(_executed, str(task.notebook), dict(task.parameters)) for task in tasks]
            for future in made:
                future.result()

    return work


def _imported(_: int) -> None:
    for name in ("papermill", "nbconvert"):
        import_module(name)


def _executed(notebook: str, parameters: dict[str, str]) -> None:
    import papermill
    from nbconvert import HTMLExporter

    made = papermill.execute_notebook(notebook, None, parameters, kernel_name="python3", progress_bar=False)
    HTMLExporter(exclude_input=True).from_notebook_node(made)


def _ours(engine: Any, jobs: int, tasks: Sequence[Task], place: Path) -> Work:
    """What ``st.report`` does with its tasks."""
    from salestoolkit.data.private_folder import private_folder
    from salestoolkit.reports.run.launch import launched
    from salestoolkit.reports.run.workers import Supervisor, Workers

    sockets = private_folder()
    launcher = launched(place / "log", [sockets])

    def work() -> None:
        supervisor = Supervisor(Workers(engine, jobs), launcher, place, sockets)
        with ThreadPoolExecutor(jobs) as executor:
            failed = [made.error for made in executor.map(supervisor.make, tasks) if made.error]
        assert not failed, failed

    return work


def _floor(tasks: Sequence[Task], place: Path) -> Work:
    """The same cells and pages in one process that is warm: nothing is isolated, nothing is forked."""
    from salestoolkit.reports.page.page import render
    from salestoolkit.reports.run.job import Job, Watch, executed
    from salestoolkit.reports.warm.preload import warm_up
    from salestoolkit.reports.warm.shell import notebook_shell
    from salestoolkit.reports.warm.wire import Teller

    with notebook_shell().builtin_trap:
        warm_up()

    def one(task: Task) -> None:
        folder = str(place)
        job = Job(str(task.notebook), task.parameters, "", "en", "", "inprocess", folder, folder, 10**9, 10**9)
        reading, writing = os.pipe()
        made = executed(job, Watch(Teller.of(writing), job))
        os.close(reading)
        (place / "page.html").write_text(render(made, title=task.title, lang="en"), encoding="utf-8")

    one(tasks[0])  # the second of anything is what an already warm process does

    def work() -> None:
        for task in tasks:
            one(task)

    return work


WAYS: dict[str, Callable[[Sequence[Task], Path], Work]] = {
    "commands": _commands,
    "pool": _pool,
    "warm_1": partial(_ours, "warm", 1),
    "warm_2": partial(_ours, "warm", 2),
    "inprocess_1": partial(_ours, "inprocess", 1),
    "inprocess_2": partial(_ours, "inprocess", 2),
    "floor": _floor,
}


if __name__ == "__main__":
    main()
