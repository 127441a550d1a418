"""The statistics layer against the shared collection of worked figures, which is beside some checkouts only.

The same figures stand in the other files of this folder; here inputs and answers are read, so that no slip of the
pen in copying them goes unseen. Every oracle of the collection has its line in ``docs/statistics.md``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from salestoolkit.estimate.groups.association import e_value, mantel_haenszel
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import exact_p, overdispersion, scores
from salestoolkit.estimate.groups.shrinkage import FLAT_DEVIATION, Shrunk, beta_binomial
from salestoolkit.estimate.interval.mean import modified_cox
from salestoolkit.estimate.interval.poisson_count import garwood
from salestoolkit.estimate.interval.shares import clopper_pearson, difference, wilson
from salestoolkit.estimate.series.control_chart import p_chart, xmr
from salestoolkit.estimate.survival.kaplan_meier import logrank, quantile, restricted_mean, share_within

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = ROOT.parent / "shared" / "oracles" / "oracles.json"


@pytest.fixture(scope="module")
def oracles() -> dict[str, Any]:
    """The collection by id."""
    if not COLLECTION.is_file():
        pytest.skip("../shared/oracles is absent: the collection is not part of this repository")
    return {oracle["id"]: oracle for oracle in json.loads(COLLECTION.read_text(encoding="utf-8"))["oracles"]}


def bounds(interval: Callable[..., Any], *counts: float) -> list[float]:
    """The two ends of an interval for one group."""
    return [float(x[0]) for x in interval(*(np.array([count], float) for count in counts))][-2:]


def one_share(given: dict[str, Any]) -> dict[str, Any]:
    return {"wilson": bounds(wilson, *given.values()), "clopper_pearson": bounds(clopper_pearson, *given.values())}


def curve(given: dict[str, Any]) -> dict[str, Any]:
    time, event = np.array(given["time"], float), np.array(given["event"])
    data = time, event, np.ones(len(time))
    median, lo, hi = quantile(*data, 0.5)
    at = np.unique(time[event == 1])
    left = [1 - share_within(*data, t)[0] for t in at]
    return {
        "S": left,
        "median": median,
        "ci": [lo, None if np.isnan(hi) else hi],
        "rmst48": restricted_mean(*data, 48)[0],
    }


def remission(given: dict[str, Any]) -> dict[str, Any]:
    treated = np.array(given["six_mp"], float), np.array(given["six_mp_event"])
    control = np.array(given["control"], float), np.ones(21, int)
    time, event = (np.concatenate(pair) for pair in zip(treated, control, strict=True))
    return {
        "S": [1 - share_within(*treated, np.ones(21), week)[0] for week in (6, 7, 10, 13, 16, 22, 23)],
        "medians": [quantile(*group, np.ones(21), 0.5)[0] for group in (treated, control)],
        "logrank": logrank(time, event, np.ones(42), np.repeat([0, 1], 21))[0],
    }


def funnel(given: dict[str, Any]) -> dict[str, Any]:
    r, n = np.array(given["r"]), np.array(given["n"])
    z, center = scores(r, n), r.sum() / n.sum()
    kept = (q_values(exact_p(r, n, center)) < 0.05).sum()
    phi = overdispersion(z, winsorized=0)
    return {"p0": center, "z": z[[0, 1, 4, 7, 10]], "n_z": (abs(z) > 1.96).sum(), "n_bh": kept, "phi": phi}


def cans(given: dict[str, Any]) -> dict[str, Any]:
    part, whole = np.array(given["counts"]), np.full(len(given["counts"]), given["n"])
    chart = p_chart(part, whole)
    out = (part / whole > chart.hi) | (part / whole < chart.lo)
    again = p_chart(part[~out], whole[~out])
    limits = {"p": chart.center, "ucl": chart.hi[0], "lcl": chart.lo[0]}
    return limits | {"alarms": np.flatnonzero(out) + 1, "revised": [again.center, again.hi[0], again.lo[0]]}


def berkeley(given: dict[str, Any]) -> dict[str, Any]:
    tables = np.array(given["tables"])
    found, crude = mantel_haenszel(tables), mantel_haenszel(tables.sum(axis=0)[None]).value
    return {"crude": crude, "mh": found.value, "ci": [found.lo, found.hi], "x2": found.chi2, "p": found.p}


def hospitals(given: dict[str, Any]) -> dict[str, Any]:
    fit = beta_binomial(np.array(given["r"]), np.array(given["n"]), prior=(1, 1), draws=40_000)
    return {"mean": fit.value[:10], "sd": fit.draws.std(axis=0)[:10]}


def rats(y: np.ndarray, n: np.ndarray) -> Shrunk:
    return beta_binomial(y, n, power=FLAT_DEVIATION)


def known_prior(given: dict[str, Any]) -> dict[str, Any]:
    prior = given["alpha"], given["beta"]
    return {"eb": beta_binomial(np.array([300, 4]), np.array([1000, 10]), prior).value}


def single_values(given: dict[str, Any]) -> dict[str, Any]:
    chart = xmr(np.array(given["x"]))
    return {"mean": chart.center, "ucl": chart.hi, "lcl": chart.lo}


SINGLE = ("81of263", "15of148", "0of20", "1of29")
PAIRS = ("56of70-48of80", "9of10-3of10", "6of7-2of7", "5of56-0of29", "0of10-0of20", "10of10-0of20")

ANSWERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "seed-win-rate": lambda given: {"wilson95": bounds(wilson, given["won"], given["leads"])},
    **{f"newcombe1998-single-{counts}": one_share for counts in SINGLE},
    **{f"newcombe1998-diff-{counts}": lambda given: {"ci": difference(*given.values())[1:]} for counts in PAIRS},
    "hbr2011-within-1h-ci": lambda given: {"ci": bounds(wilson, *given.values())},
    "km-aml-Maintained": curve,
    "km-aml-Nonmaintained": curve,
    "km-flat-half": lambda given: {"median": curve(given)["median"]},
    "km-freireich": remission,
    "bda3-rat-tumours": lambda given: {"full": rats(np.array(given["y"]), np.array(given["n"])).spread},
    "robinson-eb": known_prior,
    "bugs-surgical-fixed": hospitals,
    "surgical-funnel": funnel,
    "bh-1995": lambda given: {"bh": (q_values(np.array(given["p"])) < 0.05).sum()},
    "p-chart-montgomery-nist": cans,
    "xmr-nist": single_values,
    "olsson-modified-cox": lambda given: {"ci": modified_cox(np.array(given["x"]))},
    "poisson-garwood": lambda given: dict(zip(("ci10", "ci0"), np.array(garwood(np.array(given["n"]))).T, strict=True)),
    "ucb-simpson": berkeley,
    "e-value": lambda given: {"e": [e_value(ratio) for ratio in given["rr"]]},
}


@pytest.mark.parametrize("oracle", ANSWERS)
def test_an_oracle_of_the_collection(oracle: str, oracles: dict[str, Any]) -> None:
    held = oracles[oracle]
    tolerance = held["tolerance"] if isinstance(held["tolerance"], dict) else {"*": held["tolerance"]}

    for name, answer in ANSWERS[oracle](held["inputs"]).items():
        allowed = tolerance.get(name, tolerance.get("*"))
        wanted = held["expected"][name]
        pairs = zip(np.ravel(np.array(answer, object)), np.ravel(np.array(wanted, object)), strict=True)
        for ours, theirs in pairs:
            assert ours == theirs if theirs is None else ours == pytest.approx(theirs, rel=0, abs=allowed), name


def test_every_oracle_of_the_collection_has_its_line(oracles: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")

    assert [oracle for oracle in oracles if f"`{oracle}`" not in page] == []
