"""What a child may ask of the backend: rows, small queries and a table to write. All as the caller."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.shim import describe as d
from insitu.shim.memory import Memory
from insitu.shim.pack import Packed, RowStream, estimate, kept_in_parallel
from insitu.shim.write import TableWriter
from insitu.wire.layout import columns_to_json

AHEAD = 2  # chunks packed before they are asked for
PARALLEL_BYTES = 16 * 1024 * 1024  # below, a temporary table costs more than it saves


class _Undo(Exception):
    """Leaves a subtransaction by its rollback."""


class Services:
    """Answers a child's questions. `references` maps what a cell may name to relations; `query` is a job's.

    `may_ask_sql` is for code that its caller runs as such, a cell. Everything else in a fence may be another
    person's (a function's source, a pickle in a trained model): it gets the rows it is for, and no SQL.
    """

    def __init__(
        self,
        plpy: Any,
        rows_in: int,
        references: dict[str, Any],
        query: str | None,
        writer: TableWriter | None,
        may_ask_sql: bool = False,
    ):
        self._plpy = plpy
        self.memory = Memory(rows_in)
        self._references = references
        self._query = query
        self._writer = writer
        self._streams: dict[int, _Stream] = {}
        self._sources: dict[tuple[str, bool], d.Source] = {}
        self._answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "describe": self._describe,
            "open": self._open,
            "next": self._next,
            "close": self._close,
            "count": self._count,
            "create": lambda body: self._table().create(body),
            "write": lambda body: self._table().write(body),
            "copy": lambda body: self._table().copy(),
            **({"sql": self._sql} if may_ask_sql else {}),
        }
        self.rows_read = 0

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to one ASK; unknown requests are refused."""
        handler = self._answers.get(str(body.get("op")))
        if handler is None:
            raise Failure("An unknown request from the Python process.", code="spec.request")
        return handler(body)

    def work(self) -> bool:
        """Pack a chunk ahead for a stream with room; True when something was done."""
        for stream in self._streams.values():
            if not stream.done and len(stream.ready) < AHEAD:
                stream.pack()
                return True
        return False

    def close(self) -> None:
        """Let go of every open cursor."""
        for stream in self._streams.values():
            stream.rows.close()
        self._streams.clear()

    def _text(self, body: dict[str, Any]) -> str:
        """The query a request means: a reference of the spec, or the job's own."""
        if "reference" in body:
            relation = self._references.get(body["reference"])
            if relation is None:
                raise Failure(
                    f'"{body["reference"]}" is not among the inputs of this code.',
                    BAD_SPEC,
                    "ref.missing",
                    f"It may name: {', '.join(sorted(self._references)) or 'nothing'}.",
                )
            return f"SELECT * FROM {d.relation_name(relation)}"
        if self._query is None:
            raise Failure("This code has no query to read.", code="spec.request")
        return d.strip_end(self._query)

    def _source(self, text: str, decimal: bool) -> d.Source:
        key = (text, decimal)
        if key not in self._sources:
            self._sources[key] = d.describe(self._plpy, text, decimal)
        return self._sources[key]

    def _describe(self, body: dict[str, Any]) -> dict[str, Any]:
        text = self._text(body)
        source = self._source(text, False)
        return {"columns": columns_to_json(source.columns), "estimate": estimate(self._plpy, text)["rows"]}

    def _open(self, body: dict[str, Any]) -> dict[str, Any]:
        text = self._text(body)
        if isinstance(body.get("sample"), int):
            text = sampled(self._plpy, text, body["sample"], int(body.get("seed", 0)))
        source = self._source(text, body.get("decimal") is True)
        if isinstance(body.get("columns"), list):
            source = source.only([str(c) for c in body["columns"]])
        expected = estimate(self._plpy, source.select())
        if expected["parallel"] and expected["rows"] * expected["width"] > PARALLEL_BYTES:
            source = kept_in_parallel(self._plpy, source, len(self._streams) + 1)
        return {**self._start(source, int(body.get("chunk_rows", 65536))), "estimate": expected["rows"]}

    def _start(self, source: d.Source, chunk_rows: int) -> dict[str, Any]:
        number = len(self._streams) + 1
        while number in self._streams:
            number += 1
        self._streams[number] = _Stream(RowStream(self._plpy, source, self.memory, chunk_rows), self.memory)
        return {"stream": number, "columns": columns_to_json(source.columns)}

    def _next(self, body: dict[str, Any]) -> dict[str, Any]:
        stream = self._streams[body["stream"]]
        stream.release()
        while not stream.ready and not stream.done:
            stream.pack()
        if not stream.ready:
            return {"end": True}
        chunk = stream.take()
        self.rows_read += chunk.rows
        return {"rows": chunk.rows, "offset": chunk.offset, "size": chunk.size, "variable": chunk.variable}

    def _close(self, body: dict[str, Any]) -> dict[str, Any]:
        stream = self._streams[body["stream"]]
        stream.close()
        return {}

    def _sql(self, body: dict[str, Any]) -> dict[str, Any]:
        """A query the person's code wrote: packed whole inside a subtransaction that is rolled back."""
        text = d.strip_end(str(body["text"]))
        with undone(self._plpy):
            source = d.describe(self._plpy, text, body.get("decimal") is True)
            opened = self._start(source, 1 << 18)
            try:
                self._pack_all(self._streams[opened["stream"]])
            except BaseException:
                del self._streams[opened["stream"]]
                raise
            rows = self._streams[opened["stream"]].rows.rows
        return {**opened, "estimate": rows}

    def _pack_all(self, stream: _Stream) -> None:
        while not stream.done:
            stream.pack()
        stream.rows.close()

    def _count(self, body: dict[str, Any]) -> dict[str, Any]:
        """Exact number of rows of the job's query."""
        return {"rows": self._plpy.execute(f"SELECT pg_catalog.count(*) AS n FROM (\n{self._text({})}\n) AS q")[0]["n"]}

    def _table(self) -> TableWriter:
        if self._writer is None:
            raise Failure("This code has no relation to write.", code="spec.request")
        return self._writer


