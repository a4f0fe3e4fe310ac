"""Pack the rows of a query into a memfd, chunk by chunk, as the caller.

One cursor, one raw array per storage class and row (see `wire/layout.py`). A cursor's plan is never
parallel; when the planner would run the query's joins or aggregates in parallel, the rows are first
kept in a temporary table, which PostgreSQL fills in parallel, and the cursor reads that.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from insitu.shim.describe import Source, alias
from insitu.wire.layout import NAN_IS_NULL, STORAGE, STORED_AS, VARIABLE, Column, plan_layout

PAGE = 65536  # chunks begin at multiples of it: mmap wants page-aligned offsets on every architecture
BATCH_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 64 * 1024 * 1024
# Rows of one fetch. They stay in the cache: 1,000,000 × 28 float8 take 0.89 s of processor time by 256, 1.15 s by
# 2048; one string_agg over each 4096 pages 1.34 s, over row_number() 2.2 s; the server alone needs 0.5 s.
FIRST_BATCH, MAX_BATCH = 128, 256
ZERO = {"interval": "'0'", "date": "'2000-01-01'", "timestamp": "'2000-01-01'", "timestamptz": "'2000-01-01+00'"}


class Packed(NamedTuple):
    """A chunk in the memfd: rows, where it begins, and per variable column (lengths at, bytes at, bytes)."""

    rows: int
    offset: int
    size: int
    variable: list[tuple[int, int, int]]


class Memory:
    """Hands out page-aligned regions of one growing memfd and gives used ones back to the system."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        self._end = 0
        self._libc = ctypes.CDLL(None, use_errno=True)

    def begin(self) -> int:
        """Where the next region starts."""
        return self._end

    def take(self, size: int) -> None:
        """Close the region begun last, `size` bytes long."""
        self._end += (size + PAGE - 1) // PAGE * PAGE

    def release(self, offset: int, size: int) -> None:
        """Punch the region out: its pages go back at once, the offsets of others stay."""
        whole = (size + PAGE - 1) // PAGE * PAGE
        if whole:
            mode = ctypes.c_int(3)  # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE
            self._libc.fallocate(self.descriptor, mode, ctypes.c_int64(offset), ctypes.c_int64(whole))


def packing_query(source: Source, utf8: bool, where: str = "") -> str:
    """The SELECT whose rows are one `f` (the fixed part) and a bytea per variable column."""
    columns = source.columns
    layout = plan_layout(columns)
    arrays = [_section(storage, members, columns, layout) for storage, members in layout.sections.items()]
    fixed = " OPERATOR(pg_catalog.||) ".join(arrays) or "''::pg_catalog.bytea"
    items = [f"{fixed} AS f"]
    items += [f"{_variable(c, i, utf8)} AS v{i}" for i, c in enumerate(columns) if c.kind in VARIABLE]
    return f"SELECT {', '.join(items)} FROM {source.from_item} {where}"


def _section(storage: str, members: list[int], columns: list[Column], layout: Any) -> str:
    cells = [_cell(columns[i], alias(i)) for i in members]
    if storage == "bool":
        cells += [f"({alias(i)} IS NULL)" for i in layout.nulls]
        cells += [
            f"({alias(i)}::pg_catalog.float8::pg_catalog.numeric OPERATOR(pg_catalog.<>) {alias(i)}) IS TRUE"
            for i in layout.losts
        ]
    return f"insitu._raw(ARRAY[{', '.join(cells)}]::pg_catalog.{STORAGE[storage][0]}[])"


def _cell(column: Column, name: str) -> str:
    storage = STORED_AS[column.kind]
    value = f"{name}::pg_catalog.{storage}"
    if column.kind in NAN_IS_NULL:
        return f"COALESCE({value}, 'NaN')"
    if not column.nullable:
        return value
    zero = "false" if storage == "bool" else ZERO.get(storage, "0")
    return f"COALESCE({value}, {zero}::pg_catalog.{storage})"


def _variable(column: Column, index: int, utf8: bool) -> str:
    name = alias(index)
    if column.kind == "bytea":
        return f"{name}::pg_catalog.bytea"
    if column.kind == "rawarray":
        return f"insitu._raw({name}::pg_catalog.{column.element}[])"
    text = f"pg_catalog.to_json({name})::pg_catalog.text" if column.kind == "array" else f"{name}::pg_catalog.text"
    return f"insitu._raw_text({text})" if utf8 else f"pg_catalog.convert_to({text}, 'UTF8')"


