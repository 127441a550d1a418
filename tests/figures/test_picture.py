"""A picture shows itself with alt text, the same bytes each time, and leaves matplotlib as it found it."""

from __future__ import annotations

import ast
import struct
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import matplotlib
import pytest
import results

import salestoolkit.figures
from salestoolkit.figures.draw import draw

FOLDER = Path(salestoolkit.figures.__file__).parent


def test_a_notebook_gets_png_with_alt_text_and_size() -> None:
    picture = draw(results.win_rate_by_rep())
    data, metadata = picture._repr_mimebundle_()
    png = b64decode(data["image/png"])
    width, height = struct.unpack(">II", png[16:24])
    assert metadata["image/png"]["alt"] == picture.alt == data["text/plain"]
    assert metadata["image/png"]["width"] == 672
    assert (width, height) == (1400, pytest.approx(metadata["image/png"]["height"] * 200 / 96, abs=2))


def test_the_same_result_gives_the_same_bytes() -> None:
    assert draw(results.sales_by_month()).png(80) == draw(results.sales_by_month()).png(80)


def test_settings_of_matplotlib_are_left_alone() -> None:
    before = dict(matplotlib.rcParams)
    draw(results.win_rate_by_rep()).png(50)
    assert dict(matplotlib.rcParams) == before


def test_only_this_folder_imports_the_drawing_libraries_and_never_pyplot() -> None:
    for file in FOLDER.parent.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {name for name in names if "pyplot" in name or "pylab" in name}, file
        if not file.is_relative_to(FOLDER):
            assert not {name for name in names if name.split(".")[0] in ("matplotlib", "seaborn")}, file


def test_pyplot_holds_no_figure_and_chooses_no_backend() -> None:
    # seaborn imports pyplot itself; what counts is that nothing of ours enters its state.
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import results\n"
        "from salestoolkit.figures.draw import draw\n"
        "draw(results.win_rate_by_rep()).png(50)\n"
        "from matplotlib._pylab_helpers import Gcf\n"
        "import matplotlib; from matplotlib.rcsetup import _auto_backend_sentinel as auto\n"
        "print(len(Gcf.figs), matplotlib.rcParams._get('backend') is auto)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True"]


def test_the_package_itself_is_light() -> None:
    heavy = {"matplotlib", "seaborn", "pandas"}
    code = f"import sys, salestoolkit.figures; print(sorted({heavy!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
