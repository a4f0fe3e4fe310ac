"""Which column of the training query plays which role: target, feature, id, weight, group, time, split."""

from __future__ import annotations

import dataclasses
from typing import Any

from insitu.errors import REFUSED_TRAINING_SET, Failure
from insitu.ml.config import TrainingConfig
from insitu.ml.near import did_you_mean

NUMBERS = frozenset(("int2", "int4", "int8", "float4", "float8", "numeric"))
MOMENTS = frozenset(("date", "timestamp", "timestamptz", "interval"))


@dataclasses.dataclass(frozen=True)
class Feature:
    """A feature: `role` is number, flag (boolean), moment (seconds since 1970) or category."""

    name: str
    type: str
    role: str


@dataclasses.dataclass(frozen=True)
class Roles:
    """The columns a training reads. `left_out` maps columns that aren't features to the reason."""

    target: str
    target_type: str
    target_kind: str
    features: tuple[Feature, ...]
    left_out: dict[str, str]
    kinds: dict[str, str]
    weight: str | None
    group: str | None
    time: str | None
    split: str | None
    fold: str | None

    @property
    def names(self) -> list[str]:
        """Names of the features, in order."""
        return [f.name for f in self.features]

    @property
    def needed(self) -> list[str]:
        """Every column that has to be read, features first."""
        extra = (self.target, self.weight, self.group, self.time, self.split, self.fold)
        return list(dict.fromkeys([*self.names, *(c for c in extra if c)]))


def assign_roles(columns: list[Any], config: TrainingConfig) -> Roles:
    """Roles of the query's columns; a missing or unusable one raises Failure with the near name."""
    by_name = {c.name: c for c in columns}
    _refuse_doubles(columns)
    cutting = _cutting_columns(config)
    for key, name in _named(config, cutting):
        if name not in by_name:
            raise _missing(name, key, by_name)
    target = by_name[config.target]
    if role_of(target.kind) is None:
        said = f'The target "{target.name}" has the type {target.type}, which can\'t be learned.'
        raise _refused(said, "train.target")
    reserved = _reserved(config, cutting)
    features, left_out = _features(columns, config, reserved)
    if not features:
        raise _refused("No column is left to learn from.", "train.no_features", left_out=left_out)
    return Roles(
        target=target.name,
        target_type=target.type,
        target_kind=target.kind,
        features=tuple(features),
        left_out=left_out,
        kinds={c.name: c.kind for c in columns},
        weight=config.sample_weight,
        group=cutting["group"],
        time=cutting["time"],
        split=config.split_column,
        fold=cutting["fold"],
    )


def _cutting_columns(config: TrainingConfig) -> dict[str, str | None]:
    """The columns that cut the rows: what cv names goes before the keys `group` and `time`."""
    cut = {"group": config.group, "time": config.time, "fold": None}
    if config.cv is not None and config.cv.strategy in ("group", "time", "column"):
        cut[{"column": "fold"}.get(config.cv.strategy, config.cv.strategy)] = config.cv.column
    return cut


def _named(config: TrainingConfig, cutting: dict[str, str | None]) -> list[tuple[str, str]]:
    """Every column the config names, with the key that does."""
    pairs = [("target", config.target), ("sample_weight", config.sample_weight), ("split_column", config.split_column)]
    pairs += [("group", config.group), ("time", config.time)]
    pairs += [("cv.column", name) for name in cutting.values()]
    pairs += [("id", n) for n in config.id] + [("features", n) for n in config.features or ()]
    pairs += [("exclude", n) for n in config.exclude] + [("preprocess", n) for n in config.preprocess]
    return [(key, name) for key, name in pairs if name]


def _reserved(config: TrainingConfig, cutting: dict[str, str | None]) -> dict[str, str]:
    """Columns that aren't features unless `features` lists them, with the reason."""
    reasons = {**dict.fromkeys(config.id, "identifier"), **dict.fromkeys(config.exclude, "left out by exclude")}
    for name, reason in (
        (config.sample_weight, "sample weight"),
        (config.split_column, "split"),
        (cutting["group"], "group"),
        (cutting["time"], "time"),
        (cutting["fold"], "fold"),
    ):
        if name:
            reasons[name] = reason
    reasons[config.target] = "target"
    return reasons


def _features(
    columns: list[Any], config: TrainingConfig, reserved: dict[str, str]
) -> tuple[list[Feature], dict[str, str]]:
    features, left_out = [], {}
    wanted = set(config.features) if config.features is not None else None
    for name in sorted(wanted or ()):
        if name == config.target:
            raise _refused(f'The target "{name}" can\'t be a feature.', "train.leak", "Take it out of features.")
        if name in config.exclude:
            raise _refused(f'"{name}" is in features and in exclude.', "train.config", "Take it out of one of them.")
    for column in columns:
        role = role_of(column.kind)
        chosen = column.name in wanted if wanted is not None else column.name not in reserved
        if chosen and role is None and wanted is not None:
            raise _refused(
                f'The feature "{column.name}" has the type {column.type}, which can\'t be learned from.',
                "train.feature_type",
                "Turn it into numbers or text in SQL.",
            )
        if chosen and role is not None:
            features.append(Feature(column.name, column.type, role))
        else:
            listed = "not listed in features" if wanted is not None else reserved.get(column.name)
            left_out[column.name] = reserved.get(column.name) or listed or f"type {column.type}"
    return features, left_out


def role_of(kind: str) -> str | None:
    """How a column of this kind is learned from; None when it can't be."""
    if kind in NUMBERS:
        return "number"
    if kind == "bool":
        return "flag"
    if kind in MOMENTS:
        return "moment"
    return "category" if kind == "text" else None


def _refuse_doubles(columns: list[Any]) -> None:
    seen = set()
    for column in columns:
        if column.name in seen:
            raise _refused(f'The query has two columns "{column.name}".', "train.columns", "Give each its own name.")
        seen.add(column.name)


def _missing(name: str, key: str, columns: dict[str, Any]) -> Failure:
    return Failure(
        f'The query has no column "{name}" ({key}).',
        REFUSED_TRAINING_SET,
        "train.missing_column",
        did_you_mean(name, columns, "It has"),
        column=name,
        key=key,
    )


def _refused(message: str, code: str, hint: str | None = None, **detail: Any) -> Failure:
    return Failure(message, REFUSED_TRAINING_SET, code, hint, **detail)
