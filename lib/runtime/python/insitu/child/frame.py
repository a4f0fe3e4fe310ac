"""Packed rows as a pandas DataFrame, with the types of the border's table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from insitu.child.block import Block
from insitu.child.channel import Channel
from insitu.child.unpack import RawChunk, read_chunks
from insitu.wire.layout import STORAGE, VARIABLE, Column, columns_from_json

# Text becomes categorical when it repeats a lot: from this many rows, with at most this many values.
CATEGORY_ROWS, CATEGORY_VALUES, CATEGORY_SHARE = 1000, 5000, 0.02
PLAIN = frozenset(("float8", "float4"))


def read_frame(channel: Channel, opened: dict[str, Any], rows_in: int, notes: list[str]) -> pd.DataFrame:
    """The whole stream as one DataFrame; a note is added for every loss a person should know of."""
    columns = columns_from_json(opened["columns"])
    pieces: list[list[Any]] = [[] for _ in columns]
    whole = _whole_blocks(columns)
    blocks = {storage: Block(storage, float(opened.get("estimate") or 0)) for storage in whole}
    lost = [0] * len(columns)
    rows = 0
    for chunk in read_chunks(channel, opened, rows_in):
        rows += chunk.rows
        for block in blocks.values():
            block.add(chunk)
        for index, column in enumerate(columns):
            if column.kind not in whole:
                pieces[index].append(_piece(chunk, index, column))
                lost[index] += chunk.lost_digits(index)
    notes.extend(_notes(columns, lost))
    return _assemble(columns, pieces, blocks, rows)


def _whole_blocks(columns: list[Column]) -> set[str]:
    """Float classes that are copied out as one two-dimensional block: no other kind shares them."""
    shared = any(c.kind == "numeric" for c in columns)
    return {s for s in PLAIN if any(c.kind == s for c in columns) and not (shared and s == "float8")}


def _assemble(columns: list[Column], pieces: list[list[Any]], blocks: dict[str, Block], rows: int) -> pd.DataFrame:
    joined = {storage: block.columns() for storage, block in blocks.items() if block.rows}
    blocks.clear()
    if joined and all(c.kind in joined for c in columns) and len(joined) == 1:
        (block,) = joined.values()
        frame = pd.DataFrame(block.T, copy=False)
    else:
        taken = {storage: iter(block) for storage, block in joined.items()}
        data = {}
        for index, column in enumerate(columns):
            if column.kind in taken:
                data[index] = next(taken[column.kind])
            else:
                data[index] = _join(column, pieces[index], rows)
                pieces[index] = []
        frame = pd.DataFrame(data, copy=False, index=pd.RangeIndex(rows))
    frame.columns = pd.Index([c.name for c in columns], dtype=object if not columns else None)
    return frame


def _piece(chunk: RawChunk, index: int, column: Column) -> Any:
    if column.kind in ("text", "other"):
        return text_piece(chunk, index)
    if column.kind in VARIABLE:
        return chunk.objects(index)
    return chunk.values(index)


def _join(column: Column, pieces: list[Any], rows: int) -> Any:
    if column.kind in ("text", "other"):
        return _text(pieces, rows)
    if column.kind in VARIABLE:
        values = np.empty(rows, object)
        values[:] = [v for piece in pieces for v in piece] if rows else []
        return pd.Series(values, dtype=object)
    return _fixed(column, pieces)


def _fixed(column: Column, pieces: list[tuple[Any, Any]]) -> Any:
    dtype = _empty_dtype(column)
    if not pieces:
        return pd.Series(np.empty(0, dtype))
    values = np.concatenate([v for v, _ in pieces])
    if column.kind == "timestamptz":
        return pd.Series(values).dt.tz_localize("UTC")
    if column.kind in ("int2", "int4", "int8", "bool") and any(m is not None for _, m in pieces):
        mask = np.concatenate([np.zeros(len(v), bool) if m is None else m for v, m in pieces])
        kind = pd.arrays.BooleanArray if column.kind == "bool" else pd.arrays.IntegerArray
        return kind(values, mask)
    return values


def _empty_dtype(column: Column) -> str:
    named = {
        "date": "<M8[us]",
        "timestamp": "<M8[us]",
        "timestamptz": "<M8[us]",
        "interval": "<m8[us]",
        "numeric": "<f8",
    }
    return named.get(column.kind) or STORAGE[column.kind][2]


def text_piece(chunk: RawChunk, index: int) -> Any:
    """A text column of one chunk: an Arrow array without a copy per value, or a list without pyarrow."""
    try:
        import pyarrow as pa
    except ImportError:
        return [None if c is None else c.decode("utf-8") for c in chunk.cells(index)]
    offsets, mask, data = chunk.bytes_of(index)
    valid = None if mask is None else pa.py_buffer(np.packbits(~mask, bitorder="little").tobytes())
    return pa.LargeStringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data), valid
    )


def _text(pieces: list[Any], rows: int) -> Any:
    if not pieces or isinstance(pieces[0], list):
        values = [v for piece in pieces for v in piece]
        series = pd.Series(values, dtype="str" if pd.__version__ >= "3" else object)
        few = rows >= CATEGORY_ROWS and series.nunique() <= min(CATEGORY_VALUES, rows * CATEGORY_SHARE)
        return series.astype("category") if few else series
    import pyarrow as pa

    joined = pa.chunked_array(pieces)
    if rows >= CATEGORY_ROWS:
        coded = joined.slice(0, 20_000).unique()
        if len(coded) <= min(CATEGORY_VALUES, 20_000 * CATEGORY_SHARE, rows * CATEGORY_SHARE):
            coded = joined.dictionary_encode().unify_dictionaries().combine_chunks()
            if isinstance(coded, pa.ChunkedArray):
                coded = coded.chunk(0)
            if len(coded.dictionary) <= min(CATEGORY_VALUES, rows * CATEGORY_SHARE):
                codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
                names = pd.Index(coded.dictionary.to_pylist())
                return pd.Categorical.from_codes(codes, names)
    return pd.Series(pd.array(joined, dtype=pd.StringDtype("pyarrow", na_value=np.nan)))


def _notes(columns: list[Column], lost: list[int]) -> list[str]:
    notes = [
        f'"{c.name}" ({c.type}): {n} values lost digits on the way to float64. Ask for Decimal to keep them.'
        for c, n in zip(columns, lost, strict=True)
        if n
    ]
    notes += [f'"{c.name}" came as text: Python has no type for {c.type}.' for c in columns if c.kind == "other"]
    return notes
