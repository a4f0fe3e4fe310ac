"""The door from SQL: find a function of the package, and turn its failures into PostgreSQL's errors."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

from insitu.errors import Failure
from insitu.shim.notices import to_text


def runtime(module: str, name: str) -> Callable[..., Any]:
    """The function `name` of a module of this package, called with plpy first."""
    return _wrapped(getattr(importlib.import_module(module), name))


@functools.cache
def _wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(plpy: Any, *arguments: Any) -> Any:
        try:
            return function(plpy, *arguments)
        except Failure as failure:
            raise_error(plpy, failure)

    return call


def raise_error(plpy: Any, failure: Failure) -> None:
    """Raise a Failure as an error with SQLSTATE, DETAIL (JSON) and HINT.

    PL/Python puts the exception's class before every message. So the class is made to say the place:
    `models/x.py, line 3: KeyError: 'carier'`. The bare message is in DETAIL's `message`.
    """
    detail = {
        "insitu": 1,
        "code": failure.code,
        "message": failure.message,
        "remedy": failure.hint,
        **failure.detail,
    }
    error = type(_place(failure), (plpy.Error,), {"__module__": "builtins"})(_clean(failure.message))
    error.sqlstate = failure.sqlstate
    error.detail = to_text(detail)
    error.hint = _clean(failure.hint) if failure.hint else None
    raise error from None


def _place(failure: Failure) -> str:
    path, line = failure.detail.get("path"), failure.detail.get("line")
    if not isinstance(path, str):
        return "Insitu"
    return _clean(path)[:200] + (f", line {line}" if isinstance(line, int) else "")


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
