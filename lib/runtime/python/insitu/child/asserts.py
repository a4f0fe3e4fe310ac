"""`assert a == b` that says what a and b were, as people know it from pytest."""

from __future__ import annotations

import ast
from typing import Any

VALUE_CHARS = 400


def with_values(source: str, path: str) -> ast.Module:
    """The syntax tree of a test file whose asserts without a message explain themselves.

    A comparison's sides are evaluated once, as before: into names of their own, and compared there.
    """
    tree = _Asserts(source).visit(ast.parse(source, path))
    return ast.fix_missing_locations(tree)


class _Asserts(ast.NodeTransformer):
    def __init__(self, source: str):
        self._source = source

    def visit_Assert(self, node: ast.Assert) -> Any:
        """Give a message to an assert that has none."""
        if node.msg is not None:
            return node
        text = ast.get_source_segment(self._source, node.test) or ""
        test = node.test
        if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
            node.msg = ast.Constant(f"assert {text}")
            return _placed(node)
        left, right = ("__insitu_left__", test.left), ("__insitu_right__", test.comparators[0])
        kept = [ast.Assign([ast.Name(name, ast.Store())], value) for name, value in (left, right)]
        test.left, test.comparators = ast.Name(left[0], ast.Load()), [ast.Name(right[0], ast.Load())]
        node.msg = ast.JoinedStr(
            [
                ast.Constant(f"assert {text}\n  left:  "),
                _shown(left[0]),
                ast.Constant("\n  right: "),
                _shown(right[0]),
            ]
        )
        return [_placed(ast.copy_location(each, node)) for each in (*kept, node)]


def _shown(name: str) -> ast.expr:
    """`{repr(name)[:VALUE_CHARS]}` of an f-string."""
    value = ast.Name(name, ast.Load())
    called = ast.Call(ast.Name("repr", ast.Load()), [value], [])
    cut = ast.Subscript(called, ast.Slice(None, ast.Constant(VALUE_CHARS), None), ast.Load())
    return ast.FormattedValue(cut, -1, None)


def _placed(node: Any) -> Any:
    """Every new part stands where the assert does, so that a failure's line is the assert's."""
    for child in ast.walk(node):
        if not hasattr(child, "lineno") and "lineno" in child._attributes:
            ast.copy_location(child, node)
    return node
