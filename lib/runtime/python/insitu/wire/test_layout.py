"""Where values lie in a packed row."""

from insitu.wire.layout import Column, columns_from_json, columns_to_json, plan_layout


def test_floats_share_one_array_behind_its_header() -> None:
    layout = plan_layout([Column("a", "double precision", "float8"), Column("b", "double precision", "float8")])
    assert [slot.value for slot in layout.slots] == [20, 28]
    assert layout.stride == 36
    assert layout.nulls == []


def test_flags_of_null_follow_the_booleans_and_lengths_the_integers() -> None:
    columns = [Column("i", "integer", "int4"), Column("b", "boolean", "bool"), Column("t", "text", "text")]
    layout = plan_layout(columns)
    assert list(layout.sections) == ["int4", "bool"]
    assert layout.slots[0] == (20, 49, -1)
    assert layout.slots[1] == (48, 50, -1)
    assert layout.slots[2] == (24, -1, -1)
    assert layout.stride == 51


def test_not_null_columns_have_no_flag() -> None:
    layout = plan_layout([Column("i", "bigint", "int8", False)])
    assert layout.stride == 28 and list(layout.sections) == ["int8"]


def test_no_columns() -> None:
    assert plan_layout([]).stride == 0


def test_columns_travel() -> None:
    columns = [Column("a", "numeric", "numeric", True, "", True)]
    assert columns_from_json(columns_to_json(columns)) == columns
