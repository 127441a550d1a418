"""Generates a page of documentation per KPI from its definition, in every required language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from salestoolkit.engine.registry import FOLDER, definition, definitions
from salestoolkit.kpi import KPI
from salestoolkit.words import formats
from salestoolkit.words.text import REQUIRED, say


def page(spec: str | KPI) -> str:
    """The Markdown page of a KPI: English first, then the other languages."""
    kpi = definition(spec)
    source = say("reference.generated", "en", file=_place(kpi))
    parts = [f"<!-- {source} -->", *(_part(kpi, lang) for lang in sorted(REQUIRED))]
    return "\n\n".join(parts) + "\n"


def write(folder: Path) -> list[Path]:
    """Writes a page per installed KPI into ``folder`` and says which files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{kpi.name}.md" for kpi in definitions()]
    for path in paths:
        path.write_text(page(path.stem), encoding="utf-8")
    return paths


def stale(folder: Path) -> list[str]:
    """Names of pages in ``folder`` that are missing, differ from their definitions, or belong to no KPI."""
    known = {kpi.name: page(kpi) for kpi in definitions()}
    found = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in known.keys() | found.keys() if known.get(name) != found.get(name))


def _place(kpi: KPI) -> str:
    """Where it is defined: a file, or a package that a KPI became which one file could not hold."""
    found = find_spec(f"{FOLDER}.{kpi.name}")
    return f"salestoolkit/kpis/{kpi.name}{'/' if found and found.submodule_search_locations else '.py'}"


def _part(kpi: KPI, lang: str) -> str:
    titles = {key: say(f"reference.{key}", lang) for key in ("studies", "commands")}
    command = f"```sh\nsalestoolkit kpi {kpi.name} demo --by {kpi.by[0]} --lang {lang}\n```"
    studies = [_explained(study.of(kpi), lang, level=2) for study in kpi.studies]
    listed = "\n".join(f"- `{kpi.name}.{study.name}`: {study.title.to(lang)}" for study in kpi.studies)
    further = [f"**{titles['studies']}**\n\n{listed}"] if studies else []
    return "\n\n".join([_explained(kpi, lang, level=1), *further, f"**{titles['commands']}**\n\n{command}", *studies])


def _explained(kpi: KPI, lang: str, level: int) -> str:
    """Title, definition, caveats and worked example of a KPI or of a study, which stands one level lower."""
    rows = {
        "reference.question": kpi.words("question", lang),
        "result.formula": kpi.words("formula", lang),
        "result.basis": say(f"basis.{kpi.basis}", lang),
        "result.interval": say(f"method.{kpi.estimate.method}", lang),
        "reference.better": say(f"reference.{kpi.better}", lang),
        "reference.needs": f" {say('reference.or', lang)} ".join(_needed(needs) for needs in kpi.needs),
        "reference.splits": ", ".join(say(f"dimension.{name}", lang) for name in kpi.splits),
    }
    told = "\n".join(f"- **{say(key, lang)}**: {text}" for key, text in rows.items() if text)
    caveats = "\n".join(f"- {text}" for text in kpi.caveats_in(lang))
    head = f"{'#' * level} {kpi.title_in(lang)}"
    under = [f"`{kpi.name}`"] if level > 1 else []
    cautions = [f"**{say('reference.caveats', lang)}**\n\n{caveats}"] if caveats else []
    return "\n\n".join([head, *under, told, *cautions, *_worked(kpi, lang)])


def _worked(kpi: KPI, lang: str) -> list[str]:
    """The example and its answer; nothing for a study that has none of its own."""
    if not kpi.example.answer:
        return []
    title = f"**{say('reference.example', lang)}** ({formats.date(_day(kpi.example.as_of), lang)})"
    return [f"{title}\n\n{_tables(kpi)}", kpi.example.worked.to(lang)]


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text[:10])


def _needed(needs: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"`{table}.{column}`" for table, columns in needs.items() for column in columns)


def _tables(kpi: KPI) -> str:
    return "\n\n".join(_table(name, rows) for name, rows in kpi.example.tables.items())


def _table(name: str, rows: tuple[Mapping[str, Any], ...]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, ["---"] * len(columns), *([str(row.get(c, "")) for c in columns] for row in rows)]
    return f"`{name}`\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines)
