"""Rough memory and time of a training, from measurements on 2 cores (LightGBM 4, scikit-learn 1.9).

1,000,000 × 28 float8, 100 trees of 31 leaves: 12 s, that is 4.3e-9 s a cell and tree.
"""

from __future__ import annotations

from insitu.ml.config import TrainingConfig
from insitu.ml.hyperparameters import with_defaults

LIBRARIES = {"lightgbm": 110, "xgboost": 250, "sklearn": 200}  # MB the child takes with its imports
SCORING = 150  # MB for scikit-learn's metrics when rows are held out
CELL_TREE_SECONDS = {"lightgbm": 4.3e-9, "xgboost": 6e-9}
START_SECONDS = 2.0


def memory_bytes(config: TrainingConfig, rows: int, features: int, classes: int) -> int:
    """Peak memory of the child."""
    cells = rows * features
    library = config.algorithm.library
    base = LIBRARIES[library] + (0 if config.plain else SCORING)
    outputs = max(1, classes if classes > 2 else 1)
    streamed = config.plain and config.algorithm.name == "lightgbm" and not config.preprocess
    held = 0 if streamed else cells * 8
    if library == "sklearn":
        held += cells * 12  # the prepared float64 and, for trees, float32 copies
    return int(base * 2**20 + held + cells * 2 + rows * 8 * (4 + 3 * outputs))


def seconds(config: TrainingConfig, rows: int, features: int, classes: int, folds: int) -> float | None:
    """Time of the fits; None where nothing was measured."""
    factor = CELL_TREE_SECONDS.get(config.algorithm.name)
    if factor is None:
        return None
    trees = int(with_defaults(config.algorithm, config.hyperparams)["n_estimators"]) * max(1, classes if classes > 2 else 1)
    fits = 1 + (folds - 1 if folds > 1 else folds * 0.8)
    return round(START_SECONDS + factor * rows * features * trees * fits, 1)
