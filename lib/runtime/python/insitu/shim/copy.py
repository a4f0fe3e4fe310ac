"""COPY from the result memfd into a table of this run, with the rights the runtime's owner has.

The caller may not read files of the server, so this is done for them. It is safe because the table can
run nobody's code: it is the one this run made (same oid), a plain table without triggers, rules, row
security, defaults, checks, indexes or types beyond PostgreSQL's own, checked in the same breath.
"""

from __future__ import annotations

from typing import Any

from insitu.errors import Failure
from insitu.shim.definer import as_superuser
from insitu.shim.describe import relation_name

PLAIN = """
SELECT pg_catalog.count(*) AS n FROM pg_catalog.pg_class AS c
WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
  AND c.oid OPERATOR(pg_catalog.=) $2::pg_catalog.regclass::pg_catalog.oid
  AND c.relkind OPERATOR(pg_catalog.=) 'r'
  AND NOT (c.relhastriggers OR c.relhasrules OR c.relrowsecurity OR c.relispartition OR c.relhasindex OR c.relhassubclass)
  AND c.relchecks OPERATOR(pg_catalog.=) 0
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
    AND a.attnum OPERATOR(pg_catalog.>) 0
    AND (a.atthasdef OR a.attisdropped OR a.atttypid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid))
"""


def copy_file(plpy: Any, relation: dict[str, str], oid: int, descriptor: int) -> int:
    """Copy the file behind `descriptor` into the relation; returns the rows it held."""
    target = relation_name(relation)
    rows: list[int] = []

    def work() -> None:
        plan = plpy.prepare(PLAIN, ["pg_catalog.text", "pg_catalog.text"])
        if plpy.execute(plan, [str(oid), target])[0]["n"] != 1:
            raise Failure("The table of this run was changed while it was being written.", code="relation.changed")
        copied = plpy.execute(f"COPY {target} FROM '/proc/self/fd/{descriptor:d}' (FORMAT binary)")
        rows.append(copied.nrows())

    as_superuser(plpy, work)
    return rows[0]
