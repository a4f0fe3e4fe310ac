"""The config of a training node: checked whole before a row is read.

Standard library only: the backend checks it before it starts a child, the child reads it again.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml import hyperparameters
from insitu.ml.metric_names import canonical_metric, default_metric, metric_names
from insitu.ml.near import did_you_mean
from insitu.ml.registry import ALGORITHM_ALIASES, ALGORITHMS, TASKS, Algorithm
from insitu.ml.units import megabytes, seconds

STRATEGIES = ("kfold", "stratified", "group", "time", "column")
ENCODINGS = ("native", "onehot", "ordinal", "frequency", "target")
IMPUTATIONS = ("median", "mean", "most_frequent", "zero", "none")
SCALINGS = ("standard", "minmax", "robust", "none")
KEYS = (
    "task", "target", "id", "features", "exclude", "algorithm", "hyperparams", "test_size", "split_column", "cv",
    "group", "time", "sample_weight", "class_weight", "preprocess", "early_stopping", "metric", "metrics", "seed",
    "max_runtime", "max_memory", "automatic_deploy",
)  # fmt: skip
# Named in the design, not there yet: never silently left out.
LATER = ("search", "search_space", "search_args")
LATER_TASKS = ("ranking", "clustering", "anomaly")
# What a dbt config may say besides; it says nothing about the training.
DBT_KEYS = frozenset((
    "materialized", "schema", "alias", "database", "tags", "meta", "enabled", "docs", "description", "name",
    "persist_docs", "full_refresh", "pre_hook", "post_hook", "pre-hook", "post-hook", "quoting", "grants", "contract",
    "access", "packages", "column_types", "unique_key", "on_schema_change", "event_time", "on_configuration_change",
))  # fmt: skip


@dataclasses.dataclass(frozen=True)
class CrossValidation:
    """How rows are cut into folds."""

    folds: int | None
    strategy: str | None
    column: str | None


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """A checked config. Names of columns are not checked here: that needs the query."""

    target: str
    task: str | None
    id: tuple[str, ...]
    features: tuple[str, ...] | None
    exclude: tuple[str, ...]
    algorithm: Algorithm
    hyperparams: dict[str, Any]
    test_size: float | None
    split_column: str | None
    cv: CrossValidation | None
    group: str | None
    time: str | None
    sample_weight: str | None
    class_weight: Any
    preprocess: dict[str, dict[str, Any]]
    early_stopping: int | None
    metric: str | None
    metrics: tuple[str, ...]
    seed: int
    max_seconds: float | None
    max_memory_mb: float | None
    automatic_deploy: bool

    @property
    def plain(self) -> bool:
        """No rows are held out: one fit on all of them, and no score."""
        return self.test_size == 0


def read_config(raw: dict[str, Any]) -> TrainingConfig:
    """The checked config; raises Failure naming the key, with a remedy."""
    given = {k: v for k, v in raw.items() if k not in DBT_KEYS and v is not None}
    _check_keys(given)
    task = _task(given.get("task"))
    algorithm = _algorithm(given.get("algorithm", "lightgbm"), task)
    cv = _cross_validation(given)
    metrics = _metrics(given, task)
    return TrainingConfig(
        target=_column(given, "target", required=True) or "",
        task=task,
        id=_columns(given.get("id"), "id"),
        features=_columns(given["features"], "features") if "features" in given else None,
        exclude=_columns(given.get("exclude"), "exclude"),
        algorithm=algorithm,
        hyperparams=hyperparameters.check(algorithm, given.get("hyperparams", {})),
        test_size=_test_size(given.get("test_size")),
        split_column=_column(given, "split_column"),
        cv=cv,
        group=_column(given, "group"),
        time=_column(given, "time"),
        sample_weight=_column(given, "sample_weight"),
        class_weight=_class_weight(given.get("class_weight"), algorithm, task),
        preprocess=_preprocess(given.get("preprocess", {})),
        early_stopping=_early_stopping(given.get("early_stopping"), algorithm),
        metric=metrics[0] if metrics else None,
        metrics=metrics,
        seed=_integer(given.get("seed", 0), "seed", 0, 2**31 - 1),
        max_seconds=seconds(given["max_runtime"]) if "max_runtime" in given else None,
        max_memory_mb=megabytes(given["max_memory"]) if "max_memory" in given else None,
        automatic_deploy=_boolean(given.get("automatic_deploy", True), "automatic_deploy"),
    )


def bad(message: str, hint: str | None = None, key: str | None = None) -> Failure:
    """A failure of the config."""
    return Failure(message, BAD_SPEC, "train.config", hint, **({"key": key} if key else {}))


def _check_keys(given: dict[str, Any]) -> None:
    for key in given:
        if key in LATER:
            raise bad(
                f'"{key}" is not available yet: this version trains one set of hyperparameters.',
                "Leave it out and name the values in hyperparams.",
                key,
            )
        if key not in KEYS:
            raise bad(f'Training has no setting "{key}".', did_you_mean(key, KEYS), key)
    chosen = [k for k in ("cv", "test_size", "split_column") if k in given]
    if len(chosen) > 1:
        raise bad(
            f"{' and '.join(chosen)} exclude each other: rows are either cut into folds or held out once.",
            f"Keep one of them, for example {chosen[0]}.",
            chosen[1],
        )


def _task(value: Any) -> str | None:
    if value is None or value in TASKS:
        return value
    if value in LATER_TASKS:
        raise bad(f'The task "{value}" is not available yet.', f"It trains: {', '.join(TASKS)}.", "task")
    if value in ("binary", "binary_classification"):
        return "classification"
    raise bad(f"There is no task {value!r}.", did_you_mean(str(value), TASKS, "The tasks are"), "task")


def _algorithm(value: Any, task: str | None) -> Algorithm:
    name = ALGORITHM_ALIASES.get(str(value), str(value))
    algorithm = ALGORITHMS.get(name)
    if algorithm is None:
        raise bad(
            f'There is no algorithm "{value}".',
            did_you_mean(str(value), (*ALGORITHMS, *ALGORITHM_ALIASES), "The algorithms are"),
            "algorithm",
        )
    if task is not None:
        check_task(algorithm, task)
    return algorithm


def check_task(algorithm: Algorithm, task: str) -> None:
    """Refuse an algorithm for a task it can't do."""
    if task not in algorithm.tasks:
        others = [a.name for a in ALGORITHMS.values() if task in a.tasks]
        raise bad(
            f"{algorithm.title} ({algorithm.name}) can't do {task}; it does {' and '.join(algorithm.tasks)}.",
            f"For {task}: {', '.join(others[:8])}, …",
            "algorithm",
        )


