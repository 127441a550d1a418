"""Series and chances against R's answers and published ones: each figure names its source."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from salestoolkit.estimate.sales.coverage import sums_of
from salestoolkit.estimate.series.forecasting import (
    brier,
    fitted_airline,
    mase,
    scale,
    seasonal_naive,
    seasonal_naive_bounds,
)
from salestoolkit.review.sales.forecast import lebaran_shares

# AirPassengers: thousands of international airline passengers a month, 1949 to 1960 (Box and Jenkins 1970, series G)
PASSENGERS = np.array(
    [
        *(112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118),
        *(115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140),
        *(145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166),
        *(171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194),
        *(196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201),
        *(204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229),
        *(242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278),
        *(284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306),
        *(315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336),
        *(340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337),
        *(360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405),
        *(417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432),
    ],
    float,
)


def test_the_airline_model() -> None:
    # airline-model: R 4.2.2, arima(log(AirPassengers), c(0, 1, 1), c(0, 1, 1))
    fitted = fitted_airline(np.log(PASSENGERS))
    ahead = fitted.get_forecast(12)
    months = [0, 1, 11]

    assert fitted.params.tolist() == pytest.approx([-0.4018, -0.5569], abs=3e-4)
    assert fitted.scale == pytest.approx(0.001348, abs=2e-6)
    assert fitted.llf == pytest.approx(244.70, abs=0.01)
    assert ahead.predicted_mean[months].tolist() == pytest.approx([6.11019, 6.05378, 6.16802], abs=2e-4)
    assert ahead.se_mean[months].tolist() == pytest.approx([0.03672, 0.04278, 0.08157], abs=2e-4)


def test_mean_absolute_scaled_errors() -> None:
    # mase-airpassengers: R, forecast::accuracy (8.20); known to 1958, asked of 24 months
    known, came = PASSENGERS[:120], PASSENGERS[120:]
    slope = (known[-1] - known[0]) / 119
    said = {
        "seasonal naive": (seasonal_naive(known, 24), 2.49352),
        "naive": (np.full(24, known[-1]), 4.03338),
        "mean": (np.full(24, known.mean()), 7.22129),
        "drift": (known[-1] + slope * np.arange(1, 25), 3.20625),
    }

    assert scale(known) == pytest.approx(28.57407, abs=6e-5)
    assert {name: mase(came - forecast, known) for name, (forecast, _) in said.items()} == pytest.approx(
        {name: answer for name, (_, answer) in said.items()}, abs=6e-5
    )


def test_bounds_of_the_seasonal_naive_forecast() -> None:
    # snaive-interval: R, forecast::snaive; known to 1959
    known = PASSENGERS[:132]
    forecast = seasonal_naive(known, 13)
    four_in_five, most = (np.array(seasonal_naive_bounds(known, forecast, level)) for level in (0.8, 0.95))

    assert forecast[[0, 12]].tolist() == [360, 360]
    assert four_in_five[:, 0].tolist() == pytest.approx([315.7246, 404.2754], abs=6e-4)
    assert most[:, 0].tolist() == pytest.approx([292.2866, 427.7134], abs=6e-4)
    assert most[:, 12].tolist() == pytest.approx([264.2388, 455.7612], abs=6e-4)


def test_a_weighted_pipeline() -> None:
    # weighted-pipeline-exact: eight outcomes of 100 at 20 %, 50 at 50 %, 20 at 90 %, counted by hand
    totals, weights = sums_of(np.array([100.0, 50, 20]), np.array([0.2, 0.5, 0.9]))
    mean = totals @ weights

    assert mean == pytest.approx(63)
    assert np.sqrt(weights @ (totals - mean) ** 2) == pytest.approx(47.55, abs=0.006)
    assert [weights[totals >= least].sum() for least in (100, 70)] == pytest.approx([0.20, 0.56], abs=0.006)


def test_each_deal_by_its_chance() -> None:
    # weighted-pipeline-rework: resources.rework.com, "Weighted pipeline"
    expected = [np.dot(*sums_of(np.array([amount]), np.array([p]))) for amount, p in ((200e3, 0.3), (50e3, 0.8))]

    assert expected == pytest.approx([60e3, 40e3])


def test_the_brier_score() -> None:
    # brier-sklearn: scikit-learn, docstring of brier_score_loss
    assert brier(np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.8, 0.3])) == pytest.approx(0.0375)


@pytest.mark.parametrize(
    ("year", "shares"),
    [
        (2022, [0, 13 / 14, 1 / 14]),
        (2023, [0, 1, 0]),
        (2024, [5 / 14, 9 / 14, 0]),
        (2025, [1, 0, 0]),
        (2026, [1, 0, 0]),
    ],
)
def test_the_share_of_the_days_before_lebaran(year: int, shares: list[float]) -> None:
    # lebaran-regressor: 14-day window as in the RegARIMA study of sugar prices in Semarang, counted by hand
    assert [lebaran_shares(date(year, month, 1))[0] for month in (3, 4, 5)] == pytest.approx(shares)
