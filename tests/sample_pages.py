"""Notebooks made by hand for the tests of the page: an ordinary review, and one made of attacks."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

# Each probe tries to leave its name in the page's root element.
ATTACK = (
    "<script>document.documentElement.dataset.ran = 'script {0}'</script>"
    "<img src=x onerror=\"document.documentElement.dataset.ran = 'image {0}'\">"
    "<svg onload=\"document.documentElement.dataset.ran = 'svg {0}'\"></svg>"
    "<iframe srcdoc=\"<script>parent.document.documentElement.dataset.ran = 'frame {0}'</script>\"></iframe>"
    "<a href=\"javascript:document.documentElement.dataset.ran = 'link {0}'\">link</a>"
    "<a href='file:///etc/passwd'>file</a><a href='https://example.org/'>far</a>"
    "<link rel=stylesheet href='http://evil.example/{0}.css'><img src='http://evil.example/{0}.png'>"
    "<base href='http://evil.example/'>"
    "<style>body {{ display: none; background: url(http://evil.example/{0}) }}</style>"
    "<form action='http://evil.example/'><button autofocus onfocus='alert(1)'>go</button></form>"
    '<div style="position:fixed;background:url(http://evil.example/{0})" class="contents" id=x>div</div>'
)
# Takes the reader away, so it would hide what the others did.
REFRESH = "<meta http-equiv=refresh content='0;url=http://evil.example/'>"


def attack(name: str) -> str:
    return ATTACK.format(name)


def shown(data: dict[str, str], told: dict[str, Any] | None = None, **cell: Any) -> NotebookNode:
    """A code cell whose one output holds ``data``; ``told`` is the output's metadata."""
    output = new_output("display_data", data=data, metadata=told or {})
    return new_code_cell("hidden_code()", outputs=[output], **cell)


def picture(alt: str) -> NotebookNode:
    figure = Figure(figsize=(7, 3))
    axes = figure.subplots()
    axes.plot([1, 2, 3], [0.3, 0.4, 0.35])
    target = BytesIO()
    figure.savefig(target, format="png", dpi=200)
    png = b64encode(target.getvalue()).decode("ascii")
    about = {"image/png": {"alt": alt, "width": 672, "height": 288}}
    return shown({"image/png": png, "text/plain": alt}, about)


def wide_table() -> pd.DataFrame:
    rows = {f"Tenaga penjualan {i}": [f"{i},5%", "10,1–34,0%", f"{i}.250", "–"] for i in range(1, 7)}
    columns = ["Win rate", "Rentang 95%", "Transaksi selesai", "Belum"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    wide = table.assign(**{f"Nilai rata-rata per deal {i}": "Rp1.250.000" for i in range(5)})
    return wide.assign(Catatan=["", "data terlalu sedikit", "", "", "", ""]).rename_axis("Nama").reset_index()


def review() -> NotebookNode:
    """What a review holds: a cover, cards, a sentence, a figure, a table and a definition."""
    card = '<div class="card"><p class="card-title">Win rate</p><p class="card-value">63,2%</p></div>'
    definition = (
        '<details class="definition"><summary>Cara mengukur</summary>'
        "<dl><dt>Rumus</dt><dd>berhasil / selesai</dd></dl></details>"
    )
    return new_notebook(
        cells=[
            new_code_cell("lang = 'id'", metadata={"tags": ["parameters"]}),
            shown({"text/html": "<p>sembunyi</p>"}, metadata={"tags": ["hide"]}),
            shown({"text/html": f'<div class="cards">{card * 3}</div>'}),
            new_markdown_cell("## Win rate\n\nSeberapa sering deal *berhasil*?"),
            picture("Win rate naik dari 30% ke 35%."),
            shown({"text/html": wide_table().to_html(index=False), "text/plain": "as text"}),
            shown({"text/html": definition}),
        ]
    )


def hostile() -> NotebookNode:
    """Every way in that is known, but for the title and the facts of the page."""
    frame = pd.DataFrame({attack("heading"): [attack("cell")], "n": [1]})
    error = new_output("error", ename=attack("ename"), evalue=attack("evalue"), traceback=[attack("trace")])
    html = [
        attack("html") + REFRESH,
        frame.to_html(escape=False),
        frame.to_html(),
        frame.style.set_caption(attack("caption")),
    ]
    kinds = ("text/markdown", "text/vnd.mermaid", "application/javascript", "text/latex", "image/svg+xml")
    script = "document.documentElement.dataset.ran = 'js'"
    told = {"image/png": {"alt": f'">{attack("alt")}', "width": '1" onload="alert(1)', "height": 3}}
    return new_notebook(
        metadata={"title": attack("metadata"), "widgets": {"x": attack("widgets")}},
        cells=[
            new_markdown_cell(f"# Data\n\n{attack('markdown cell')}\n\n```mermaid\n{attack('fence')}\n```"),
            *(shown({"text/html": part if isinstance(part, str) else part.to_html()}) for part in html),
            *(shown({kind: attack(kind)}) for kind in kinds),
            shown({"application/javascript": script}),
            shown({"text/plain": f"plain {attack('plain')}"}),
            shown({"image/png": f'"><script>{script}</script>'}),
            shown({"image/png": picture("").outputs[0].data["image/png"]}, told),
            new_code_cell(attack("source"), outputs=[new_output("stream", name="stdout", text=attack("out"))]),
            new_code_cell("", outputs=[new_output("stream", name="stderr", text=attack("err"))]),
            new_code_cell("", outputs=[error]),
        ],
    )
