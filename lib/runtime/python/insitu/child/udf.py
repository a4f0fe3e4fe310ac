"""A Python function called from SQL: the child stays for the session and answers one call after the other."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Any

from insitu.child.channel import Channel
from insitu.errors import OVER_LIMIT, Failure
from insitu.wire import columns, frames, ring, values
from insitu.wire.ring import Ring
from insitu.wire.signature import Signature

FIRST_LOOKS, LOOKS = 60, 20
MAX = 1 << 63


def serve_udf(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Load the function, say so, and serve calls until the backend goes away."""
    from insitu.child import person
    from insitu.child.convert import converter, returner

    person.prepare_process()
    module = person.load(start["source"], start["path"], "udf")
    function = person.function_of(module, start["entry_point"], start["path"])
    signature = Signature(start["arguments"], start["returns"])
    decimal = bool(start.get("decimal"))
    scalar = _Scalar(
        function, signature, [converter(k, decimal) for k in signature.arguments], returner(signature.returns)
    )
    if start["vectorized"]:
        scalar.use_vectors(start["path"])
    if start["columns"]:
        scalar.use_rows([tuple(column) for column in start["columns"]], start["path"])
    channel.send(frames.DONE, {"result": {}})
    _loop(channel, Ring(rows_in), scalar, start)
    return {}


class _Scalar:
    """Calls the function for one row, packed or not, or for whole columns."""

    def __init__(self, function: Callable[..., Any], signature: Signature, converts: list[Any], gives: Any):
        self.function = function
        self.signature = signature
        self._converts = converts
        self._gives = gives
        self._vectors: Callable[..., Any] | None = None
        self._rows: Callable[[Any], list[list[Any]]] | None = None
        self._plain = all(c is None for c in converts)
        self._float = signature.returns_float()

    def use_vectors(self, path: str) -> None:
        """The function takes and gives whole columns: a single row is a column of one."""
        from insitu.child.vectors import vectorized

        self._vectors = vectorized(self.function, self.signature, path)

    def use_rows(self, wanted: list[tuple[str, str]], path: str) -> None:
        """The function's value is rows of these columns."""
        from insitu.child.rows import columns_of

        self._rows = lambda value: columns_of(value, wanted, path)

    def packed(self, data: bytes) -> tuple[int, bytes]:
        """A call whose arguments fit the signature's struct."""
        arguments = self.signature.request.unpack_from(data)  # type: ignore[union-attr]
        return self.reply(self.row(arguments), self.signature.reply)

    def row(self, arguments: Any) -> Any:
        """The function's value for one row."""
        if self._vectors is not None:
            return self._vectors([[a] for a in arguments])[0]
        if not self._plain:
            arguments = [a if c is None or a is None else c(a) for a, c in zip(arguments, self._converts, strict=True)]
        return self.function(*arguments)

    def reply(self, value: Any, packing: Any = None) -> tuple[int, bytes]:
        """The value as bytes, in the struct `packing` when there is one and it fits."""
        if self._rows is not None:
            return ring.COLUMNS, _capped(columns.encode(self._rows(value)))
        kind = type(value)
        if packing is not None and (
            (kind is float and value == value) if self._float else (kind is bool or kind is int and -MAX < value < MAX)
        ):
            return ring.PACKED, packing.pack(value)
        if value is None:
            return ring.VALUES, b"N"
        return ring.VALUES, values.encode([self._gives(value)])

    def batch(self, data: bytes) -> tuple[int, bytes]:
        """A call with a column per argument; the reply is one column."""
        lists = columns.decode(data)
        if self._vectors is not None:
            converted = [
                [v if c is None or v is None else c(v) for v in column]
                for column, c in zip(lists, self._converts, strict=True)
            ]
            results = self._vectors(converted)
        else:
            results = [self.row(arguments) for arguments in zip(*lists, strict=True)]
        return ring.COLUMNS, columns.encode([[None if r is None else self._gives(r) for r in results]])


def _capped(data: bytes) -> bytes:
    if len(data) <= ring.MAX_LARGE:
        return data
    raise Failure(
        f"The function returned {len(data) >> 20:,} MB of rows; a call may return {ring.MAX_LARGE >> 20:,} MB.",
        OVER_LIMIT,
        "udf.rows",
        "Return less a call, or write a Python cell: its frame becomes a table.",
    )


def _loop(channel: Channel, shared: Ring, scalar: _Scalar, start: dict[str, Any]) -> None:
    from insitu.child.explain import explain

    words = shared.words
    done = 0
    patience = ring.Patience()
    while True:
        if words[ring.REQUEST] == done:
            _await(channel, words, done, patience)
        done += 1
        kind, data = shared.get(ring.REQUEST_AT, ring.REQUEST_SIZE, ring.REQUEST_KIND)
        try:
            if kind == ring.PACKED:
                answer = scalar.packed(data)
            elif kind == ring.VALUES:
                answer = scalar.reply(scalar.row(values.decode(data)))
            else:
                answer = scalar.batch(data)
        except BaseException as error:
            answer = ring.FAILURE, frames.encode(frames.FAILED, explain(error, start).to_json())
        shared.put(ring.REPLY_AT, ring.REPLY_SIZE, ring.REPLY_KIND, *answer)
        words[ring.REPLY] = done
        if words[ring.BACKEND_SLEEPS]:
            channel.send(frames.RETURN, {})


def _await(channel: Channel, words: Any, done: int, patience: ring.Patience) -> None:
    """Spin for a moment, then sleep until the backend wakes this side through the pipe."""
    for _ in range(FIRST_LOOKS):
        if words[ring.REQUEST] != done:
            return
    until = time.perf_counter() + patience.seconds
    while time.perf_counter() < until:
        for _ in range(LOOKS):
            if words[ring.REQUEST] != done:
                patience.paid()
                return
        os.sched_yield()  # where processors are short, the backend may wait for this one
    patience.in_vain()
    words[ring.CHILD_SLEEPS] = 1
    while words[ring.REQUEST] == done:
        # A wake-up may be lost between the flag and the sleep: look again now and then.
        if select.select([channel.commands], [], [], 0.02)[0] and not os.read(channel.commands, 4096):
            os._exit(0)
    words[ring.CHILD_SLEEPS] = 0
