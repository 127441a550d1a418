"""All commands, and every failure as one line and an exit code; nothing but __main__ may import it."""

from __future__ import annotations

import io
import itertools
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from salestoolkit import __version__
from salestoolkit.cli import definitions, kpi, report, sources
from salestoolkit.cli.follow_ups import follow_ups
from salestoolkit.cli.goals import goals
from salestoolkit.cli.option_groups import Grouped, spread
from salestoolkit.cli.printing import one_line
from salestoolkit.cli.refusals import of_the_machine, told
from salestoolkit.cli.send import send
from salestoolkit.words.disk import how_full, place_of, unwritable
from salestoolkit.words.errors import OutputError, SalesToolkitError, Told, UsageError
from salestoolkit.words.text import DEFAULT, languages, say

INTERRUPTED, CLOSED_PIPE = 130, 141
DEBUG = "--debug"

app = typer.Typer(
    name="salestoolkit",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    report.report,
    report.verify,
    report.purge,
    send,
    kpi.kpi,
    goals,
    follow_ups,
    sources.check,
    sources.demo,
    definitions.list_,
    definitions.show,
    definitions.new,
    report.template,
    report.reference,
):
    app.command(command.__name__.rstrip("_").replace("_", "-"), cls=Grouped)(spread(command))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"salestoolkit {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _begin(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error came from (with any command).")] = False,
) -> None:
    """Measure the performance of a sales team: KPIs with honest intervals, and reports that open offline.

    \b
    Examples:
      salestoolkit report demo --to reports/demo
      salestoolkit kpi win_rate exports/ --crm maven_crm --by rep

    'salestoolkit COMMAND --help' explains a command. Exit codes: 0 all good, 1 a fault of the program, 3 some
    reports failed or were not sent, 4 the input was refused, 64 a wrong option or name, 74 a file cannot be written, 75
    another run writes to the folder, 130 and 143 interrupted.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_guarded([argument for argument in given if argument != DEBUG], DEBUG in given))


def _guarded(arguments: list[str], debug: bool) -> int:
    try:
        return _run(arguments)
    except (BrokenPipeError, SystemExit):
        # Who reads our output has seen enough (typer exits by itself then, and only then);
        # what is left unwritten must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _failed(error, _language_of(arguments))


def _run(arguments: list[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    code = int(get_command(app).main(arguments, prog_name="salestoolkit", standalone_mode=False) or 0)
    sys.stdout.flush()
    if code == INTERRUPTED:
        _complain(say("usage.interrupted", _language_of(arguments)))
    return code


def _language_of(arguments: Sequence[str]) -> str:
    """The language that a command was asked to speak, also where the command did not come so far.

    What has no ``--lang`` writes English; its complaints are in the language of the machine, where we have that.
    """
    given = [value for name, value in itertools.pairwise(arguments) if name == "--lang"]
    given += [argument.partition("=")[2] for argument in arguments if argument.startswith("--lang=")]
    if given and given[-1] in languages():
        return given[-1]
    command = next((argument for argument in arguments if not argument.startswith("-")), "")
    speaks = getattr(getattr(get_command(app), "commands", {}).get(command), "params", ())
    return DEFAULT if any(each.name == "lang" for each in speaks) else of_the_machine()


def _failed(error: Exception, lang: str) -> int:
    if isinstance(error, SalesToolkitError):
        _complain(" ".join([error.told(lang), *getattr(error, "__notes__", [])]))
        return error.exit_code
    if isinstance(error, typer.TyperException):
        _complain(told(error, lang))
        return UsageError.exit_code
    if how_full(error):
        _complain(unwritable(place_of(error) or Told("what_is_printed"), error).told(lang))
        return OutputError.exit_code
    _complain(say("usage.fault", lang, kind=type(error).__name__, said=str(error), option=DEBUG))
    return 1


def _complain(message: str) -> None:
    print(f"salestoolkit: {one_line(message)}", file=sys.stderr)
