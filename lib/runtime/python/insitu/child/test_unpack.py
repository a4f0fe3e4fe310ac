"""Arrays as they lie in PostgreSQL's memory."""

import struct

import numpy as np

from insitu.child.unpack import raw_array


def test_one_dimension_without_null() -> None:
    cell = struct.pack("<iiIii", 1, 0, 701, 2, 1) + struct.pack("<dd", 1.5, 2.5)
    assert raw_array(cell, "float8").tolist() == [1.5, 2.5]


def test_nulls_have_a_bitmap() -> None:
    # length word is not part of the cell: data begins at dataoffset − 4
    cell = struct.pack("<iiIii", 1, 32, 23, 3, 1) + bytes([0b101]) + b"\0" * 7 + struct.pack("<ii", 7, 9)
    assert raw_array(cell, "int4") == [7, None, 9]


def test_two_dimensions_become_nested_lists() -> None:
    cell = struct.pack("<iiIiiii", 2, 0, 23, 2, 2, 1, 1) + struct.pack("<4i", 1, 2, 3, 4)
    assert raw_array(cell, "int4") == [[1, 2], [3, 4]]


def test_empty() -> None:
    assert raw_array(struct.pack("<iiI", 0, 0, 701), "float8").dtype == np.float64