def _cross_validation(given: dict[str, Any]) -> CrossValidation | None:
    value = given.get("cv")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = {"folds": value}
    if not isinstance(value, dict):
        raise bad("cv has to be an object such as {'folds': 5, 'strategy': 'stratified'}.", None, "cv")
    for key in value:
        if key not in ("folds", "strategy", "column"):
            raise bad(f'cv has no setting "{key}".', did_you_mean(key, ("folds", "strategy", "column")), f"cv.{key}")
    strategy, column = value.get("strategy"), value.get("column")
    if strategy is not None and strategy not in STRATEGIES:
        hint = did_you_mean(str(strategy), STRATEGIES, "The strategies are")
        raise bad(f"cv has no strategy {strategy!r}.", hint, "cv.strategy")
    if column is not None and not isinstance(column, str):
        raise bad("cv.column has to be the name of a column.", None, "cv.column")
    column = column or _strategy_column(given, strategy)
    if strategy in ("group", "time", "column") and not column:
        raise bad(f'The strategy "{strategy}" needs cv.column.', "Name the column that cuts the rows.", "cv.column")
    folds = value.get("folds")
    if folds is not None or strategy != "column":
        folds = _integer(5 if folds is None else folds, "cv.folds", 2, 100)
    return CrossValidation(folds, strategy, column)


def _strategy_column(given: dict[str, Any], strategy: str | None) -> str | None:
    """`group` and `time` name the column for the strategy of that name."""
    value = given.get(strategy) if strategy in ("group", "time") else None
    return value if isinstance(value, str) else None


