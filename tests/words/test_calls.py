"""A call that cannot be made is refused in one sentence that says what to type, in the language of who calls."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.words.text import REQUIRED

FUNCTIONS = {name: value for name in st.__all__ if inspect.isfunction(value := getattr(st, name))}
WITH_SALES = [name for name, made in FUNCTIONS.items() if "sales" in inspect.signature(made).parameters]


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    return st.demo(reps=4, months=3, lang="en")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda s: st.compute("win_rate", "demo"), 'given \'demo\'. Type st.compute("win_rate", st.load("demo")).'),
        (lambda s: st.goals("x.csv"), 'and was given \'x.csv\'. Type st.goals(st.load("x.csv")).'),
        (lambda s: st.revisions(pd.DataFrame()), "given DataFrame. Type st.revisions(st.load(...))."),
        (lambda s: st.compute(s, "win_rate"), 'KPI first and the data second. Type st.compute("win_rate", sales).'),
        (lambda s: st.compute("win_rate"), "st.compute lacks 'sales'. Type st.compute(\"win_rate\", sales)."),
        (lambda s: st.compute("win_rate", s, "team"), "2 values without a name. Write the others by name: by=, start="),
        (lambda s: st.languages("id"), "st.languages takes 0 values without a name. Leave the rest out."),
        (lambda s: st.compute("win_rate", s, sales=s), "was given 'sales' twice. Leave one of them out."),
        (lambda s: st.compute("win_rate", s, wher={}), "st.compute is called 'wher'. Did you mean 'where'?"),
        (lambda s: st.compute("win_rate", s, where=["team"]), 'and was given list. Type where={"team": ["Surabaya"]}.'),
        (lambda s: st.compute(s.intake, s), "Intake is no KPI. Give its name, as in st.compute(\"win_rate\", sales)"),
        (lambda s: st.overview(s, "win_rate"), "'kpis' takes a list. Type kpis=[\"win_rate\"]."),
        (lambda s: st.report(s, to="x", sheets=True), "in a group of options. Type pages=st.Pages(sheets=...)."),
        (lambda s: st.report(s, to="x", pages="team"), "was given 'team'. Type pages=st.Pages(...)."),
        (lambda s: st.panel("win_rate", s, lang="xx"), "No language is called 'xx'. Known: en, id."),
        (lambda s: st.load("demo", lang="en", maping=1), "st.load is called 'maping'. Did you mean 'mapping'?"),
        (lambda s: st.demo(lang="en", month=3), "No argument of st.demo is called 'month'. Did you mean 'months'?"),
        (lambda s: st.compute("win_rate", s, by="tem"), "dimension of win_rate is called 'tem'. Did you mean 'team'?"),
        (lambda s: st.compute("win_rte", s), "No KPI is called 'win_rte'. Did you mean 'win_rate'?"),
        (lambda s: st.compute("win_rate", s).plot("rankng"), "No view is called 'rankng'. Did you mean 'ranking'?"),
        (lambda s: st.compute("win_rate", s).to("xx"), "No language is called 'xx'."),
    ],
)  # fmt: skip
def test_what_to_type_is_said(sales: st.SalesData, call: Callable[[st.SalesData], Any], said: str) -> None:
    with pytest.raises(st.UsageError) as refused:
        call(sales)
    told = {lang: refused.value.told(lang) for lang in REQUIRED}
    assert said in told["en"]
    assert len(set(told.values())) == len(REQUIRED)


@pytest.mark.parametrize("name", WITH_SALES)
def test_no_function_takes_a_path_for_loaded_data(name: str) -> None:
    needed = {each.name: "win_rate" for each in parameters(name) if is_needed(each)}
    with pytest.raises(st.UsageError, match=r"needs loaded data as 'sales'.* Type st\.\w+\(.*st\.load\(\"demo\"\)"):
        FUNCTIONS[name](**needed | {"sales": "demo"})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_takes_a_name_that_it_does_not_have(name: str) -> None:
    with pytest.raises(st.UnknownName, match=rf"st\.{name}"):
        FUNCTIONS[name](neme=1)


def is_needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.VAR_KEYWORD


def parameters(name: str) -> list[inspect.Parameter]:
    return list(inspect.signature(FUNCTIONS[name]).parameters.values())


def test_a_refusal_is_in_the_language_of_the_data() -> None:
    indonesian = st.demo(reps=4, months=3)
    for call in (lambda: st.compute("win_rte", indonesian), lambda: st.load("demo", maping="x")):
        with pytest.raises(st.UnknownName, match=r"Tidak ada .* Maksud Anda '(win_rate|mapping)'\?"):
            call()
    with pytest.raises(st.UnknownName, match=r"Tidak ada gambar bernama 'rankng'"):
        st.compute("win_rate", indonesian).plot("rankng")
    with pytest.raises(AttributeError, match=r"Data ini tidak punya tabel 'rates'"):
        indonesian.rates  # noqa: B018


def test_a_public_function_keeps_its_signature_and_its_name() -> None:
    assert list(inspect.signature(st.compute).parameters) == ["kpi", "sales", "by", "start", "end", "where"]
    assert pickle.loads(pickle.dumps(st.compute)) is st.compute


@pytest.mark.parametrize(("lang", "said"), [("en", "Did you mean 'team'?"), ("id", "Maksud Anda 'team'?")])
def test_a_control_says_what_it_offers(sales: st.SalesData, lang: str, said: str) -> None:
    panel = st.panel("win_rate", sales, lang=lang)
    before = panel.split.value
    with pytest.raises(st.UnknownName) as refused:
        panel.split.value = "tem"
    assert said in str(refused.value)
    assert panel.split.value == before
    panel.split.value = "team"
    assert panel.result.by == ("team",)
