"""Runs dbt commands in one process: arguments as a JSON list of lists on standard input."""

import contextlib
import io
import json
import os
import sys

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"

from dbt.artifacts.schemas.catalog import CatalogArtifact  # noqa: E402
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact  # noqa: E402
from dbt.artifacts.schemas.manifest import WritableManifest  # noqa: E402
from dbt.artifacts.schemas.run import RunResultsArtifact  # noqa: E402
from dbt.cli.main import dbtRunner  # noqa: E402

ARTIFACTS = {
    "manifest": WritableManifest,
    "run_results": RunResultsArtifact,
    "catalog": CatalogArtifact,
    "sources": FreshnessExecutionResultArtifact,
}


def read(kind, path):
    """Reads an artefact with dbt's own class, strictly: what it does not know or misses is an error."""
    try:
        artifact = ARTIFACTS[kind].read_and_check_versions(path)
        lines = [type(artifact).__name__]
        return {"success": True, "lines": lines, "error": ""}
    except Exception as error:
        return {"success": False, "lines": None, "error": f"{type(error).__name__}: {error}"[:2000]}


def invoke(arguments, known):
    """Runs one command, reads an artefact (`read kind path`) or changes a file (`write path text`). Listing reads a project once: `known` keeps its manifest."""
    if arguments[0] == "read":
        return read(arguments[1], arguments[2])
    if arguments[0] == "write":
        with open(arguments[1], "w", encoding="utf-8") as file:
            file.write(arguments[2])
        return {"success": True, "lines": None, "error": ""}
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
