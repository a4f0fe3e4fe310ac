"""The frame parser is trusted code that reads untrusted bytes: seeded fuzzing, and the cases by name."""

import json
import random

import pytest

from insitu.wire import frames
from insitu.wire.frames import FrameError, FrameReader


def reader() -> FrameReader:
    return FrameReader(frames.TO_BACKEND)


def test_frames_survive_any_cut() -> None:
    sent = [(frames.LOG, {"text": "é" * n, "stream": "stdout"}) for n in range(20)]
    data = b"".join(frames.encode(kind, body) for kind, body in sent)
    for seed in range(200):
        cut = random.Random(seed)
        received, at, incoming = [], 0, reader()
        while at < len(data):
            step = cut.randint(1, 50)
            received += incoming.feed(data[at : at + step])
            at += step
        assert [(f.kind, f.body) for f in received] == sent
        assert incoming.pending() == 0


def test_random_bytes_end_in_frames_or_a_frame_error() -> None:
    for seed in range(3000):
        noise = random.Random(seed)
        data = noise.randbytes(noise.randint(0, 300))
        incoming = reader()
        try:
            for frame in incoming.feed(data):
                assert isinstance(frame.body, dict)
        except FrameError:
            continue
        assert incoming.pending() <= len(data)


def test_flipped_bits_never_raise_anything_else() -> None:
    whole = frames.encode(frames.DONE, {"result": {"a": [1, 2.5, None, "x" * 50]}, "blobs": {}})
    for seed in range(3000):
        flips = random.Random(seed)
        data = bytearray(whole)
        for _ in range(flips.randint(1, 8)):
            data[flips.randrange(len(data))] ^= 1 << flips.randrange(8)
        try:
            reader().feed(bytes(data))
        except FrameError:
            pass


def test_a_huge_claim_is_refused_before_its_bytes_are_kept() -> None:
    incoming = reader()
    with pytest.raises(FrameError, match="claims 4294967295 bytes"):
        incoming.feed(frames.HEADER.pack(2**32 - 1, frames.LOG))


def test_a_kind_of_the_other_direction_is_refused() -> None:
    with pytest.raises(FrameError, match="unknown kind"):
        reader().feed(frames.encode(frames.START, {}))


@pytest.mark.parametrize(
    "payload",
    [b"", b"null", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5000, b"1" * 10_000, b'{"a":1}x'],
)
def test_payloads_that_are_no_object(payload: bytes) -> None:
    with pytest.raises(FrameError):
        reader().feed(frames.HEADER.pack(len(payload), frames.LOG) + payload)


def test_nan_becomes_null_and_surrogates_become_question_marks() -> None:
    (frame,) = reader().feed(frames.encode(frames.LOG, {"a": float("nan"), "b": "x\ud800y"}))
    assert frame.body == {"a": None, "b": "x?y"}
    json.dumps(frame.body, allow_nan=False)


def test_too_large_to_send() -> None:
    with pytest.raises(FrameError, match="over the cap"):
        frames.encode(frames.LOG, {"text": "x" * (frames.MAX_PAYLOAD + 1)})
