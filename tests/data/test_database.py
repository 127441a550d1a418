"""The database inside: it says nothing of its own into a notebook."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient

ASKED = (
    "from salestoolkit.data.database import connect\n"
    "connection = connect('UTC')\n"
    "connection.execute('SET progress_bar_time = 1')  # milliseconds after which a query is a long one\n"
    "connection.execute('SELECT sum(a.range % 7 + b.range) FROM range(100000) a, range(10000) b').fetchone()[0] > 0"
)


def test_a_query_that_takes_long_draws_no_progress_into_a_notebook() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ASKED)])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert [output.data for output in notebook.cells[0].outputs] == [{"text/plain": "True"}]
