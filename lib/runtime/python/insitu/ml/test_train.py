import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris

from insitu.child.testing import fake_job
from insitu.errors import Failure
from insitu.ml import stream
from insitu.ml.artifact import TrainedModel
from insitu.ml.registry import ALGORITHMS
from insitu.ml.train import train


def frame_of(loaded, target):
    frame = pd.DataFrame(loaded.data, columns=[n.replace(" ", "_") for n in loaded.feature_names])
    names = getattr(loaded, "target_names", None)
    frame[target] = loaded.target if names is None else [str(names[i]) for i in loaded.target]
    return frame


CANCER = frame_of(load_breast_cancer(), "diagnosis")
IRIS = frame_of(load_iris(), "species")
DIABETES = frame_of(load_diabetes(), "progression")
FRAMES = {"classification": (CANCER, "diagnosis"), "multiclass": (IRIS, "species"), "regression": (DIABETES, "progression")}


def run(frame, **config):
    job = fake_job(config, frame)
    report, blobs = train(job)
    return report, blobs, job


def score(report, name=None):
    return next(m for m in report["metrics"] if m["name"] == (name or report["metric"]))


def test_folds_score_the_held_out_rows_and_beat_the_base_rate():
    report, _, job = run(CANCER, target="diagnosis", hyperparams={"n_estimators": 40}, cv={"folds": 4})
    assert report["task"] == "classification" and report["metric"] == "roc_auc"
    assert len(score(report)["folds"]) == 4 and score(report)["mean"] > 0.97 and score(report)["std"] < 0.05
    assert report["baseline"] == pytest.approx(0.5)
    assert report["baselines"]["accuracy"] == pytest.approx(0.627, abs=0.01)
    assert np.sum(report["confusion"]) == len(CANCER) == report["judgedRows"]
    assert report["classes"] == ["benign", "malignant"]
    assert {p["fold"] for p in report["curve"]} == {1, 2, 3, 4}
    assert all({"train", "validation"} <= set(p) for p in report["curve"])
    assert report["importance"][0]["gain"] > report["importance"][-1]["gain"]
    assert [p["phase"] for p in job.reported if p["phase"] == "fit"]
    fractions = [p["fraction"] for p in job.reported if "fraction" in p]
    assert fractions == sorted(fractions) and fractions[-1] <= 1


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_every_algorithm_learns_every_task_it_claims(name):
    small = {"n_estimators": 20} if "n_estimators" in [p.name for p in ALGORITHMS[name].hyperparameters] else {}
    better_than = {"classification": ("accuracy", 0.85), "multiclass": ("accuracy", 0.8), "regression": ("r2", 0.1)}
    if name in ("svm", "linear_svm", "mlp"):
        better_than["regression"] = ("r2", -5)
    if name == "tree":
        small, better_than["regression"] = {"max_depth": 3}, ("r2", 0.1)
    for task in ALGORITHMS[name].tasks:
        frame, target = FRAMES[task]
        metric, floor = better_than[task]
        report, blobs, _ = run(
            frame, target=target, task=task, algorithm=name, hyperparams=small, cv={"folds": 3}, metric=metric
        )
        assert score(report)["mean"] > floor, (name, task)
        model = TrainedModel(blobs)
        out = model.predict(frame[[f.name for f in model.features]].to_numpy(float), {})
        assert len(out) == len(frame)


def test_a_hold_out_of_one_fifth():
    report, _, _ = run(IRIS, target="species", algorithm="random_forest", test_size=0.2)
    assert report["split"]["validation_rows"] == [30] and len(score(report)["folds"]) == 1
    assert "std" not in score(report)


def test_no_rows_held_out_gives_a_model_without_a_score():
    report, blobs, _ = run(CANCER, target="diagnosis", test_size=0, hyperparams={"n_estimators": 5})
    assert report["metrics"] == [] and any("no score" in n for n in report["notes"])
    assert b"num_class=1" in blobs["model.txt"]


def test_early_stopping_sets_rows_aside_and_keeps_the_median_of_the_best_rounds():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(2000, 4)), columns=list("abcd"))
    frame["y"] = frame.a + rng.normal(size=2000) * 2
    report, blobs, _ = run(
        frame, target="y", task="regression", hyperparams={"n_estimators": 500}, cv={"folds": 3}, early_stopping=10
    )
    assert len(report["bestIterations"]) == 3 and max(report["bestIterations"]) < 200
    assert report["hyperparams"]["n_estimators"] == int(np.median(report["bestIterations"]))
    assert blobs["model.txt"].count(b"\nTree=") == report["hyperparams"]["n_estimators"]


