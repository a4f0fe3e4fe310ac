"""The job `train`: read, check, fit the folds, refit on all rows, and say what came of it."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from insitu.errors import REFUSED_TRAINING_SET, Failure
from insitu.ml import artifact, libraries, report
from insitu.ml.config import TrainingConfig, read_config
from insitu.ml.evaluation import Training, evaluate, refit, rounds_of
from insitu.ml.findings import SAMPLE_ROWS, look_at_features, look_at_split
from insitu.ml.metric_names import canonical_metric, default_metric, metric_names
from insitu.ml.progress import Stages
from insitu.ml.roles import Roles, assign_roles
from insitu.ml.split import Cuts, Split, make_split
from insitu.ml.table import TrainingTable, read_table
from insitu.ml.target import Target, encode_target
from insitu.ml.threads import useful_threads
from insitu.ml.weights import check_weights


def train(job: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Handler of the job `train`: (report, blobs of the artifact)."""
    from insitu.ml import stream

    config = read_config(job.config)
    libraries.require(config.algorithm.library)
    stages = Stages(job, "", [], 0, 1)
    stages.begin("read", fraction=0.0)
    roles = assign_roles(job.columns, config)
    if stream.streams(config, job.estimated_rows):
        return _train_streamed(job, config, roles, stages)
    loading = threading.Thread(target=_load, args=(config,), daemon=True)
    loading.start()
    table = read_table(job, roles)
    return _train_table(job, config, table, stages, loading)


def _train_table(
    job: Any, config: TrainingConfig, table: TrainingTable, stages: Stages, loading: threading.Thread
) -> tuple[dict[str, Any], dict[str, bytes]]:
    roles = table.roles
    stages.begin("check", rows=table.rows, fraction=0.1)
    target = target_of(config, roles, table.side)
    weight = check_weights(table.side.get(roles.weight), roles.weight, config.algorithm)
    loading.join()  # what is refused above waits for no library
    split = make_split(config, roles, table.side, target)
    findings = look_at(table, target, split, config)
    refuse_errors(findings)
    training = _training(job, config, table, target, split, weight, stages)
    stages = training.stages
    evaluation = evaluate(training) if split.folds else None
    rounds = int(np.median(evaluation.rounds)) if evaluation else rounds_of(config)
    preparation, fitted = refit(training, rounds)
    stages.begin("store", fraction=0.97)
    blobs = artifact.pack(roles, target, config.algorithm, preparation, fitted)
    facts = report.Facts(config, roles, target, split.description, table.rows, table.digest, training.metric, rounds)
    result = report.trained(facts, fitted, preparation, findings, stages.end())
    if evaluation:
        result.update(report.evaluated(training, evaluation))
    result["nullable"] = report.nullable(table.matrix)
    return report.finished(result), blobs


def _train_streamed(
    job: Any, config: TrainingConfig, roles: Roles, stages: Stages
) -> tuple[dict[str, Any], dict[str, bytes]]:
    from insitu.ml import stream
    from insitu.ml.algorithms import lightgbm_trees
    from insitu.ml.rows import Problem

    threads = useful_threads(int(job.limits.get("threads", 1)), int(job.estimated_rows) * len(roles.names))
    rows = stream.Streamed(job, roles, config, threads)
    side = rows.reader.side()
    stages.begin("check", rows=rows.reader.rows, fraction=0.1)
    target = target_of(config, roles, side)
    weight = check_weights(side.get(roles.weight), roles.weight, config.algorithm)
    split = Split([], "none", None, {"strategy": "none", "test_size": 0})
    findings = [*look_at_sample(rows, config, roles), *look_at_split(None, [], config, roles, "none")]
    refuse_errors(findings)
    problem = Problem(
        config.algorithm, target.task, target.classes, with_all(config), roles.names, rows.preparation.categorical,
        config.seed, threads, metric_of(config, target),
    )  # fmt: skip
    rows.bins.label(target.values, weight)
    rounds = rounds_of(config)
    stages = Stages(job, problem.metric, [], rows.reader.rows, rounds).after(stages)
    fitted, _ = lightgbm_trees.fit_bins(problem, rows.bins, rounds, stages.refit(rounds))
    stages.begin("store", fraction=0.97)
    blobs = artifact.pack(roles, target, config.algorithm, rows.preparation, fitted)
    digest = rows.reader.digest(rows.categories)
    facts = report.Facts(config, roles, target, split.description, rows.reader.rows, digest, problem.metric, rounds)
    result = report.trained(facts, fitted, rows.preparation, findings, stages.end())
    result["nullable"] = report.nullable(rows.block)
    return report.finished(result), blobs


