"""Calls of a Python function from SQL: one fenced child per session and function, spoken to through a ring."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

from insitu.errors import BAD_SPEC, PYTHON_EXCEPTION, Failure
from insitu.shim.entry import raise_error
from insitu.shim.run import Started, Task, start
from insitu.wire import columns, frames, ring, values
from insitu.wire.ring import Ring
from insitu.wire.signature import Signature

FIRST_LOOKS, LOOKS = 60, 20
NAP_SECONDS = 0.05
LIVE = 8  # children of functions a session keeps
REMEMBERED = 10_000  # results of an immutable function a session keeps
TASK = ("source", "path", "entry_point", "arguments", "returns", "columns", "vectorized", "decimal")
DONE = frozenset((frames.DONE,))
RETURN = frozenset((frames.RETURN,))
_lines: dict[str, Line] = {}


class Line:
    """A function's child and the ring to it."""

    def __init__(self, plpy: Any, spec: dict[str, Any]):
        task = {k: spec.get(k) for k in TASK}
        self._plpy = plpy
        self.started: Started = start(plpy, Task("udf", task, limits=spec.get("limits")), prepare=ring.create)
        try:
            self.started.talk.wait(DONE, self.started.deadline)
            self.ring = Ring(self.started.child.rows_in)
        except BaseException:
            self.started.child.close()
            raise
        self.words = self.ring.words
        self.number = 0
        self._patience = ring.Patience()
        self._seconds = self.started.limits["seconds"]

    def call(self, kind: int, data: bytes) -> tuple[int, bytes]:
        """One request and its reply; a FAILURE is raised, a child that is gone is closed."""
        shared, words = self.ring, self.words
        shared.put(ring.REQUEST_AT, ring.REQUEST_SIZE, ring.REQUEST_KIND, kind, data)
        self.number = number = self.number + 1
        words[ring.REQUEST] = number
        if words[ring.CHILD_SLEEPS]:
            self.started.talk.wake()
        if not self._spin(number):
            self._sleep(number)
        kind, reply = shared.get(ring.REPLY_AT, ring.REPLY_SIZE, ring.REPLY_KIND)
        if kind == ring.FAILURE:
            raise self._failure(reply)
        return kind, reply

    def _spin(self, number: int) -> bool:
        words = self.words
        for _ in range(FIRST_LOOKS):
            if words[ring.REPLY] == number:
                return True
        patience = self._patience
        until = time.perf_counter() + patience.seconds
        while time.perf_counter() < until:
            for _ in range(LOOKS):
                if words[ring.REPLY] == number:
                    patience.paid()
                    return True
            os.sched_yield()  # where processors are short, the child may wait for this one
        patience.in_vain()
        return False

    def _sleep(self, number: int) -> None:
        """The slow way: interrupts, clock, memory and what the function prints are looked after here."""
        talk, deadline = self.started.talk, time.monotonic() + self._seconds
        self.words[ring.BACKEND_SLEEPS] = 1
        try:
            while self.words[ring.REPLY] != number:
                talk.glance(NAP_SECONDS, deadline, RETURN)
        except BaseException:
            self.close()
            raise
        self.words[ring.BACKEND_SLEEPS] = 0

    def _failure(self, reply: bytes) -> Failure:
        try:
            (frame,) = frames.FrameReader(frozenset((frames.FAILED,))).feed(reply)
        except (frames.FrameError, ValueError):
            self.close()
            return Failure("The function's process broke the protocol.", PYTHON_EXCEPTION, "python.protocol")
        return Failure.from_json(frame.body)

    def alive(self) -> bool:
        """Whether it can be called."""
        return self.started.child.alive()

    def close(self) -> None:
        """End the child; the next call starts another."""
        for key in [k for k, line in _lines.items() if line is self]:
            del _lines[key]
        self.started.child.close()


def scalar(plpy: Any, key: str) -> Callable[..., Any]:
    """The function as the SQL function's body calls it, row by row."""
    spec = _spec(plpy, key)
    signature = Signature(spec["arguments"], spec["returns"])
    caller = _packed(plpy, key, spec, signature) if signature.request and signature.reply else _general(plpy, key, spec)
    return _remembering(caller) if spec["immutable"] else caller


def _packed(plpy: Any, key: str, spec: dict[str, Any], signature: Signature) -> Callable[..., Any]:
    """Fixed-width arguments and result: one struct each way."""
    pack, unpack = signature.request.pack, signature.reply.unpack  # type: ignore[union-attr]
    size = signature.reply.size  # type: ignore[union-attr]
    general = _general(plpy, key, spec)

    def call(*arguments: Any) -> Any:
        if None in arguments:
            return general(*arguments)
        try:
            line = _lines.get(key) or _line(plpy, key, spec)
            kind, reply = line.call(ring.PACKED, pack(*arguments))
            return unpack(reply)[0] if kind == ring.PACKED and len(reply) == size else _value(line, reply)
        except Failure as failure:
            raise_error(plpy, failure)

    return call


