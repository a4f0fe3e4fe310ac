"""A DataFrame on its way back: which SQL type each column gets and how its values are written."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from insitu.child import literals
from insitu.errors import BAD_TYPE, Failure

SAMPLE = 1000


class Encoder(NamedTuple):
    """The SQL type of a column and the function that writes a slice of it as an array literal."""

    type: str
    write: Callable[[pd.Series], str]


def encoder(name: str, series: pd.Series, keep_nan: bool = False, dates: frozenset[str] = frozenset()) -> Encoder:
    """How `series` travels. `dates` names columns that came as date; they go back so when all are midnight."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        inner = encoder(name, pd.Series(dtype.categories), keep_nan, dates)
        return Encoder(inner.type, lambda s: inner.write(s.astype(dtype.categories.dtype)))
    if pd.api.types.is_bool_dtype(dtype):
        return Encoder("boolean", lambda s: literals.booleans(*_plain(s, bool)))
    if pd.api.types.is_integer_dtype(dtype):
        return Encoder("bigint", lambda s: literals.numbers(*_integers(name, s)))
    if pd.api.types.is_float_dtype(dtype):
        sql = "real" if str(dtype).lower() in ("float32", "float16") else "double precision"
        return Encoder(sql, lambda s: literals.numbers(*_floats(s, keep_nan)))
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _moment_encoder(name, series, dates)
    if pd.api.types.is_timedelta64_dtype(dtype):
        return Encoder("interval", lambda s: literals.spans(s.to_numpy(), None))
    if isinstance(dtype, pd.StringDtype) or str(dtype).startswith("string"):
        return Encoder("text", lambda s: literals.texts(_objects(s), name))
    if dtype == object:
        return _object_encoder(name, series, keep_nan)
    raise _no_type(name, str(dtype))


def _moment_encoder(name: str, series: pd.Series, dates: frozenset[str]) -> Encoder:
    if getattr(series.dtype, "tz", None) is not None:
        return Encoder(
            "timestamp with time zone",
            lambda s: literals.moments(s.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), None, "+00"),
        )
    if name in dates and (series.dropna() == series.dropna().dt.normalize()).all():
        return Encoder("date", lambda s: literals.moments(s.to_numpy(), None))
    return Encoder("timestamp without time zone", lambda s: literals.moments(s.to_numpy(), None))


def _plain(series: pd.Series, dtype: Any) -> tuple[Any, Any]:
    null = series.isna().to_numpy()
    if not null.any():
        return series.to_numpy(dtype=dtype), None
    return series.fillna(dtype(0)).to_numpy(dtype=dtype), null


def _integers(name: str, series: pd.Series) -> tuple[Any, Any]:
    values, null = _plain(series, np.uint64 if str(series.dtype).lower() == "uint64" else np.int64)
    if values.dtype == np.uint64 and len(values) and values.max() > np.iinfo(np.int64).max:
        raise overflow(name)
    return values, null


def _floats(series: pd.Series, keep_nan: bool) -> tuple[Any, Any]:
    values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    null = np.isnan(values)
    return values, (null if null.any() and not keep_nan else None)


