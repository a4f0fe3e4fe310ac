"""Runs dbt commands in one process: arguments as a JSON list of lists on standard input."""

import contextlib
import io
import json
import os
import sys

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"

from dbt.cli.main import dbtRunner  # noqa: E402


def invoke(arguments, known):
    """Runs one command. Listing reads a project once: `known` keeps its manifest."""
    runner = dbtRunner(manifest=known.get("manifest") if arguments[0] == "ls" else None)
    with contextlib.redirect_stdout(io.StringIO()):
        outcome = runner.invoke(arguments)
    if arguments[0] == "parse":
        known["manifest"] = outcome.result
    result = outcome.result
    lines = result if isinstance(result, list) else None
    return {"success": outcome.success, "lines": lines, "error": str(outcome.exception or "")}


known = {}
print(json.dumps([invoke(each, known) for each in json.load(sys.stdin)]))
