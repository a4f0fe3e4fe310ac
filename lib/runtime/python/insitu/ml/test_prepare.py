import json

import numpy as np
import pytest

from insitu.ml.prepare import Preparation, fit_preparation, training_columns
from insitu.ml.registry import FILLED, NATIVE, NUMERIC, ORDINAL
from insitu.ml.roles import Feature

NAN = np.nan
FEATURES = (Feature("n", "double precision", "number"), Feature("c", "text", "category"))
DICTIONARY = {"c": ["red", "green", "blue"]}


def fitted(kind, block, overrides=None, target=None):
    return fit_preparation(kind, "x", FEATURES, overrides or {}, lambda i: np.array(block)[:, i], DICTIONARY, target)


def test_native_keeps_numbers_and_gives_null_and_unseen_values_of_their_own():
    preparation = fitted(NATIVE, [[1.0, 0], [NAN, 0], [3.0, 1]])
    out = preparation.transform(np.array([[5.0, 0], [NAN, 1], [1.0, 2], [1.0, NAN]]), DICTIONARY)
    assert out[:, 0].tolist()[0] == 5.0 and np.isnan(out[1, 0])
    assert out[0, 1] == 0 and out[1, 1] == 1
    assert np.isnan(out[2, 1])  # blue was not among the fitted rows
    assert out[3, 1] == 2  # NULL
    assert preparation.categorical == [1]


def test_native_numbers_alone_are_taken_as_they_are():
    preparation = fit_preparation(NATIVE, "x", FEATURES[:1], {}, lambda i: np.array([1.0, NAN]), {})
    block = np.array([[4.0]])
    assert preparation.identity and preparation.transform(block, {}) is block


def test_another_dictionary_at_predict_time_means_the_same_categories():
    preparation = fitted(NATIVE, [[1.0, 0], [2.0, 1]])
    again = preparation.transform(np.array([[1.0, 0], [1.0, 1]]), {"c": ["green", "red"]})
    assert again[:, 1].tolist() == [1.0, 0.0]


def test_numeric_fills_scales_flags_and_one_hot_encodes_from_the_fitted_rows_only():
    preparation = fitted(NUMERIC, [[1.0, 0], [3.0, 0], [NAN, 1]])
    assert preparation.names == ["n", "n is null", "c=red", "c=green", "c is another"]
    out = preparation.transform(np.array([[2.0, 0], [NAN, 2], [2.0, NAN]]), DICTIONARY)
    assert out.tolist() == [[0, 0, 1, 0, 0], [0, 1, 0, 0, 1], [0, 0, 0, 0, 1]]
    assert preparation.parents == [0, 0, 1, 1, 1]


def test_ordinal_and_filled():
    assert np.isnan(fitted(ORDINAL, [[1.0, 0], [NAN, 1]]).transform(np.array([[NAN, 0]]), DICTIONARY)[0, 0])
    assert fitted(FILLED, [[1.0, 0], [3.0, 1]]).transform(np.array([[NAN, 0]]), DICTIONARY)[0, 0] == 2.0


def test_target_means_do_not_see_the_row_itself():
    rng = np.random.default_rng(0)
    column = rng.integers(0, 3, 3000).astype(float)
    target = (rng.random(3000) < 0.5).astype(float)
    block = np.column_stack([np.ones(3000), column])
    overrides = {"c": {"encode": "target"}}
    preparation = fitted(NATIVE, block, overrides, target)
    inside = training_columns(preparation, block, DICTIONARY, target, 1)[:, 1]
    outside = preparation.transform(block, DICTIONARY)[:, 1]
    assert len(np.unique(inside)) == 15 and len(np.unique(outside)) == 3
    assert preparation.transform(np.array([[1.0, NAN]]), DICTIONARY)[0, 1] == pytest.approx(target.mean())


@pytest.mark.parametrize("encode", ["onehot", "ordinal", "frequency", "target", "native"])
def test_what_was_fitted_survives_json(encode):
    block = np.array([[1.0, 0], [2.0, 1], [NAN, NAN]])
    preparation = fitted(NUMERIC, block, {"c": {"encode": encode}}, np.array([0.0, 1.0, 1.0]))
    again = Preparation(json.loads(json.dumps(preparation.steps)))
    np.testing.assert_array_equal(again.transform(block, DICTIONARY), preparation.transform(block, DICTIONARY))
