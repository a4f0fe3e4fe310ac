"""Rows in COPY's binary format, assembled column by column with numpy.

Format: the PostgreSQL manual, COPY, "Binary Format". A chunk is a whole file: signature, rows, trailer.
Against one array literal a column this is 3 times as fast on both sides (337,000 × 20 mixed columns).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from insitu.child.literals import check_text, plain_json
from insitu.errors import BAD_TYPE, Failure

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"
EPOCH_US = 946_684_800_000_000
EPOCH_DAYS = 10_957
NAT = np.iinfo(np.int64).min


class Cells(NamedTuple):
    """A column's values as bytes: `matrix` (rows × width) when all are as wide, else `data` with `lengths`.

    `null` marks NULLs; `lengths` is 0 there.
    """

    matrix: Any
    lengths: Any
    data: Any
    null: Any


Writer = Callable[[pd.Series], Cells]


def binary_writer(name: str, series: pd.Series, type_: str, keep_nan: bool) -> Writer | None:
    """How the column goes into a column of `type_` (as format_type writes it), None: not in this way."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        text = type_ == "text" and dtype.categories.map(type).isin([str]).all()
        return (lambda s: _categories(name, s)) if text else None
    if pd.api.types.is_bool_dtype(dtype) and dtype != object:
        return _fixed("|u1", lambda s: s.fillna(False).to_numpy(bool)) if type_ == "boolean" else None
    if pd.api.types.is_integer_dtype(dtype):
        return _integers(name, type_)
    if pd.api.types.is_float_dtype(dtype):
        width = {"double precision": ">f8", "real": ">f4"}.get(type_)
        return (lambda s: _floats(s, width, keep_nan)) if width else None
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _moments(series, type_)
    if pd.api.types.is_timedelta64_dtype(dtype):
        return _spans if type_ == "interval" else None
    return _variable(name, series, type_)


def _variable(name: str, series: pd.Series, type_: str) -> Writer | None:
    if isinstance(series.dtype, pd.StringDtype):
        return (lambda s: _texts(name, s)) if type_ == "text" else None
    if series.dtype != object:
        return None
    kinds = {type(v) for v in series if not _missing(v)}
    if type_ == "text" and kinds <= {str}:
        return lambda s: _texts(name, s)
    if type_ == "bytea" and kinds <= {bytes}:
        return lambda s: _listed([None if _missing(v) else v for v in s])
    if type_ == "jsonb" and kinds <= {dict}:
        return lambda s: _listed([None if _missing(v) else b"\x01" + plain_json(v, name).encode() for v in s])
    return None


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _fixed(dtype: str, values: Callable[[pd.Series], Any]) -> Writer:
    def write(series: pd.Series) -> Cells:
        null = series.isna().to_numpy()
        return Cells(_bytes(values(series).astype(dtype)), None, None, null if null.any() else None)

    return write


def _bytes(values: Any) -> Any:
    return np.ascontiguousarray(values).view("u1").reshape(len(values), -1)


def _integers(name: str, type_: str) -> Writer | None:
    width = {"smallint": "i2", "integer": "i4", "bigint": "i8"}.get(type_)
    if width is None:
        return None
    limits = np.iinfo(width)

    def values(series: pd.Series) -> Any:
        numbers = series.fillna(0).to_numpy()
        if len(numbers) and (int(numbers.max()) > limits.max or int(numbers.min()) < limits.min):
            raise Failure(
                f'The column "{name}" holds an integer outside {type_} ({limits.min} … {limits.max}).',
                BAD_TYPE,
                "type.overflow" if type_ == "bigint" else "type.value",
                "Give it a wider type in the model's YAML, or make it a Decimal (numeric), a float or text.",
                column=name,
            )
        return numbers

    return _fixed(f">{width}", values)


def _floats(series: pd.Series, width: str, keep_nan: bool) -> Cells:
    values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    null = np.isnan(values)
    return Cells(_bytes(values.astype(width)), None, None, null if null.any() and not keep_nan else None)


