"""Names of the metrics by task. Data only, read on both sides."""

from __future__ import annotations

# task → metrics that are always reported, the default first
REPORTED = {
    "classification": ("roc_auc", "average_precision", "log_loss", "brier", "accuracy", "f1"),
    "multiclass": ("log_loss", "accuracy", "f1_macro", "roc_auc_ovr"),
    "regression": ("rmse", "mae", "r2", "mape"),
}
# computed when asked for
MORE = {
    "classification": ("precision", "recall", "balanced_accuracy", "mcc"),
    "multiclass": ("balanced_accuracy", "mcc"),
    "regression": ("mse", "median_absolute_error", "rmsle"),
}
LOWER_IS_BETTER = frozenset((
    "log_loss", "brier", "rmse", "mae", "mape", "mse", "median_absolute_error", "rmsle",
))  # fmt: skip
ALIASES = {
    "pr_auc": "average_precision", "auc": "roc_auc", "logloss": "log_loss", "binary_logloss": "log_loss",
    "multi_logloss": "log_loss", "brier_score": "brier", "acc": "accuracy", "r_squared": "r2", "l1": "mae",
    "l2": "mse", "root_mean_squared_error": "rmse", "mean_absolute_error": "mae", "f1_score": "f1",
    "matthews": "mcc",
}  # fmt: skip
# The same word means the macro average when there are more than two classes.
MULTICLASS_ALIASES = {"f1": "f1_macro", "roc_auc": "roc_auc_ovr", "auc": "roc_auc_ovr"}


def metric_names(task: str | None) -> list[str]:
    """Every metric of a task; of all tasks when it isn't known yet."""
    tasks = [task] if task else list(REPORTED)
    return list(dict.fromkeys(name for t in tasks for name in (*REPORTED[t], *MORE[t])))


def canonical_metric(name: str, task: str | None) -> str | None:
    """The metric a person means, or None."""
    lowered = name.lower()
    if task == "multiclass" and lowered in MULTICLASS_ALIASES:
        return MULTICLASS_ALIASES[lowered]
    lowered = ALIASES.get(lowered, lowered)
    return lowered if lowered in metric_names(task) else None


def default_metric(task: str) -> str:
    """The metric that decides when none is named."""
    return REPORTED[task][0]


def greater_is_better(name: str) -> bool:
    """Whether a higher value is the better one."""
    return name not in LOWER_IS_BETTER
