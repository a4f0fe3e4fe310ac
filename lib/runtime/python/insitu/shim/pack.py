"""Pack the rows of a query into a memfd, chunk by chunk, as the caller.

One cursor, one raw array per storage class and row (see `wire/layout.py`), a row of its result for each row of the
query, or for some pages when the query is a plain table. A cursor's plan is never parallel; when the planner would
run the query's joins or aggregates in parallel, the rows are first kept in a temporary table, which PostgreSQL fills
in parallel, and the cursor reads that.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from insitu.shim.describe import Source, describe
from insitu.shim.memory import Memory
from insitu.shim.packing import PAGE_ROWS, PAGES, pages_query, rows_query
from insitu.wire.layout import VARIABLE, plan_layout

BATCH_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 2 * 1024 * 1024
# Rows of one fetch. They stay in the cache: 1,000,000 × 28 float8 take 0.89 s of processor time by 256, 1.15 s by 2048.
FIRST_BATCH, MAX_BATCH = 128, 256


class Packed(NamedTuple):
    """A chunk in the memfd: rows, where it begins, and per variable column where its bytes begin and how many."""

    rows: int
    offset: int
    size: int
    variable: list[tuple[int, int]]


class Batch(NamedTuple):
    """What one fetch gave: rows, and the bytes of their fixed part and of each variable column."""

    rows: int
    runs: list[bytes]


class Run:
    """Bytes end to end, in memory that is used again for the next chunk: fresh pages for each are a page fault for
    every 4 kB, 0.2 s of processor time for 1,000,000 × 28 float8."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.size = 0

    def add(self, data: bytes) -> None:
        """Append."""
        end = self.size + len(data)
        if end > len(self._kept):
            self._kept.extend(bytes(max(end - len(self._kept), len(self._kept))))
        self._kept[self.size : end] = data
        self.size = end

    def take(self) -> memoryview:
        """All of it; the next `add` begins anew over it."""
        size, self.size = self.size, 0
        return memoryview(self._kept)[:size]


class RowStream:
    """Chunks of one query. `pack` makes the next one; the caller decides when, so packing overlaps use."""

    def __init__(self, plpy: Any, source: Source, memory: Memory, chunk_rows: int):
        self.columns = source.columns
        self._stride = plan_layout(source.columns).stride
        self._variable = [f"v{i}" for i, c in enumerate(source.columns) if c.kind in VARIABLE]
        self._memory = memory
        self._chunk_rows = max(1, min(int(chunk_rows), 1 << 20))
        utf8 = server_is_utf8(plpy)
        table = source.table if chunk_rows >= PAGES * PAGE_ROWS else None
        self._by_pages = table is not None
        self._cursor = plpy.cursor(pages_query(source, table, utf8) if table else rows_query(source, utf8))
        self._batch = 1 if self._by_pages else FIRST_BATCH
        self._runs = [Run() for _ in range(1 + len(self._variable))]
        self._waiting: Any = None
        self._ended = False
        self.rows = 0

    def pack(self) -> Packed | None:
        """The next chunk, or None after the last."""
        rows = 0
        while sum(run.size for run in self._runs) < CHUNK_BYTES:
            batch, self._waiting = self._waiting or self._fetch(), None
            if batch is None:
                break
            if rows and rows + batch.rows > self._chunk_rows:
                self._waiting = batch
                break
            rows += batch.rows
            for run, data in zip(self._runs, batch.runs, strict=True):
                run.add(data)
        self.rows += rows
        return self._placed(rows) if rows else None

    def close(self) -> None:
        """Let go of the cursor; one that went with its subtransaction is gone already."""
        self._ended = True
        with contextlib.suppress(ValueError):
            self._cursor.close()

    def _fetch(self) -> Batch | None:
        """Some rows end to end, None after the last. Pages that hold no row are NULL."""
        while not self._ended:
            asked = min(self._batch, self._chunk_rows)
            found = self._cursor.fetch(asked)
            self._ended = len(found) < asked
            kept = [row for row in found if row["f"] is not None]
            if kept:
                runs = [b"".join([row[name] for row in kept]) for name in ("f", *self._variable)]
                rows = len(runs[0]) // self._stride if self._stride else len(kept)
                self._adapt(rows, sum(map(len, runs)))
                return Batch(rows, runs)
        return None

    def _adapt(self, rows: int, size: int) -> None:
        if not self._by_pages:
            self._batch = max(1, min(MAX_BATCH, rows * 8, BATCH_BYTES * rows // max(size, 1)))

    def _placed(self, rows: int) -> Packed:
        at, variable = self._runs[0].size, []
        for run in self._runs[1:]:
            variable.append((at, run.size))
            at += run.size
        return Packed(rows, self._memory.place([run.take() for run in self._runs], at), at, variable)


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
    plpy.execute(f"DROP TABLE IF EXISTS pg_temp.insitu_rows_{number}")
    aliased = ", ".join(f"{name} AS c{i + 1}" for i, name in enumerate(source.names))
    plpy.execute(
        f"CREATE TEMPORARY TABLE insitu_rows_{number} ON COMMIT DROP AS SELECT {aliased} FROM {source.from_item}"
    )
    kept = describe(plpy, f"SELECT * FROM pg_temp.insitu_rows_{number}")
    return kept._replace(columns=source.columns)


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
