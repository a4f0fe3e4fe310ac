"""Scratch: run and look. A cell's `model` is previewed, a script's last expression shows."""

from __future__ import annotations

import ast
import io
import sys
import types
from typing import Any

from insitu.child.channel import Channel
from insitu.child.show import Display, table_of

KEPT_CHARS = 256 * 1024


def run_scratch(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Run the source and return {columns, rows, total_rows, outputs, stdout, stderr, notes}; nothing is written."""
    from insitu.child import person
    from insitu.child.dbt import Dbt, Reader, Session
    from insitu.child.job import peak_memory

    person.prepare_process()
    reader = Reader(channel, rows_in, (start["spec"].get("config") or {}).get("numeric") == "decimal")
    dbt, session = Dbt(reader, start["spec"]), Session(reader)
    display = Display(channel)
    out, err = Tee(sys.stdout), Tee(sys.stderr)
    sys.stdout, sys.stderr = out, err
    module = _module(start, {"dbt": dbt, "session": session, "display": display.show})
    display.offer()
    value = _execute(start, module)
    if value is None and callable(getattr(module, "model", None)):
        value = module.model(dbt, session)
        _check_model(value, reader.notes)
    limit = int(start["spec"].get("max_rows") or 500)
    table = table_of(value, max(1, min(limit, 500)))
    if value is not None and table is None:
        display.show(value)
    display.figures()
    return {
        **(table or {"columns": [], "rows": [], "total_rows": None}),
        "outputs": display.outputs,
        "stdout": out.text(),
        "stderr": err.text(),
        "notes": reader.notes,
        "peak_memory_bytes": peak_memory(),
    }


def _check_model(value: Any, notes: list[str]) -> None:
    from insitu.child.tables import to_frame

    to_frame(value, "model()", notes)


def _module(start: dict[str, Any], names: dict[str, Any]) -> types.ModuleType:
    module = types.ModuleType("scratch")
    module.__file__ = start["path"]
    module.__dict__.update(names)
    sys.modules["scratch"] = module
    return module


def _execute(start: dict[str, Any], module: types.ModuleType) -> Any:
    """Run every statement; the value of a last expression is what the script is about."""
    tree = ast.parse(start["source"], start["path"])
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, start["path"], "exec", dont_inherit=True), module.__dict__)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), start["path"], "eval", dont_inherit=True), module.__dict__)


class Tee(io.TextIOBase):
    """Passes text on at once and keeps the beginning for the result."""

    def __init__(self, stream: Any):
        self._stream = stream
        self._kept: list[str] = []
        self._size = 0

    def write(self, text: str) -> int:
        """Print, and keep up to KEPT_CHARS."""
        if self._size < KEPT_CHARS:
            self._kept.append(text[: KEPT_CHARS - self._size])
        self._size += len(text)
        return self._stream.write(text)

    def flush(self) -> None:
        """Pass on what is held."""
        self._stream.flush()

    def fileno(self) -> int:
        """The descriptor below, for libraries that ask."""
        return self._stream.fileno()

    def text(self) -> str:
        """What was kept."""
        return "".join(self._kept)
