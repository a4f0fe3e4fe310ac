"""What a function returns: one value, or `table(name type, …)`: rows."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from insitu.errors import BAD_SPEC, BAD_TYPE, Failure
from insitu.shim.describe import quote_ident
from insitu.shim.write import check_names
from insitu.wire.signature import kind_of

_TABLE = re.compile(r"\s*table\s*\((.*)\)\s*\Z", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'\s*("(?:[^"]|"")+"|[^\W\d][\w$]*)\s+(\S.*?)\s*\Z', re.DOTALL)


class Returns(NamedTuple):
    """The type for a statement, and its kind; for rows the names and kinds of their columns."""

    sql: str
    kind: str
    columns: list[tuple[str, str]] | None = None


def read_returns(plpy: Any, text: str) -> Returns:
    """Read `returns` of a spec: a type's name, or `table(name type, …)` as in SQL."""
    found = _TABLE.match(text)
    if not found:
        type_ = type_name(plpy, text, "returns")
        return Returns(type_, kind_of(type_))
    listed = [_column(plpy, part) for part in _split(found[1])]
    check_names([name for name, _ in listed])
    shown = ", ".join(f"{quote_ident(name)} {type_}" for name, type_ in listed)
    return Returns(f"TABLE({shown})", "table", [(name, kind_of(type_)) for name, type_ in listed])


def _column(plpy: Any, text: str) -> tuple[str, str]:
    found = _COLUMN.match(text)
    if not found:
        raise Failure(
            f'"{text.strip()}" is no column of a table: it takes a name and a type.',
            BAD_SPEC,
            "udf.returns",
            "Write returns as table(name type, …), for example table(id bigint, score double precision).",
        )
    quoted = found[1].startswith('"')
    name = found[1][1:-1].replace('""', '"') if quoted else found[1].lower()
    return name, type_name(plpy, found[2], f"the column {name}")


def _split(text: str) -> list[str]:
    """The parts between commas that stand neither in quotes nor in parentheses."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, sign in enumerate(text):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and depth == 0 and not quoted:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def type_name(plpy: Any, name: str, where: str) -> str:
    """The type as the server spells it, so that no text of a spec reaches a statement."""
    plan = plpy.prepare("SELECT pg_catalog.format_type(pg_catalog.to_regtype($1), NULL) AS t", ["pg_catalog.text"])
    try:
        shown = plpy.execute(plan, [re.sub(r"\([\d\s,]*\)", "", name)])[0]["t"]
    except plpy.SPIError:
        shown = None
    if shown is None:
        raise Failure(
            f'"{name}" ({where}) is not a type of this database.',
            BAD_TYPE,
            "type.unknown",
            "Name a PostgreSQL type, such as bigint, double precision, text or timestamptz.",
        )
    return shown
