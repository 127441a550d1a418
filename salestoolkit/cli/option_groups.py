"""Lets a command take a whole group of options as one parameter, and show them in groups; imports nothing of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from itertools import groupby
from typing import Any, get_type_hints

from typer.core import TyperCommand

REST = "Options"
"""What options are called that belong to no group."""


class Grouped(TyperCommand):
    """A command whose help shows its options in the groups that it takes them in, each under what it is about."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then one section for each group."""
        headings = getattr(self.callback, "headings", {})
        records = [
            (_heading(param, headings), record)
            for param in self.get_params(ctx)
            if (record := param.get_help_record(ctx))
        ]
        for heading, group in groupby(records, lambda pair: pair[0]):
            with formatter.section(heading):
                formatter.write_dl([record for _, record in group])


def _heading(param: Any, headings: dict[str, str]) -> str:
    return "Arguments" if param.param_type_name == "argument" else headings.get(param.name, REST)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with the fields of each parameter that is a dataclass as parameters of their own.

    Typer reads a command's options from its signature, so options that several commands share are the
    annotated fields of one dataclass, and the command receives its instance.
    """
    taken = signature(command, eval_str=True).parameters.values()
    groups = {parameter.name: parameter.annotation for parameter in taken if _is_group(parameter)}

    @wraps(command)
    def run(**given: Any) -> None:
        command(**{name: _made(group, given) for name, group in groups.items()}, **given)

    flat = [one for parameter in taken for one in _flat(parameter)]
    run.__signature__ = Signature(flat)  # type: ignore[attr-defined]
    run.headings = {field.name: _about(group) for group in groups.values() for field in fields(group)}  # type: ignore[attr-defined]
    return run


def _about(group: type) -> str:
    """What a group is about: the first line of its docstring."""
    return (group.__doc__ or REST).partition("\n")[0].rstrip(".")


def _is_group(parameter: Parameter) -> bool:
    return is_dataclass(parameter.annotation)


def _made(group: Any, given: dict[str, Any]) -> Any:
    """An instance of ``group`` from its part of what was given, which is taken out."""
    return group(**{field.name: given.pop(field.name) for field in fields(group)})


def _flat(parameter: Parameter) -> list[Parameter]:
    if not _is_group(parameter):
        return [parameter.replace(kind=Parameter.KEYWORD_ONLY)]
    hints = get_type_hints(parameter.annotation, include_extras=True)
    return [_from_field(field, hints[field.name]) for field in fields(parameter.annotation)]


def _from_field(field: Field[Any], annotation: Any) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
