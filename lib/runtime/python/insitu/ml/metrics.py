"""Metrics of held-out rows, by scikit-learn's definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from insitu.ml.metric_names import REPORTED

Metric = Callable[[Any, Any, Any], float]


def reported(task: str, wanted: tuple[str, ...]) -> list[str]:
    """The metrics of a training: what was asked for first, then the usual ones of the task."""
    return list(dict.fromkeys([*wanted, *REPORTED[task]]))


def scores(names: list[str], task: str, actual: Any, predicted: Any, weight: Any) -> dict[str, float]:
    """Each metric that is defined for these rows.

    `actual`: numbers or class indexes; `predicted`: numbers or probabilities (rows × classes).
    A metric without a value here (AUC with one class, MAPE with a zero target) is left out.
    """
    found = {}
    for name in names:
        value = _FUNCTIONS[task][name](actual, predicted, weight)
        if value is not None and np.isfinite(value):
            found[name] = float(value)
    return found


def _labels(probabilities: Any) -> Any:
    return probabilities.argmax(axis=1)


def _roc_auc(actual: Any, predicted: Any, weight: Any) -> float | None:
    from sklearn.metrics import roc_auc_score

    if len(np.unique(actual)) < 2:
        return None
    return roc_auc_score(actual, predicted[:, 1], sample_weight=weight)


def _roc_auc_ovr(actual: Any, predicted: Any, weight: Any) -> float | None:
    from sklearn.metrics import roc_auc_score

    if len(np.unique(actual)) < predicted.shape[1]:
        return None
    labels = np.arange(predicted.shape[1])
    shares = predicted / predicted.sum(axis=1, keepdims=True)
    if predicted.shape[1] == 2:
        return roc_auc_score(actual, predicted[:, 1], sample_weight=weight)
    return roc_auc_score(actual, shares, multi_class="ovr", labels=labels, sample_weight=weight)


def _average_precision(actual: Any, predicted: Any, weight: Any) -> float | None:
    from sklearn.metrics import average_precision_score

    return average_precision_score(actual, predicted[:, 1], sample_weight=weight) if actual.any() else None


def _log_loss(actual: Any, predicted: Any, weight: Any) -> float:
    """Mean of −ln p(actual class), p clipped at 1e-15 as scikit-learn and Kaggle do."""
    chosen = np.clip(predicted[np.arange(len(actual)), actual], 1e-15, 1.0)
    return float(np.average(-np.log(chosen), weights=weight))


def _brier(actual: Any, predicted: Any, weight: Any) -> float:
    return float(np.average((predicted[:, 1] - actual) ** 2, weights=weight))


def _classes(function: str, **options: Any) -> Metric:
    def metric(actual: Any, predicted: Any, weight: Any) -> float:
        import sklearn.metrics

        return getattr(sklearn.metrics, function)(actual, _labels(predicted), sample_weight=weight, **options)

    return metric


def _numbers(function: str) -> Metric:
    def metric(actual: Any, predicted: Any, weight: Any) -> float:
        import sklearn.metrics

        return getattr(sklearn.metrics, function)(actual, predicted, sample_weight=weight)

    return metric


def _mape(actual: Any, predicted: Any, weight: Any) -> float | None:
    if (np.abs(actual) < 1e-12).any():
        return None
    return _numbers("mean_absolute_percentage_error")(actual, predicted, weight)


def _rmsle(actual: Any, predicted: Any, weight: Any) -> float | None:
    if (actual <= -1).any():
        return None
    error = np.log1p(np.maximum(predicted, 0)) - np.log1p(actual)
    return float(np.sqrt(np.average(error**2, weights=weight)))


def _r2(actual: Any, predicted: Any, weight: Any) -> float | None:
    return _numbers("r2_score")(actual, predicted, weight) if len(actual) > 1 else None


_BOTH: dict[str, Metric] = {
    "log_loss": _log_loss,
    "accuracy": _classes("accuracy_score"),
    "balanced_accuracy": _classes("balanced_accuracy_score"),
    "mcc": _classes("matthews_corrcoef"),
}
_FUNCTIONS: dict[str, dict[str, Metric]] = {
    "classification": {
        **_BOTH,
        "roc_auc": _roc_auc,
        "average_precision": _average_precision,
        "brier": _brier,
        "f1": _classes("f1_score", zero_division=0),
        "precision": _classes("precision_score", zero_division=0),
        "recall": _classes("recall_score", zero_division=0),
    },
    "multiclass": {
        **_BOTH,
        "f1_macro": _classes("f1_score", average="macro", zero_division=0),
        "roc_auc_ovr": _roc_auc_ovr,
    },
    "regression": {
        "rmse": lambda a, p, w: float(np.sqrt(np.average((a - p) ** 2, weights=w))),
        "mse": lambda a, p, w: float(np.average((a - p) ** 2, weights=w)),
        "mae": lambda a, p, w: float(np.average(np.abs(a - p), weights=w)),
        "r2": _r2,
        "mape": _mape,
        "rmsle": _rmsle,
        "median_absolute_error": _numbers("median_absolute_error"),
    },
}
