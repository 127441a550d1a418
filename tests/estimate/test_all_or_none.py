"""Groups of which all or none succeed: what is thought of each lies inside its own interval."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.estimate.groups.shrinkage import beta_binomial

TRIALS = np.array([0, 1, 12, 19, 400])


@pytest.mark.parametrize("hit", [np.zeros(5), TRIALS])
def test_what_is_thought_of_each_lies_inside_its_interval(hit: np.ndarray) -> None:
    """Of teams in which nobody won, a rep of 19 deals had 0.03 % and an interval that ended at 0.02 %."""
    shrunk = beta_binomial(hit, TRIALS)

    assert (shrunk.lo <= shrunk.value).all()
    assert (shrunk.value <= shrunk.hi).all()


def test_who_has_few_trials_may_still_have_any_rate() -> None:
    shrunk = beta_binomial(np.zeros(5), TRIALS)

    assert shrunk.value == pytest.approx(0.5 / (TRIALS + 1))  # Jeffreys: (0 + 1/2) / (n + 1)
    assert shrunk.hi[3] == pytest.approx(0.124, abs=0.01)  # 97.5 % of the beta distribution of 0.5 and 19.5
