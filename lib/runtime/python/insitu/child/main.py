"""The fenced process from its first line: lock down, say so, wait for work, do it, end."""

from __future__ import annotations

import gc
import mmap
import os
import sys
from collections.abc import Callable
from typing import Any

from insitu.child.channel import Channel
from insitu.errors import Failure
from insitu.wire import frames

Task = Callable[["Channel", dict[str, Any], int, int], dict[str, Any]]


def main(commands: int, replies: int, rows_in: int, rows_out: int) -> None:
    """Serve one START. Nothing of a person's is read before the backend has seen the READY frame."""
    channel = Channel(commands, replies)
    limits = channel.receive().body["limits"]
    from insitu.child.lockdown import MEBIBYTE, RESERVE_MB, lock_down

    layers = lock_down(limits)
    reserve = mmap.mmap(-1, RESERVE_MB * MEBIBYTE)
    channel.send(frames.READY, layers)
    start = {**channel.receive().body, "limits": limits}
    try:
        body = _task(start["task"])(channel, start, rows_in, rows_out)
    except BaseException as error:  # a person's code may raise anything, SystemExit too
        reserve.close()
        _report(channel, error, start)
    else:
        _finish(channel, frames.DONE, body)


def _task(name: str) -> Task:
    if name == "cell":
        from insitu.child.cell import run_cell

        return run_cell
    if name == "scratch":
        from insitu.child.scratch import run_scratch

        return run_scratch
    if name == "tests":
        from insitu.child.tests import run_tests

        return run_tests
    if name == "udf":
        from insitu.child.udf import serve_udf

        return serve_udf
    if name == "job":
        from insitu.child.job import run_job

        return run_job
    return _nothing


def _nothing(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Only the lockdown was of interest."""
    return {}


def _report(channel: Channel, error: BaseException, start: dict[str, Any]) -> None:
    from insitu.child.explain import explain

    try:
        body = explain(error, start).to_json()
    except BaseException as second:
        body = Failure(f"{type(error).__name__} ({type(second).__name__} while it was described)", "IN002").to_json()
    _finish(channel, frames.FAILED, body)


def _finish(channel: Channel, kind: int, body: dict[str, Any]) -> None:
    """Flush what was printed, send the last frame and end without running anybody's exit handlers."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass
    gc.disable()
    try:
        channel.send(kind, body)
    except (frames.FrameError, ValueError, TypeError) as error:
        failure = Failure(f"The result can't be sent: {error}", "IN002", "python.result")
        channel.send(frames.FAILED, failure.to_json())
    os._exit(0)
