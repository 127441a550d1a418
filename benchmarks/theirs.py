"""A notebook that is not ours: what somebody writes with pandas and seaborn about one rep, over a CSV of all deals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salestoolkit.reports.run.job import Task

CELLS = (
    'source = ""\nrep = ""',
    "import matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns\n\nsns.set_theme()",
    'deals = pd.read_csv(source, parse_dates=["created_at", "closed_at"])\nown = deals[deals["rep_id"] == rep]',
    "own.head()",
    'closed = own[own["status"].isin(["won", "lost"])]\nwon = closed[closed["status"] == "won"]',
    "len(won) / len(closed)",
    'by_month = won.groupby(won["closed_at"].dt.strftime("%Y-%m"))["amount"].agg(["count", "sum", "mean"])\nby_month',
    'sns.barplot(x=by_month.index, y=by_month["sum"])\nplt.title("Sales by month");',
    'sns.histplot(won["amount"], bins=20)\nplt.title("Deal size");',
    'own.groupby("product")["amount"].describe()',
    'sns.boxplot(data=won, x="amount", y="product")\nplt.title("Deal size by product");',
    'days = (won["closed_at"] - won["created_at"]).dt.days\ndays.describe().to_frame()',
    'sns.kdeplot(days)\nplt.title("Days to close");',
)


def tasks(sales: Any, count: int, place: Path) -> list[Task]:
    """The notebook and the CSV, and a task for each of ``count`` reps."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    place.mkdir(parents=True)
    rows = sales.connection.execute(
        "SELECT deal_id, rep_id, product, status, created_at::TIMESTAMP created_at, closed_at::TIMESTAMP closed_at, "
        "amount::DOUBLE amount FROM deals"
    ).df()
    rows.to_csv(place / "deals.csv", index=False)
    cells: list[Any] = [new_code_cell(source) for source in CELLS]  # type: ignore[no-untyped-call]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    write(new_notebook(cells=cells, metadata=kernel), place / "theirs.ipynb")  # type: ignore[no-untyped-call]
    return [
        Task(
            **{"kind": "rep", "identity": rep, "name": rep, "team": "", "notebook": place / "theirs.ipynb"},
            **{"parameters": {"source": str(place / "deals.csv"), "rep": rep}, "page": f"reps/{rep}.html"},
            **{"title": rep, "lang": "en"},
        )
        for rep in sorted(rows["rep_id"].dropna().unique())[:count]
    ]
