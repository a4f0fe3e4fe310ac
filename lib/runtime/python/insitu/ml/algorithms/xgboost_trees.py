"""XGBoost: rows go into its quantile bins block by block."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from insitu.errors import BAD_SPEC, Failure
from insitu.ml import libraries
from insitu.ml.boosting import Boosted, Report, Watch, boost
from insitu.ml.rows import Problem, Rows

NOT_NATIVE = ("n_estimators", "objective")
METRICS = {
    "roc_auc": ("auc", None, True),
    "average_precision": ("aucpr", None, True),
    "accuracy": ("error", "complement", True),
    "log_loss": ("logloss", None, False),
    "rmse": ("rmse", None, False),
    "mae": ("mae", None, False),
    "mape": ("mape", None, False),
}
LOSSES = {
    "classification": ("log_loss", "logloss"), "multiclass": ("log_loss", "mlogloss"), "regression": ("rmse", "rmse"),
}  # fmt: skip
PREFIX = {"classification": "binary:", "multiclass": "multi:", "regression": ("reg:", "count:")}


def parameters(problem: Problem) -> dict[str, Any]:
    """XGBoost's parameters."""
    given = {k: v for k, v in problem.hyperparams.items() if k not in NOT_NATIVE and v is not None}
    objective = problem.hyperparams.get("objective") or problem.algorithm.estimators[problem.task]
    if not objective.startswith(PREFIX[problem.task]):
        raise Failure(
            f'The objective "{objective}" is not one of {problem.task}.',
            BAD_SPEC,
            "train.hyperparameter",
            key="hyperparams.objective",
        )
    parameters = {
        "verbosity": 0, "nthread": problem.threads, "seed": problem.seed, "objective": objective,
        "eval_metric": curve_metric(problem)[1], **given,
    }  # fmt: skip
    if problem.task == "multiclass":
        parameters["num_class"] = problem.classes
    return parameters


def _matrix(problem: Problem, rows: Rows, reference: Any = None) -> Any:
    import xgboost as xgb

    types = ["c" if i in set(problem.categorical) else "q" for i in range(len(problem.names))]
    common = {"enable_categorical": True, "nthread": problem.threads}
    if problem.hyperparams.get("tree_method", "hist") != "hist":
        return xgb.DMatrix(rows.all(), rows.values, weight=rows.weight, feature_types=types, **common)
    max_bin = int(problem.hyperparams.get("max_bin") or 256)
    return xgb.QuantileDMatrix(_blocks(rows, types), ref=reference, max_bin=max_bin, **common)


def _blocks(rows: Rows, types: list[str]) -> Any:
    """An iterator over blocks: XGBoost passes over it several times and keeps bins only."""
    import xgboost as xgb

    class Blocks(xgb.DataIter):
        def __init__(self) -> None:
            super().__init__()
            self.reset()

        def reset(self) -> None:
            self._source = rows.blocks()
            self._at = 0

        def next(self, input_data: Any) -> bool:
            block = next(self._source, None)
            if block is None:
                return False
            start, self._at = self._at, self._at + len(block)
            weight = None if rows.weight is None else rows.weight[start : self._at]
            label = np.asarray(rows.values[start : self._at], np.float32)
            input_data(data=block, label=label, weight=weight, feature_types=types)
            return True

    return Blocks()


class Trees:
    """A fitted XGBoost model."""

    library = "xgboost"
    importance_kind = "gain"

    def __init__(self, booster: Any, task: str, types: list[str], threads: int, iterations: int | None = None):
        self._booster = booster
        self._task = task
        self._types = types
        self._threads = threads
        self.iterations = iterations

    def predict(self, matrix: Any) -> Any:
        """Numbers, or probabilities of rows × classes."""
        import xgboost as xgb

        data = xgb.DMatrix(matrix, feature_types=self._types, enable_categorical=True, nthread=self._threads)
        out = self._booster.predict(data, iteration_range=(0, self.iterations or 0))
        out = out.astype(np.float64)
        return np.column_stack([1.0 - out, out]) if self._task == "classification" else out

    def importance(self) -> Any:
        """Total gain of each prepared column."""
        gains = self._kept().get_score(importance_type="total_gain")
        return np.array([float(gains.get(f"f{i}", 0.0)) for i in range(len(self._types))])

    def save(self) -> dict[str, bytes]:
        """The model in XGBoost's JSON, and the types of its columns."""
        return {
            "model.json": bytes(self._kept().save_raw("json")),
            "columns.json": json.dumps(self._types).encode(),
        }

    def _kept(self) -> Any:
        return self._booster[: self.iterations] if self.iterations else self._booster

    @classmethod
    def load(cls, blobs: dict[str, bytes], task: str, threads: int = 1) -> Trees:
        """The model out of its JSON."""
        import xgboost as xgb

        booster = xgb.Booster({"nthread": threads})
        booster.load_model(bytearray(blobs["model.json"]))
        return cls(booster, task, json.loads(blobs["columns.json"]), threads)


def fit(
    problem: Problem,
    train: Rows,
    rounds: int,
    report: Report,
    valid: Rows | None = None,
    stop: Rows | None = None,
    patience: int | None = None,
) -> tuple[Trees, Boosted]:
    """Fit on `train`; `valid` is only watched, `stop` decides when to stop."""
    libraries.require("xgboost")
    import xgboost as xgb

    _, _, how, greater = curve_metric(problem)
    try:
        data = _matrix(problem, train)
        watched = {k: _matrix(problem, r, data) for k, r in (("valid", valid), ("stop", stop)) if r is not None}
        booster = xgb.Booster(parameters(problem), [data, *watched.values()])

        def update(i: int) -> bool:
            booster.update(data, i - 1)
            return False

        def score(matrix: Any) -> Any:
            return lambda: _read(booster.eval_set([(matrix, "x")], 0), how)

        watch = Watch(
            score(data) if watched else None,
            score(watched["valid"]) if "valid" in watched else None,
            score(watched["stop"]) if "stop" in watched else None,
            greater,
        )
        went = boost(update, rounds, patience, watch, report)
    except (xgb.core.XGBoostError, ValueError) as error:
        first = str(error).strip().splitlines()[0][:300]
        raise Failure(f"XGBoost: {first}", BAD_SPEC, "train.library", "Check the hyperparameters.") from None
    types = ["c" if i in set(problem.categorical) else "q" for i in range(len(problem.names))]
    return Trees(booster, problem.task, types, problem.threads, went.best), went


def curve_metric(problem: Problem) -> tuple[str, str, str | None, bool]:
    """(our name, XGBoost's, how to read it, greater is better)."""
    if problem.task != "multiclass" and problem.metric in METRICS:
        native, how, greater = METRICS[problem.metric]
        if (problem.task == "regression") == (native in ("rmse", "mae", "mape")):
            return problem.metric, native, how, greater
    if problem.task == "multiclass" and problem.metric == "accuracy":
        return "accuracy", "merror", "complement", True
    ours, native = LOSSES[problem.task]
    return ours, native, None, False


def _read(text: str, how: str | None) -> float:
    value = float(text.rsplit(":", 1)[1])
    return 1.0 - value if how == "complement" else value
