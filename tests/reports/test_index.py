"""The index links to every report that there is, relatively, and says why another is not there."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sample_pages import attack

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
