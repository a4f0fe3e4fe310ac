"""Runs dbt commands in one process: one command in, one outcome out, each a line of JSON.

Commands may be of many projects. What dbt makes of the same text again is remembered, its own
600 macros above all: reading a small project takes half the time, and nothing else changes.
"""

import contextlib
import functools
import gc
import io
import json
import os
import sys

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
os.environ["DBT_LOG_LEVEL_FILE"] = "none"

from dbt.artifacts.schemas.catalog import CatalogArtifact  # noqa: E402
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact  # noqa: E402
from dbt.artifacts.schemas.manifest import WritableManifest  # noqa: E402
from dbt.artifacts.schemas.run import RunResultsArtifact  # noqa: E402
from dbt.cli.main import dbtRunner  # noqa: E402
from jinja2 import Environment  # noqa: E402

ARTIFACTS = {
    "manifest": WritableManifest,
    "run_results": RunResultsArtifact,
    "catalog": CatalogArtifact,
    "sources": FreshnessExecutionResultArtifact,
}


def remember_templates():
    """Keeps the syntax tree of every text, for each kind of environment."""
    parse = Environment.parse
    trees = {}

    @functools.wraps(parse)
    def remembered(self, source, name=None, filename=None):
        key = (type(self), tuple(sorted(self.extensions)), source, name, filename)
        if key not in trees:
            trees[key] = parse(self, source, name, filename)
        return trees[key]

    Environment.parse = remembered


def read(kind, path):
    """Reads an artefact with dbt's own class, strictly: what it does not know or misses is an error."""
    try:
        artifact = ARTIFACTS[kind].read_and_check_versions(path)
        lines = [type(artifact).__name__]
        return {"success": True, "lines": lines, "error": ""}
    except Exception as error:
        return {"success": False, "lines": None, "error": f"{type(error).__name__}: {error}"[:2000]}


def invoke(arguments, known):
    """Runs one command, reads an artefact (`read kind path`) or changes a file (`write path text`). Listing right after a parse reads the project no more: `known` keeps the manifests by folder."""
    if arguments[0] == "read":
        return read(arguments[1], arguments[2])
    if arguments[0] == "write":
        with open(arguments[1], "w", encoding="utf-8") as file:
            file.write(arguments[2])
        return {"success": True, "lines": None, "error": ""}
    folder = arguments[arguments.index("--project-dir") + 1]
    if arguments[0] != "ls":
        known.pop(folder, None)
    runner = dbtRunner(manifest=known.get(folder))
    with contextlib.redirect_stdout(io.StringIO()):
        outcome = runner.invoke(arguments)
    if arguments[0] == "parse":
        known[folder] = outcome.result
    result = outcome.result
    lines = result if isinstance(result, list) else None
    return {"success": outcome.success, "lines": lines, "error": str(outcome.exception or "")}


def main():
    remember_templates()
    # Collecting what never goes took a third of the time.
    gc.set_threshold(100_000)
    known = {}
    for line in sys.stdin:
        print(json.dumps(invoke(json.loads(line), known)), flush=True)


main()
