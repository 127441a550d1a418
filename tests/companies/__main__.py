"""``make companies``: draws companies, puts each through the gate, and says what broke, by kind and by command."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from companies.company import NAMES
from companies.gate import Verdict, through
from companies.making import SHARES

HELD = 20
"""Companies that go through one process."""
SHOWN = 12
"""Faults of one company that are printed; the rest are counted."""


def main() -> int:
    """Runs as many as asked; 1 where a law is broken."""
    parser = argparse.ArgumentParser(prog="make companies", description=__doc__)
    parser.add_argument("--n", type=int, default=100, help="how many companies; each kind in turn")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--kind", default="", help="only these kinds, with commas between them")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument(
        "--share", default="whole", choices=SHARES, help="how much is made of each; CI makes the quick one"
    )
    asked = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"  # a company at a time in each process: more threads would only wait
    verdicts = []
    for verdict in _verdicts(asked):
        verdicts.append(verdict)
        _progress(verdict, len(verdicts), asked.n)
    print(table(verdicts))
    return int(any(verdict.faults for verdict in verdicts))


def _verdicts(asked: argparse.Namespace) -> Iterator[Verdict]:
    orders = list(islice(turns(asked.kind, asked.seed), asked.n))
    share = [asked.share] * len(orders)
    if asked.jobs < 2:
        yield from map(through, *zip(*orders, strict=True), share)
        return
    # a process holds what it has drawn and loaded: all are replaced before that is much (the pool's own way of
    # replacing one by one, max_tasks_per_child, waits for ever in Python 3.11: its issue 115634)
    for first in range(0, len(orders), HELD * asked.jobs):
        some = orders[first : first + HELD * asked.jobs]
        with ProcessPoolExecutor(asked.jobs, get_context("spawn")) as pool:
            yield from pool.map(through, *zip(*some, strict=True), share[: len(some)])


def turns(kind: str, seed: int) -> Iterator[tuple[str, int]]:
    """Each kind in turn, then each with the next seed."""
    chosen = kind.split(",") if kind else NAMES
    if unknown := set(chosen) - set(NAMES):
        sys.exit(f"No kind is called {', '.join(sorted(unknown))}. Choose from {', '.join(NAMES)}.")
    while True:
        yield from ((name, seed) for name in chosen)
        seed += 1


def _progress(verdict: Verdict, done: int, of: int) -> None:
    outcome = f"{len(verdict.faults)} FAULTS" if verdict.faults else "refused" if verdict.refused else "ok"
    print(
        f"{done:5}/{of} {verdict.kind} {verdict.seed} ({verdict.size}): {outcome}, {verdict.parts} parts, "
        f"{verdict.seconds:.1f} s"
    )
    for fault in verdict.faults[:SHOWN]:
        print(f"        {fault.law} | {fault.where} | {fault.about} | {fault.tail}")
    if verdict.faults:
        rest = len(verdict.faults) - SHOWN
        print(f"        {f'and {rest} more; ' if rest > 0 else ''}again: {verdict.command}")
    sys.stdout.flush()


def table(verdicts: list[Verdict]) -> str:
    """By kind: how many companies, how many of them were refused, raised or broke a law."""
    lines = ["", f"{'kind':28} companies refused exceptions broken laws"]
    counts: Counter[tuple[str, str]] = Counter()
    for verdict in verdicts:
        laws = {fault.law for fault in verdict.faults} - {"exception"}
        found = {"companies": 1, "refused": bool(verdict.refused), "raised": bool(verdict.exceptions)}
        for kind in (verdict.kind, "all"):
            counts.update({(kind, name): int(n) for name, n in (found | {"laws": bool(laws)}).items()})
    for kind in (*(name for name in NAMES if counts[name, "companies"]), "all"):
        numbers = [counts[kind, name] for name in ("companies", "refused", "raised", "laws")]
        lines.append(f"{kind:28} {numbers[0]:9} {numbers[1]:7} {numbers[2]:10} {numbers[3]:11}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