def _moments(series: pd.Series, type_: str) -> Writer | None:
    zoned = getattr(series.dtype, "tz", None) is not None
    if zoned != (type_ == "timestamp with time zone") or type_ not in (
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
    ):
        return None

    def write(series: pd.Series) -> Cells:
        plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else series
        micros = plain.to_numpy().astype("<M8[us]").view("<i8")
        null = micros == NAT
        if type_ == "date":
            values = (micros // 86_400_000_000 - EPOCH_DAYS).astype(">i4")
        else:
            values = (micros - EPOCH_US).astype(">i8")
        return Cells(_bytes(values), None, None, null if null.any() else None)

    return write


def _spans(series: pd.Series) -> Cells:
    micros = series.to_numpy().astype("<m8[us]").view("<i8")
    null = micros == NAT
    matrix = np.zeros((len(micros), 16), "u1")
    matrix[:, :8] = _bytes(micros.astype(">i8"))
    return Cells(matrix, None, None, null if null.any() else None)


def _texts(name: str, series: pd.Series) -> Cells:
    return _listed([None if _missing(v) else _encoded(v, name) for v in series.tolist()], name)


def _encoded(value: str, name: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        check_text(value, name)
        raise


def _listed(values: list[bytes | None], text: str | None = None) -> Cells:
    try:
        data, null = b"".join(values), None  # type: ignore[arg-type]
        lengths = np.fromiter(map(len, values), np.int64, len(values))  # type: ignore[arg-type]
    except TypeError:
        null = np.fromiter((v is None for v in values), bool, len(values))
        data = b"".join([v for v in values if v is not None])
        lengths = np.fromiter((0 if v is None else len(v) for v in values), np.int64, len(values))
    if text is not None and b"\0" in data:
        check_text("\0", text)
    return Cells(None, lengths, np.frombuffer(data, "u1"), null)


def _categories(name: str, series: pd.Series) -> Cells:
    """Each value's bytes gathered from those of the categories."""
    known = _listed([_encoded(v, name) for v in series.cat.categories], name)
    codes = series.cat.codes.to_numpy().astype(np.int64)
    null = codes < 0
    begins = np.concatenate([[0], np.cumsum(known.lengths)])
    lengths = np.where(null, 0, known.lengths[codes]) if len(known.lengths) else np.zeros(len(codes), np.int64)
    starts = np.where(null, 0, begins[codes]) if len(known.lengths) else lengths
    return Cells(None, lengths, known.data[_spread(starts, lengths)], null if null.any() else None)


def _spread(starts: Any, lengths: Any) -> Any:
    """Indexes of runs laid end to end: run i begins at starts[i] and is lengths[i] long."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def assemble(rows: int, columns: list[Cells]) -> bytes:
    """A whole COPY file of the columns."""
    sizes = [_sizes(column, rows) for column in columns]
    row_sizes = 2 + sum((4 + size for size in sizes), np.zeros(rows, np.int64))
    ends = np.cumsum(row_sizes) + len(SIGNATURE)
    total = int(ends[-1]) if rows else len(SIGNATURE)
    out = np.empty(total + len(TRAILER), "u1")
    out[: len(SIGNATURE)] = np.frombuffer(SIGNATURE, "u1")
    out[total:] = np.frombuffer(TRAILER, "u1")
    at = ends - row_sizes
    out[at], out[at + 1] = len(columns) >> 8, len(columns) & 255
    at = at + 2
    for column, size in zip(columns, sizes, strict=True):
        _lengths(out, at, column, size)
        at = at + 4
        _values(out, at, column)
        at = at + size
    return out.tobytes()


def _sizes(column: Cells, rows: int) -> Any:
    if column.matrix is None:
        return column.lengths
    width = column.matrix.shape[1]
    return np.full(rows, width, np.int64) if column.null is None else np.where(column.null, 0, width)


def _lengths(out: Any, at: Any, column: Cells, size: Any) -> None:
    shown = size if column.null is None else np.where(column.null, -1, size)
    digits = _bytes(shown.astype(">i4"))
    for byte in range(4):
        out[at + byte] = digits[:, byte]


def _values(out: Any, at: Any, column: Cells) -> None:
    if column.matrix is None:
        out[_spread(at, column.lengths)] = column.data
        return
    kept = slice(None) if column.null is None else ~column.null
    places, matrix = at[kept], column.matrix[kept]
    for byte in range(matrix.shape[1]):
        out[places + byte] = matrix[:, byte]
