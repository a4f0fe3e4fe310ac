"""A Job over a DataFrame, for pytest: handlers run without a database and without a fence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from insitu.wire.layout import Column

KINDS = {"i": "int8", "u": "int8", "f": "float8", "b": "bool", "M": "timestamp", "m": "interval"}
TYPES = {"int8": "bigint", "float8": "double precision", "bool": "boolean", "timestamp": "timestamp without time zone"}


def fake_job(config: dict[str, Any], frame: pd.DataFrame, blobs: dict[str, bytes] | None = None) -> FakeJob:
    """A Job whose query gives the rows of `frame`."""
    return FakeJob(config, frame, blobs or {})


class FakeChunk:
    """Rows of a frame with the methods of `insitu.child.chunk.Chunk`."""

    def __init__(self, frame: pd.DataFrame, columns: list[Column], categories: dict[str, list[str]]):
        self._frame = frame
        self._categories = categories
        self.columns = columns
        self.rows = len(frame)

    def __getitem__(self, name: str) -> Any:
        series = self._frame[name]
        if (
            isinstance(series.dtype, pd.CategoricalDtype)
            or series.dtype == object
            or isinstance(series.dtype, pd.StringDtype)
        ):
            return np.array([None if pd.isna(v) else v for v in series], object)
        if pd.api.types.is_extension_array_dtype(series.dtype):
            return series.to_numpy(dtype=float, na_value=np.nan)
        return series.to_numpy()

    def codes(self, name: str) -> Any:
        """int32 codes in order of first appearance, −1 for NULL."""
        known = self._categories.setdefault(name, [])
        codes = []
        for value in self[name]:
            if value is not None and value not in known:
                known.append(value)
            codes.append(-1 if value is None else known.index(value))
        return np.array(codes, np.int32)

    def categories(self, name: str) -> list[str]:
        """Values of the codes so far."""
        return self._categories.setdefault(name, [])

    def matrix(self, names: list[str], dtype: Any = np.float64, out: Any = None) -> Any:
        """rows × names in C order, NULL as NaN."""
        result = np.empty((self.rows, len(names)), dtype) if out is None else out[: self.rows]
        for position, name in enumerate(names):
            values = self[name]
            if values.dtype == object:
                values = self.codes(name).astype(float)
                values[values < 0] = np.nan
            elif values.dtype.kind in "Mm":
                missing = np.isnat(values)
                values = values.astype(f"<{values.dtype.kind}8[us]").astype("<i8") / 1e6
                values[missing] = np.nan
            result[:, position] = values
        return result


class FakeJob:
    """A Job in this process."""

    def __init__(self, config: dict[str, Any], frame: pd.DataFrame, blobs: dict[str, bytes]):
        self.kind = "fake"
        self.config = config
        self.blobs = blobs
        self.limits = {"memory_mb": 2048, "seconds": 3600.0, "threads": 2}
        self.columns = [_column(name, frame[name]) for name in frame.columns]
        self.estimated_rows = float(len(frame))
        self.reported: list[dict[str, Any]] = []
        self.logged: list[str] = []
        self.written: list[pd.DataFrame] = []
        self._frame = frame

    def count(self) -> int:
        """Rows of the frame."""
        return len(self._frame)

    def chunks(self, columns: list[str] | None = None, chunk_rows: int = 65536) -> Iterator[FakeChunk]:
        """The frame in pieces that share their dictionaries."""
        frame = self._frame if columns is None else self._frame[columns]
        kept = [c for c in self.columns if columns is None or c.name in columns]
        categories: dict[str, list[str]] = {}
        for start in range(0, len(frame), chunk_rows):
            yield FakeChunk(frame.iloc[start : start + chunk_rows], kept, categories)

    def sample(self, rows: int, seed: int = 0, columns: list[str] | None = None) -> FakeChunk:
        """Random rows, all of them when there are fewer."""
        frame = self._frame if columns is None else self._frame[columns]
        taken = frame if len(frame) <= rows else frame.sample(rows, random_state=seed)
        return FakeChunk(taken, self.columns, {})

    def frame(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The whole frame."""
        return self._frame.copy() if columns is None else self._frame[columns].copy()

    def write(self, rows: Any, types: dict[str, str] | None = None) -> None:
        """Keep what is written."""
        self.written.append(pd.DataFrame(rows))

    def progress(self, **fields: Any) -> None:
        """Keep it."""
        self.reported.append(fields)

    def log(self, text: str, stream: str = "stdout") -> None:
        """Keep it."""
        self.logged.append(text)

    def output(self, kind: str, mime: str, data: str) -> None:
        """Nothing to see."""

    def check_cancelled(self) -> None:
        """Nobody cancels a test."""

    def memory(self) -> int:
        """A peak that says it is none."""
        return 0


def _column(name: str, series: pd.Series) -> Column:
    kind = KINDS.get(getattr(series.dtype, "kind", "O"), "text")
    if isinstance(series.dtype, pd.CategoricalDtype):
        kind = "text"
    return Column(str(name), TYPES.get(kind, "text"), kind)
