"""The types of a function, and the fixed struct its calls fit in when every value has one width."""

from __future__ import annotations

import struct
from typing import Any

CODES = {"int2": "q", "int4": "q", "int8": "q", "float4": "d", "float8": "d", "bool": "?"}


class Signature:
    """Argument and return kinds (`int8`, `float8`, `text`, `date`, `json`…) and the structs for them."""

    def __init__(self, arguments: list[str], returns: str):
        self.arguments = arguments
        self.returns = returns
        codes = [CODES.get(kind) for kind in arguments]
        self.request = struct.Struct("<" + "".join(c for c in codes if c)) if all(codes) else None
        self.reply = struct.Struct("<" + CODES[returns]) if returns in CODES else None

    def returns_float(self) -> bool:
        """Whether a number is made a float before it travels."""
        return self.returns in ("float4", "float8")


def kind_of(type_name: str) -> str:
    """The kind of a type as format_type writes it."""
    base = type_name.split("(")[0].strip()
    if base.endswith("[]"):
        return "array"
    return _KINDS.get(base, "text")


_KINDS: dict[str, Any] = {
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "boolean": "bool",
    "numeric": "numeric",
    "bytea": "bytea",
    "date": "date",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "interval": "interval",
    "json": "json",
    "jsonb": "json",
}
