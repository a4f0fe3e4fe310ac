"""Whole columns of values across the border: numbers as arrays of the machine, others value by value."""

from __future__ import annotations

import struct
from array import array
from typing import Any

from insitu.wire import values

_HEAD = struct.Struct("<cIQ")  # tag, rows, bytes


def encode(columns: list[list[Any]]) -> bytes:
    """Columns one after the other: d all floats, q all integers, else v."""
    return b"".join([_encode(column) for column in columns])


def _encode(column: list[Any]) -> bytes:
    tag, data = _body(column)
    return _HEAD.pack(tag, len(column), len(data)) + data


def _body(column: list[Any]) -> tuple[bytes, bytes]:
    kinds = set(map(type, column))
    if kinds == {float}:
        return b"d", array("d", column).tobytes()
    if kinds == {int}:
        try:
            return b"q", array("q", column).tobytes()
        except OverflowError:
            pass
    return b"v", values.encode(column)


def decode(data: bytes) -> list[list[Any]]:
    """The columns in `data`; whatever is wrong with it is a ValueError_."""
    columns, at = [], 0
    while at < len(data):
        if len(data) - at < _HEAD.size:
            raise values.ValueError_("a column's head is cut off")
        tag, rows, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        body = data[at : at + size]
        if len(body) != size:
            raise values.ValueError_("a column is shorter than it claims")
        columns.append(_column(tag, rows, body))
        at += size
    return columns


def _column(tag: bytes, rows: int, body: bytes) -> list[Any]:
    if tag in (b"d", b"q"):
        if len(body) != 8 * rows:
            raise values.ValueError_("a column has another length than it claims")
        numbers = array(tag.decode())
        numbers.frombytes(body)
        return numbers.tolist()
    if tag != b"v":
        raise values.ValueError_("an unknown kind of column")
    column = values.decode(body)
    if len(column) != rows:
        raise values.ValueError_("a column has another length than it claims")
    return column
