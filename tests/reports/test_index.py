"""The index links to every report that there is, relatively, and says why another is not there."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sample_pages import attack

from salestoolkit.reports.page.filters import initial
from salestoolkit.reports.page.index import Entry, render_index

REPS = (
    Entry("Siti Rahma", "Barat", "reps/siti rahma#1.html", size=84_200),
    Entry("Budi", "Timur", "reps/budi.html", status="failed"),
    Entry("Ani", path="reps/ani.html", status="timeout"),
)
REVIEW = Entry("Tinjauan tim", path="team_review.html")


def index(*entries: Entry, title: str = "Laporan", lang: str = "id") -> BeautifulSoup:
    return BeautifulSoup(render_index(entries, title=title, lang=lang, first=[REVIEW]), "html.parser")


def test_each_report_that_exists_is_linked_relatively() -> None:
    links = [link["href"] for link in index(*REPS).find_all("a")]
    assert links == ["./team_review.html", "./reps/siti%20rahma%231.html"]


def test_rows_say_name_team_state_and_size() -> None:
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in index(*REPS).select("tbody tr")]
    assert rows == [
        ["Siti Rahma", "Barat", "selesai", "84 kB"],
        ["Budi", "Timur", "gagal dibuat", "–"],
        ["Ani", "–", "melewati batas waktu", "–"],
    ]


def test_it_counts_what_is_done_in_the_readers_language() -> None:
    assert "1 dari 3 laporan selesai." in index(*REPS).get_text()
    assert "1 of 3 reports are done." in index(*REPS, lang="en").get_text()


def test_hostile_names_and_paths_stay_text() -> None:
    evil = (Entry(attack("name"), attack("team"), "javascript:alert(1)"), Entry("b", "", "//evil.example/x"))
    soup = index(*evil, title=attack("title"))
    assert soup.find("script") is None
    assert [link["href"] for link in soup.select("tbody a")] == [
        "./javascript%3Aalert%281%29",
        ".///evil.example/x",
    ]
    assert soup.select_one("tbody th").get_text() == attack("name")


def test_without_reps_there_is_no_table() -> None:
    assert index().table is None


def test_each_choice_hides_the_rows_of_the_others_and_says_how_many_it_has() -> None:
    soup = index(*REPS, lang="en")
    assert [option.get_text() for option in soup.select("#team option")] == ["all", "Barat (1)", "Timur (1)", "– (1)"]
    assert [option.get_text() for option in soup.select("#initial option")] == ["all", "A (1)", "B (1)", "S (1)"]
    rules = soup.select_one("main style").get_text()
    for row in soup.select("tbody tr"):
        for name in row["class"]:
            box, place = name.rsplit("-", 1)
            assert f'main:has(#{box} > [value="{place}"]:checked) tbody tr:not(.{name}) {{ display: none; }}' in rules


def test_there_is_no_choice_of_one() -> None:
    assert [box["id"] for box in index(Entry("A", "T"), Entry("B", "T")).select("select")] == ["initial"]


def test_a_hostile_team_stays_out_of_the_style_sheet() -> None:
    soup = index(Entry("a", attack("team")), Entry("b", "}</style><script>alert(1)</script>"))
    assert soup.find("script") is None
    assert "alert" not in "".join(style.get_text() for style in soup.find_all("style"))


@pytest.mark.parametrize(("name", "letter"), [("Élodie", "E"), (" siti", "S"), ("7up", "#"), ("", "#"), ("ßeta", "S")])
def test_a_name_is_found_under_its_letter(name: str, letter: str) -> None:
    assert initial(name) == letter


def test_pdfs_are_linked_beside_their_page() -> None:
    links = [link["href"] for link in index(Entry("A", path="reps/a b.html", pdf="reps/a b.pdf")).select("tbody a")]
    assert links == ["./reps/a%20b.html", "./reps/a%20b.pdf"]
