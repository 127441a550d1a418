"""Published series: season, growth and level shifts as R and the literature have them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salestoolkit.estimate import Growth
from salestoolkit.estimate.series.season import classical, stl
from salestoolkit.estimate.series.shifts import level_shifts

# Box and Jenkins, series G: international airline passengers in thousands, January 1949 to December 1960
PASSENGERS = """
112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229
242 233 267 269 270 315 364 347 312 274 237 278 284 277 317 313 318 374 413 405 355 306 271 306
315 301 356 348 355 422 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337
360 342 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461 390 432
"""
AIR = pd.Series([float(n) for n in PASSENGERS.split()], pd.date_range("1949-01-01", periods=144, freq="MS"))


def test_multiplicative_indices_are_those_of_r_and_add_up_to_twelve() -> None:
    index = classical(AIR, "multiplicative")

    # R 4.2.2: decompose(AirPassengers, "multiplicative")$figure
    r = "0.9102304 0.8836253 1.0073663 0.975906 0.981378 1.1127758 "
    r += "1.2265555 1.219911 1.0604919 0.9217572 0.8011781 0.8988244"
    assert index == pytest.approx([float(x) for x in r.split()], abs=6e-5)
    assert index.sum() == pytest.approx(12)


def test_additive_indices_are_those_of_r() -> None:
    r = "-24.74874 -36.18813 -2.24116 -8.03662 -4.50631 35.40278 "
    r += "63.83081 62.82323 16.5202 -20.64268 -53.59343 -28.61995"
    assert classical(AIR, "additive") == pytest.approx([float(x) for x in r.split()], abs=6e-5)


def test_stl_has_one_season_for_all_years_as_periodic_has_in_r() -> None:
    _, seasonal, _ = stl(np.log(AIR.to_numpy()), robust=False)

    # R: stl(log(AirPassengers), "periodic"), January, July, November
    assert seasonal[[0, 6, 10]] == pytest.approx([-0.09164, 0.2164, -0.21353], abs=5e-4)


def test_growth_on_a_year_before_and_per_year_is_arithmetic() -> None:
    shares = dict.fromkeys(("pre_lebaran_share", "leave_share", "post_lebaran_share"), 0.0)
    counts = pd.DataFrame(
        {"month": AIR.index, "amount": AIR.to_numpy(), "customers": 100, "squares": 0.0, "business": 20}
    )

    row = Growth()(counts.assign(**shares), []).iloc[0]

    assert (row["amount"], row["before"], row["years"]) == (5714, 5140, 12)
    assert (row["value"], row["cagr"]) == pytest.approx((0.11167, 0.12792), abs=6e-5)


def test_the_nile_fell_after_1898() -> None:
    # Cobb 1978; R: strucchange::breakpoints(Nile ~ 1) = 28. ruptures' default jump of 5 would say 30
    from statsmodels.datasets import nile

    volume = nile.load_pandas().data["volume"].to_numpy(float)

    assert level_shifts(volume) == [28]
    assert (volume[:28].mean(), volume[28:].mean()) == pytest.approx((1097.75, 849.97), abs=6e-3)


def test_steady_growth_is_no_level_shift() -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 48)

    assert level_shifts(0.02 * np.arange(48) + noise) == []
