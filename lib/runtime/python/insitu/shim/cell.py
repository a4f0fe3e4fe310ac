"""insitu.run_cell, insitu.run_scratch and insitu.run_tests."""

from __future__ import annotations

import time
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.shim.notices import to_text
from insitu.shim.run import Outcome, Task, run
from insitu.shim.spec import read_spec, relation_of, relations_of, text_of

PASSED_ON = ("config", "vars", "target", "this", "is_incremental", "column_types", "entry_point", "max_rows")


def run_cell(plpy: Any, text: str) -> str:
    """Run a Python cell and create the table `relation` from the frame it returns."""
    spec = read_spec(text, "insitu.run_cell")
    started = time.monotonic()
    outcome = run(plpy, _task("cell", spec, relation_of(spec.get("relation"), "relation")))
    return to_text(
        {
            "rows": outcome.rows_written,
            "columns": outcome.columns,
            "notes": outcome.body.get("notes") or [],
            "peak_memory_bytes": outcome.peak_memory_bytes,
            "seconds": round(time.monotonic() - started, 3),
            "rows_read": outcome.rows_read,
        }
    )


def run_scratch(plpy: Any, text: str) -> str:
    """Run a cell or a script for its looks; nothing is written."""
    spec = read_spec(text, "insitu.run_scratch")
    outcome: Outcome = run(plpy, _task("scratch", spec, None))
    shown = ("columns", "rows", "total_rows", "outputs", "stdout", "stderr", "notes")
    return to_text(
        {
            **{name: outcome.body.get(name) for name in shown},
            "peak_memory_bytes": outcome.peak_memory_bytes,
            "seconds": outcome.seconds,
        }
    )


def run_tests(plpy: Any, text: str) -> str:
    """Run the test functions of a file. `cells` are those a test may run, by name: {source, path, config}."""
    spec = read_spec(text, "insitu.run_tests")
    task = _task("tests", spec, None)
    outcome = run(plpy, task._replace(body={**task.body, "cells": _cells(spec)}))
    return to_text(
        {
            "tests": outcome.body.get("tests") or [],
            "notes": outcome.body.get("notes") or [],
            "peak_memory_bytes": outcome.peak_memory_bytes,
            "seconds": outcome.seconds,
        }
    )


def _cells(spec: dict[str, Any]) -> dict[str, Any]:
    cells = spec.get("cells") or {}
    if not isinstance(cells, dict) or not all(isinstance(cell, dict) for cell in cells.values()):
        raise Failure('"cells" has to be an object of cells.', BAD_SPEC, "spec.invalid", field="cells")
    return {
        str(name): {
            "source": text_of(cell, "source"),
            "path": text_of(cell, "path"),
            "config": cell.get("config") or {},
        }
        for name, cell in cells.items()
    }


def _task(name: str, spec: dict[str, Any], relation: dict[str, str] | None) -> Task:
    body = {
        "source": text_of(spec, "source"),
        "path": str(spec.get("path") or "cell.py"),
        "spec": {key: spec[key] for key in PASSED_ON if key in spec},
    }
    references = relations_of(spec.get("inputs"), "inputs")
    return Task(name, body, references, None, relation, spec.get("limits"))
