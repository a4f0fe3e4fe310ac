"""The jobs `predict_into` (a table) and `predict` (a row at a time)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.artifact import TrainedModel
from insitu.ml.near import did_you_mean
from insitu.ml.roles import Feature

CHUNK_ROWS = 65536
MAX_PROBABILITIES = 100
_INTERVAL = re.compile(r"^(?:(-?\d+) days? ?)?(?:(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?))?$")


def predict_into(job: Any) -> dict[str, Any]:
    """Handler: stream the query (row numbers and features) through the model; write numbers and predictions."""
    model = TrainedModel(job.blobs, int(job.limits.get("threads", 1)))
    names = [f.name for f in model.features]
    texts = [f.name for f in model.features if f.role == "category"]
    number = job.config["number"]
    output = Output(model, set(job.config["taken"]), bool(job.config.get("probabilities", True)))
    types = {number: "bigint", **output.types}
    rows = 0
    for chunk in job.chunks(chunk_rows=CHUNK_ROWS):
        block = chunk.matrix(names)
        predicted = model.predict(block, {name: chunk.categories(name) for name in texts})
        job.write({number: chunk[number], **output.columns(predicted)}, types)
        rows += chunk.rows
        job.progress(phase="predict", rows=rows)
    if not rows:
        job.write({name: np.empty(0, object) for name in types}, types)
    return {"rows": rows}


class Output:
    """The columns a prediction adds: `prediction`, and probabilities for classes."""

    def __init__(self, model: TrainedModel, taken: set[str], probabilities: bool):
        self._labels = model.labels
        self._task = model.task
        self._kind = model.target["kind"]
        self._probabilities = probabilities and model.labels is not None
        self.types = {"prediction": self._type(model), **dict.fromkeys(self._names(), "double precision")}
        for name in self.types:
            if name in taken:
                raise Failure(
                    f'A column "{name}" is passed through and is also a column of the prediction.',
                    BAD_SPEC,
                    "predict.column",
                    "Rename it in the query, or leave it out of keep.",
                    column=name,
                )

    def columns(self, predicted: Any) -> dict[str, Any]:
        """The added columns for some rows."""
        if self._labels is None:
            return {"prediction": predicted}
        classes = predicted.argmax(axis=1)
        found = {"prediction": self._values()[classes]}
        if self._probabilities and self._task == "classification":
            found["probability"] = predicted[:, 1]
        elif self._probabilities:
            found.update({name: predicted[:, i] for i, name in enumerate(self._names())})
        return found

    def _names(self) -> list[str]:
        if not self._probabilities:
            return []
        if self._task == "classification":
            return ["probability"]
        names = [f"probability_{label}" for label in (self._labels or [])[:MAX_PROBABILITIES]]
        return [n if len(n.encode()) <= 63 else f"probability_{i + 1}" for i, n in enumerate(names)]

    def _type(self, model: TrainedModel) -> str:
        if self._labels is None:
            return "double precision"
        if self._kind == "bool":
            return "boolean"
        return model.target["type"] if self._kind in ("int2", "int4", "int8", "numeric") else _wide(self._kind)

    def _values(self) -> Any:
        return np.array([value_of(self._kind, label) for label in self._labels or []])


def _wide(kind: str) -> str:
    return "text" if kind == "text" else "double precision"


def value_of(kind: str, label: str) -> Any:
    """A class label in the target's own type."""
    if kind == "bool":
        return label == "true"
    if kind == "text":
        return label
    return int(label) if kind in ("int2", "int4", "int8") else float(label)


def predict(job: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Handler of the long-lived worker: {row} → {value, probabilities}."""
    model = TrainedModel(job.blobs, 1)
    kind = model.target["kind"]

    def answer(payload: dict[str, Any]) -> dict[str, Any]:
        block, categories = row_block(payload["row"], model.features, job.config["model"])
        out = model.predict(block, categories)[0]
        if model.labels is None:
            return {"value": float(out)}
        chosen = value_of(kind, model.labels[int(out.argmax())])
        value = str(chosen).lower() if kind == "bool" else chosen
        return {"value": value, "probabilities": {label: float(p) for label, p in zip(model.labels, out, strict=True)}}

    return answer


def row_block(row: dict[str, Any], features: tuple[Feature, ...], model: str) -> tuple[Any, dict[str, list[str]]]:
    """One row as a block of features with its own dictionaries."""
    block, categories = np.full((1, len(features)), np.nan), {}
    for i, feature in enumerate(features):
        if feature.name not in row:
            raise Failure(
                f'The row has no "{feature.name}", which {model} was trained on.',
                BAD_SPEC,
                "predict.missing_feature",
                did_you_mean(feature.name, row, "It has"),
                column=feature.name,
            )
        value = row[feature.name]
        if value is None:
            categories[feature.name] = []
        elif feature.role == "category":
            categories[feature.name], block[0, i] = [_text(value)], 0.0
        else:
            block[0, i] = _number(value, feature)
    return block, categories


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _number(value: Any, feature: Feature) -> float:
    try:
        if feature.role == "moment" and isinstance(value, str):
            return _seconds(value)
        if feature.role == "flag" and isinstance(value, str):
            return {"true": 1.0, "t": 1.0, "false": 0.0, "f": 0.0}[value.lower()]
        return float(value)
    except (ValueError, TypeError, KeyError):
        raise Failure(
            f'"{feature.name}" can\'t be {value!r}: it is {feature.type}.', BAD_SPEC, "predict.value", column=feature.name
        ) from None


def _seconds(value: str) -> float:
    """A date or time as to_jsonb writes it, in seconds since 1970; an interval in seconds."""
    found = _INTERVAL.match(value)
    if found and value:
        days, sign, hours, minutes, seconds = found.groups()
        clock = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)
        return int(days or 0) * 86400 + (-clock if sign else clock)
    moment = datetime.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.timestamp()