def _general(plpy: Any, key: str, spec: dict[str, Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            line = _lines.get(key) or _line(plpy, key, spec)
            kind, reply = line.call(ring.VALUES, values.encode(arguments))
            return _value(line, reply)
        except Failure as failure:
            raise_error(plpy, failure)

    return call


def _value(line: Line, reply: bytes) -> Any:
    try:
        (value,) = values.decode(reply)
    except (values.ValueError_, ValueError):
        line.close()
        raise Failure("The function's process broke the protocol.", PYTHON_EXCEPTION, "python.protocol") from None
    return value


def table(plpy: Any, key: str) -> Callable[..., Any]:
    """The function whose value is rows: tuples, or plain values where they have one column."""
    spec = _spec(plpy, key)

    def call(*arguments: Any) -> Any:
        try:
            line = _lines.get(key) or _line(plpy, key, spec)
            _, reply = line.call(ring.VALUES, values.encode(arguments))
            listed = _columns(line, reply, len(spec["columns"]))
        except Failure as failure:
            raise_error(plpy, failure)
        return listed[0] if len(listed) == 1 else zip(*listed, strict=True)

    return call


def _columns(line: Line, reply: bytes, wanted: int) -> list[list[Any]]:
    try:
        listed = columns.decode(reply)
        if len(listed) != wanted or len({len(column) for column in listed}) > 1:
            raise values.ValueError_("not the columns of the table")
    except (values.ValueError_, ValueError):
        line.close()
        raise Failure("The function's process broke the protocol.", PYTHON_EXCEPTION, "python.protocol") from None
    return listed


def batch(plpy: Any, key: str) -> Callable[..., Any]:
    """The function over arrays: one call for all rows."""
    spec = _spec(plpy, key)
    floats = spec["returns"] in ("float4", "float8")

    def call(*arguments: Any) -> Any:
        if None in arguments:
            return None
        lists = [list(a) for a in arguments]
        try:
            if len({len(a) for a in lists}) > 1:
                raise Failure(
                    "The arrays differ in length.", BAD_SPEC, "udf.rows", "Aggregate them over the same rows."
                )
            line = _lines.get(key) or _line(plpy, key, spec)
            _, reply = line.call(ring.COLUMNS, columns.encode(lists))
            (column,) = _columns(line, reply, 1)
        except Failure as failure:
            raise_error(plpy, failure)
        return list(map(_hex, column)) if floats else column

    return _remembering_rows(call) if spec["immutable"] and not spec["vectorized"] else call


def _hex(value: Any) -> Any:
    """A float as PostgreSQL reads it, exactly. PL/Python makes text of every element of an array: hexadecimal
    takes half the time of the shortest decimal, 0.3 s of a million."""
    return value.hex() if type(value) is float else value


def _remembering(call: Callable[..., Any]) -> Callable[..., Any]:
    """An IMMUTABLE function's results by its arguments: repeated rows cost a look-up."""
    known: dict[Any, Any] = {}

    def remembered(*arguments: Any) -> Any:
        try:
            return known[arguments]
        except KeyError:
            value = call(*arguments)
            if len(known) >= REMEMBERED:
                known.clear()
            known[arguments] = value
            return value
        except TypeError:
            return call(*arguments)

    return remembered


def _remembering_rows(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same over arrays: each distinct row is called once, and those of earlier arrays not again."""
    known: dict[Any, Any] = {}

    def remembered(*arguments: Any) -> Any:
        if None in arguments or len({len(a) for a in arguments}) > 1:
            return call(*arguments)
        rows = list(zip(*arguments, strict=True))
        try:
            found = {row: known[row] for row in rows if row in known}
            missing = [row for row in dict.fromkeys(rows) if row not in found]
        except TypeError:
            return call(*arguments)
        if missing:
            found.update(zip(missing, call(*map(list, zip(*missing, strict=True))), strict=True))
            if len(known) + len(missing) > REMEMBERED:
                known.clear()
            known.update((row, found[row]) for row in missing[:REMEMBERED])
        return [found[row] for row in rows]

    return remembered


def _line(plpy: Any, key: str, spec: dict[str, Any]) -> Line:
    while len(_lines) >= LIVE:
        next(iter(_lines.values())).close()
    line = _lines[key] = Line(plpy, spec)
    return line


def _spec(plpy: Any, key: str) -> dict[str, Any]:
    """The stored spec, whose key is its hash."""
    plan = plpy.prepare(
        "SELECT u.spec FROM insitu.udf AS u WHERE u.hash OPERATOR(pg_catalog.=) $1", ["pg_catalog.text"]
    )
    rows = plpy.execute(plan, [key])
    if not len(rows):
        raise Failure("This function's source is gone.", BAD_SPEC, "udf.missing", "Build the function again.")
    return json.loads(rows[0]["spec"])
