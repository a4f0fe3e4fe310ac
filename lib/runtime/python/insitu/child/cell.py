"""A Python cell: `def model(dbt, session)` returns the frame that becomes the table."""

from __future__ import annotations

from typing import Any

from insitu.child.channel import Channel


def run_cell(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Run the cell and write what it returns. Result: rows, notes, peak_memory_bytes."""
    from insitu.child import person
    from insitu.child.dbt import Dbt, Reader, Session
    from insitu.child.job import peak_memory
    from insitu.child.show import Display

    person.prepare_process()
    display = Display(channel)
    display.offer()
    from insitu.child.tables import TableWriter, to_frame

    config = start["spec"].get("config") or {}
    reader = Reader(channel, rows_in, config.get("numeric") == "decimal")
    module = person.load(start["source"], start["path"])
    model = person.function_of(module, "model", start["path"])
    result = model(Dbt(reader, start["spec"]), Session(reader))
    frame = to_frame(result, "model()", reader.notes)
    display.figures()
    types = {str(k): str(v) for k, v in (start["spec"].get("column_types") or {}).items()}
    writer = TableWriter(channel, rows_out, types, config.get("nan") == "keep", frozenset(reader.dates))
    writer.write(frame)
    return {"rows": writer.rows, "notes": reader.notes, "peak_memory_bytes": peak_memory()}
