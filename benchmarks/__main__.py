"""Runs every benchmark and prints a table, or JSON with ``--json``."""

from __future__ import annotations

import argparse
import json

from benchmarks import engine, startup


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--leads", type=float, default=12, help="leads per rep and month of the demo company")
    options = parser.parse_args()
    results = {"startup": startup.run(), "engine": engine.run(options.leads)}
    if options.json:
        print(json.dumps(results))
        return
    for name, rows in results.items():
        print(name)
        for row, value in rows.items():
            print(f"  {row:24} {value}")


if __name__ == "__main__":
    main()
