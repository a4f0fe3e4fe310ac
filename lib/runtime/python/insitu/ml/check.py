"""The job `check_training`: what the Train screen shows before the fit. It never raises for a bad training set:
what a training would refuse is a finding of the level `error`."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu.errors import REFUSED_TRAINING_SET, Failure
from insitu.ml import pictures
from insitu.ml.config import TrainingConfig, read_config
from insitu.ml.estimate import memory_bytes, seconds
from insitu.ml.findings import SAMPLE_ROWS, alone, finding, look_at_features, look_at_split
from insitu.ml.libraries import require
from insitu.ml.prepare import planned
from insitu.ml.roles import Feature, Roles, assign_roles
from insitu.ml.split import make_split
from insitu.ml.table import Reader, Side, TrainingTable, read_table
from insitu.ml.target import Target, label, refused
from insitu.ml.train import target_of
from insitu.ml.weights import check_weights

SAMPLED_ROWS = 200_000
MAX_CELLS = 60_000_000  # above it (480 MB) the features are looked at on a sample
BARS = 20
MAX_VALUES = 50


def check_training(job: Any) -> dict[str, Any]:
    """Handler: a `trainingCheck` of contracts/train.ts, without `isolation`."""
    config = read_config(job.config)
    require(config.algorithm.library)
    roles = assign_roles(job.columns, config)
    sampled = job.estimated_rows * len(roles.needed) > MAX_CELLS
    table = _sample(job, roles, config) if sampled else read_table(job, roles)
    rows = job.count() if sampled else table.rows
    if not table.rows:
        raise refused("The query gives no rows.", "train.few_rows", "Widen the query.", rows=0)
    findings: list[dict[str, Any]] = []
    target = _attempt(findings, lambda: target_of(config, roles, table.side))
    _attempt(findings, lambda: check_weights(table.side.get(roles.weight), roles.weight, config.algorithm))
    split = _attempt(findings, lambda: make_split(config, roles, table.side, target)) if target else None
    some = _some(table.rows, config.seed)
    if target is not None:
        block, values = table.matrix[some], target.values[some]
        findings += look_at_features(roles.features, block, table.categories, values, target.classes)
    if split is not None:
        findings += look_at_split(table.matrix, split.folds, config, roles, split.strategy)
    estimated = {"capBytes": int(job.limits["memory_mb"]) * 1024 * 1024}
    estimated["memoryBytes"] = memory_bytes(config, rows, len(roles.features), target.classes if target else 0)
    took = seconds(config, rows, len(roles.features), target.classes if target else 0, len(split.folds) if split else 0)
    if took is not None:
        estimated["seconds"] = took
    findings += _memory_finding(estimated)
    return {
        "rows": rows,
        "leftOut": int(np.count_nonzero(np.isnan(table.side.get(roles.target)))),
        "target": describe_target(roles, table.side, target),
        "features": [
            *(describe_feature(i, f, table, target, some, config) for i, f in enumerate(roles.features)),
            *(_not_included(c, roles) for c in job.columns if c.name in roles.left_out),
        ],
        "split": split.description if split is not None else {},
        "estimate": estimated,
        "findings": sorted(findings, key=lambda f: ("error", "warn", "passed").index(f["level"])),
        **({"task": target.task} if target is not None else {}),
        **({"sampledRows": table.rows} if sampled else {}),
    }


def _attempt(findings: list[dict[str, Any]], step: Any) -> Any:
    """The step's value; what it refuses becomes a finding."""
    try:
        return step()
    except Failure as failure:
        if failure.sqlstate != REFUSED_TRAINING_SET:
            raise
        said = failure.message + (f" {failure.hint}" if failure.hint else "")
        findings.append(finding("error", failure.code, said, failure.detail.get("column")))
        return None


def _sample(job: Any, roles: Roles, config: TrainingConfig) -> TrainingTable:
    chunk = job.sample(SAMPLED_ROWS, config.seed, roles.needed)
    matrix = chunk.matrix(roles.names)
    reader = Reader(job, roles)
    reader.take(chunk, matrix)
    categories = {f.name: chunk.categories(f.name) for f in roles.features if f.role == "category"}
    return TrainingTable(roles, matrix, categories, reader.side(), "")


def _some(rows: int, seed: int) -> Any:
    if rows <= SAMPLE_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, SAMPLE_ROWS, replace=False))


def describe_target(roles: Roles, side: Side, target: Target | None) -> dict[str, Any]:
    """The target's balance, or its histogram."""
    shown: dict[str, Any] = {"name": roles.target, "type": roles.target_type}
    raw = side.get(roles.target)
    present = raw[~np.isnan(raw)]
    values, counts = np.unique(present, return_counts=True)
    if roles.target_kind == "text" or (target.labels if target else len(values) <= 10):
        order = np.argsort(-counts, kind="stable")[:MAX_VALUES]
        names = side.categories.get(roles.target, [])
        shown["classes"] = [
            {"value": label(roles.target_kind, values[i], names), "rows": int(counts[i])} for i in order
        ]
    else:
        shown["histogram"] = pictures.histogram(present, 0.005)
    return shown


def describe_feature(
    place: int, feature: Feature, table: TrainingTable, target: Target | None, some: Any, config: TrainingConfig
) -> dict[str, Any]:
    """One row of the Train screen's table of features."""
    column = table.matrix[:, place]
    missing = np.isnan(column)
    present = column[~missing] if missing.any() else column
    shown = {
        "name": feature.name,
        "type": feature.type,
        "missing": float(missing.mean()),
        "distinct": _distinct(feature, present),
        "histogram": _bars(feature, present),
        "preparation": planned(config.algorithm.preparation, feature, config.preprocess.get(feature.name, {})),
        "included": True,
    }
    if target is not None:
        shown["alone"] = alone(feature, table.matrix[some, place], target.values[some], target.classes)
    return shown


def _distinct(feature: Feature, present: Any) -> int:
    if feature.role == "category":
        return int(np.count_nonzero(np.bincount(present.astype(np.int64)))) if len(present) else 0
    return len(np.unique(present))


def _bars(feature: Feature, present: Any) -> list[float]:
    if not len(present):
        return []
    if feature.role == "category":
        return sorted(np.bincount(present.astype(np.int64)).tolist(), reverse=True)[:BARS]
    return pictures.histogram(present, 0.01, BARS)["counts"]


def _not_included(column: Any, roles: Roles) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "missing": 0.0,
        "distinct": 0,
        "histogram": [],
        "preparation": roles.left_out[column.name],
        "included": False,
    }


def _memory_finding(estimated: dict[str, Any]) -> list[dict[str, Any]]:
    need, cap = estimated["memoryBytes"], estimated["capBytes"]
    if need <= cap:
        return [finding("passed", "memory.estimate", "The estimated memory is within the limit.")]
    said = f"About {need / 2**20:,.0f} MB are needed and the limit is {cap / 2**20:,.0f} MB."
    return [finding("warn", "memory.estimate", f"{said} Raise max_memory, or select fewer rows or columns.")]
