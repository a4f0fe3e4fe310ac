"""One LightGBM fit on all rows without ever holding them: a sample makes the bins, the rows stream into them.

The child imports LightGBM while the backend counts and samples; the backend packs a chunk while the
child bins the one before.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from insitu.errors import REFUSED_TRAINING_SET, Failure
from insitu.ml import libraries
from insitu.ml.algorithms import lightgbm_trees
from insitu.ml.config import TrainingConfig
from insitu.ml.hyperparameters import with_defaults
from insitu.ml.prepare import fit_preparation
from insitu.ml.roles import Roles
from insitu.ml.table import CHUNK_ROWS, Reader

# Below this the matrix is small beside the libraries, and one pass over the query is cheaper than three.
MIN_ROWS = 100_000


def streams(config: TrainingConfig, estimated_rows: float) -> bool:
    """Whether a training needs its rows once only, in order, and has enough of them."""
    return (
        config.plain and config.algorithm.name == "lightgbm" and not config.preprocess and estimated_rows >= MIN_ROWS
    )


class Streamed:
    """Binned rows with what was noted beside them."""

    def __init__(self, job: Any, roles: Roles, config: TrainingConfig, threads: int):
        loading = threading.Thread(target=_load, daemon=True)
        loading.start()
        self.sample = job.sample(lightgbm_trees.SAMPLE_ROWS, config.seed, roles.needed)
        self.block = self.sample.matrix(roles.names)
        texts = [f.name for f in roles.features if f.role == "category"]
        self.categories = {name: self.sample.categories(name) for name in texts}
        self.preparation = fit_preparation(
            "native", "lightgbm", roles.features, {}, lambda i: self.block[:, i], self.categories
        )
        total = job.count()
        loading.join()
        self.bins = self._bins(config, total, threads)
        self.reader = Reader(job, roles, total)
        self._push(job, roles, texts, total)

    def _bins(self, config: TrainingConfig, total: int, threads: int) -> lightgbm_trees.Bins:
        hyperparams = with_defaults(config.algorithm, config.hyperparams)
        settings = lightgbm_trees.common_parameters(hyperparams, self.preparation.categorical, config.seed, threads)
        places = range(self.block.shape[1])
        columns = (c for i in places for c in self.preparation.columns(i, self.block[:, i], self.categories))
        return lightgbm_trees.Bins(settings, total, (len(self.block), columns))

    def _push(self, job: Any, roles: Roles, texts: list[str], total: int) -> None:
        buffer = np.empty((CHUNK_ROWS, len(roles.names)))
        for chunk in job.chunks(columns=roles.needed, chunk_rows=CHUNK_ROWS):
            if self.reader.rows + chunk.rows > total:
                raise _changed()
            block = chunk.matrix(roles.names, out=buffer)
            self.bins.push(self.preparation.transform(block, {name: chunk.categories(name) for name in texts}))
            self.reader.take(chunk, block)
        if self.reader.rows != total:
            raise _changed()


def _load() -> None:
    try:
        libraries.lightgbm()
    except Failure:
        pass  # said again, and better, where it is used


def _changed() -> Failure:
    return Failure(
        "The rows of the query changed while they were read.",
        REFUSED_TRAINING_SET,
        "train.rows_changed",
        "Train again, or inside a transaction with isolation level repeatable read.",
    )


