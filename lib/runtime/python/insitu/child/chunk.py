"""Chunks of a stream for handlers: columns as numpy arrays, text as codes into a growing dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from insitu.child.channel import Channel
from insitu.child.unpack import RawChunk, read_chunks
from insitu.wire.layout import NAN_IS_NULL, STORED_AS, VARIABLE, Column

INTEGERS = frozenset(("int2", "int4", "int8", "bool"))
MOMENTS = frozenset(("date", "timestamp", "timestamptz", "interval"))


class Dictionary:
    """Codes for the values of one text column, in order of first appearance over a stream."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._codes: dict[bytes, int] = {}

    def encode(self, chunk: RawChunk, index: int) -> Any:
        """int32 codes of one chunk, −1 for NULL."""
        try:
            return self._encode_arrow(chunk, index)
        except ImportError:
            return np.fromiter((self._code(c) for c in chunk.cells(index)), np.int32, chunk.rows)

    def _encode_arrow(self, chunk: RawChunk, index: int) -> Any:
        import pyarrow as pa

        offsets, mask, data = chunk.bytes_of(index)
        values = pa.LargeBinaryArray.from_buffers(
            pa.large_binary(), chunk.rows, [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data)]
        )
        coded = values.dictionary_encode()
        own = np.fromiter((self._code(v) for v in coded.dictionary.to_pylist()), np.int32, len(coded.dictionary))
        codes = own[coded.indices.to_numpy(zero_copy_only=False)] if len(own) else np.empty(0, np.int32)
        if mask is not None:
            codes[mask] = -1
        return codes

    def _code(self, value: bytes | None) -> int:
        if value is None:
            return -1
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value.decode("utf-8"))
        return code


class Chunk:
    """Some rows of a query: `chunk[name]`, `chunk.codes(name)`, `chunk.matrix(names)`."""

    def __init__(self, parts: list[RawChunk], columns: list[Column], dictionaries: dict[str, Dictionary]):
        self._parts = parts
        self._index = {column.name: i for i, column in enumerate(columns)}
        self._dictionaries = dictionaries
        self.columns = columns
        self.rows = sum(part.rows for part in parts)

    def __getitem__(self, name: str) -> Any:
        """The column as a numpy array; see the kinds in `wire/layout.py` for its type."""
        index = self._index[name]
        column = self.columns[index]
        if column.kind in VARIABLE:
            values = np.empty(self.rows, object)
            values[:] = [v for part in self._parts for v in part.objects(index)]
            return values
        pieces = [_with_nan(column, *part.values(index)) for part in self._parts]
        if len({p.dtype for p in pieces}) > 1:
            pieces = [p.astype(np.float64) for p in pieces]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces) if pieces else np.empty(0)

    def codes(self, name: str) -> Any:
        """int32 codes of a text column, −1 for NULL; `categories(name)` names them."""
        index = self._index[name]
        dictionary = self._dictionaries.setdefault(name, Dictionary())
        pieces = [dictionary.encode(part, index) for part in self._parts]
        return np.concatenate(pieces) if pieces else np.empty(0, np.int32)

    def categories(self, name: str) -> list[str]:
        """Values of the codes so far: one list for the whole stream, which grows."""
        return self._dictionaries.setdefault(name, Dictionary()).values

    def matrix(self, names: list[str], dtype: Any = np.float64, out: Any = None) -> Any:
        """rows × names in C order, NULL as NaN; times are seconds since 1970, text its codes."""
        result = np.empty((self.rows, len(names)), dtype) if out is None else out[: self.rows]
        if self._blocked(names):
            at = 0
            for part in self._parts:
                result[at : at + part.rows] = part.rows_of("float8")
                at += part.rows
            return result
        for position, name in enumerate(names):
            result[:, position] = self._number(name)
        return result

    def _blocked(self, names: list[str]) -> bool:
        """Whether `names` are exactly the float8 columns in order: then one copy does it all."""
        stored = [c.name for c in self.columns if STORED_AS.get(c.kind) == "float8"]
        return bool(self._parts) and names == stored

    def _number(self, name: str) -> Any:
        column = self.columns[self._index[name]]
        if column.kind in VARIABLE:
            codes = self.codes(name).astype(np.float64)
            codes[codes < 0] = np.nan
            return codes
        values = self[name]
        if column.kind in MOMENTS:
            missing = np.isnat(values)
            seconds = values.astype("<i8") / 1e6
            seconds[missing] = np.nan
            return seconds
        return values


def _with_nan(column: Column, values: Any, mask: Any) -> Any:
    if mask is None or column.kind in NAN_IS_NULL or column.kind in MOMENTS:
        return values
    floats = values.astype(np.float64)
    floats[mask] = np.nan
    return floats


def stream_chunks(channel: Channel, opened: dict[str, Any], rows_in: int) -> Iterator[Chunk]:
    """Chunks of an opened stream; they share one dictionary per text column."""
    dictionaries: dict[str, Dictionary] = {}
    for raw in read_chunks(channel, opened, rows_in):
        yield Chunk([raw], raw.columns, dictionaries)


def joined_chunk(channel: Channel, opened: dict[str, Any], rows_in: int) -> Chunk:
    """All rows of an opened stream as one Chunk."""
    from insitu.wire.layout import columns_from_json

    parts = [raw.kept() for raw in read_chunks(channel, opened, rows_in)]
    return Chunk(parts, columns_from_json(opened["columns"]), {})
