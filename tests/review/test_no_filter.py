"""An empty filter filters nothing: that is how the template of the team's review asks for all teams."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import salestoolkit as st
from salestoolkit.review.section import Passage

PARTS = (st.goals, st.moved, st.ageing, st.stages, st.recover, st.follow_up, st.findings, st.agreements)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_team_without_a_name_is_every_team(demo_sales: st.SalesData, part: Callable[..., Passage]) -> None:
    told = part(demo_sales, where={"team": ""})

    assert len(told.frame)
    assert told.frame.equals(part(demo_sales).frame)
