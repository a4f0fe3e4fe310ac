"""Fit each fold, score it on its held-out rows, and keep what those rows were predicted to be.

Early stopping never looks at the rows a fold is judged on: a tenth of the rows it learns from is set
aside for that, by the same strategy (the latest rows for time, whole groups for group).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from insitu.ml import metrics as m
from insitu.ml.algorithms import estimators, lightgbm_trees, xgboost_trees
from insitu.ml.boosting import Report
from insitu.ml.config import TrainingConfig
from insitu.ml.hyperparameters import with_defaults
from insitu.ml.prepare import Preparation, fit_preparation, training_columns
from insitu.ml.progress import Stages
from insitu.ml.rows import Problem, Rows
from insitu.ml.split import Cuts, Fold, Split, hold_out
from insitu.ml.table import TrainingTable
from insitu.ml.target import Target

STOP_SHARE = 0.1
FITS = {"lightgbm": lightgbm_trees.fit, "xgboost": xgboost_trees.fit, "sklearn": estimators.fit}
TRAIN_SCORE_ROWS = 5000


@dataclasses.dataclass
class Training:
    """Everything a fit needs: config, rows, target, split and metric, and where to report."""

    config: TrainingConfig
    table: TrainingTable
    target: Target
    split: Split
    metric: str
    names: list[str]
    threads: int
    weight: Any
    cuts: Cuts
    stages: Stages


@dataclasses.dataclass
class Evaluation:
    """What the folds gave: scores a fold and metric, the baseline's, curves, and predictions of judged rows."""

    scores: list[dict[str, float]]
    baselines: list[dict[str, float]]
    curve: list[dict[str, Any]]
    rounds: list[int]
    rows: Any
    predicted: Any
    warnings: list[str]


def rounds_of(config: TrainingConfig) -> int:
    """Boosting rounds a config asks for; 1 for an algorithm without rounds."""
    name = config.algorithm.iterations
    return int(with_defaults(config.algorithm, config.hyperparams)[name]) if name else 1


def evaluate(training: Training) -> Evaluation:
    """Fit and score every fold."""
    result = Evaluation([], [], [], [], None, None, [])
    rows, predicted = [], []
    for number, fold in enumerate(training.split.folds, 1):
        out, fitted, went = _fit_fold(training, fold, number)
        training.stages.score(number)
        actual, weight = training.target.values[fold.valid], _pick(training.weight, fold.valid)
        names, task = training.names, training.target.task
        result.scores.append(m.scores(names, task, actual, out, weight))
        result.baselines.append(m.scores(names, task, actual, _base_rate(training, fold), weight))
        result.rounds.append(went.best)
        result.curve += _curve(number, went.curve) or _one_point(training, fold, number, fitted, result.scores[-1])
        result.warnings += getattr(fitted, "warnings", [])
        rows.append(fold.valid)
        predicted.append(out)
    result.rows, result.predicted = np.concatenate(rows), np.concatenate(predicted)
    return result


def refit(training: Training, rounds: int) -> tuple[Preparation, Any]:
    """The model that is kept: fitted on every row, with the rounds that served best."""
    every = np.arange(training.table.rows)
    train = prepared_rows(training, every, None)
    problem = problem_of(training, train.preparation)
    fitted, _ = FITS[training.config.algorithm.library](problem, train, rounds, training.stages.refit(rounds))
    return train.preparation, fitted


def problem_of(training: Training, preparation: Preparation) -> Problem:
    """What the estimator is told."""
    config = training.config
    return Problem(
        config.algorithm,
        training.target.task,
        training.target.classes,
        with_defaults(config.algorithm, config.hyperparams),
        preparation.names,
        preparation.categorical,
        config.seed,
        training.threads,
        training.metric,
    )


