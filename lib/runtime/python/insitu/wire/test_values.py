"""Values of function calls: round trips and fuzzing."""

import random
from decimal import Decimal

import pytest

from insitu.wire import columns, values
from insitu.wire.values import ValueError_

EVERY = [None, True, False, 0, -1, 2**63 - 1, -(2**63), 2**200, 1.5, float("inf"), "é\0x", b"\0\xff", Decimal("1.10")]


def test_round_trip() -> None:
    assert values.decode(values.encode(EVERY)) == EVERY
    assert values.decode(values.encode([{"a": [1, None]}, [1.5, "x"]])) == [{"a": [1, None]}, [1.5, "x"]]


def test_columns_round_trip() -> None:
    table = [[1.5, 2.5], [1, 2], [None, "x"], [True, False], [2**70, 1]]
    assert columns.decode(columns.encode(table)) == table
    assert columns.decode(columns.encode([[], []])) == [[], []]


@pytest.mark.parametrize("module", [values, columns])
def test_random_bytes_raise_nothing_else(module: object) -> None:
    for seed in range(5000):
        noise = random.Random(seed)
        data = bytearray(noise.randbytes(noise.randint(1, 60)))
        if noise.random() < 0.8:
            data[0] = noise.choice(b"NTFidsyDjIqv")
        try:
            module.decode(bytes(data))  # type: ignore[attr-defined]
        except ValueError_:
            pass


def test_a_length_that_lies() -> None:
    with pytest.raises(ValueError_):
        values.decode(b"s\xff\xff\xff\x7fabc")
    with pytest.raises(ValueError_):
        columns.decode(columns.encode([[1.5, 2.5]])[:-1])
