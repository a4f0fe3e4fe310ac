"""Single values across the border, for calls of a function: a tag and the bytes, never pickle.

Tags: N None, T/F booleans, i int64, I larger integers as text, d double, s text, y bytes, D Decimal as text, j JSON.
"""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from typing import Any

_INT = struct.Struct("<cq")
_FLOAT = struct.Struct("<cd")
_SIZED = struct.Struct("<cI")


class ValueError_(Exception):
    """Bytes that are no encoded values, or a value that can't be encoded."""


def encode(values: list[Any] | tuple[Any, ...]) -> bytes:
    """Values one after the other."""
    return b"".join([_encode(value) for value in values])


def _encode(value: Any) -> bytes:
    kind = type(value)
    if kind is float:
        return _FLOAT.pack(b"d", value)
    if kind is int:
        if -(2**63) <= value < 2**63:
            return _INT.pack(b"i", value)
        return _sized(b"I", hex(value).encode())
    if kind is str:
        return _sized(b"s", value.encode("utf-8", "surrogatepass"))
    if value is None:
        return b"N"
    if kind is bool:
        return b"T" if value else b"F"
    if kind in (bytes, bytearray):
        return _sized(b"y", bytes(value))
    if kind is Decimal:
        return _sized(b"D", str(value).encode())
    return _sized(b"j", json.dumps(value, default=_other).encode())


def _other(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _sized(tag: bytes, data: bytes) -> bytes:
    return _SIZED.pack(tag, len(data)) + data


def decode(data: bytes) -> list[Any]:
    """The values in `data`; whatever is wrong with it is a ValueError_."""
    values: list[Any] = []
    at = 0
    try:
        while at < len(data):
            value, at = _decode(data, at)
            values.append(value)
    except (struct.error, ValueError, RecursionError, ArithmeticError) as error:
        raise ValueError_(f"not an encoded value: {type(error).__name__}") from None
    return values


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    tag = data[at : at + 1]
    if tag == b"d":
        return _FLOAT.unpack_from(data, at)[1], at + 9
    if tag == b"i":
        return _INT.unpack_from(data, at)[1], at + 9
    if tag in (b"N", b"T", b"F"):
        return {b"N": None, b"T": True, b"F": False}[tag], at + 1
    if tag not in (b"s", b"y", b"D", b"j", b"I"):
        raise ValueError_("an unknown tag")
    size = _SIZED.unpack_from(data, at)[1]
    body = data[at + 5 : at + 5 + size]
    if len(body) != size:
        raise ValueError_("a value is shorter than it claims")
    return _sized_value(tag, body), at + 5 + size


def _sized_value(tag: bytes, body: bytes) -> Any:
    if tag == b"s":
        return body.decode("utf-8", "replace")
    if tag == b"y":
        return body
    if tag == b"D":
        return Decimal(body.decode())
    if tag == b"I":
        return int(body.decode(), 16)
    return json.loads(body)
