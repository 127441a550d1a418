"""The panel of every KPI: its numbers are those of compute, and all that it shows changes together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from ipywidgets import HTML, Widget
from ipywidgets.embed import dependency_state
from refusals import refused

import salestoolkit as st

KPIS = [kpi.name for kpi in st.definitions()]
TRENDED = [kpi.name for kpi in st.definitions() if any(view == "trend" for view, _ in kpi.views)]
WITH_REPS = [kpi.name for kpi in st.definitions() if "rep" in kpi.by]
PNG = b"\x89PNG\r\n"
TAGS = {"p", "ul", "li", "b", "style"}


def shown(panel: Any) -> tuple[str, str, bytes]:
    """What a reader sees: sentence, n and figure."""
    return panel.sentence.value, panel.count.value, png(panel)


def png(panel: Any) -> bytes:
    return bytes(panel.figure.value)


def plain(widget: HTML) -> str:
    """The text of an escaped paragraph."""
    return unescape(widget.value.partition(">")[2].removesuffix("</p>"))


def assert_answers(panel: Any, expected: Any) -> None:
    """The panel shows what compute gave: numbers, sentence, n and picture."""
    pd.testing.assert_frame_equal(panel.result.frame, expected.frame)
    assert plain(panel.sentence) == (expected if len(expected.by) < 2 else expected.whole).read()
    n = f"{int(expected.whole.frame['n'].iloc[0]):,}"
    assert f"n = {n} " in plain(panel.count)
    if expected.frame["value"].isna().all():  # such as the coverage of a quarter that is over
        assert png(panel) == b""
        return
    assert png(panel).startswith(PNG)
    assert panel.figure.tooltip == expected.plot(panel.view.value).alt


def widgets_in(box: Any) -> list[Widget]:
    return [box, *(inner for child in getattr(box, "children", ()) for inner in widgets_in(child))]


def tags(html: str) -> set[str]:
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.add(tag)  # type: ignore[method-assign]
    parser.feed(html)
    return found


@pytest.fixture(scope="module")
def demo_sales() -> st.SalesData:
    """The demo company in the middle of a quarter, when there is a pipeline to cover the rest of a quota."""
    return st.demo(as_of="2025-11-15T00:00+07:00")


def grouping(name: str) -> str:
    """What to split a KPI by that is neither time nor person."""
    by = st.definition(name).by
    return "channel" if "channel" in by else by[1]


@pytest.fixture(scope="module")
def panel_of(demo_sales: st.SalesData) -> Callable[[str], Any]:
    return lambda name: st.panel(name, demo_sales, lang="en")


@pytest.mark.parametrize("name", KPIS)
def test_opens_with_the_first_view_of_the_definition(name: str, demo_sales: st.SalesData, panel_of: Any) -> None:
    panel = panel_of(name)
    view, split = st.definition(name).views[0]
    assert (panel.view.value, panel.split.value) == (view, split)
    assert_answers(panel, st.compute(name, demo_sales, by=split).to("en"))


@pytest.mark.parametrize("name", KPIS)
def test_offers_the_splits_of_the_definition_that_the_data_can_answer(name: str, panel_of: Any) -> None:
    offered = [split for _, split in panel_of(name).split.options]
    assert offered == ["", *st.definition(name).splits]


@pytest.mark.parametrize("name", KPIS)
def test_a_period_moves_figure_sentence_and_n_together(name: str, demo_sales: st.SalesData, panel_of: Any) -> None:
    panel = panel_of(name)
    before = shown(panel)
    panel.period.value = (date(2024, 3, 1), date(2024, 8, 1))
    expected = st.compute(name, demo_sales, by=panel.split.value, start="2024-03-01", end="2024-09-01")
    assert_answers(panel, expected.to("en"))
    assert all(old != new for old, new in zip(before, shown(panel), strict=True))


@pytest.mark.parametrize("name", KPIS)
def test_an_end_of_the_slider_is_the_end_of_the_data(name: str, demo_sales: st.SalesData, panel_of: Any) -> None:
    panel = panel_of(name)
    first, last = panel.period.value
    panel.period.value = (date(2025, 1, 1), last)
    assert (panel.result.start, panel.result.end) == (date(2025, 1, 1), None)
    panel.period.value = (first, date(2025, 1, 1))
    assert (panel.result.start, panel.result.end) == (None, date(2025, 2, 1))


@pytest.mark.parametrize("name", KPIS)
def test_every_kind_of_split_has_its_views_and_the_numbers_of_compute(
    name: str, demo_sales: st.SalesData, panel_of: Any
) -> None:
    panel, kpi = panel_of(name), st.definition(name)
    of_groups = ["ranking", *(["trend"] if name in TRENDED else [])]
    cases = (("", ["total"]), ("quarter", ["trend"]), (grouping(name), of_groups))
    for split, views in (case for case in cases if case[0] in ("", *kpi.splits)):
        panel.split.value = split
        assert [view for _, view in panel.view.options] == views
        assert panel.view.value in views
        assert_answers(panel, st.compute(name, demo_sales, by=split or None).to("en"))


@pytest.mark.parametrize("name", TRENDED)
def test_a_groups_trend_is_computed_by_group_and_time(name: str, demo_sales: st.SalesData, panel_of: Any) -> None:
    panel = panel_of(name)
    panel.split.value = grouping(name)
    panel.view.value = "trend"
    time = next(split for view, split in st.definition(name).views if view == "trend")
    assert_answers(panel, st.compute(name, demo_sales, by=(grouping(name), time)).to("en"))


@pytest.mark.parametrize("name", WITH_REPS)
def test_reps_filter(name: str, demo_sales: st.SalesData, panel_of: Any) -> None:
    panel = panel_of(name)
    before = shown(panel)
    panel.reps.value = ("R01", "R05", "R09")
    expected = st.compute(name, demo_sales, by=panel.split.value, where={"rep": ["R01", "R05", "R09"]})
    assert_answers(panel, expected.to("en"))
    assert all(old != new for old, new in zip(before, shown(panel), strict=True))
    panel.reps.value = ()
    assert shown(panel) == before


def test_a_chosen_view_is_kept_where_it_fits(panel_of: Any) -> None:
    panel = panel_of("win_rate")
    panel.view.value = "trend"
    panel.split.value = "product"
    assert panel.result.by == ("product", "month")
    panel.split.value = ""
    panel.split.value = "team"
    assert (panel.view.value, panel.result.by) == ("ranking", ("team",))


def test_a_kpi_without_reps_has_no_filter_of_reps(panel_of: Any) -> None:
    panel = panel_of("visitor_to_lead")
    assert panel.reps is None
    assert "Sales reps" not in [getattr(widget, "description", "") for widget in widgets_in(panel.box)]


@pytest.mark.parametrize("name", KPIS)
def test_language_relabels_everything_and_changes_no_number(name: str, panel_of: Any) -> None:
    panel = panel_of(name)
    panel.period.value = (date(2024, 1, 1), date(2024, 12, 1))
    kept = (panel.split.value, panel.view.value, panel.period.value)
    before, frame, title = shown(panel), panel.result.frame, panel.measured.titles
    panel.language.value = "id"
    assert (panel.split.value, panel.view.value, panel.period.value) == kept
    pd.testing.assert_frame_equal(panel.result.frame, frame)
    # where there is no value there is no figure, in any language
    assert all(old != new or old == b"" for old, new in zip(before, shown(panel), strict=True))
    assert (panel.period.description, panel.split.description, panel.language.description) == (
        "Periode",
        "Menurut",
        "Bahasa",
    )
    assert panel.split.options[0] == ("Keseluruhan", "")
    assert {value: text for text, value in panel.period.options}[date(2024, 8, 1)] == "Agustus 2024"
    assert panel.measured.titles != title
    assert st.definition(name).title.to("id") in panel.controls.heading.value


def test_begins_in_the_language_of_the_data(small_sales: st.SalesData) -> None:
    assert st.panel("win_rate", small_sales).language.value == "en"
    assert st.panel("win_rate", small_sales, lang="id").language.value == "id"


def test_unknown_names_are_refused(small_sales: st.SalesData) -> None:
    with pytest.raises(st.UnknownName, match="No language is called 'fr'"):
        st.panel("win_rate", small_sales, lang="fr")
    with refused(st.UnknownName, match="Did you mean 'win_rate'"):
        st.panel("winrate", small_sales)


def test_one_change_computes_and_draws_once(panel_of: Any) -> None:
    panel = panel_of("win_rate")
    changes: list[str] = []
    panel.figure.observe(lambda change: changes.append("figure"), "value")
    panel.sentence.observe(lambda change: changes.append("sentence"), "value")
    panel.split.value = "month"
    assert changes == ["figure", "sentence"]


def test_a_period_without_data_is_a_sentence(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    panel.period.value = (date(2025, 2, 1), date(2025, 2, 1))
    assert plain(panel.sentence) == "There is no number (n = 0): no data."
    assert plain(panel.count).startswith("n = 0 ")
    assert (png(panel), panel.figure.layout.display, panel.error) == (b"", "none", None)
    panel.period.value = (date(2025, 1, 1), date(2025, 2, 1))
    assert png(panel).startswith(PNG)
    assert panel.figure.layout.display is None


@pytest.mark.parametrize("name", KPIS)
def test_data_that_is_missing_is_a_sentence(name: str, small_sales: st.SalesData) -> None:
    panel = st.panel(name, small_sales)
    expected = st.compute(name, small_sales, by=panel.result.by)
    assert expected.missing in plain(panel.sentence)
    assert panel.error is None
    if expected.missing:
        assert [split for _, split in panel.split.options] == [""]
        assert png(panel) == b""


def test_what_fails_is_a_sentence_and_never_a_traceback(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    small_sales.connection.close()
    panel.period.value = (date(2025, 1, 1), date(2025, 2, 1))
    assert plain(panel.sentence).startswith("This choice cannot be computed (ConnectionException).")
    assert (panel.result, panel.count.value, png(panel)) == (None, "", b"")
    assert panel.error is not None
    assert "Traceback" not in str(dependency_state(panel.box))


def test_hostile_names_stay_text(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    for split in ("rep", "team"):
        panel.split.value = split
        assert "onerror" in panel.sentence.value
        for widget in widgets_in(panel.box):
            if isinstance(widget, HTML):
                assert tags(widget.value) <= TAGS
            assert not getattr(widget, "description_allow_html", False)


def test_reps_of_one_name_are_told_apart(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    names = {rep: name for name, rep in panel.reps.options}
    assert (names["R3"], names["R4"]) == ("Sari (R3)", "Sari (R4)")
    panel.reps.value = ("R4",)
    assert panel.result.whole.frame["n"].iloc[0] == 24


def test_the_definition_is_beside_the_answer(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    [terms] = panel.measured.children
    assert "won / (won + lost)" in terms.value
    assert "Wilson" in terms.value
    assert panel.measured.titles == ("How this is measured",)


def test_shows_itself_as_a_widget_and_as_text(small_sales: st.SalesData) -> None:
    panel = st.panel("win_rate", small_sales)
    bundle = panel._repr_mimebundle_()
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == panel.box.model_id
    assert bundle["text/plain"] == repr(panel) == f"Win rate: {panel.result.read()}"
