"""Parameters: what a template does not declare, or declares as another type, is refused before any kernel starts."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from salestoolkit.generate import notebooks
from salestoolkit.reports.parameters import Refused, check_notebook, checked, declared


def _notebook(source: str, given: str = "", **metadata: Any) -> Any:
    cells = [new_code_cell(source, metadata={"tags": ["parameters"]})]
    if given:
        cells.append(new_code_cell(given, metadata={"tags": ["injected-parameters"]}))
    return new_notebook(cells=cells, metadata=metadata)


DECLARED = _notebook('rep = "R01"  # who\nshare: float = 0.5\ncount = 3\nflag = True\nlists = ["a"]\nnothing = None')


@pytest.mark.parametrize("name", notebooks.names())
def test_every_template_declares_literals(name: str) -> None:
    assert {"source", "lang", "start"} <= declared(notebooks.notebook(name)).keys()


@pytest.mark.parametrize(
    "given",
    [{"rep": "007"}, {"share": 0.1}, {"share": 1}, {"count": 0}, {"flag": False}, {"lists": []}, {"nothing": object}],
)
def test_a_value_of_the_declared_type_is_taken_as_it_is(given: dict[str, Any]) -> None:
    assert checked(DECLARED, given) == given


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rpe": "R02"}, "No parameter is called 'rpe'. Did you mean 'rep'?"),
        ({"x=1;y": "R02"}, "No parameter is called 'x=1;y'."),
        ({"rep": 7}, "Parameter 'rep' came as the number 7, and it takes text: pass it to papermill with -r rep"),
        ({"count": "7"}, "Parameter 'count' takes int, not str '7'."),
        ({"count": True}, "Parameter 'count' takes int, not bool True."),
        ({"flag": 1}, "Parameter 'flag' takes bool, not int 1."),
    ],
)
def test_another_name_or_type_is_refused_with_64(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match="^" + sentence.replace("?", r"\?").replace(".", r"\.")) as caught:
        checked(DECLARED, given)
    assert caught.value.exit_code == 64


def test_a_notebook_of_others_may_be_given_anything() -> None:
    check_notebook(_notebook("a = 1", "b = 2"))
    with pytest.raises(Refused, match="'b'"):
        check_notebook(_notebook("a = 1", "b = 2", salestoolkit={"template": "own"}))
