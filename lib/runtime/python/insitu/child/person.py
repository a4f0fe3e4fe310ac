"""A person's source as a module: compiled under its own path, so that tracebacks name it."""

from __future__ import annotations

import sys
import tempfile
import types
from collections.abc import Callable
from typing import Any

from insitu.errors import PYTHON_EXCEPTION, Failure


def prepare_process() -> None:
    """What libraries expect of a process and this one can't give: a home, a temporary folder."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    tempfile.tempdir = "/nonexistent"
    make = tempfile.mkdtemp

    def mkdtemp(suffix: Any = None, prefix: Any = None, dir: Any = None) -> str:
        # matplotlib refuses to load without a folder for its cache, and works without using it
        return "/nonexistent/matplotlib" if prefix == "matplotlib-" else make(suffix, prefix, dir)

    tempfile.mkdtemp = mkdtemp  # type: ignore[assignment]
    import logging
    import os

    sys.addaudithook(_say_refused)
    os.environ.update({"HOME": "/nonexistent", "MPLBACKEND": "agg"})
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


_REFUSED = frozenset(
    (
        "os.system",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.kill",
        "os.killpg",
        "subprocess.Popen",
        "_posixsubprocess.fork_exec",
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.getaddrinfo",
        "socket.gethostbyname",
    )
)


def _say_refused(event: str, arguments: Any) -> None:
    """Words and a line in the run's log for what the kernel refuses anyway. No fence: only a message."""
    if event in _REFUSED:
        sys.__stderr__.write(f"Refused: {event}\n")  # type: ignore[union-attr]
        raise PermissionError(1, f"{event} is not allowed: code runs fenced inside the database")


def load(source: str, path: str, name: str = "cell") -> types.ModuleType:
    """Run the module's top level and return it."""
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    return module


def function_of(module: types.ModuleType, name: str, path: str) -> Callable[..., Any]:
    """A function the file has to define."""
    found = getattr(module, name, None)
    if not callable(found):
        raise Failure(
            f"{path} doesn't define a function `{name}`.",
            PYTHON_EXCEPTION,
            "python.no_entry_point",
            f"Add: def {name}(…): …",
            path=path,
        )
    return found
