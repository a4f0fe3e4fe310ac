"""scikit-learn's estimators, by the class the registry names."""

from __future__ import annotations

import importlib
import inspect
import pickle
import warnings
from typing import Any

import numpy as np

from insitu.errors import BAD_SPEC, REFUSED_TRAINING_SET, Failure
from insitu.ml import libraries
from insitu.ml.boosting import Boosted, Report
from insitu.ml.rows import Problem, Rows

# Their probabilities come from a calibration on folds of the training rows (Platt 1999).
CALIBRATED = frozenset(("svm", "linear_svm"))
ONE_LOSS = {"regression": "squared_error"}


class Estimator:
    """A fitted scikit-learn estimator."""

    library = "sklearn"

    def __init__(self, estimator: Any, task: str, classes: int):
        self._estimator = estimator
        self._task = task
        self._classes = classes
        self.iterations = None
        self.importance_kind = "gain" if hasattr(estimator, "feature_importances_") else "coefficient"

    def predict(self, matrix: Any) -> Any:
        """Numbers, or probabilities of rows × classes (0 for a class the fit didn't see)."""
        if self._task == "regression":
            return np.asarray(self._estimator.predict(matrix), np.float64).reshape(-1)
        found = self._estimator.predict_proba(matrix)
        if found.shape[1] == self._classes:
            return found
        out = np.zeros((len(matrix), self._classes))
        out[:, self._estimator.classes_] = found
        return out

    def importance(self) -> Any:
        """Impurity gain, or mean |coefficient| of the scaled columns; None when the estimator has neither."""
        found = getattr(self._estimator, "feature_importances_", None)
        if found is not None:
            return np.asarray(found, np.float64)
        try:
            coefficients = getattr(self._estimator, "coef_", None)
        except AttributeError:
            return None
        if coefficients is None:
            return None
        coefficients = coefficients.toarray() if hasattr(coefficients, "toarray") else np.asarray(coefficients)
        return np.abs(np.atleast_2d(coefficients)).mean(axis=0)

    def save(self) -> dict[str, bytes]:
        """A pickle: it is only ever loaded in the fenced child."""
        return {"model.pkl": pickle.dumps(self._estimator, 5)}

    @classmethod
    def load(cls, blobs: dict[str, bytes], task: str, classes: int) -> Estimator:
        """The estimator out of its pickle."""
        return cls(pickle.loads(blobs["model.pkl"]), task, classes)


def fit(
    problem: Problem,
    train: Rows,
    rounds: int,
    report: Report,
    valid: Rows | None = None,
    stop: Rows | None = None,
    patience: int | None = None,
) -> tuple[Estimator, Boosted]:
    """Fit on `train`. Only histogram boosting learns in rounds; for it `stop` decides when to stop."""
    libraries.require("sklearn")
    matrix = train.all()
    _refuse_infinite(matrix, problem)
    estimator = build(problem, train.values, rounds, patience)
    extra: dict[str, Any] = {}
    if train.weight is not None:
        extra["sample_weight"] = train.weight
    if stop is not None:
        extra.update({"X_val": stop.all(), "y_val": stop.values})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            estimator.fit(matrix, train.values, **extra)
        except (ValueError, TypeError) as error:
            first = str(error).strip().splitlines()[0][:300]
            raise Failure(
                f"scikit-learn ({problem.algorithm.name}): {first}", BAD_SPEC, "train.library", "Check the hyperparameters."
            ) from None
    fitted = Estimator(estimator, problem.task, problem.classes)
    fitted.warnings = list(dict.fromkeys(_first_line(w) for w in caught if "onvergence" in w.category.__name__))
    done = int(getattr(estimator, "n_iter_", rounds)) if problem.algorithm.iterations else rounds
    return fitted, Boosted(done, done, [])


def build(problem: Problem, values: Any, rounds: int, patience: int | None) -> Any:
    """The estimator, not fitted yet."""
    module, name = problem.algorithm.estimators[problem.task].rsplit(".", 1)
    factory = getattr(importlib.import_module(module), name)
    accepted = inspect.signature(factory).parameters
    settings = {k: v for k, v in problem.hyperparams.items() if k in accepted and not (v is None and k == "loss")}
    if problem.algorithm.name == "sgd":
        settings.setdefault("loss", "squared_error" if problem.task == "regression" else "log_loss")
    if problem.algorithm.iterations:
        settings[problem.algorithm.iterations] = rounds
    if "random_state" in accepted:
        settings["random_state"] = problem.seed
    if "n_jobs" in accepted and problem.algorithm.name in ("random_forest", "extra_trees", "knn"):
        settings["n_jobs"] = problem.threads
    if "categorical_features" in accepted:
        settings["categorical_features"] = list(problem.categorical) or None
        settings["early_stopping"] = patience is not None
        settings["n_iter_no_change"] = patience or 10
    if problem.algorithm.name == "mlp":
        settings["hidden_layer_sizes"] = [int(n) for n in settings.get("hidden_layer_sizes", [100])]
        settings["batch_size"] = min(int(settings.get("batch_size", 200)), len(values))
    if problem.algorithm.name == "knn":
        settings["n_neighbors"] = min(int(settings.get("n_neighbors", 5)), len(values))
    estimator = factory(**settings)
    if problem.algorithm.name in CALIBRATED and problem.task != "regression":
        return _calibrated(estimator, values)
    return estimator


def _calibrated(estimator: Any, values: Any) -> Any:
    from sklearn.calibration import CalibratedClassifierCV

    smallest = int(np.bincount(values).min())
    if smallest < 2:
        raise Failure(
            "A class has fewer than two rows to learn from, too few to calibrate probabilities.",
            REFUSED_TRAINING_SET,
            "train.tiny_class",
        )
    return CalibratedClassifierCV(estimator, ensemble=False, cv=min(5, smallest))


def _refuse_infinite(matrix: Any, problem: Problem) -> None:
    infinite = np.isinf(matrix).sum(axis=0)
    if infinite.any():
        worst = int(infinite.argmax())
        raise Failure(
            f'The feature "{problem.names[worst]}" is infinite in {int(infinite[worst]):,} rows, which '
            f"{problem.algorithm.title} can't learn from.",
            REFUSED_TRAINING_SET,
            "train.infinite",
            "Replace infinite values in the query, for example by NULL.",
            column=problem.names[worst],
            counts={"infinite": int(infinite[worst])},
        )


def _first_line(warning: Any) -> str:
    return str(warning.message).strip().splitlines()[0][:300]
