"""Vectorised functions: lists to numpy arrays or Series, and what comes back to a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from insitu.errors import BAD_TYPE, Failure
from insitu.wire.signature import Signature

DTYPES = {
    "int2": "Int16",
    "int4": "Int32",
    "int8": "Int64",
    "float4": "float32",
    "float8": "float64",
    "numeric": "float64",
}


def vectorized(function: Callable[..., Any], signature: Signature, path: str) -> Callable[[list[list[Any]]], list[Any]]:
    """A function of columns as lists. Each argument is a Series; the result has to have as many rows."""

    def call(columns: list[list[Any]]) -> list[Any]:
        arguments = [_series(c, kind) for c, kind in zip(columns, signature.arguments, strict=True)]
        result = function(*arguments)
        rows = len(columns[0]) if columns else 1
        if np.isscalar(result) or result is None:
            return [result] * rows
        if len(result) != rows:
            raise Failure(
                f"The function got {rows} rows and returned {len(result)}.",
                BAD_TYPE,
                "udf.rows",
                "A vectorized function returns one value a row.",
                path=path,
            )
        listed = result.tolist() if hasattr(result, "tolist") else list(result)
        return [None if _missing(v) else v for v in listed]

    return call


def _series(column: list[Any], kind: str) -> pd.Series:
    if kind in ("int2", "int4", "int8") and None not in column:
        return pd.Series(np.array(column, DTYPES[kind].lower()))
    if kind == "bool":
        return pd.Series(column, dtype="boolean" if None in column else bool)
    return pd.Series(column, dtype=DTYPES.get(kind))


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
