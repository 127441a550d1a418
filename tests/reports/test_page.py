"""A page of a notebook: what it shows, what it never shows, and that it is one well-formed document."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sample_pages import attack, hostile, picture, review, shown

from salestoolkit.reports.page.allowed import CLASSES
from salestoolkit.reports.page.page import FOLDER, TEMPLATE, render

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)


def page(notebook: NotebookNode, **named: str) -> BeautifulSoup:
    return BeautifulSoup(render(notebook, title="Tinjauan", lang="id", **named), "html.parser")


def of(*cells: NotebookNode) -> BeautifulSoup:
    return page(new_notebook(cells=list(cells)))


def test_the_document_says_its_language_title_and_policy() -> None:
    soup = page(review())
    assert soup.html is not None
    assert soup.html["lang"] == "id"
    assert soup.title is not None
    assert soup.title.string == "Tinjauan"
    assert soup.select_one("meta[http-equiv=Content-Security-Policy]")["content"] == POLICY
    assert soup.select_one("meta[name=viewport]")["content"].startswith("width=device-width")
    assert soup.select_one("meta[name=referrer]")["content"] == "no-referrer"


def test_the_policy_comes_before_anything_it_must_govern() -> None:
    head = render(review(), title="x", lang="en").split("<style>")[0]
    assert head.index("Content-Security-Policy") < head.index("<title>") < head.index("<link")


def test_code_and_hidden_cells_are_not_shown() -> None:
    text = page(review()).get_text()
    assert "hidden_code" not in text
    assert "lang = 'id'" not in text
    assert "sembunyi" not in text
    assert "Seberapa sering deal berhasil?" in text


def test_the_heading_is_the_title_and_the_facts_stand_under_it() -> None:
    soup = BeautifulSoup(
        render(review(), title="Siti & Tim", lang="id", facts=[("Periode", "2026")], index="../index.html"),
        "html.parser",
    )
    assert [one.get_text() for one in soup.find_all("h1")] == ["Siti & Tim"]
    assert soup.select_one(".facts").get_text(strip=True) == "Periode2026"
    assert soup.select_one("nav a")["href"] == "../index.html"


def test_a_heading_of_the_notebook_takes_the_place_of_the_title() -> None:
    soup = of(shown({"text/html": '<h1>Tim Barat</h1><p class="period">2026</p>'}))
    assert [one.get_text() for one in soup.find_all("h1")] == ["Tim Barat"]


def test_a_picture_has_its_alt_text_and_size() -> None:
    image = of(picture('Naik < 5% "sekali"')).figure.img
    assert (image["alt"], image["width"], image["height"]) == ('Naik < 5% "sekali"', "672", "288")
    assert image["src"].startswith("data:image/png;base64,iVBOR")


def test_a_picture_without_metadata_is_measured() -> None:
    cell = picture("x")
    cell.outputs[0].metadata = {}
    image = of(cell).figure.img
    assert (image["width"], image["height"]) == ("1400", "600")
    assert image["alt"] == "Gambar tanpa keterangan"


def test_a_table_has_scopes_a_named_region_and_number_columns() -> None:
    soup = page(review())
    region = soup.select_one("div.region")
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Tabel")
    heads = {cell.get_text(): cell.get_attribute_list("class") for cell in soup.select("thead th")}
    assert {cell["scope"] for cell in soup.select("thead th")} == {"col"}
    assert heads["Win rate"] == heads["Rentang 95%"] == ["number"]
    assert heads["Catatan"] == heads["Nama"] == []
    assert {cell["scope"] for cell in soup.select("tbody th")} == {"row"}
    assert soup.select_one("tbody th").get_text() == "Tenaga penjualan 1"


def test_a_caption_names_the_region() -> None:
    table = "<table><caption>Per tim</caption><tbody><tr><td>A</td><td>1</td></tr></tbody></table>"
    assert of(shown({"text/html": table})).select_one(".region")["aria-label"] == "Per tim"


def test_the_odd_word_leaves_a_number_column_one() -> None:
    cells = "".join(f"<tr><td>x</td><td>{text}</td></tr>" for text in ("2,1 hari", "3 jam", "belum tercapai", "–"))
    soup = of(shown({"text/html": f"<table><tbody>{cells}</tbody></table>"}))
    assert len(soup.select("td.number")) == 4


def test_an_error_is_said_soberly_without_the_machine_it_ran_on() -> None:
    lost = "no file /home/budi/secret/deals.csv or C:\\Users\\budi\\deals.csv"
    trace = ["\x1b[31mTraceback\x1b[0m /opt/lib/python3.11/x.py"]
    cell = new_code_cell("", outputs=[new_output("error", ename="OSError", evalue=lost, traceback=trace)])
    failed = of(cell).select_one(".failed")
    assert failed.select_one("p").get_text() == "Bagian ini tidak dapat dihitung."
    assert failed.select_one(".cause").get_text() == "OSError: no file deals.csv or deals.csv"


def test_plain_text_is_shown_only_where_it_says_something() -> None:
    soup = of(shown({"text/plain": "Baris & kolom"}), shown({"text/plain": "<Axes: >"}))
    assert [part.get_text() for part in soup.find_all("pre")] == ["Baris & kolom"]


@pytest.mark.parametrize("kind", ["application/javascript", "text/latex", "text/markdown", "image/svg+xml"])
def test_what_no_page_shows_is_left_out(kind: str) -> None:
    assert of(shown({kind: "$x$"})).main.get_text(strip=True) == ""


def test_html_in_markdown_is_text() -> None:
    soup = of(new_markdown_cell("Halo <b>dunia</b> <script>x</script>"))
    assert soup.main.b is None
    assert "<b>dunia</b>" in soup.main.get_text()


def test_no_attack_leaves_anything_that_could_run_or_fetch() -> None:
    document = render(hostile(), title=attack("title"), lang="en", facts=[(attack("term"), attack("fact"))])
    soup = BeautifulSoup(document, "html.parser")
    for name in ("script", "iframe", "form", "button", "svg", "base", "object"):
        assert soup.find(name) is None, name
    assert len(soup.find_all("style")) == len(soup.find_all("link")) == 1
    assert len(soup.select("meta[http-equiv]")) == 1
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name in ("style", "srcdoc")]
    addresses = [element[name] for name in ("href", "src") for element in soup.find_all(attrs={name: True})]
    assert {address.split(",")[0] for address in addresses} <= {
        "data:",
        "data:image/png;base64",
        "https://example.org/",
    }


def test_a_page_made_again_is_the_same_bytes() -> None:
    assert render(hostile(), title="x", lang="en") == render(hostile(), title="x", lang="en")


def test_the_style_sheet_fetches_nothing() -> None:
    sheet = re.search(r"<style>(.*?)</style>", render(review(), title="x", lang="en"), re.DOTALL)
    assert sheet is not None
    assert "url(" not in sheet[1]
    assert "@import" not in sheet[1]


def test_every_class_that_is_let_through_has_a_look() -> None:
    sheet = (FOLDER / TEMPLATE / "page.css").read_text(encoding="utf-8")
    assert {name for name in CLASSES if f".{name}" not in sheet} == {"result"}  # as a table is anyway


def test_a_long_page_lists_its_parts_and_each_link_leads_to_one() -> None:
    titles = [f"Bagian {number} <b>&amp;</b>" for number in range(7)]
    cells = [shown({"text/html": f"<h2>{title}</h2><p>isi</p>"}) for title in titles]
    soup = of(*cells)

    links = soup.select("nav.parts a")
    assert [link.get_text() for link in links] == [f"Bagian {number} &" for number in range(7)]
    for link in links:
        place = soup.find(id=link["href"].removeprefix("#"))
        assert place.find_next("h2").get_text() == link.get_text()
    assert not of(*cells[:5]).select("nav.parts")
