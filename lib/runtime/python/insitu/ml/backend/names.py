"""Names of models and relations as callers write them."""

from __future__ import annotations

from typing import Any

from insitu.errors import BAD_SPEC, Failure


def model_name(plpy: Any, model: str | None) -> tuple[str, str]:
    """(schema, name) of `schema.name`; a bare name belongs to the first schema of the search_path.

    The first dot divides: schemas have none, and names made by Insitu don't either.
    """
    if not model or not model.strip("."):
        raise Failure("A trained model needs a name.", BAD_SPEC, "train.name", "Write 'schema.name'.")
    schema, dot, name = model.partition(".")
    if not dot:
        schema, name = current_schema(plpy), model
    for part in (schema, name):
        if not part or len(part.encode("utf-8", "replace")) > 63:
            raise Failure(
                f'"{model}" can\'t name a trained model.', BAD_SPEC, "train.name", "Write 'schema.name', 63 bytes each at most."
            )
    return schema, name


def relation_name(plpy: Any, relation: str) -> dict[str, str]:
    """{schema, name} of a relation written as in SQL: a.b, "A"."b", b."""
    plan = plpy.prepare("SELECT pg_catalog.parse_ident($1) AS parts", ["pg_catalog.text"])
    try:
        with plpy.subtransaction():
            parts = plpy.execute(plan, [relation])[0]["parts"]
    except plpy.SPIError:
        parts = []
    if not 1 <= len(parts) <= 2:
        hint = "Write schema.name, quoted where needed."
        raise Failure(f"{relation!r} is not the name of a relation.", BAD_SPEC, "predict.relation", hint)
    schema = parts[0] if len(parts) == 2 else current_schema(plpy)
    return {"schema": schema, "name": parts[-1]}


def current_schema(plpy: Any) -> str:
    """The schema new things go to."""
    schema = plpy.execute("SELECT pg_catalog.current_schema() AS s")[0]["s"]
    if schema is None:
        raise Failure("No schema of the search_path exists.", BAD_SPEC, "train.name", "Write 'schema.name'.")
    return schema


def require_create(plpy: Any, schema: str) -> None:
    """The caller has to be able to create in the schema a model is named after."""
    plan = plpy.prepare(
        "SELECT n.oid IS NOT NULL AS there, COALESCE(pg_catalog.has_schema_privilege(n.oid, 'create'), false) AS allowed,"
        " current_user AS me FROM (VALUES (1)) AS one LEFT JOIN pg_catalog.pg_namespace AS n"
        " ON n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name",
        ["pg_catalog.text"],
    )
    found = plpy.execute(plan, [schema])[0]
    if not found["there"]:
        raise Failure(f'There is no schema "{schema}".', BAD_SPEC, "train.name", "Create it, or name another.")
    if not found["allowed"]:
        raise Failure(
            f'{found["me"]} may not keep trained models in the schema "{schema}".',
            BAD_SPEC,
            "train.rights",
            f'It needs CREATE on the schema: grant create on schema "{schema}" to "{found["me"]}".',
        )