def _metrics(given: dict[str, Any], task: str | None) -> tuple[str, ...]:
    """The metric that decides first, then the others that were asked for, in their canonical names."""
    more = given.get("metrics", [])
    listed = [given["metric"]] if "metric" in given else []
    listed += more if isinstance(more, list) else [more]
    names: list[str] = []
    for value in listed:
        name = canonical_metric(str(value), task)
        if name is None:
            known = metric_names(task)
            raise bad(
                f'There is no metric "{value}"{f" for {task}" if task else ""}.',
                did_you_mean(str(value), known, "The metrics are"),
                "metric",
            )
        names.append(name)
    if not listed and task is not None:
        names.append(default_metric(task))
    return tuple(dict.fromkeys(names))


def _test_size(value: Any) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or value < 0 or (value > 1 and value != int(value)):
        raise bad(
            f"test_size has to be a share below 1 (0.2) or a number of rows, not {value!r}.",
            "0 holds no rows out: the model then has no score.",
            "test_size",
        )
    if value == 1:
        raise bad("test_size 1 would hold every row out.", "Take a share below 1, such as 0.2.", "test_size")
    return float(value)


def _class_weight(value: Any, algorithm: Algorithm, task: str | None) -> Any:
    if value is None:
        return None
    if task == "regression":
        raise bad("class_weight has no meaning for a regression.", "Use sample_weight.", "class_weight")
    if not algorithm.class_weight:
        raise bad(f"{algorithm.title} takes no class weights.", "Leave class_weight out.", "class_weight")
    if value == "balanced":
        return value
    if isinstance(value, dict) and value and all(_is_number(w) and w >= 0 for w in value.values()):
        return {str(k): float(w) for k, w in value.items()}
    raise bad("class_weight has to be 'balanced' or {class: weight}.", None, "class_weight")


def _preprocess(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
        hint = "For example {'carrier': {'encode': 'onehot'}}."
        raise bad("preprocess has to be {column: {encode, impute, scale}}.", hint, "preprocess")
    allowed = {"encode": ENCODINGS, "impute": IMPUTATIONS, "scale": SCALINGS}
    for column, steps in value.items():
        for key, choice in steps.items():
            where = f"preprocess.{column}.{key}"
            if key not in allowed:
                raise bad(f'preprocess has no step "{key}" ({column}).', did_you_mean(key, allowed), where)
            if choice not in allowed[key] and not (key == "impute" and _is_number(choice)):
                hint = did_you_mean(str(choice), allowed[key], "The choices are")
                raise bad(f'"{key}" of {column} can\'t be {choice!r}.', hint, where)
    return value


def _early_stopping(value: Any, algorithm: Algorithm) -> int | None:
    if value is None or value is False or value == 0:
        return None
    if isinstance(value, dict) and set(value) <= {"rounds", "patience"} and len(value) == 1:
        value = next(iter(value.values()))
    rounds = 20 if value is True else _integer(value, "early_stopping", 1, 100_000)
    if algorithm.iterations is None:
        boosted = [a.name for a in ALGORITHMS.values() if a.iterations]
        raise bad(
            f"{algorithm.title} can't stop early: it doesn't learn in rounds.",
            f"Leave early_stopping out, or use {', '.join(boosted)}.",
            "early_stopping",
        )
    return rounds


def _column(given: dict[str, Any], key: str, required: bool = False) -> str | None:
    value = given.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value:
        missing = "is missing" if value is None else "has to be the name of a column"
        raise bad(f"{key} {missing}.", f"Name a column of the query: {key}='…'.", key)
    return value


def _columns(value: Any, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(v, str) and v for v in listed):
        raise bad(f"{key} has to be a column or a list of columns.", None, key)
    return tuple(dict.fromkeys(listed))


def _integer(value: Any, key: str, low: int, high: int) -> int:
    whole = _is_number(value) and float(value).is_integer()
    if not whole or not low <= value <= high:
        raise bad(f"{key} has to be a whole number from {low} to {high}, not {value!r}.", None, key)
    return int(value)


def _boolean(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise bad(f"{key} has to be true or false, not {value!r}.", None, key)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