class RowStream:
    """Chunks of one query. `pack` makes the next one; the caller decides when, so packing overlaps use."""

    def __init__(self, plpy: Any, source: Source, memory: Memory, chunk_rows: int, where: str = ""):
        self.columns = source.columns
        self._stride = plan_layout(source.columns).stride
        self._variable = [f"v{i}" for i, c in enumerate(source.columns) if c.kind in VARIABLE]
        self._memory = memory
        self._chunk_rows = max(1, min(int(chunk_rows), 1 << 20))
        self._batch = FIRST_BATCH
        self._cursor = plpy.cursor(packing_query(source, server_is_utf8(plpy), where))
        self.rows = 0
        self.ended = False

    def pack(self) -> Packed | None:
        """The next chunk, or None after the last."""
        start = self._memory.begin()
        rows, bytes_kept = 0, 0
        lengths = {name: array("i") for name in self._variable}
        runs: dict[str, list[bytes]] = {name: [] for name in self._variable}
        for batch in self._batches():
            fixed = b"".join([row["f"] for row in batch])
            write_all(self._memory.descriptor, fixed, start + rows * self._stride)
            bytes_kept += len(fixed)
            for name in self._variable:
                run, sizes = _join([row[name] for row in batch])
                lengths[name].extend(sizes)
                runs[name].append(run)
                bytes_kept += len(run)
            self._adapt(len(batch), bytes_kept / (rows + len(batch)))
            rows += len(batch)
            if rows >= self._chunk_rows or bytes_kept >= CHUNK_BYTES:
                break
        if not rows:
            return None
        self.rows += rows
        return self._finish(start, rows, lengths, runs)

    def close(self) -> None:
        """Let go of the cursor; one that went with its subtransaction is gone already."""
        self.ended = True
        with contextlib.suppress(ValueError):
            self._cursor.close()

    def _batches(self) -> Iterator[Any]:
        taken = 0
        while not self.ended:
            asked = min(self._batch, self._chunk_rows - taken)
            batch = self._cursor.fetch(asked)
            if len(batch) < asked:
                self.ended = True
            taken += len(batch)
            if len(batch):
                yield batch

    def _adapt(self, rows: int, row_bytes: float) -> None:
        self._batch = max(1, min(MAX_BATCH, rows * 8, int(BATCH_BYTES / max(row_bytes, 1))))

    def _finish(self, start: int, rows: int, lengths: dict[str, Any], runs: dict[str, list[bytes]]) -> Packed:
        at = rows * self._stride
        variable = []
        for name in self._variable:
            sizes, run = lengths[name].tobytes(), b"".join(runs[name])
            write_all(self._memory.descriptor, sizes, start + at)
            write_all(self._memory.descriptor, run, start + at + len(sizes))
            variable.append((at, at + len(sizes), len(run)))
            at += len(sizes) + len(run)
        self._memory.take(at)
        return Packed(rows, start, at, variable)


def _join(values: list[bytes | None]) -> tuple[bytes, Any]:
    """The values end to end, and their lengths with −1 for NULL."""
    try:
        return b"".join(values), map(len, values)  # type: ignore[arg-type]
    except TypeError:
        return b"".join([v for v in values if v is not None]), [-1 if v is None else len(v) for v in values]


def write_all(descriptor: int, data: bytes, offset: int) -> None:
    """pwrite until everything is written."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def server_is_utf8(plpy: Any) -> bool:
    """Whether text can be taken as it lies in memory."""
    return plpy.execute("SELECT pg_catalog.current_setting('server_encoding') AS e")[0]["e"] == "UTF8"


def kept_in_parallel(plpy: Any, source: Source, number: int) -> Source:
    """The rows of `source` in a temporary table, which PostgreSQL fills in parallel where a cursor can't.

    Where the caller may not make one (no TEMP right, a read-only transaction) the source stays as it is.
    """
    may = plpy.execute(
        "SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')"
        " AND pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'off' AS may"
    )
    if not may[0]["may"] or not source.columns:
        return source
    name = f"pg_temp.insitu_rows_{number}"
    plpy.execute(f"DROP TABLE IF EXISTS {name}")
    plpy.execute(f"CREATE TEMPORARY TABLE insitu_rows_{number} ON COMMIT DROP AS SELECT * FROM {source.from_item}")
    aliases = ", ".join(alias(i) for i in range(len(source.columns)))
    return Source(f"{name} AS q({aliases})", source.columns)


def estimate(plpy: Any, query: str) -> dict[str, Any]:
    """The planner's view of a query: its rows, its width, and whether it would run in parallel."""
    rows = plpy.execute(f"EXPLAIN (FORMAT JSON) SELECT * FROM (\n{query}\n) AS q")
    plan = json.loads(rows[0]["QUERY PLAN"])[0]["Plan"]
    return {
        "rows": float(plan["Plan Rows"]),
        "width": int(plan["Plan Width"]),
        "parallel": _worth_parallel(plan),
    }


def _worth_parallel(plan: dict[str, Any]) -> bool:
    """A Gather above joins, sorts or aggregates. A bare scan gains nothing: the cursor is as fast."""
    nodes = list(_nodes(plan))
    gathers = any(n["Node Type"] in ("Gather", "Gather Merge") for n in nodes)
    return gathers and any(n["Node Type"] not in ("Gather", "Seq Scan", "Subquery Scan") for n in nodes)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
