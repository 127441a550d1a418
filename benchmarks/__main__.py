"""Runs every benchmark and prints a table, or JSON with ``--json``."""

from __future__ import annotations

import argparse
import json

from benchmarks import engine, startup


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the demo company (1 is its usual size)")
    options = parser.parse_args()
    results = {"startup": startup.run(), "engine": engine.run(options.scale)}
    if options.json:
        print(json.dumps(results))
        return
    for name, rows in results.items():
        print(name)
        for row, value in rows.items():
            print(f"  {row:24} {value}")


if __name__ == "__main__":
    main()
