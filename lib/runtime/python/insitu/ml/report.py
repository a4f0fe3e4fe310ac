"""What a training reports: the part of contracts/train.ts `trainedModel` that the child knows."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from insitu.ml import libraries, pictures
from insitu.ml.config import TrainingConfig
from insitu.ml.evaluation import Evaluation, Training
from insitu.ml.hyperparameters import with_defaults
from insitu.ml.metric_names import greater_is_better
from insitu.ml.prepare import Preparation, describe
from insitu.ml.roles import Roles
from insitu.ml.target import Target

MAX_IMPORTANCE = 1000


class Facts(NamedTuple):
    """What is known of a training apart from its scores."""

    config: TrainingConfig
    roles: Roles
    target: Target
    split: dict[str, Any]
    rows: int
    digest: str
    metric: str
    rounds: int


def trained(
    facts: Facts, fitted: Any, preparation: Preparation, findings: list[dict[str, Any]], phases: dict[str, float]
) -> dict[str, Any]:
    """The report of a training before its scores are added."""
    config, target = facts.config, facts.target
    hyperparams = with_defaults(config.algorithm, config.hyperparams)
    notes = [f["message"] for f in findings if f["level"] == "warn"]
    if config.algorithm.iterations:
        hyperparams[config.algorithm.iterations] = facts.rounds
    if config.task is None:
        notes.append(f'The task {target.task} was read off the target "{facts.roles.target}".')
    if target.task == "classification" and target.labels:
        notes.append(f"The positive class is {target.labels[1]}.")
    return {
        "task": target.task,
        "target": facts.roles.target,
        "algorithm": config.algorithm.name,
        "hyperparams": hyperparams,
        "metric": facts.metric,
        "metrics": [],
        "rows": facts.rows,
        "features": features(facts.roles, preparation),
        "importance": importance(fitted, preparation, facts.roles),
        "importanceKind": fitted.importance_kind,
        "curve": [],
        "curveMetric": curve_metric(config, target, facts.metric),
        **({"classes": target.labels, "classRows": target.counts} if target.labels else {}),
        "split": {**facts.split, "early_stopping": config.early_stopping},
        "seed": config.seed,
        "packages": libraries.versions(),
        "phases": phases,
        "notes": notes,
        "findings": findings,
        "leftOut": facts.roles.left_out,
        "dataHash": facts.digest,
        "targetType": facts.roles.target_type,
        "id": list(config.id),
        "automaticDeploy": config.automatic_deploy,
    }


def evaluated(training: Training, evaluation: Evaluation) -> dict[str, Any]:
    """Scores with their spread, the baseline's, and the pictures of the judged rows."""
    metrics = [s for s in (summary(name, evaluation.scores) for name in training.names) if s]
    baselines = {name: _mean([b.get(name) for b in evaluation.baselines]) for name in training.names}
    baselines = {k: v for k, v in baselines.items() if v is not None}
    found: dict[str, Any] = {
        "metrics": metrics,
        "curve": evaluation.curve,
        "baselines": baselines,
        "bestIterations": evaluation.rounds if training.config.algorithm.iterations else [],
        **judged(training, evaluation),
    }
    if training.metric in baselines:
        found["baseline"] = baselines[training.metric]
    if not any(s["name"] == training.metric for s in metrics):
        found["extraNotes"] = [f"The metric {training.metric} is not defined for these rows."]
    found["extraNotes"] = found.get("extraNotes", []) + list(dict.fromkeys(evaluation.warnings))[:5]
    return found


def judged(training: Training, evaluation: Evaluation) -> dict[str, Any]:
    """Confusion, ROC and calibration, or residuals, of the rows that were held out; and the worst slices."""
    actual, predicted = training.target.values[evaluation.rows], evaluation.predicted
    weight = None if training.weight is None else training.weight[evaluation.rows]
    found: dict[str, Any] = {"judgedRows": len(evaluation.rows)}
    if training.target.task == "regression":
        found["residuals"] = pictures.residuals(actual, predicted)
        loss = np.abs(actual - predicted)
    else:
        classes = training.target.classes
        if classes <= pictures.MAX_CONFUSION:
            found["confusion"] = pictures.confusion(actual, predicted, classes)
        loss = -np.log(np.clip(predicted[np.arange(len(actual)), actual], 1e-15, 1.0))
    if training.target.task == "classification":
        found["roc"] = pictures.roc(actual, predicted[:, 1], weight)
        found["calibration"] = pictures.calibration(actual, predicted[:, 1])
    found["slices"] = pictures.worst_slices(training.table, evaluation.rows, loss)
    return found


def summary(name: str, scores: list[dict[str, float]]) -> dict[str, Any] | None:
    """A metric over the folds: mean and sample standard deviation."""
    values = [s[name] for s in scores if name in s]
    if not values:
        return None
    found: dict[str, Any] = {
        "name": name,
        "mean": float(np.mean(values)),
        "folds": values,
        "greaterIsBetter": greater_is_better(name),
    }
    if len(values) > 1:
        found["std"] = float(np.std(values, ddof=1))
    return found


def features(roles: Roles, preparation: Preparation) -> list[dict[str, Any]]:
    """The ordered signature with what is done to each feature."""
    listed = []
    for feature, step in zip(roles.features, preparation.steps, strict=True):
        item = {"name": feature.name, "type": feature.type, "role": feature.role, "preparation": describe(step)}
        if feature.role == "category":
            item["categories"] = len(step["values"])
        listed.append(item)
    return listed


def importance(fitted: Any, preparation: Preparation, roles: Roles) -> list[dict[str, Any]]:
    """Share of each feature in the whole importance, highest first; empty when the model has none."""
    raw = fitted.importance()
    if raw is None:
        return []
    summed = np.bincount(preparation.parents, np.nan_to_num(np.asarray(raw, float)), len(roles.names))
    total = float(summed.sum()) or 1.0
    order = np.argsort(-summed, kind="stable")[:MAX_IMPORTANCE]
    return [{"feature": roles.names[i], "gain": float(summed[i]) / total} for i in order]


def nullable(block: Any) -> list[bool]:
    """Which features had a NULL."""
    return [bool(np.isnan(block[:, i]).any()) for i in range(block.shape[1])]


def curve_metric(config: TrainingConfig, target: Target, metric: str) -> str:
    """The metric a learning curve shows: the deciding one where the library knows it, its loss otherwise."""
    from insitu.ml.algorithms import lightgbm_trees, xgboost_trees
    from insitu.ml.rows import Problem

    module = {"lightgbm": lightgbm_trees, "xgboost": xgboost_trees}.get(config.algorithm.library)
    if module is None:
        return metric
    return module.curve_metric(Problem(config.algorithm, target.task, target.classes, {}, [], [], 0, 1, metric))[0]


def finished(result: dict[str, Any]) -> dict[str, Any]:
    """Fold the helpers into the contract's fields; numbers that JSON can't say are left out."""
    for feature, flag in zip(result["features"], result.pop("nullable"), strict=True):
        feature["nullable"] = flag
    result["notes"] = [*result["notes"], *result.pop("extraNotes", [])]
    return _finite(result)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else 0.0
    if isinstance(value, np.generic):
        return _finite(value.item())
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items() if not (isinstance(v, float) and not math.isfinite(v))}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return value


def _mean(values: list[float | None]) -> float | None:
    present = [v for v in values if v is not None]
    return float(np.mean(present)) if present else None
