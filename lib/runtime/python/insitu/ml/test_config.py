import pytest

from insitu.errors import Failure
from insitu.ml.config import read_config


def fails(**config):
    with pytest.raises(Failure) as raised:
        read_config({"target": "y", **config})
    return raised.value


@pytest.mark.parametrize(
    ("config", "message", "hint"),
    [
        ({"algoritm": "lightgbm"}, 'no setting "algoritm"', '"algorithm"'),
        ({"hyperparams": {"num_leave": 3}}, 'no hyperparameter "num_leave"', '"num_leaves"'),
        ({"hyperparams": {"num_leaves": 2.5}}, "num_leaves can't be 2.5", "whole number from 2"),
        ({"hyperparams": {"boosting_type": "gbd"}}, "boosting_type", '"gbdt"'),
        ({"task": "clasification"}, "no task", '"classification"'),
        ({"task": "clustering"}, "not available yet", "regression"),
        ({"algorithm": "ligthgbm"}, 'no algorithm "ligthgbm"', '"lightgbm"'),
        ({"algorithm": "logistic", "task": "regression"}, "can't do regression", "lightgbm"),
        ({"metric": "acuracy", "task": "classification"}, 'no metric "acuracy"', '"accuracy"'),
        ({"metric": "rmse", "task": "classification"}, "for classification", "roc_auc"),
        ({"cv": {"fold": 3}}, 'cv has no setting "fold"', '"folds"'),
        ({"cv": {"strategy": "time"}}, "needs cv.column", "cuts the rows"),
        ({"cv": {"folds": 1}}, "cv.folds has to be a whole number from 2 to 100", ""),
        ({"cv": {"folds": 3}, "test_size": 0.2}, "exclude each other", "Keep one"),
        ({"test_size": 1}, "hold every row out", "0.2"),
        ({"early_stopping": 5, "algorithm": "ridge"}, "can't stop early", "lightgbm"),
        ({"search": "tpe"}, "not available yet", "hyperparams"),
        ({"preprocess": {"a": {"encode": "one-hot"}}}, "can't be 'one-hot'", '"onehot"'),
        ({"class_weight": "balanced", "task": "regression"}, "no meaning", "sample_weight"),
        ({"max_runtime": "soon"}, "max_runtime", "10m"),
        ({"seed": -1}, "seed has to be a whole number", ""),
    ],
)
def test_a_wrong_config_is_refused_with_a_remedy(config, message, hint):
    failure = fails(**config)
    assert message in failure.message
    assert hint in (failure.hint or "")
    assert failure.sqlstate == "IN001"


def test_a_missing_target_is_named():
    with pytest.raises(Failure, match="target is missing"):
        read_config({})


def test_other_names_of_the_same_thing():
    config = read_config(
        {"target": "y", "task": "multiclass", "algorithm": "xgb", "hyperparams": {"eta": 0.2}, "metric": "f1"}
    )
    assert config.algorithm.name == "xgboost"
    assert config.hyperparams == {"learning_rate": 0.2}
    assert config.metric == "f1_macro"


def test_a_hyperparameter_given_under_two_names_is_refused():
    assert "given twice" in fails(hyperparams={"n_estimators": 3, "num_iterations": 4}).message


def test_what_dbt_says_besides_is_no_setting_of_the_training():
    assert read_config({"target": "y", "materialized": "model", "tags": ["x"]}).target == "y"


def test_units():
    config = read_config({"target": "y", "max_runtime": "10 min", "max_memory": "2GB"})
    assert (config.max_seconds, config.max_memory_mb) == (600, 2048)