def prepared_rows(training: Training, index: Any, preparation: Preparation | None) -> Rows:
    """Rows by their numbers; without a preparation they are the ones it is fitted on."""
    table, config = training.table, training.config
    values = training.target.values[index]
    weight = _pick(training.weight, index)
    if preparation is not None:
        return Rows(table.matrix, index, preparation, table.categories, values, weight)
    weight = _with_class_weight(config.class_weight, training.target, index, weight)
    numbers = _means(training.target, index)
    preparation = fit_preparation(
        config.algorithm.preparation, config.algorithm.name, table.roles.features, config.preprocess,
        lambda i: table.matrix[index, i], table.categories, numbers,
    )  # fmt: skip
    rows = Rows(table.matrix, index, preparation, table.categories, values, weight)
    if any(step["do"] == "target" for step in preparation.steps):
        rows.prepared = training_columns(preparation, table.matrix[index], table.categories, numbers, config.seed)
    return rows


def _fit_fold(training: Training, fold: Fold, number: int) -> tuple[Any, Any, Any]:
    config = training.config
    stop_rows, learned = None, fold.train
    if config.early_stopping:
        strategy = training.split.strategy if training.split.strategy in ("time", "group") else "stratified"
        inner = hold_out(strategy, STOP_SHARE, training.target, training.cuts, fold.train, config.seed)
        learned, stop_rows = inner.train, inner.valid
    train = prepared_rows(training, learned, None)
    valid = prepared_rows(training, fold.valid, train.preparation)
    stop = prepared_rows(training, stop_rows, train.preparation) if stop_rows is not None else None
    report: Report = training.stages.fold(number, rounds_of(config))
    problem = problem_of(training, train.preparation)
    fit = FITS[config.algorithm.library]
    fitted, went = fit(problem, train, rounds_of(config), report, valid, stop, config.early_stopping)
    fitted.preparation = train.preparation
    return predict_rows(fitted, valid), fitted, went


def predict_rows(fitted: Any, rows: Rows) -> Any:
    """Predictions of all rows, block by block."""
    return np.concatenate([fitted.predict(block) for block in rows.blocks()])


def _base_rate(training: Training, fold: Fold) -> Any:
    """What one says without features: the mean, or the classes' shares, of the rows learned from."""
    values, weight = training.target.values[fold.train], _pick(training.weight, fold.train)
    if training.target.task == "regression":
        return np.full(len(fold.valid), np.average(values, weights=weight))
    shares = np.bincount(values, weight, training.target.classes)
    return np.tile(shares / shares.sum(), (len(fold.valid), 1))


def _curve(fold: int, points: list[Any]) -> list[dict[str, Any]]:
    found = []
    for iteration, train, valid in points:
        point = {"fold": fold, "iteration": iteration, "train": train, "validation": valid}
        found.append({k: v for k, v in point.items() if v is not None})
    return found


def _one_point(training: Training, fold: Fold, number: int, fitted: Any, scores: dict[str, float]) -> list[dict[str, Any]]:
    """A fit without rounds has one point: its score on (some of) the rows learned from, and on the judged ones."""
    some = fold.train
    if len(some) > TRAIN_SCORE_ROWS:
        some = np.sort(np.random.default_rng(0).choice(some, TRAIN_SCORE_ROWS, replace=False))
    rows = prepared_rows(training, some, fitted.preparation)
    point: dict[str, Any] = {"fold": number, "iteration": 1}
    seen = m.scores([training.metric], training.target.task, rows.values, predict_rows(fitted, rows), rows.weight)
    if training.metric in seen:
        point["train"] = seen[training.metric]
    if training.metric in scores:
        point["validation"] = scores[training.metric]
    return [point]


def _means(target: Target, index: Any) -> Any:
    """The target as numbers, for target means: itself, or 1 for the last class."""
    values = target.values[index]
    return values if target.task == "regression" else (values == target.classes - 1).astype(np.float64)


def _with_class_weight(chosen: Any, target: Target, index: Any, weight: Any) -> Any:
    """Row weights times class weights; `balanced` is rows / (classes × rows of the class)."""
    if chosen is None or not target.labels:
        return weight
    values = target.values[index]
    if chosen == "balanced":
        counts = np.bincount(values, minlength=target.classes)
        by_class = len(values) / (target.classes * np.maximum(counts, 1))
    else:
        by_class = np.array([float(chosen.get(label, 1.0)) for label in target.labels])
    return by_class[values] if weight is None else weight * by_class[values]


def _pick(values: Any, index: Any) -> Any:
    return None if values is None else values[index]
