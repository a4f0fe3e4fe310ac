"""Rows as estimators take them: prepared blocks of some rows of the training set, with target and weight."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from insitu.ml.prepare import Dictionaries, Preparation

BLOCK_ROWS = 65536


@dataclasses.dataclass
class Rows:
    """The rows `index` of `matrix`, prepared when they are taken; `values` and `weight` are those rows' already."""

    matrix: Any
    index: Any
    preparation: Preparation
    categories: Dictionaries
    values: Any
    weight: Any = None
    prepared: Any = None

    def __len__(self) -> int:
        return len(self.index)

    def take(self, positions: Any) -> Any:
        """Prepared rows at these positions (a slice or numbers) as a C-ordered float64 block."""
        if self.prepared is not None:
            return np.ascontiguousarray(self.prepared[positions])
        return np.ascontiguousarray(self.preparation.transform(self.matrix[self.index[positions]], self.categories))

    def blocks(self) -> Iterator[Any]:
        """All rows in blocks, so that a prepared copy is never there whole."""
        for start in range(0, len(self), BLOCK_ROWS):
            yield self.take(slice(start, min(start + BLOCK_ROWS, len(self))))

    def all(self) -> Any:
        """All rows prepared."""
        return self.take(slice(None))

    def sample(self, number: int, seed: int) -> tuple[int, Iterator[Any]]:
        """(n, prepared columns of n random rows in their order), n at most `number`; one column at a time."""
        places = np.arange(len(self))
        if len(self) > number:
            places = np.sort(np.random.default_rng(seed).choice(len(self), number, replace=False))
        return len(places), self._columns(places)

    def _columns(self, places: Any) -> Iterator[Any]:
        if self.prepared is not None:
            yield from (self.prepared[places, i] for i in range(self.prepared.shape[1]))
            return
        rows = self.index[places]
        for i in range(self.matrix.shape[1]):
            yield from self.preparation.columns(i, self.matrix[rows, i], self.categories)


@dataclasses.dataclass(frozen=True)
class Problem:
    """What an estimator has to learn, apart from the rows."""

    algorithm: Any
    task: str
    classes: int
    hyperparams: dict[str, Any]
    names: list[str]
    categorical: list[int]
    seed: int
    threads: int
    metric: str
