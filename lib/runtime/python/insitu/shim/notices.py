"""What a person sees while the code runs: NOTICEs, each with one JSON object as its DETAIL."""

from __future__ import annotations

import codecs
import json
import time
from typing import Any

LOG_BYTES = 1024 * 1024  # a run's log; what comes after is counted, not kept
LINE_CHARS = 8192
OUTPUT_BYTES = 8 * 1024 * 1024
OUTPUTS = 64
PROGRESS_SECONDS = 0.05
FLUSH_SECONDS = 0.05
KINDS = frozenset(("figure", "table", "chart", "value"))


class Outlet:
    """Turns output, progress and log text into NOTICEs, capped and not too often."""

    def __init__(self, plpy: Any):
        self._plpy = plpy
        self._decoders = {s: codecs.getincrementaldecoder("utf-8")("replace") for s in ("stdout", "stderr")}
        self._held = {"stdout": "", "stderr": ""}
        self._sent = 0
        self._dropped = 0
        self._outputs = 0
        self._output_bytes = 0
        self._flushed_at = 0.0
        self._progress: dict[str, Any] | None = None
        self._progress_at = 0.0

    def stream(self, name: str, data: bytes) -> None:
        """Bytes of stdout or stderr."""
        if self._sent >= LOG_BYTES:
            self._dropped += len(data)
            return
        self._held[name] += self._decoders[name].decode(data)
        if len(self._held[name]) > 65536:
            self.flush(force=True)

    def text(self, name: str, text: str) -> None:
        """A log line of Insitu's own code in the child."""
        self.stream("stderr" if name == "stderr" else "stdout", text.encode("utf-8", "replace") + b"\n")

    def progress(self, fields: dict[str, Any]) -> None:
        """Progress, at most 20 a second; the last one of a phase is never dropped."""
        if self._progress is not None and self._progress.get("phase") != fields.get("phase"):
            self._send_progress()
        self._progress = fields
        if time.monotonic() - self._progress_at >= PROGRESS_SECONDS:
            self._send_progress()

    def output(self, body: dict[str, Any]) -> None:
        """A figure, table, chart or value to show; capped in number and size."""
        kind, mime, data = (str(body.get(k, "")) for k in ("kind", "mime", "data"))
        self._outputs += 1
        self._output_bytes += len(data)
        if kind not in KINDS or self._outputs > OUTPUTS or self._output_bytes > OUTPUT_BYTES:
            self.text("stderr", f"An output ({kind[:20]}, {len(data)} characters) was left out: over the cap.")
            return
        self._send(f"Output: {kind}", {"type": "output", "kind": kind, "mime": mime[:100], "data": data})

    def flush(self, force: bool = False, final: bool = False) -> None:
        """Send whole lines that wait; everything when `final`."""
        now = time.monotonic()
        if not (force or final) and now - self._flushed_at < FLUSH_SECONDS:
            return
        self._flushed_at = now
        for name in self._held:
            self._flush(name, final)
        if final:
            if self._progress is not None:
                self._send_progress()
            if self._dropped:
                self._log("stderr", f"{self._dropped} more bytes of output were left out.")
                self._dropped = 0

    def _flush(self, name: str, final: bool) -> None:
        held = self._held[name]
        cut = len(held) if final or len(held) > 65536 else held.rfind("\n") + 1
        if cut:
            self._held[name] = held[cut:]
            self._log(name, held[:cut])

    def _log(self, name: str, text: str) -> None:
        room = max(0, LOG_BYTES - self._sent)
        lines = [line[:LINE_CHARS] for line in text.rstrip("\n").split("\n")]
        kept = "\n".join(lines)[:room] if room else text[:200]
        self._sent += len(text)
        self._dropped += max(0, len(text) - room) if room else 0
        self._send(kept.replace("\0", "\ufffd") or " ", {"type": "log", "stream": name, "text": kept})

    def _send_progress(self) -> None:
        fields, self._progress = self._progress, None
        self._progress_at = time.monotonic()
        if fields is None:
            return
        shown = [str(fields.get("phase", "progress"))[:40]]
        for name in ("fold", "iteration", "rows"):
            if isinstance(fields.get(name), (int, float)):
                shown.append(f"{name} {fields[name]}")
        self._send(", ".join(shown), {**fields, "type": "progress"})

    def _send(self, message: str, detail: dict[str, Any]) -> None:
        self._plpy.notice(message, detail=to_text({"insitu": 1, **detail}))


def to_text(value: Any) -> str:
    """JSON that jsonb and every encoding take: ASCII, without NUL and NaN."""
    return json.dumps(finite(value), allow_nan=False).replace("\\u0000", "\\ufffd")


def finite(value: Any) -> Any:
    """The value with NaN and infinities as None and lone surrogates replaced."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {finite(str(k)): finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(v) for v in value]
    return value
