"""What a value looks like: tables as text cells, figures as PNG, charts as JSON. Never HTML."""

from __future__ import annotations

import base64
import builtins
import io
import json
import sys
from typing import Any

from insitu.child.channel import Channel
from insitu.wire import frames

CELL_CHARS = 2000
VALUE_CHARS = 20_000
OUTPUTS = 32
OUTPUT_CHARS = 4 * 1024 * 1024


class Display:
    """Collects outputs and sends each at once."""

    def __init__(self, channel: Channel):
        self._channel = channel
        self.outputs: list[dict[str, str]] = []

    def offer(self) -> None:
        """Let a person's code call `display(value)`."""
        builtins.display = self.show  # type: ignore[attr-defined]

    def show(self, *values: Any) -> None:
        """Show values: a frame as a table, a figure as PNG, a chart as its JSON, anything else as text."""
        for value in values:
            table = table_of(value, 500)
            if table is not None:
                self._add("table", "application/json", json.dumps(table))
            elif _is_figure(value):
                self._figure(value)
            else:
                self._chart_or_text(value)

    def figures(self) -> None:
        """Every matplotlib figure that is still open."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            self._figure(pyplot.figure(number))

    def _figure(self, figure: Any) -> None:
        figure = getattr(figure, "figure", figure)
        image = io.BytesIO()
        figure.savefig(image, format="png", dpi=110, bbox_inches="tight")
        sys.modules["matplotlib.pyplot"].close(figure)
        self._add("figure", "image/png", base64.b64encode(image.getvalue()).decode())

    def _chart_or_text(self, value: Any) -> None:
        chart = chart_of(value)
        if chart is not None:
            self._add("chart", *chart)
        else:
            self._add("value", "text/plain", shortened(value))

    def _add(self, kind: str, mime: str, data: str) -> None:
        if len(self.outputs) >= OUTPUTS or len(data) > OUTPUT_CHARS:
            kind, mime, data = "value", "text/plain", f"(an output of {len(data)} characters was left out)"
            if len(self.outputs) > OUTPUTS:
                return
        output = {"kind": kind, "mime": mime, "data": data}
        self.outputs.append(output)
        self._channel.send(frames.OUTPUT, output)


def chart_of(value: Any) -> tuple[str, str] | None:
    """(mime, JSON) of an Altair or Vega-Lite chart or an ECharts option."""
    if hasattr(value, "to_dict") and type(value).__module__.startswith("altair"):
        return "application/vnd.vegalite.v5+json", json.dumps(value.to_dict())
    if hasattr(value, "dump_options") and type(value).__module__.startswith("pyecharts"):
        return "application/vnd.echarts+json", value.dump_options()
    if isinstance(value, dict) and "vega-lite" in str(value.get("$schema", "")):
        return "application/vnd.vegalite.v5+json", json.dumps(value, default=str)
    if isinstance(value, dict) and "series" in value and ("xAxis" in value or "yAxis" in value or "tooltip" in value):
        return "application/vnd.echarts+json", json.dumps(value, default=str)
    return None


def _is_figure(value: Any) -> bool:
    module = type(value).__module__
    return module.startswith("matplotlib") and (hasattr(value, "savefig") or hasattr(value, "figure"))


def shortened(value: Any) -> str:
    """repr, cut."""
    text = repr(value)
    return text if len(text) <= VALUE_CHARS else text[:VALUE_CHARS] + "…"


def table_of(value: Any, limit: int) -> dict[str, Any] | None:
    """{columns: [{name, type}], rows: text[][], total_rows} of a DataFrame or Series; None for others."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return None
    if isinstance(value, pandas.Series):
        value = value.to_frame(value.name if value.name is not None else "value")
    if not isinstance(value, pandas.DataFrame):
        return None
    if not isinstance(value.index, pandas.RangeIndex):
        value = _with_index(value)
    shown = value.head(limit)
    columns = [{"name": _label(n), "type": str(t)} for n, t in zip(value.columns, value.dtypes, strict=True)]
    cells = [[_cell(v) for v in shown.iloc[:, i].tolist()] for i in range(shown.shape[1])]
    rows = [list(row) for row in zip(*cells, strict=True)] if cells else [[] for _ in range(len(shown))]
    return {"columns": columns, "rows": rows, "total_rows": len(value)}


def _with_index(frame: Any) -> Any:
    names = [
        n if n is not None else ("index" if frame.index.nlevels == 1 else f"level_{i}")
        for i, n in enumerate(frame.index.names)
    ]
    if any(name in frame.columns for name in names):
        return frame
    return frame.reset_index(names=names)


def _label(name: Any) -> str:
    return "_".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _cell(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NaTType", "NAType"):
        return None
    text = value if isinstance(value, str) else repr(value) if isinstance(value, float) else str(value)
    return text[:CELL_CHARS]
