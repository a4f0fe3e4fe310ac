"""Write frames to the relation of this run, and normalise what a person's function returned."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd

from insitu.child.channel import Channel
from insitu.child.copy_rows import assemble, binary_writer
from insitu.child.encode import Encoder, encoder
from insitu.errors import BAD_TYPE, Failure

CHUNK_CELLS = 1_000_000


class TableWriter:
    """Appends frames to the relation; the first one decides names and types."""

    def __init__(
        self,
        channel: Channel,
        rows_out: int,
        types: dict[str, str],
        keep_nan: bool = False,
        dates: frozenset[str] = frozenset(),
    ):
        self._channel = channel
        self._descriptor = rows_out
        self._types = types
        self._keep_nan = keep_nan
        self._dates = dates
        self._sql: list[str] | None = None
        self.rows = 0

    def write(self, frame: pd.DataFrame) -> None:
        """Send the frame in chunks of about a million cells, in its own column order."""
        names = [str(c) for c in frame.columns]
        if self._sql is None:
            self._sql = self._create(frame, names)
        step = max(1, CHUNK_CELLS // max(1, len(names)))
        pieces = (frame.iloc[start : start + step] for start in range(0, len(frame), step))
        writers = [binary_writer(name, frame.iloc[:, i], self._sql[i], self._keep_nan) for i, name in enumerate(names)]
        if names and all(writers):
            self._copy(pieces, writers)
        else:
            self._insert(pieces, [self._encoder(frame, i, name) for i, name in enumerate(names)])

    def _encoder(self, frame: pd.DataFrame, index: int, name: str) -> Encoder:
        return encoder(name, frame.iloc[:, index], self._keep_nan, self._dates)

    def _create(self, frame: pd.DataFrame, names: list[str]) -> list[str]:
        """Make the table; the answer has its types as the server spells them."""
        wanted = [
            {"name": name, "type": self._types.get(name) or self._encoder(frame, i, name).type}
            for i, name in enumerate(names)
        ]
        return [c["type"] for c in self._channel.ask("create", columns=wanted)["columns"]]

    def _copy(self, pieces: Iterator[pd.DataFrame], writers: list[Any]) -> None:
        def assembled(piece: pd.DataFrame) -> bytes:
            return assemble(len(piece), [writer(piece.iloc[:, i]) for i, writer in enumerate(writers)])

        for data in _ahead(assembled, pieces):
            os.ftruncate(self._descriptor, 0)
            _write(self._descriptor, data, 0)
            self.rows = self._channel.ask("copy")["rows"]

    def _insert(self, pieces: Iterator[pd.DataFrame], encoders: list[Encoder]) -> None:
        for rows, literals in _ahead(lambda piece: (len(piece), _encoded(piece, encoders)), pieces):
            at, regions = 0, []
            for data in literals:
                _write(self._descriptor, data, at)
                regions.append([at, len(data)])
                at += len(data)
            self.rows = self._channel.ask("write", rows=rows, literals=regions)["rows"]


def _encoded(frame: pd.DataFrame, encoders: list[Encoder]) -> list[bytes]:
    return [item.write(frame.iloc[:, i]).encode("utf-8") for i, item in enumerate(encoders)]


def _ahead(function: Any, items: Iterator[Any]) -> Iterator[Any]:
    """map() with the next result made in a thread while the backend inserts this one."""
    with ThreadPoolExecutor(1) as pool:
        first = next(items, None)
        if first is None:
            return
        waiting = pool.submit(function, first)
        for item in items:
            ready, waiting = waiting.result(), pool.submit(function, item)
            yield ready
        yield waiting.result()


def _write(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def to_frame(result: Any, what: str, notes: list[str]) -> pd.DataFrame:
    """The DataFrame in what a function returned, its index and labels as defined:

    a named index becomes leading columns, an unnamed one that isn't 0…n−1 is dropped with a note, labels
    become text. Anything but a DataFrame (or an Arrow table, a Series with a name) is refused.
    """
    if isinstance(result, pd.Series):
        result = result.to_frame(result.name if result.name is not None else "value")
    elif (
        not isinstance(result, pd.DataFrame)
        and type(result).__name__ in ("Table", "RecordBatch")
        or not isinstance(result, pd.DataFrame)
        and type(result).__module__.startswith("polars")
    ):
        result = result.to_pandas()
    if not isinstance(result, pd.DataFrame):
        raise Failure(
            f"{what} returned {_described(result)}, not a DataFrame.",
            BAD_TYPE,
            "python.not_a_frame",
            "Return a pandas DataFrame: one row of it becomes one row of the table.",
        )
    return _labelled(_indexed(result, notes))


def _described(value: Any) -> str:
    if value is None:
        return "None (is a `return` missing?)"
    return f"a {type(value).__name__}"


def _indexed(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    index = frame.index
    if isinstance(index, pd.RangeIndex):
        return frame
    if all(name is not None for name in index.names):
        return frame.reset_index()
    if not (index.nlevels == 1 and index.equals(pd.RangeIndex(len(frame)))):
        notes.append("The frame's unnamed index was left out. Name it, or call reset_index(), to keep it.")
    return frame.reset_index(drop=True)


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    labels = ["_".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in frame.columns]
    if list(frame.columns) != labels:
        frame = frame.set_axis(labels, axis=1)
    return frame


def from_mapping(values: dict[str, Any]) -> pd.DataFrame:
    """A frame over arrays or lists of the same length."""
    return pd.DataFrame({k: v if isinstance(v, (np.ndarray, pd.Series)) else pd.Series(v) for k, v in values.items()})
