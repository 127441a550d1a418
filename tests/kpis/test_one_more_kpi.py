"""One more KPI is one file, or a package: commands, template, section and docs page follow, with nothing edited."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ONE_FILE = '''"""Cancellation rate: deals cancelled among all that ended, by close date."""

from salestoolkit.kpi import KPI, Example, Measure, Proportion, Shown, Text, col

cancellation_rate = KPI(
    name="cancellation_rate",
    title=Text(id="Tingkat pembatalan", en="Cancellation rate"),
    question=Text(id="Berapa bagian deal yang dibatalkan?", en="What share of deals is cancelled?"),
    formula=Text(id="dibatalkan / berakhir", en="cancelled / ended"),
    reading=Text(id="{cancelled} dari {n} dibatalkan: {value}.", en="{cancelled} of {n} were cancelled: {value}."),
    caveats=(Text(id="Alasan pembatalan tidak dihitung di sini.", en="Why they were cancelled is not counted here."),),
    unit="percent",
    better="lower",
    basis="closed",
    needs=({"deals": ("status", "closed_at")},),
    measures=(
        Measure("cancelled", "deals", "closed_at", where=col("status") == "cancelled"),
        Measure("ended", "deals", "closed_at", where=col("status") != "open"),
    ),
    estimate=Proportion("cancelled", of=("ended",)),
    by=("rep", "team"),
    shows=(Shown("cancelled", Text(id="Dibatalkan", en="Cancelled")),),
    example=Example(
        tables={"deals": ({"deal_id": "1", "status": "cancelled", "closed_at": "2025-03-04"},) * 1},
        as_of="2025-05-01",
        answer={"n": 1, "cancelled": 1},
        worked=Text(id="1 dari 1.", en="1 of 1."),
    ),
)
'''


COUNTS = ONE_FILE[ONE_FILE.index("    measures=(") : ONE_FILE.index("    estimate=")]
PACKAGE = {
    "__init__.py": ONE_FILE.replace(COUNTS, "    measures=COUNTS,\n").replace(
        "\n\ncancellation_rate =",
        "\nfrom salestoolkit.kpis.cancellation_rate._counts import COUNTS\n\ncancellation_rate =",
    ),
    "_counts.py": "from salestoolkit.kpi import Measure, col\n\n"
    + COUNTS.strip().rstrip(",").replace("measures=", "COUNTS = "),
}


@pytest.fixture(scope="module", params=["file", "package"])
def checkout(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A copy of the package to which one KPI is added."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "salestoolkit", folder / "salestoolkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    kpis = folder / "salestoolkit" / "kpis"
    files = {"cancellation_rate.py": ONE_FILE}
    if request.param == "package":
        files = {f"cancellation_rate/{name}": text for name, text in PACKAGE.items()}
        (kpis / "cancellation_rate").mkdir()
    for name, text in files.items():
        (kpis / name).write_text(text, encoding="utf-8")
    return folder


def ask(checkout: Path, *arguments: str) -> str:
    return run(checkout, "-m", "salestoolkit", *arguments)


def run(checkout: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_lists_shows_and_computes_it(checkout: Path) -> None:
    assert "cancellation_rate" in ask(checkout, "list")
    assert "cancelled / ended" in ask(checkout, "show", "cancellation_rate", "--lang", "en")
    (row,) = json.loads(ask(checkout, "kpi", "cancellation_rate", "demo", "--format", "json"))
    assert row["n"] > 0
    assert row["value"] == pytest.approx(row["cancelled"] / row["n"])


def test_it_gets_a_template_and_a_page_in_the_docs(checkout: Path) -> None:
    ask(checkout, "template", "cancellation_rate", "--to", "made")
    made = (checkout / "made" / "cancellation_rate.ipynb").read_text(encoding="utf-8")
    assert 'st.compute(\\"cancellation_rate\\"' in made

    ask(checkout, "reference", "--to", "made/docs")
    page = (checkout / "made" / "docs" / "cancellation_rate.md").read_text(encoding="utf-8")
    assert "# Cancellation rate" in page
    (place,) = re.findall("`(salestoolkit/kpis/[^`]+)`", page)
    assert (checkout / place).exists()


@pytest.mark.slow
def test_it_gets_a_section_in_the_reports(checkout: Path) -> None:
    ask(
        checkout,
        "report",
        "demo",
        "--to",
        "out",
        "--each",
        "team",
        "--kpi",
        "cancellation_rate",
        "--lang",
        "id",
    )

    page = (checkout / "out" / "team_review.html").read_text(encoding="utf-8")
    assert "Tingkat pembatalan" in page
    assert "<figure" in page


def test_a_goal_of_it_is_known_by_its_unit(checkout: Path) -> None:
    code = "from salestoolkit.data.intake.kpi_names import kpi_units; print(kpi_units()['cancellation_rate'])"
    assert run(checkout, "-c", code).strip() == "percent"


def test_one_file_outside_the_package_serves_as_well(checkout: Path, tmp_path: Path) -> None:
    own = tmp_path / "cancellation_rate.py"
    own.write_text(ONE_FILE, encoding="utf-8")

    (row,) = json.loads(ask(checkout, "kpi", str(own), "demo", "--format", "json"))

    assert row["n"] > 0