class _Stream:
    """A RowStream with the chunks that are ready, and the one the child is reading."""

    def __init__(self, rows: RowStream, memory: Memory):
        self.rows = rows
        self.ready: list[Packed] = []
        self.done = False
        self._memory = memory
        self._lent: Packed | None = None

    def pack(self) -> None:
        chunk = self.rows.pack()
        if chunk is None:
            self.done = True
        else:
            self.ready.append(chunk)

    def take(self) -> Packed:
        self._lent = self.ready.pop(0)
        return self._lent

    def release(self) -> None:
        if self._lent is not None:
            (self._memory.release if self.done else self._memory.reuse)(self._lent.offset)
            self._lent = None

    def close(self) -> None:
        self.done = True
        self.release()
        for chunk in self.ready:
            self._memory.release(chunk.offset)
        self.ready = []
        self._memory.trim()
        self.rows.close()


@contextlib.contextmanager
def undone(plpy: Any) -> Iterator[None]:
    """Run a person's SQL in a subtransaction that is always rolled back.

    So `set_config('role', …)`, SET through a function and whatever a volatile function writes end with
    the query. It stays the caller's own session: what the session's user may do, the query may do.
    (transaction_read_only can't be set here: every call of plpy is a subtransaction of its own, and the
    setting ends with it.)
    """
    try:
        with plpy.subtransaction():
            yield
            raise _Undo
    except _Undo:
        pass
    except plpy.SPIError as error:
        if str(getattr(error, "sqlstate", "")).startswith("57"):
            raise  # a cancel or a shutdown is no error of the query
        raise Failure(
            f"session.sql: {error}",
            getattr(error, "sqlstate", "") or BAD_SPEC,
            "python.sql",
            "session.sql runs one SELECT, as you.",
            sqlstate_of_query=getattr(error, "sqlstate", None),
        ) from None


def sampled(plpy: Any, text: str, rows: int, seed: int) -> str:
    """The query thinned to about `rows` random rows, by the planner's estimate (a tenth more, then cut)."""
    expected = max(1.0, estimate(plpy, text)["rows"])
    if expected <= rows:
        return text
    share = min(1.0, rows * 1.1 / expected)
    plpy.execute(f"SELECT pg_catalog.setseed({(seed % 1000003) / 1000003.0!r})")
    return (
        f"SELECT * FROM (\n{text}\n) AS q WHERE pg_catalog.random() OPERATOR(pg_catalog.<) {share!r} LIMIT {int(rows)}"
    )
