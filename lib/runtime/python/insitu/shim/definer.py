"""The one thing done with the superuser's rights: making a function whose body is fixed.

`insitu._define()` is SECURITY DEFINER and takes no argument: it does what lies here, put here by trusted
code of this session after it has checked the caller's rights. A direct call finds nothing.
"""

from __future__ import annotations

from typing import Any

from insitu.errors import BAD_SPEC, Failure

_waiting: list[list[tuple[str, list[Any]]]] = []


def as_superuser(plpy: Any, statements: list[tuple[str, list[Any]]]) -> None:
    """Run statements (text, text parameters) with the rights of the runtime's owner."""
    _waiting.append(statements)
    try:
        plpy.execute("SELECT insitu._define()")
    finally:
        _waiting.clear()


def define(plpy: Any) -> None:
    """The body of insitu._define()."""
    if not _waiting:
        raise Failure("Only Insitu's own code calls this.", BAD_SPEC, "runtime.private")
    for text, parameters in _waiting.pop():
        if parameters:
            plpy.execute(plpy.prepare(text, ["pg_catalog.text"] * len(parameters)), parameters)
        else:
            plpy.execute(text)
