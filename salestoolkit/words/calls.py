"""Whether a public function was called as it can be: one sentence says what to type instead. Imports only words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import Parameter, signature
from os import PathLike
from typing import Any, TypeVar

from salestoolkit.words.errors import Told, UnknownName, UsageError, speaking
from salestoolkit.words.given import check_text
from salestoolkit.words.text import languages

Function = TypeVar("Function", bound=Callable[..., Any])
DECLARED = "declared"
"""Under this attribute a function that takes ``**`` names what it takes."""
WHERE = 'where={"team": ["Surabaya"]}'
TYPED = {"kpi": '"win_rate"', "name": '"win_rate"', "to": 'to="reports"', "rep": '"R01"'}
"""What stands in an example for a parameter."""


def declaring(*names: str) -> Callable[[Function], Function]:
    """Says of a function that takes ``**`` which names those may be."""

    def declared(function: Function) -> Function:
        setattr(function, DECLARED, names)
        return function

    return declared


def checked(function: Function) -> Function:
    """The function as users have it: what it cannot be called with is refused before it runs.

    Its errors, these and its own, are in the language of the data that it was given, of its ``lang``, or in English.
    """
    call = Call(function)

    @wraps(function)
    def public(*args: Any, **options: Any) -> Any:
        with speaking(call.language(args, options)):
            call.check(args, options)
            return function(*args, **options)

    public.__module__ = "salestoolkit"  # where it is found by name, by pickle too
    return public  # type: ignore[return-value]


class Call:
    """How a function can be called."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.name, self.signature = f"st.{function.__name__}", signature(function)
        every = self.signature.parameters.values()
        takes_any = any(each.kind is Parameter.VAR_KEYWORD for each in every)
        self.hands_on = takes_any and not hasattr(function, DECLARED)  # and checks the names itself
        self.parameters = {each.name: each for each in every if each.kind is not Parameter.VAR_KEYWORD}
        self.named = (*self.parameters, *getattr(function, DECLARED, ()))

    def language(self, args: tuple[Any, ...], options: Mapping[str, Any]) -> str:
        """The language of who calls."""
        loads = [each for each in (*args, *options.values()) if _is(each, "SalesData")]
        default = self.parameters["lang"].default if "lang" in self.parameters else None
        chosen = [options.get("lang"), *(load.lang for load in loads), default]
        return next((lang for lang in chosen if lang in languages()), "en")

    def check(self, args: tuple[Any, ...], options: Mapping[str, Any]) -> None:
        """Refuses names that it does not take, values without a name that it has no place for, and wrong kinds.

        Raises
        ------
        UsageError
        """
        for name in options:
            if name not in self.named and not (self.hands_on and self._whole(args, options)):
                raise self._unknown(name)
        given = self._bound(args, options)
        self._check_order(given)
        for name, value in given.items():
            self._check_kind(name, value)

    def _bound(self, args: tuple[Any, ...], options: Mapping[str, Any]) -> dict[str, Any]:
        places = [each.name for each in self.parameters.values() if each.kind is not Parameter.KEYWORD_ONLY]
        if len(args) > len(places):
            rest = [each.name for each in self.parameters.values() if each.kind is Parameter.KEYWORD_ONLY]
            told = Told("by_name", names=", ".join(f"{name}=" for name in rest)) if rest else Told("no_more")
            raise UsageError(Told("too_many_values", call=self.name, count=len(places), told=told))
        given = dict(zip(places, args, strict=False))
        if twice := next((name for name in given if name in options), ""):
            raise UsageError(Told("given_twice", call=self.name, name=twice))
        given |= options
        lacking = [
            each.name for each in self.parameters.values() if each.default is Parameter.empty and each.name not in given
        ]
        if lacking:
            raise UsageError(Told("lacks_value", call=self.name, name=lacking[0], typed=self._typed()))
        return given

    def _whole(self, args: tuple[Any, ...], options: Mapping[str, Any]) -> bool:
        """Whether all that it needs is given: then a further name is for what it hands on to."""
        needed = [each.name for each in self.parameters.values() if each.default is Parameter.empty]
        return set(needed[len(args) :]) <= options.keys()

    def _unknown(self, name: str) -> UsageError:
        """That it takes no such name; one of its groups of options may."""
        for parameter in self.parameters.values():
            group = parameter.default
            if is_dataclass(group) and name in {field.name for field in fields(group)}:
                typed = f"{parameter.name}=st.{type(group).__name__}({name}=...)"
                return UsageError(Told("in_group", call=self.name, name=name, typed=typed))
        return UnknownName(Told("argument_of", call=self.name), name, self.named)

    def _check_order(self, given: Mapping[str, Any]) -> None:
        if "kpi" in given and _is(given["kpi"], "SalesData"):
            raise UsageError(Told("swapped", call=self.name, typed=self._typed()))

    def _check_kind(self, name: str, value: Any) -> None:
        parameter = self.parameters.get(name)
        kind = str(parameter.annotation) if parameter else ""
        if kind == "SalesData" and not _is(value, kind):
            told = {"name": name, "given": _shown(value), "typed": self._typed("..." if value is None else value)}
            raise UsageError(Told("no_load", call=self.name, **told))
        if (name == "kpi" or kind == "str | KPI") and not (isinstance(value, str | PathLike) or _is(value, "KPI")):
            raise UsageError(Told("no_kpi_value", given=_shown(value), typed=self._typed()))
        if name == "kpis" and isinstance(value, str):
            raise UsageError(Told("needs_list", name=name, value=value))
        if name == "where" and value is not None and not isinstance(value, Mapping):
            raise UsageError(Told("needs_mapping", given=_shown(value), typed=WHERE))
        if name == "lang":
            check_text(name, value)
            if value is not None and value not in languages():
                raise UnknownName("language", value, languages())
        if parameter and is_dataclass(parameter.default) and not isinstance(value, type(parameter.default)):
            typed = f"{name}=st.{type(parameter.default).__name__}(...)"
            raise UsageError(Told("needs_group", name=name, given=_shown(value), typed=typed))

    def _typed(self, source: Any = None) -> str:
        """The call as one would type it, with a load of what stood where a load should be."""
        words = TYPED | {"sales": "sales" if source is None else _loading(source)}
        needed = [each for each in self.parameters.values() if each.default is Parameter.empty or each.name == "kpi"]
        return f"{self.name}({', '.join(words.get(each.name, each.name) for each in needed)})"


def _loading(source: Any) -> str:
    path = str(source) if isinstance(source, str | PathLike) else ""
    return f'st.load("{path}")' if path and path != "..." else "st.load(...)"


def _is(value: Any, kind: str) -> bool:
    """Whether it is of one of our classes, which is not imported for that."""
    return any(base.__name__ == kind and base.__module__.startswith("salestoolkit.") for base in type(value).__mro__)


def _shown(value: Any) -> str:
    """A value as its reader knows it: texts and numbers as they are, others by their kind."""
    simple = isinstance(value, str | int | float | PathLike) or value is None
    return repr(str(value) if isinstance(value, PathLike) else value) if simple else type(value).__name__
