"""Read the jsonb specs callers pass, with errors that name the field."""

from __future__ import annotations

import json
from typing import Any

from insitu.errors import BAD_SPEC, Failure


def read_spec(text: str | None, what: str) -> dict[str, Any]:
    """The spec as a dict."""
    value = json.loads(text) if text else None
    if not isinstance(value, dict):
        raise Failure(f"{what} takes a JSON object.", BAD_SPEC, "spec.invalid")
    return value


def text_of(spec: dict[str, Any], name: str) -> str:
    """A field that has to be a string."""
    value = spec.get(name)
    if not isinstance(value, str):
        raise Failure(f'The spec needs "{name}", a string.', BAD_SPEC, "spec.invalid", field=name)
    return value


def relation_of(value: Any, name: str) -> dict[str, str]:
    """A {schema, name}."""
    if isinstance(value, dict) and isinstance(value.get("schema"), str) and isinstance(value.get("name"), str):
        return {"schema": value["schema"], "name": value["name"]}
    raise Failure(f'"{name}" has to be {{"schema": …, "name": …}}.', BAD_SPEC, "spec.invalid", field=name)


def relations_of(value: Any, name: str) -> dict[str, dict[str, str]]:
    """A mapping of keys to relations."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Failure(f'"{name}" has to be an object of relations.', BAD_SPEC, "spec.invalid", field=name)
    return {str(k): relation_of(v, f"{name}.{k}") for k, v in value.items()}
