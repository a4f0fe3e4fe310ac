"""The training set in the child's memory: features as one float64 matrix, and the columns beside it."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from typing import Any

import numpy as np

from insitu.ml.roles import Roles

CHUNK_ROWS = 65536


@dataclasses.dataclass
class Side:
    """The columns that aren't features, as float64 (codes for text, NaN for NULL), with their dictionaries."""

    values: dict[str, Any]
    categories: dict[str, list[str]]

    def get(self, name: str | None) -> Any:
        """A column's numbers, or None."""
        return self.values[name] if name else None


@dataclasses.dataclass
class TrainingTable:
    """Rows × features (codes for categories, NaN for NULL), dictionaries of the categories, and the side columns."""

    roles: Roles
    matrix: Any
    categories: dict[str, list[str]]
    side: Side
    digest: str

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.matrix)


class Reader:
    """Collects what a pass over the query gives, chunk by chunk, and hashes it in the order it came."""

    def __init__(self, job: Any, roles: Roles, expected: int | None = None):
        self._job = job
        self._roles = roles
        self._expected = expected
        self._parts: list[Any] = []
        # Two hashes, so that the digest is that of the rows, however they were cut into chunks.
        self._hash, self._side_hash = hashlib.sha256(), hashlib.sha256()
        self._started = time.monotonic()
        self._side_names = [c for c in roles.needed if c not in set(roles.names)] + [
            c for c in _side_columns(roles) if c in set(roles.names)
        ]
        self.rows = 0
        self._categories: dict[str, list[str]] = {}

    def take(self, chunk: Any, features: Any) -> None:
        """Note one chunk: its features (a C-ordered float64 block) and its side columns."""
        side = chunk.matrix(self._side_names)
        self._parts.append(side)
        self._hash.update(np.ascontiguousarray(features).data)
        self._side_hash.update(side.data)
        self.rows += chunk.rows
        for name in self._side_names:
            if self._roles.kinds[name] == "text":
                self._categories[name] = chunk.categories(name)
        self._report()

    def side(self) -> Side:
        """The side columns of all rows so far."""
        joined = np.concatenate(self._parts) if self._parts else np.empty((0, len(self._side_names)))
        self._parts = [joined]
        values = {name: np.ascontiguousarray(joined[:, i]) for i, name in enumerate(self._side_names)}
        return Side(values, self._categories)

    def digest(self, categories: dict[str, list[str]]) -> str:
        """sha256 over the rows in the order they came, their names and the dictionaries of text."""
        final = self._hash.copy()
        final.update(self._side_hash.digest())
        final.update(repr((self._roles.names, self._side_names, sorted(categories.items()))).encode())
        return final.hexdigest()

    def _report(self) -> None:
        seconds = max(1e-3, time.monotonic() - self._started)
        fields = {"rows": self.rows, "rowsPerSecond": round(self.rows / seconds)}
        if self._expected:
            fields["fraction"] = round(0.1 * min(1.0, self.rows / self._expected), 4)
        self._job.progress(phase="read", **fields)


def _side_columns(roles: Roles) -> list[str]:
    return [c for c in (roles.target, roles.weight, roles.group, roles.time, roles.split, roles.fold) if c]


def read_table(job: Any, roles: Roles) -> TrainingTable:
    """Read the query once into memory. The matrix grows by mremap, so it is never there twice."""
    expected = int(job.estimated_rows)
    reader = Reader(job, roles, expected)
    matrix = np.empty((max(CHUNK_ROWS, expected), len(roles.names)))
    categories: dict[str, list[str]] = {}
    texts = [f.name for f in roles.features if f.role == "category"]
    for chunk in job.chunks(columns=roles.needed, chunk_rows=CHUNK_ROWS):
        end = reader.rows + chunk.rows
        if end > len(matrix):
            matrix.resize((max(end, len(matrix) * 3 // 2), len(roles.names)), refcheck=False)
        block = matrix[reader.rows : end]
        chunk.matrix(roles.names, out=block)
        categories.update({name: chunk.categories(name) for name in texts})
        reader.take(chunk, block)
    block = None
    matrix.resize((reader.rows, len(roles.names)), refcheck=False)
    return TrainingTable(roles, matrix, categories, reader.side(), reader.digest(categories))
