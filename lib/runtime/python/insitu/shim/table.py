"""Whether a query is `select * from` one plain table, which can be packed page by page."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_SPACE = r"(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/)"
_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)'
_WHOLE = re.compile(rf"{_SPACE}*select{_SPACE}*\*{_SPACE}*from{_SPACE}+({_NAME}(?:\.{_NAME}){{0,2}}){_SPACE}*\Z", re.I)

# A page holds what a snapshot sees of it, whatever the tables around: no children, no row security, nothing out of
# line, whose size no page tells.
_PLAIN = """
SELECT c.oid::pg_catalog.int8 AS oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
  pg_catalog.current_setting('block_size')::pg_catalog.int4 AS page_bytes
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
JOIN pg_catalog.pg_am AS a ON a.oid OPERATOR(pg_catalog.=) c.relam
WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)::pg_catalog.oid
  AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'm']::pg_catalog."char"[]) AND a.amname OPERATOR(pg_catalog.=) 'heap'
  AND NOT c.relhassubclass AND NOT c.relrowsecurity
  AND (c.reltoastrelid OPERATOR(pg_catalog.=) 0::pg_catalog.oid
    OR pg_catalog.pg_relation_size(c.reltoastrelid) OPERATOR(pg_catalog.=) 0)
"""


class Table(NamedTuple):
    """A plain table: its oid, its name for a statement, and the bytes of its pages."""

    oid: int
    name: str
    page_bytes: int


def table_of(plpy: Any, query: str) -> Table | None:
    """The plain table whose rows the query gives, all of them and as they are; None for any other query."""
    found = _WHOLE.match(query)
    if not found:
        return None
    rows = plpy.execute(plpy.prepare(_PLAIN, ["pg_catalog.text"]), [found[1]])
    return Table(rows[0]["oid"], rows[0]["name"], rows[0]["page_bytes"]) if len(rows) else None
