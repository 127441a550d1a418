"""How far forecasts of the demo company miss, and how often their 80 % bounds hold, over many of its histories.

Run with ``python -m benchmarks.forecast [--json]``. Each seed is another history of four years; a forecast sees the
months before its origin only, and all of it, choice of the method and bounds among it, is made anew at each origin.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import numpy as np

import salestoolkit as st
from salestoolkit.estimate.series.forecasting import bounds, mase
from salestoolkit.review.pipeline.deal_chances import DealChances
from salestoolkit.review.sales.forecast import JUDGED, History, choice, tried

MONTHS, ORIGINS, AHEAD = 48, (24, 30, 36, 42), 6
QUARTER_ENDS = ("2025-06-30", "2025-12-31")


@dataclass(frozen=True)
class Row:
    """One line of the table: the mean over ``runs`` histories, and twice its standard error."""

    what: str
    design: str
    runs: int
    value: float
    error: float
    target: str = ""


def rows(seeds: int) -> Iterator[Row]:
    """Every line; seeds are 1, 2, 3, ..., for the deals half of them."""
    series = [_series(seed) for seed in range(1, seeds + 1)]
    for name in series[0][0]:
        yield _row(
            f"MASE, {name}",
            "36 months, 12 rolling origins, 6 months ahead",
            [held[name] for held, _ in series],
            "< 1" if name == "calendar" else "",
        )
    for origin in ORIGINS:
        shares = [100 * held[origin] for _, held in series]
        yield _row("Series, per cent within 80 % bounds", f"{origin} months known, 6 ahead", shares)
    yield _row(
        "Series, per cent within 80 % bounds",
        "all of these",
        [100 * np.mean(list(held.values())) for _, held in series],
        "74 to 86",
    )
    deals = [_deals(seed, day) for seed in range(1, seeds // 2 + 1) for day in QUARTER_ENDS]
    yield _row("Deals, Brier score", "chance by stage and age, 90 days ahead", [held["brier"] for held in deals])
    yield _row("Deals, Brier score", "one chance for all", [held["flat"] for held in deals])
    yield _row("Deals, wins expected per win that came", "90 days ahead", [held["calibration"] for held in deals])
    yield _row(
        "Pipeline, per cent within 80 % bounds", "sales of the quarter ahead", [100 * held["held"] for held in deals]
    )
    yield _row("Pipeline, expected per sold", "sales of the quarter ahead", [held["ratio"] for held in deals])


def _row(what: str, design: str, values: list[float], target: str = "") -> Row:
    held = np.array(values, float)
    return Row(what, design, len(held), float(held.mean()), float(2 * held.std(ddof=1) / np.sqrt(len(held))), target)


def _series(seed: int) -> tuple[dict[str, float], dict[int, float]]:
    """MASE of each method after 36 months, and the share of months that the bounds held at each origin."""
    whole = History.of(st.demo(seed=seed, months=MONTHS), None)
    missed, held = {}, {}
    for origin in ORIGINS:
        known = History(whole.months[:origin], whole.sales[:origin], whole.outlook)
        trials = tried(known, AHEAD)
        chosen, _ = choice(trials, known.sales)
        forecast = known.method(chosen.name, AHEAD, origin)
        lo, hi = bounds(chosen, known.sales, forecast)
        came = whole.sales[origin : origin + AHEAD]
        held[origin] = float(((lo <= came) & (came <= hi)).mean())
        if origin == 36:
            missed = {trial.name: mase(trial.errors(known.sales)[-JUDGED:], known.sales) for trial in trials}
    return missed, held


def _deals(seed: int, last: str) -> dict[str, float]:
    """The pipeline forecast of the quarter after a day, and what was sold in it."""
    day = datetime.fromisoformat(last) + timedelta(days=1)
    end = (day + timedelta(days=93)).replace(day=1)
    before = st.demo(seed=seed, months=MONTHS, as_of=f"{day:%Y-%m-%d}T00:00+07:00")
    total = st.pipeline_forecast(before, end=end.date()).frame.set_index("part").loc["total"]
    after = st.demo(seed=seed, months=MONTHS)
    sold = float(st.compute("monthly_sales", after, start=day.date(), end=end.date()).frame["value"].iloc[0])
    chances = DealChances.of(before, end - day)
    calibration = chances.calibration
    return {
        "brier": chances.brier(),
        "flat": chances.brier("flat"),
        "calibration": float(calibration["expected"].sum() / calibration["won"].sum()),
        "held": float(total["forecast_lo"] <= sold <= total["forecast_hi"]),
        "ratio": float(total["forecast"] / sold),
    }


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--seeds", type=int, default=12, help="how many histories of the demo company")
    options = parser.parse_args()
    made = list(rows(options.seeds))
    if options.json:
        print(json.dumps([asdict(row) for row in made]))
        return
    print("| What | Design | Runs | Mean | +/- | Target |\n|---|---|---:|---:|---:|---|")
    for row in made:
        print(f"| {row.what} | {row.design} | {row.runs} | {row.value:.3g} | {row.error:.2g} | {row.target} |")


if __name__ == "__main__":
    main()
