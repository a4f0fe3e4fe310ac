"""Check hyperparameters against the registry: names, types, bounds."""

from __future__ import annotations

from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.near import did_you_mean
from insitu.ml.registry import Algorithm, Hyperparameter


def check(algorithm: Algorithm, given: Any) -> dict[str, Any]:
    """What was given, under canonical names and in the right types; unknown names raise Failure."""
    if not isinstance(given, dict):
        raise _bad("hyperparams has to be an object such as {'num_leaves': 63}.", None, "hyperparams")
    known = {p.name: p for p in algorithm.hyperparameters}
    checked: dict[str, Any] = {}
    for name, value in given.items():
        canonical = algorithm.aliases.get(name, name)
        if canonical not in known:
            hint = did_you_mean(name, (*known, *algorithm.aliases), f"{algorithm.title} knows")
            raise _bad(f'{algorithm.title} has no hyperparameter "{name}".', hint, f"hyperparams.{name}")
        if canonical in checked:
            raise _bad(f'"{name}" is given twice (it is the same as {canonical}).', None, f"hyperparams.{name}")
        checked[canonical] = _value(known[canonical], value)
    return checked


def with_defaults(algorithm: Algorithm, given: dict[str, Any]) -> dict[str, Any]:
    """Every hyperparameter that has a value: what was given over the defaults."""
    defaults = {p.name: p.default for p in algorithm.hyperparameters if p.default is not None}
    return {**defaults, **{k: v for k, v in given.items() if v is not None}}


def _value(parameter: Hyperparameter, value: Any) -> Any:
    if value is None:
        if parameter.nullable:
            return None
        raise _wrong(parameter, value)
    if parameter.type == "bool":
        if isinstance(value, bool):
            return value
    elif parameter.type == "list":
        if isinstance(value, (list, tuple)) and all(_is_number(v) for v in value):
            return list(value)
        if _is_number(value):
            return [value]
    elif parameter.type == "text" or (parameter.type == "number or text" and isinstance(value, str)):
        if value in parameter.choices:
            return value
    elif _is_number(value) and _inside(parameter, value):
        if parameter.type != "int":
            return value if parameter.type == "number or text" else float(value)
        if float(value).is_integer():
            return int(value)
    raise _wrong(parameter, value)


def _inside(parameter: Hyperparameter, value: float) -> bool:
    return (parameter.low is None or value >= parameter.low) and (parameter.high is None or value <= parameter.high)


def _wrong(parameter: Hyperparameter, value: Any) -> Failure:
    where = f"hyperparams.{parameter.name}"
    if parameter.choices and parameter.type == "text":
        hint = did_you_mean(str(value), parameter.choices, "The choices are")
    else:
        hint = f"It takes {expected(parameter)}; the default is {parameter.default!r}."
    return _bad(f"{parameter.name} can't be {value!r}.", hint, where)


def expected(parameter: Hyperparameter) -> str:
    """What a hyperparameter takes, in words."""
    words = {"int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list of numbers"}
    text = words.get(parameter.type, "a number or a word")
    if parameter.low is not None and parameter.high is not None:
        text += f" from {parameter.low:g} to {parameter.high:g}"
    elif parameter.low is not None:
        text += f" of at least {parameter.low:g}"
    if parameter.choices:
        text += f" ({', '.join(parameter.choices)})"
    return text


def _bad(message: str, hint: str | None, key: str) -> Failure:
    return Failure(message, BAD_SPEC, "train.hyperparameter", hint, key=key)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
