"""insitu.create_udf: make a SQL function of a person's Python or SQL source."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from insitu.errors import BAD_SPEC, NO_ISOLATION, Failure
from insitu.shim.definer import as_superuser, statements
from insitu.shim.describe import quote_ident
from insitu.shim.notices import to_text
from insitu.shim.returns import Returns, read_returns, type_name
from insitu.shim.settings import read_settings
from insitu.shim.spec import read_spec, text_of
from insitu.wire.signature import kind_of

VOLATILITIES = {"immutable": "IMMUTABLE", "stable": "STABLE", "volatile": "VOLATILE"}
# plpython makes a global of every argument: these would hide its own.
RESERVED = frozenset(("plpy", "GD", "SD", "TD", "args"))
BATCH_SUFFIX = "__batch"
MOMENTS = frozenset(("date", "timestamp", "timestamptz", "interval"))
BODY = """
call = SD.get("call")
if call is None:
    {load}
    call = SD["call"] = runtime("insitu.shim.call", "{opener}")(plpy, "{hash}")
return call({arguments})
"""


def create_udf(plpy: Any, text: str, load: str) -> str:
    """Create or replace schema.name(arguments); for Python also schema.name__batch over arrays."""
    spec = read_spec(text, "insitu.create_udf")
    name, schema = text_of(spec, "name"), text_of(spec, "schema")
    language = str(spec.get("language") or "python").lower()
    arguments = _arguments(plpy, spec)
    returns = read_returns(plpy, text_of(spec, "returns"))
    volatility = VOLATILITIES.get(str(spec.get("volatility") or "volatile").lower())
    if volatility is None:
        raise Failure(f"volatility can't be {spec['volatility']!r}.", hint="immutable, stable or volatile.")
    head = f"{quote_ident(schema)}.{quote_ident(name)}"
    _check_rights(plpy, schema, name)
    if language == "sql":
        _create_sql(plpy, head, arguments, returns.sql, volatility, text_of(spec, "source"))
        return to_text({"function": name, "language": "sql"})
    if spec.get("fenced") is False:
        return _create_unfenced(plpy, head, arguments, returns, volatility, spec)
    return _create_fenced(plpy, schema, name, arguments, returns, volatility, spec, load)


def _arguments(plpy: Any, spec: dict[str, Any]) -> list[tuple[str, str]]:
    listed = spec.get("arguments") or []
    if not isinstance(listed, list) or not all(isinstance(a, dict) for a in listed):
        raise Failure('"arguments" has to be a list of {name, type}.', BAD_SPEC, "spec.invalid")
    arguments = []
    for position, argument in enumerate(listed, 1):
        name = str(argument.get("name") or f"argument_{position}")
        if name in RESERVED:
            raise Failure(f'An argument can\'t be called "{name}".', BAD_SPEC, "udf.argument", "Rename it.")
        arguments.append((name, type_name(plpy, str(argument.get("type")), f"the argument {name}")))
    return arguments


def _check_rights(plpy: Any, schema: str, name: str) -> None:
    """What CREATE OR REPLACE FUNCTION would check for the caller, since another does it for them."""
    plan = plpy.prepare(
        "SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE') AS may, (SELECT pg_catalog.count(*)"
        "   FROM pg_catalog.pg_proc AS p WHERE p.pronamespace OPERATOR(pg_catalog.=) n.oid"
        "   AND p.proname OPERATOR(pg_catalog.=) ANY (ARRAY[$2, $3]::pg_catalog.name[])"
        "   AND NOT pg_catalog.pg_has_role(p.proowner, 'USAGE')) AS others"
        " FROM pg_catalog.pg_namespace AS n WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name",
        ["pg_catalog.text"] * 3,
    )
    found = plpy.execute(plan, [schema, name, batch_name(name)])
    if not len(found) or not found[0]["may"]:
        raise Failure(f'You can\'t create functions in the schema "{schema}".', BAD_SPEC, "udf.schema")
    if found[0]["others"]:
        raise Failure(f'"{name}" is a function of somebody else.', BAD_SPEC, "udf.owner", "Choose another name.")


def batch_name(name: str) -> str:
    """The name of the function over arrays: at most 63 bytes."""
    kept = name.encode()[: 63 - len(BATCH_SUFFIX)].decode("utf-8", "ignore")
    return kept + BATCH_SUFFIX


def _create_fenced(
    plpy: Any,
    schema: str,
    name: str,
    arguments: list[tuple[str, str]],
    returns: Returns,
    volatility: str,
    spec: dict[str, Any],
    load: str,
) -> str:
    rows = returns.columns is not None
    if rows and spec.get("vectorized") is True:
        raise Failure("A function that returns a table can't be vectorized.", BAD_SPEC, "udf.returns")
    stored = {
        "source": text_of(spec, "source"),
        "path": str(spec.get("path") or f"{name}.py"),
        "entry_point": str(spec.get("entry_point") or name),
        "arguments": [kind_of(t) for _, t in arguments],
        "returns": returns.kind,
        "columns": returns.columns,
        "vectorized": spec.get("vectorized") is True,
        "decimal": spec.get("numeric") == "decimal",
        "immutable": volatility == "IMMUTABLE",
        "limits": spec.get("limits") if isinstance(spec.get("limits"), dict) else None,
    }
    text = json.dumps(stored, sort_keys=True)
    key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    who = plpy.execute("SELECT current_user::pg_catalog.text AS me")[0]["me"]
    made: list[tuple[str, list[Any]]] = [
        ("INSERT INTO insitu.udf (hash, spec) VALUES ($1, $2::pg_catalog.jsonb) ON CONFLICT DO NOTHING", [key, text])
    ]
    target = f"{quote_ident(schema)}.{quote_ident(name)}"
    made += _statements(target, arguments, returns.sql, volatility, key, "table" if rows else "scalar", load, who)
    batch = bool(arguments) and not rows and not any(t.endswith("[]") for _, t in [*arguments, ("", returns.sql)])
    if batch:
        target = f"{quote_ident(schema)}.{quote_ident(batch_name(name))}"
        lists = [(n, f"{t}[]") for n, t in arguments]
        made += _statements(target, lists, f"{returns.sql}[]", volatility, key, "batch", load, who)
    as_superuser(plpy, statements(plpy, made))
    return to_text({"function": name, "language": "python", "batch": batch_name(name) if batch else None})


def _statements(
    target: str,
    arguments: list[tuple[str, str]],
    returns: str,
    volatility: str,
    key: str,
    opener: str,
    load: str,
    owner: str,
) -> list[tuple[str, list[Any]]]:
    listed = ", ".join(f"{quote_ident(n)} {t}" for n, t in arguments)
    types = ", ".join(t for _, t in arguments)
    given = ", ".join(f"args[{i}]" for i in range(len(arguments)))
    body = BODY.format(load=load, opener=opener, hash=key, arguments=given)
    # Dates reach Python as text: pin how they are written. It costs a microsecond a call, so only then.
    kinds = {kind_of(t.removesuffix("[]")) for t in [a[1] for a in arguments]}
    pinned = " SET datestyle TO 'ISO, MDY' SET intervalstyle TO 'postgres'" if kinds & MOMENTS else ""
    # PARALLEL UNSAFE: the leader of a parallel plan may run no plpy.execute, and PL/Python lets that error
    # jump over Python's frames. The call after it crashed the server.
    return [
        (
            f"CREATE OR REPLACE FUNCTION {target}({listed}) RETURNS {returns} LANGUAGE plpython3u"
            f" {volatility} PARALLEL UNSAFE COST 1000{pinned} AS $insitu${body}$insitu$",
            [],
        ),
        (f"ALTER FUNCTION {target}({types}) OWNER TO {quote_ident(owner)}", []),
    ]


def _create_sql(
    plpy: Any, head: str, arguments: list[tuple[str, str]], returns: str, volatility: str, source: str
) -> None:
    """A plain SQL function, made by the caller; the planner can inline it."""
    body = source.strip().rstrip(";")
    if not body.lstrip("( \n\t").lower().startswith(("select", "with", "values")):
        body = f"SELECT {body}"
    listed = ", ".join(f"{quote_ident(n)} {t}" for n, t in arguments)
    tag = "$insitu$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    plpy.execute(
        f"CREATE OR REPLACE FUNCTION {head}({listed}) RETURNS {returns} LANGUAGE sql {volatility} AS {tag}{body}{tag}"
    )


def _create_unfenced(
    plpy: Any,
    head: str,
    arguments: list[tuple[str, str]],
    returns: Returns,
    volatility: str,
    spec: dict[str, Any],
) -> str:
    """Plain in-process plpython3u: only where the database allows it, and only a superuser's own act."""
    row = plpy.execute("SELECT pg_catalog.current_setting('is_superuser') AS s, session_user::pg_catalog.text AS who")[
        0
    ]
    if row["s"] != "on" or not read_settings(plpy)["allow_unfenced"]:
        raise Failure(
            "Functions outside the fence (fenced: false) are not allowed for you in this database.",
            NO_ISOLATION,
            "udf.unfenced",
            "Leave fenced: false out, or let the owner of the database install it.",
        )
    listed = ", ".join(f"{quote_ident(n)} {t}" for n, t in arguments)
    source, entry = text_of(spec, "source"), str(spec.get("entry_point") or spec["name"])
    given = ", ".join(f"args[{i}]" for i in range(len(arguments)))
    # The source is a string literal on one line: a newline in a literal of a body would gain a tab.
    body = (
        f"\nf = SD.get('f')\nif f is None:\n    space = {{'__name__': 'udf'}}\n"
        f"    exec(compile({source!a}, {str(spec.get('path') or 'udf.py')!a}, 'exec'), space)\n"
        f"    f = SD['f'] = space[{entry!a}]\nresult = f({given})\n"
        f"return result.itertuples(index=False, name=None) if hasattr(result, 'itertuples') else result\n"
    )
    quote = plpy.quote_literal(body)
    plpy.execute(
        f"CREATE OR REPLACE FUNCTION {head}({listed}) RETURNS {returns.sql} LANGUAGE plpython3u {volatility} AS {quote}"
    )
    return to_text({"function": spec["name"], "language": "python", "fenced": False})
