"""What stands under ``st.``: what analysts call, each documented whole; what authors of KPIs need has its own door."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit import estimate, kpi

FUNCTIONS = {name: value for name in st.__all__ if inspect.isfunction(value := getattr(st, name))}
REVIEW = "salestoolkit.review"
# Sections of the review are documented by what declares them.
DOCUMENTED = [name for name, made in FUNCTIONS.items() if not made.__wrapped__.__module__.startswith(REVIEW)]


def sections(function: Callable[..., Any]) -> dict[str, str]:
    parts = re.split(r"^(\w+)\n-{3,}\n", inspect.getdoc(function) or "", flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_public_function_is_documented_whole(name: str) -> None:
    function, told = FUNCTIONS[name], sections(FUNCTIONS[name])
    taken = list(inspect.signature(function).parameters)
    lines = re.findall(r"^[\w*][^:\n]*", told.get("Parameters", ""), re.MULTILINE)
    named = {part.strip(" *") for line in lines for part in line.split(",")}
    assert named == set(taken)
    assert told["Returns"].strip()
    assert f"st.{name}(" in told["Examples"]
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(ast.parse(inspect.getsource(function.__wrapped__))))
    assert "Raises" in told or not raises


def test_the_face_is_small_and_the_names_of_authors_stand_behind_their_own_door() -> None:
    assert len(st.__all__) < 70
    assert not set(st.__all__) & ({*kpi.__all__} - {"KPI", "Text"})
    assert {*estimate.__all__} < {*kpi.__all__} == {*dir(kpi)}
    assert all(getattr(kpi, name) is not None for name in kpi.__all__)


@pytest.mark.parametrize("name", ["Measure", "Proportion", "NO_AMOUNT", "col"])
def test_a_name_that_has_moved_says_where_it_is(name: str) -> None:
    with pytest.raises(ImportError, match=rf"Type: from salestoolkit\.kpi import {name}$"):
        getattr(st, name)
    with pytest.raises(ImportError, match=rf"Type: from salestoolkit\.kpi import {name}$"):
        exec(f"from salestoolkit import {name}")


def test_a_misspelt_name_offers_the_closest() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'overveiw'\. Did you mean 'overview'\?"):
        st.overveiw  # noqa: B018


def test_every_kpi_and_split_is_a_value_that_calls_take() -> None:
    assert st.KPIS["win_rate.by_value"].name == "win_rate.by_value"
    assert st.KPIS.win_rate is st.definition("win_rate")
    assert {kpi.name for kpi in st.definitions()} < set(st.KPIS)
    assert st.SPLITS.team == "team"
    with pytest.raises(AttributeError, match="Did you mean 'win_rate'"):
        st.KPIS.win_rte  # noqa: B018
    with pytest.raises(st.UnknownName, match="Did you mean 'team'"):
        st.SPLITS["tem"]


def test_a_module_of_the_package_is_imported_without_the_review() -> None:
    code = "import sys; from salestoolkit import words; sys.exit('salestoolkit.review' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
