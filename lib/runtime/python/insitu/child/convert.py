"""Single values: from what PL/Python gives to what a person expects, and back."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

from insitu.errors import BAD_TYPE, Failure

Convert = Callable[[Any], Any]
_INTERVAL = re.compile(r"(?:(-?\d+) days?)?\s*(?:([-+]?)(\d+):(\d\d):(\d\d(?:\.\d+)?))?$")


def converter(kind: str, decimal: bool) -> Convert | None:
    """What to do with an argument that isn't NULL; None: nothing."""
    if kind == "numeric":
        return None if decimal else float
    return _FROM.get(kind)


def returner(kind: str) -> Convert:
    """What to do with a result that isn't None."""
    return _TO.get(kind, _plain)


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(_finite(text))


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(_finite(text))


def _finite(text: str) -> str:
    if "infinity" in text or text.endswith(" BC"):
        raise Failure(f"Python has no date for {text!r}.", BAD_TYPE, "type.infinity", "Leave such rows out in SQL.")
    return text


def _interval(text: str) -> datetime.timedelta:
    found = _INTERVAL.match(text)
    if not found:
        raise Failure(
            f"Python has no fixed length for the interval {text!r}.",
            BAD_TYPE,
            "type.months",
            "Convert it in SQL: extract(epoch from …) gives seconds.",
        )
    days, sign, hours, minutes, seconds = found.groups()
    span = datetime.timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0))
    return datetime.timedelta(days=int(days or 0)) + (-span if sign == "-" else span)


_FROM: dict[str, Convert] = {
    "json": json.loads,
    "date": _date,
    "timestamp": _moment,
    "timestamptz": _moment,
    "interval": _interval,
}


def _plain(value: Any) -> Any:
    """numpy's scalars as Python's."""
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(_plain(value))


def _number(value: Any) -> Any:
    value = _plain(value)
    return int(value) if isinstance(value, bool) else value


def _float(value: Any) -> float | None:
    value = float(value)
    return None if value != value else value


def _bool(value: Any) -> bool:
    return bool(_plain(value))


def _integer(value: Any) -> int:
    value = _plain(value)
    if isinstance(value, float) and not value.is_integer():
        raise Failure(
            f"The function returned {value!r}, which is no integer.",
            BAD_TYPE,
            "udf.value",
            "Round it, or declare another return type.",
        )
    if not isinstance(value, (int, float)):
        raise Failure(f"The function returned {value!r}, which is no integer.", BAD_TYPE, "udf.value")
    return int(value)


def _seconds(value: Any) -> str:
    if isinstance(value, datetime.timedelta):
        return f"{value.days * 86_400_000_000 + value.seconds * 1_000_000 + value.microseconds} us"
    return str(value)


def _list(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else list(value)


_TO: dict[str, Convert] = {
    "text": _text,
    "int2": _integer,
    "int4": _integer,
    "int8": _integer,
    "float4": _float,
    "float8": _float,
    "bool": _bool,
    "numeric": _number,
    "date": _text,
    "timestamp": _text,
    "timestamptz": _text,
    "interval": _seconds,
    "array": _list,
    "json": lambda value: json.dumps(value, default=str),
}
