"""The few things done with the superuser's rights: making a function whose body is fixed, copying rows in.

`insitu._define()` is SECURITY DEFINER and takes no argument: it does what lies here, put here by trusted
code of this session after it has checked the caller's rights. A direct call finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from insitu.errors import BAD_SPEC, Failure

_waiting: list[Callable[[], None]] = []


def as_superuser(plpy: Any, work: Callable[[], None]) -> None:
    """Run `work` with the rights of the runtime's owner and search_path pg_catalog."""
    _waiting.append(work)
    try:
        plpy.execute("SELECT insitu._define()")
    finally:
        _waiting.clear()


def define(plpy: Any) -> None:
    """The body of insitu._define()."""
    if not _waiting:
        raise Failure("Only Insitu's own code calls this.", BAD_SPEC, "runtime.private")
    _waiting.pop()()


def statements(plpy: Any, listed: list[tuple[str, list[Any]]]) -> Callable[[], None]:
    """Work that runs statements of (text, text parameters)."""

    def work() -> None:
        for text, parameters in listed:
            if parameters:
                plpy.execute(plpy.prepare(text, ["pg_catalog.text"] * len(parameters)), parameters)
            else:
                plpy.execute(text)

    return work
