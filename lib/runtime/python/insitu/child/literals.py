"""Values as PostgreSQL array literals: `{1,2,NULL}`. One literal is one column of one chunk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from insitu.errors import BAD_TYPE, Failure

Null = Any  # boolean array, or None where nothing is NULL


def numbers(values: Any, null: Null) -> str:
    """Integers and floats; `repr` of a float is the shortest text that reads back as the same number."""
    parts = map(repr, values.tolist())
    if null is None:
        return "{" + ",".join(parts) + "}"
    return "{" + ",".join("NULL" if n else p for p, n in zip(parts, null.tolist(), strict=True)) + "}"


def booleans(values: Any, null: Null) -> str:
    """t, f and NULL."""
    parts = np.where(values.astype(bool), "t", "f")
    if null is not None:
        parts = np.where(null, "NULL", parts)
    return "{" + ",".join(parts.tolist()) + "}"


def moments(values: Any, null: Null, zone: str = "") -> str:
    """datetime64 as ISO text; `zone` is '+00' for timestamptz."""
    parts = np.datetime_as_string(values.astype("<M8[us]")).tolist()
    mask = np.isnat(values).tolist()
    return "{" + ",".join("NULL" if n else p + zone for p, n in zip(parts, mask, strict=True)) + "}"


def spans(values: Any, null: Null) -> str:
    """timedelta64 as microseconds."""
    parts = values.astype("<m8[us]").astype("<i8").tolist()
    mask = np.isnat(values).tolist()
    return "{" + ",".join("NULL" if n else f"{p} us" for p, n in zip(parts, mask, strict=True)) + "}"


def texts(values: Iterable[str | None], column: str) -> str:
    """Strings, quoted; NUL bytes and lone surrogates are refused with the column's name."""
    items = list(values)
    try:
        joined = '","'.join(items)  # type: ignore[arg-type]
    except TypeError:
        return "{" + ",".join("NULL" if v is None else _quoted(v, column) for v in items) + "}"
    plain = "\\" not in joined and joined.count('"') == 2 * max(len(items) - 1, 0)
    if not plain:
        return "{" + ",".join(_quoted(v, column) for v in items if v is not None) + "}"
    return check_text('{"' + joined + '"}' if items else "{}", column)


def _quoted(value: str, column: str) -> str:
    return '"' + check_text(value, column).replace("\\", "\\\\").replace('"', '\\"') + '"'


def check_text(value: str, column: str) -> str:
    """The text itself when PostgreSQL can hold it."""
    if "\0" in value:
        raise Failure(
            f'The column "{column}" holds a NUL character, which text can\'t.',
            BAD_TYPE,
            "type.text",
            f"Remove it: df[{column!r}].str.replace('\\0', '').",
            column=column,
        )
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Failure(
            f'The column "{column}" holds a lone surrogate, which is not UTF-8 text.',
            BAD_TYPE,
            "type.text",
            "Decode the bytes with errors='replace' where the text is made.",
            column=column,
        ) from None
    return value


def byte_strings(values: Iterable[bytes | None], column: str) -> str:
    """bytea in hex form."""
    return "{" + ",".join("NULL" if v is None else f'"\\\\x{bytes(v).hex()}"' for v in values) + "}"


def decimals(values: Iterable[Any], column: str) -> str:
    """numeric from Decimal (or a number among them)."""
    return "{" + ",".join("NULL" if v is None or v != v else str(v) for v in values) + "}"


def documents(values: Iterable[Any], column: str) -> str:
    """jsonb from Python objects; NaN inside becomes null."""
    return texts((None if v is None else plain_json(v, column) for v in values), column)


def plain_json(value: Any, column: str) -> str:
    """JSON that jsonb takes; what is no JSON is refused with the column's name."""
    try:
        text = json.dumps(_plain(value), ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Failure(
            f'The column "{column}" holds a value that is no JSON: {error}.',
            BAD_TYPE,
            "type.json",
            "Use dicts, lists, strings, numbers, booleans and None; a list may not hold itself.",
            column=column,
        ) from None
    return text.replace("\\u0000", "\ufffd")


def _plain(value: Any) -> Any:
    """numpy scalars and arrays as Python's, NaN as None."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def arrays(element: Callable[[Any], str]) -> Callable[[Iterable[Any], str], str]:
    """A writer of array columns: each cell becomes the text of an array of its own."""

    def write(values: Iterable[Any], column: str) -> str:
        return texts((None if v is None else _array(v, element, column) for v in values), column)

    return write


def _array(value: Any, element: Callable[[Any], str], column: str) -> str:
    items = value.tolist() if isinstance(value, np.ndarray) else list(value)
    return "{" + ",".join("NULL" if v is None else element(v) for v in items) + "}"


def quoted_element(value: Any) -> str:
    """A string inside an array cell."""
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