def target_of(config: TrainingConfig, roles: Roles, side: Any) -> Target:
    """The encoded target; refuses what can't be learned."""
    return encode_target(
        side.get(roles.target),
        roles.target_kind,
        side.categories.get(roles.target, []),
        roles.target,
        config.task,
        config.algorithm,
    )


def metric_of(config: TrainingConfig, target: Target) -> str:
    """The metric that decides, now that the task is known."""
    if config.metric is None:
        return default_metric(target.task)
    name = canonical_metric(config.metric, target.task)
    if name is None:
        raise Failure(
            f'The metric "{config.metric}" is not one of {target.task}.',
            "IN001",
            "train.config",
            f"The metrics are: {', '.join(metric_names(target.task))}.",
            key="metric",
        )
    return name


def with_all(config: TrainingConfig) -> dict[str, Any]:
    """Hyperparameters with their defaults."""
    from insitu.ml.hyperparameters import with_defaults

    return with_defaults(config.algorithm, config.hyperparams)


def look_at(table: TrainingTable, target: Target, split: Split, config: TrainingConfig) -> list[dict[str, Any]]:
    """Findings on the training set and its split."""
    some = slice(None)
    if table.rows > SAMPLE_ROWS:
        some = np.sort(np.random.default_rng(config.seed).choice(table.rows, SAMPLE_ROWS, replace=False))
    found = look_at_features(
        table.roles.features, table.matrix[some], table.categories, target.values[some], target.classes
    )
    return found + look_at_split(table.matrix, split.folds, config, table.roles, split.strategy)


def look_at_sample(rows: Any, config: TrainingConfig, roles: Roles) -> list[dict[str, Any]]:
    """Findings on a streamed training's sample; the rows themselves are gone."""
    raw = rows.sample.matrix([roles.target])[:SAMPLE_ROWS, 0]
    if np.isnan(raw).any():
        return []  # said with exact counts for all rows
    target = encode_target(
        raw, roles.target_kind, rows.sample.categories(roles.target), roles.target, config.task, config.algorithm
    )
    block = rows.block[:SAMPLE_ROWS]
    return look_at_features(roles.features, block, rows.categories, target.values, target.classes)


def refuse_errors(findings: list[dict[str, Any]]) -> None:
    """An `error` among the findings ends the training before the first fit."""
    errors = [f for f in findings if f["level"] == "error"]
    if errors:
        column = errors[0].get("feature")
        raise Failure(
            errors[0]["message"] + (f" ({len(errors) - 1} more findings.)" if len(errors) > 1 else ""),
            REFUSED_TRAINING_SET,
            "train.leak",
            f"Leave it out: exclude=['{column}']." if column else None,
            findings=errors,
            **({"column": column} if column else {}),
        )


def _training(
    job: Any, config: TrainingConfig, table: TrainingTable, target: Target, split: Split, weight: Any, stages: Stages
) -> Training:
    from insitu.ml.metrics import reported

    metric = metric_of(config, target)
    wanted = tuple(n for n in (canonical_metric(name, target.task) for name in config.metrics) if n)
    rounds = rounds_of(config)
    sizes = [len(f.train) for f in split.folds]
    cuts = Cuts(table.side.get(table.roles.group), table.side.get(table.roles.time), table.side)
    names = reported(target.task, (metric, *wanted))
    shown = report.curve_metric(config, target, metric)
    stages = Stages(job, shown, sizes, table.rows, rounds).after(stages)
    threads = useful_threads(int(job.limits.get("threads", 1)), table.rows * len(table.roles.names))
    return Training(config, table, target, split, metric, names, threads, weight, cuts, stages)


def _load(config: TrainingConfig) -> None:
    """Import what the fit will need while the rows are read. Failures come again where it is used."""
    try:
        if config.algorithm.library == "lightgbm":
            libraries.lightgbm()
        import sklearn.metrics
        import sklearn.model_selection  # noqa: F401

        if config.algorithm.library == "xgboost":
            import xgboost  # noqa: F401
    except (ImportError, Failure):
        pass