def test_the_streamed_fit_is_the_fit_in_memory(monkeypatch):
    monkeypatch.setattr(stream, "MIN_ROWS", 0)
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(5000, 5)), columns=list("abcde"))
    frame["c1"] = rng.choice(["x", "y", "z", None], 5000)
    frame.loc[::7, "a"] = np.nan
    frame["y"] = (frame.b + (frame.c1 == "x") + rng.normal(size=5000) > 0).astype(int)
    config = {"target": "y", "test_size": 0, "hyperparams": {"n_estimators": 20}}
    streamed, streamed_blobs, _ = run(frame, **config)
    monkeypatch.setattr(stream, "MIN_ROWS", 10**9)
    held, held_blobs, _ = run(frame, **config)
    assert streamed["dataHash"] == held["dataHash"]
    assert streamed_blobs == held_blobs


def test_null_and_unseen_categories_are_values_of_their_own():
    rng = np.random.default_rng(2)
    colour = rng.choice(["red", "green", None], 3000)
    y = np.where(colour == "red", 1.0, np.where(colour == "green", 5.0, 9.0)) + rng.normal(size=3000) * 0.1
    frame = pd.DataFrame({"colour": colour, "noise": rng.normal(size=3000), "y": y})
    for algorithm in ("lightgbm", "xgboost", "ridge", "random_forest", "hist_gradient_boosting"):
        report, blobs, _ = run(frame, target="y", task="regression", algorithm=algorithm, cv={"folds": 3})
        assert score(report, "r2")["mean"] > 0.95, algorithm
        model = TrainedModel(blobs)
        block = np.array([[0.0, 0.0], [1.0, 0.0], [np.nan, 0.0], [2.0, 0.0]])
        out = model.predict(block, {"colour": ["green", "red", "violet"]})
        assert out[:3] == pytest.approx([5, 1, 9], abs=0.6), algorithm
        assert np.isfinite(out[3])


def test_sample_weights_and_class_weights_are_heeded():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"x": rng.normal(size=2000)})
    frame["y"] = (frame.x + rng.normal(size=2000) > 1.8).astype(int)
    frame["w"] = np.where(frame.y == 1, 10.0, 1.0)
    config = {"target": "y", "algorithm": "logistic", "cv": {"folds": 3}, "metric": "accuracy"}
    plain = np.array(run(frame.drop(columns="w"), **config)[0]["confusion"])
    weighed = np.array(run(frame, sample_weight="w", **config)[0]["confusion"])
    balanced = np.array(run(frame.drop(columns="w"), class_weight="balanced", **config)[0]["confusion"])
    assert weighed[1, 1] > 1.5 * plain[1, 1] and balanced[1, 1] > 1.5 * plain[1, 1]


@pytest.mark.parametrize("strategy", ["time", "group"])
def test_time_and_group_folds_do_not_cross(strategy):
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"x": rng.normal(size=600), "k": rng.integers(0, 30, 600)})
    frame["y"] = frame.x + rng.normal(size=600)
    report, _, _ = run(frame, target="y", task="regression", algorithm="linear", cv={"folds": 3, "strategy": strategy, "column": "k"})
    assert report["split"]["strategy"] == strategy and report["split"]["column"] == "k"
    assert [f["name"] for f in report["features"]] == ["x"]
    assert report["leftOut"]["k"] == strategy


REFUSED = [
    (IRIS.head(9), {"target": "species"}, "train.few_rows", "9 rows"),
    (IRIS.head(50), {"target": "species"}, "train.one_class", "setosa, in all 50 rows"),
    (IRIS.assign(y=3.0), {"target": "y", "task": "regression"}, "train.constant_target", "3 in all 150 rows"),
    (IRIS, {"target": "specie"}, "train.missing_column", '"specie"'),
    (IRIS, {"target": "species", "id": "idd"}, "train.missing_column", '"idd"'),
    (IRIS.assign(species=[None, *IRIS.species[1:]]), {"target": "species"}, "train.null_target", "1 of 150"),
    (IRIS, {"target": "species", "task": "classification"}, "train.many_classes", "3 different values"),
    (IRIS, {"target": "species", "task": "regression"}, "train.target_type", "is text"),
    (IRIS.assign(copy=IRIS.species.str.upper()), {"target": "species"}, "train.leak", '"copy"'),
    (DIABETES.assign(copy=DIABETES.progression * 2), {"target": "progression"}, "train.leak", '"copy"'),
    (IRIS.head(51), {"target": "species"}, "train.tiny_class", "versicolor (1)"),
    (IRIS.head(53), {"target": "species", "cv": {"folds": 5}}, "train.tiny_class", "versicolor (3 rows)"),
    (IRIS.assign(w=-1.0), {"target": "species", "sample_weight": "w"}, "train.sample_weight", "150 of 150"),
]


@pytest.mark.parametrize(("frame", "config", "code", "said"), REFUSED, ids=[r[2] + str(i) for i, r in enumerate(REFUSED)])
def test_a_training_set_that_cannot_be_learned_is_refused_before_any_fit(frame, config, code, said):
    job = fake_job(config, frame)
    with pytest.raises(Failure) as raised:
        train(job)
    assert raised.value.code == code and said in raised.value.message
    assert raised.value.sqlstate == "IN003"
    assert not any(p["phase"] in ("fit", "refit") for p in job.reported)