def _objects(series: pd.Series) -> list[Any]:
    return [None if _missing(v) else v for v in series.tolist()]


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _object_encoder(name: str, series: pd.Series, keep_nan: bool) -> Encoder:
    """The type of an object column, from all of its values: they have to agree."""
    kinds = {type(v) for v in _objects(series) if v is not None}
    if not kinds or kinds <= {str, np.str_}:
        return Encoder("text", lambda s: literals.texts(_objects(s), name))
    if kinds <= {bool, np.bool_}:
        return Encoder("boolean", lambda s: literals.booleans(*_plain(s.astype("boolean"), bool)))
    if all(issubclass(k, (int, np.integer)) and k is not bool for k in kinds):
        return Encoder("bigint", lambda s: literals.decimals(_checked_integers(name, s), name))
    if kinds <= {decimal.Decimal, int}:
        return Encoder("numeric", lambda s: literals.decimals(_objects(s), name))
    if all(issubclass(k, (int, float, np.integer, np.floating)) and k is not bool for k in kinds):
        return Encoder("double precision", lambda s: literals.numbers(*_floats(_as_float(name, s), keep_nan)))
    if kinds <= {bytes, bytearray, memoryview}:
        return Encoder("bytea", lambda s: literals.byte_strings(_objects(s), name))
    if all(issubclass(k, datetime.date) for k in kinds):
        return _date_encoder(name, kinds)
    if all(issubclass(k, datetime.timedelta) for k in kinds):
        return Encoder("interval", lambda s: literals.spans(pd.to_timedelta(s).to_numpy(), None))
    if kinds <= {list, tuple, np.ndarray}:
        return _array_encoder(name, series)
    if kinds <= {dict, list, str, int, float, bool}:
        return Encoder("jsonb", lambda s: literals.documents(_objects(s), name))
    if {k.__name__ for k in kinds} <= {"UUID"}:
        return Encoder("uuid", lambda s: literals.texts([None if v is None else str(v) for v in _objects(s)], name))
    raise _no_type(name, ", ".join(sorted(k.__name__ for k in kinds)[:5]))


def _date_encoder(name: str, kinds: set[type]) -> Encoder:
    if not any(issubclass(k, datetime.datetime) for k in kinds):
        return Encoder("date", lambda s: literals.texts([v and v.isoformat() for v in _objects(s)], name))
    return Encoder(
        "timestamp with time zone",
        lambda s: literals.moments(pd.to_datetime(s, utc=True).dt.tz_localize(None).to_numpy(), None, "+00"),
    )


def _checked_integers(name: str, series: pd.Series) -> list[int | None]:
    values = [None if v is None else int(v) for v in _objects(series)]
    if any(v is not None and not -(2**63) <= v < 2**63 for v in values):
        raise overflow(name)
    return values


def _as_float(name: str, series: pd.Series) -> pd.Series:
    try:
        return series.astype("float64")
    except OverflowError:
        raise overflow(name) from None


def _array_encoder(name: str, series: pd.Series) -> Encoder:
    """Flat lists of one kind become arrays, anything nested or mixed becomes jsonb."""
    kinds = set()
    for value in _objects(series):
        if value is not None:
            items = value.tolist() if isinstance(value, np.ndarray) else value
            kinds |= {type(v.item() if isinstance(v, np.generic) else v) for v in items if v is not None}
    if kinds and kinds <= {bool}:
        return Encoder("boolean[]", lambda s: literals.arrays(lambda v: "t" if v else "f")(_objects(s), name))
    if kinds and kinds <= {int}:
        return Encoder("bigint[]", lambda s: literals.arrays(lambda v: str(int(v)))(_objects(s), name))
    if kinds and kinds <= {int, float}:
        return Encoder("double precision[]", lambda s: literals.arrays(lambda v: repr(float(v)))(_objects(s), name))
    if kinds <= {str}:
        return Encoder("text[]", lambda s: literals.arrays(literals.quoted_element)(_objects(s), name))
    return Encoder("jsonb", lambda s: literals.documents(_objects(s), name))


def overflow(name: str) -> Failure:
    """An integer that no bigint holds."""
    return Failure(
        f'The column "{name}" holds an integer outside bigint (−2^63 … 2^63−1).',
        BAD_TYPE,
        "type.overflow",
        "Make it a Decimal (numeric), a float or text.",
        column=name,
    )


def _no_type(name: str, what: str) -> Failure:
    return Failure(
        f'The column "{name}" holds {what}, for which PostgreSQL has no type here.',
        BAD_TYPE,
        "type.unsupported",
        f"Convert it, for example df[{name!r}] = df[{name!r}].astype(str).",
        column=name,
    )
