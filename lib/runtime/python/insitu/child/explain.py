"""An exception as a person wants to read it: their own frames, the source line, a hint."""

from __future__ import annotations

import difflib
import traceback
from typing import Any

from insitu.errors import OVER_LIMIT, PYTHON_EXCEPTION, Failure

MESSAGE_CHARS = 4000
FRAMES = 30
FENCED = (
    "Code runs fenced inside the database: no network, no files, no other processes. "
    "Read data with dbt.ref(), dbt.source() or session.sql()."
)


def explain(error: BaseException, start: dict[str, Any]) -> Failure:
    """The Failure for whatever a person's code raised.

    `start` names the file (`path`) and holds its text (`source`), and more of them in `files`; frames of other files
    are left out.
    """
    if isinstance(error, Failure):
        return _placed(error, error, start)
    if isinstance(error, SyntaxError) and error.filename in _files(start):
        return _syntax(error, start)
    if isinstance(error, MemoryError):
        return _memory(error, start)
    failure = Failure(
        _message(error),
        PYTHON_EXCEPTION,
        "python.exception",
        hint_for(error),
        type=type(error).__name__,
    )
    return _placed(failure, error, start)


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"The code called sys.exit({error.code!r})."
    try:
        text = str(error)
    except BaseException:
        text = "(its message can't be shown)"
    if isinstance(error, KeyError) and len(error.args) == 1:
        text = repr(error.args[0])
    name = type(error).__name__
    return f"{name}: {text}"[:MESSAGE_CHARS] if text else name


def _memory(error: MemoryError, start: dict[str, Any]) -> Failure:
    from insitu.child.job import peak_memory

    cap = int(start["limits"]["memory_mb"]) * 1024 * 1024
    peak = peak_memory()
    text = f"MemoryError: {error}" if str(error) else "MemoryError"
    failure = Failure(
        f"{text} (cap {cap // 1048576:,} MB, peak {peak // 1048576:,} MB)",
        OVER_LIMIT,
        "python.memory",
        "Select fewer rows or columns, or raise limits.memory_mb.",
        type="MemoryError",
        cap_bytes=cap,
        peak_memory_bytes=peak,
    )
    return _placed(failure, error, start)


def _syntax(error: SyntaxError, start: dict[str, Any]) -> Failure:
    return Failure(
        f"{type(error).__name__}: {error.msg}",
        PYTHON_EXCEPTION,
        "python.syntax",
        _syntax_hint(error),
        path=error.filename,
        line=error.lineno or 1,
        column=error.offset or 1,
        source_line=(error.text or "").rstrip("\n")[:500],
        type=type(error).__name__,
        frames=[],
    )


def _syntax_hint(error: SyntaxError) -> str | None:
    if isinstance(error, TabError):
        return "Indent with spaces only: this file mixes tabs and spaces."
    return None


def _files(start: dict[str, Any]) -> dict[str, str]:
    """Texts of a person's own files, by path."""
    return {str(start.get("path")): str(start.get("source", "")), **(start.get("files") or {})}


def _placed(failure: Failure, error: BaseException, start: dict[str, Any]) -> Failure:
    """Add the person's own frames; the innermost is the place of the failure."""
    files = _files(start)
    own = []
    for frame in traceback.extract_tb(error.__traceback__, limit=-200):
        if frame.filename in files:
            own.append(
                {
                    "path": frame.filename,
                    "line": frame.lineno,
                    "column": (getattr(frame, "colno", None) or 0) + 1,
                    "function": frame.name,
                    "source_line": _line(files[frame.filename], frame.lineno),
                }
            )
    failure.detail.setdefault("frames", own[-FRAMES:])
    failure.detail.setdefault("path", own[-1]["path"] if own else start.get("path"))
    if own:
        failure.detail.setdefault("line", own[-1]["line"])
        failure.detail.setdefault("column", own[-1]["column"])
        failure.detail.setdefault("source_line", own[-1]["source_line"])
    return failure


def _line(source: str, number: int | None) -> str:
    lines = source.splitlines()
    return lines[number - 1][:500] if number and 0 < number <= len(lines) else ""


def hint_for(error: BaseException) -> str | None:
    """A remedy for the mistakes that people make most."""
    if isinstance(error, (PermissionError, BlockingIOError)) or _refused(error):
        return FENCED
    if isinstance(error, (KeyError, AttributeError)):
        return _missing_name(error)
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not in this database's Python environment. An owner can add packages on the settings page."
    if isinstance(error, RecursionError):
        return "A function calls itself without an end."
    if isinstance(error, SystemExit):
        return "Return from model() instead of leaving Python."
    return None


def _refused(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (1, 13)


def _missing_name(error: BaseException) -> str | None:
    """For a missing column: the near names of the frame it was looked up in."""
    wanted = error.args[0] if isinstance(error, KeyError) and error.args else getattr(error, "name", None)
    if not isinstance(wanted, str):
        return None
    names = _columns_nearby(error)
    if not names:
        return None
    near = difflib.get_close_matches(wanted, names, 3, 0.5)
    if near:
        return f"Did you mean {' or '.join(repr(n) for n in near)}?"
    return f"The frame has: {', '.join(names[:20])}{'…' if len(names) > 20 else ''}."


def _columns_nearby(error: BaseException) -> list[str]:
    """Columns of the DataFrame whose method raised, found as `self` in the traceback's frames."""
    step = error.__traceback__
    found: list[str] = []
    while step is not None:
        owner = step.tb_frame.f_locals.get("self")
        columns = getattr(owner, "columns", None) if type(owner).__name__ == "DataFrame" else None
        if columns is not None:
            found = [str(c) for c in list(columns)[:2000]]
        step = step.tb_next
    if not found and isinstance(error, AttributeError) and type(error.obj).__name__ == "DataFrame":
        found = [str(c) for c in list(error.obj.columns)[:2000]]
    return found
