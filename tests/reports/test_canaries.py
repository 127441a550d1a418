"""Nobody's report holds a word about anybody else: every name is a token, and tokens are looked for everywhere."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from small_sales import loaded

import salestoolkit as st
from salestoolkit.reports.batch import Run
from salestoolkit.reports.rep.extract import SUFFIX, extracts

pytestmark = pytest.mark.slow

REPS, CUSTOMERS = 50, 10
KPIS = ["win_rate", "monthly_sales"]
TOKEN = re.compile(r"zq[a-z]{1,3}\d{2}o\d{2}e")


def token(kind: str, rep: int, number: int = 0) -> str:
    return f"zq{kind}{rep:02}o{number:02}e"


def mine(rep: int) -> set[str]:
    return {token("id", rep), token("nam", rep)} | {token("cus", rep, i) for i in range(CUSTOMERS)}


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    reps = [{"rep_id": token("id", rep), "name": token("nam", rep), "team": f"Team {rep % 3}"} for rep in range(REPS)]
    deals = [
        {
            "deal_id": token("dl", rep, i),
            "rep_id": token("id", rep),
            "account": token("cus", rep, i),
            "product": token("pr", rep, i),
            "lost_reason": token("why", rep, i),
            "status": "won" if (rep * 7 + i * 3) % 10 < 5 else "lost",
            "amount": 100 + rep * 13 + i,
            "created_at": f"2025-01-{10 + i}",
            "closed_at": f"2025-0{2 + i % 3}-{10 + i}",
        }
        for rep in range(REPS)
        for i in range(CUSTOMERS)
    ]
    return loaded("2025-05-01T00:00", reps=reps, deals=deals)


@pytest.fixture(scope="module")
def run(sales: st.SalesData, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("canaries")
    return st.report(
        sales, to=folder, pages=st.Pages(kpis=KPIS), execution=st.Execution(jobs=2, engine="inprocess", progress=False)
    )


def decoded(page: str) -> str:
    """The page, and all that it holds in base64; bytes as Latin-1, which loses none."""
    parts = [b64decode(part) for part in re.findall(r"base64,([A-Za-z0-9+/=]+)", page)]
    assert parts or "<img" not in page
    return page + "".join(part.decode("latin-1") for part in parts)


def test_no_page_of_fifty_reps_holds_a_word_of_another(run: Run) -> None:
    folder = run.index.parent
    assert len(run.outcomes) == REPS + 1
    for rep, outcome in enumerate(run.outcomes[1:]):
        path = folder / outcome.task.page
        found = set(TOKEN.findall(decoded(path.read_text(encoding="utf-8")) + path.name))
        assert found == {token("nam", rep)}, "the page is about its rep, and names nobody else"
        assert (outcome.attempts, path.stat().st_mode & 0o777) == (1, 0o600)


def test_the_whole_names_them_all_so_the_tokens_can_be_found(run: Run) -> None:
    review = (run.index.parent / "team_review.html").read_text(encoding="utf-8")
    assert {token("nam", rep) for rep in range(REPS)} <= set(TOKEN.findall(review))


def test_nothing_of_a_run_stays_but_what_it_publishes(run: Run) -> None:
    folder = run.index.parent
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert names == {"index.html", "team_review.html", "reps", "manifest.json", "rejected.csv"}
    assert {path.stat().st_mode & 0o077 for path in [*folder.rglob("*.html"), folder / "reps"]} == {0}


def test_no_extract_and_no_text_of_a_figure_is_of_another(sales: st.SalesData, tmp_path: Path) -> None:
    from matplotlib.text import Text

    texts: list[str] = []
    original = Text.set_text

    def noted(self: Any, text: Any) -> None:
        texts.append(str(text))
        original(self, text)

    for rep, extract in enumerate(extracts(sales, KPIS)):
        path = extract.write(tmp_path / f"x{SUFFIX}")
        assert set(TOKEN.findall(path.read_text(encoding="utf-8"))) <= mine(rep)
        if rep % 10:
            continue
        focus = st.focus_on(extract.rep_id, path, lang="en")
        with patch.object(Text, "set_text", noted):
            pictures = [focus.on(spec).plot() for spec in KPIS]
            assert all(picture.png(50) for picture in pictures)
        assert set(TOKEN.findall(" ".join([*texts, *(picture.alt for picture in pictures)]))) <= mine(rep)
    assert len(texts) > 100
