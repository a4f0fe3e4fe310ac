import numpy as np
import pandas as pd
import pytest

from insitu.child.testing import fake_job
from insitu.ml.check import check_training
from insitu.ml.findings import alone, area, ranks, row_hashes
from insitu.ml.roles import Feature
from insitu.ml.test_train import CANCER, DIABETES, IRIS


def look(frame, **config):
    return check_training(fake_job(config, frame))


def test_what_the_train_screen_shows():
    shown = look(CANCER.assign(id=range(len(CANCER))), target="diagnosis", id="id", cv={"folds": 4})
    assert shown["rows"] == 569 and shown["leftOut"] == 0
    assert shown["target"]["classes"] == [{"value": "benign", "rows": 357}, {"value": "malignant", "rows": 212}]
    first = shown["features"][0]
    assert first["included"] and 0.9 < first["alone"] < 1 and sum(first["histogram"]) == 569
    assert [f["name"] for f in shown["features"] if not f["included"]] == ["diagnosis", "id"]
    assert shown["split"]["folds"] == 4 and shown["split"]["strategy"] == "stratified"
    assert 0 < shown["estimate"]["memoryBytes"] < shown["estimate"]["capBytes"]
    assert {f["level"] for f in shown["findings"]} == {"passed"}


def test_a_number_to_predict_has_a_histogram():
    shown = look(DIABETES, target="progression")
    assert sum(shown["target"]["histogram"]["counts"]) == len(DIABETES)
    assert all(0 <= f["alone"] <= 1 for f in shown["features"] if f["included"])


@pytest.mark.parametrize(
    ("frame", "config", "level", "code"),
    [
        (IRIS.assign(species=[None, *IRIS.species[1:]]), {}, "error", "train.null_target"),
        (IRIS.head(50), {}, "error", "train.one_class"),
        (IRIS.assign(copy=IRIS.species.str.upper()), {}, "error", "leak.copy"),
        (IRIS.assign(number=range(150)), {}, "warn", "feature.identifier"),
        (IRIS.assign(key=[f"k{i}" for i in range(150)]), {}, "warn", "feature.identifier"),
        (IRIS.assign(one=1.5), {}, "warn", "feature.constant"),
        (pd.concat([IRIS] * 4), {}, "warn", "split.twins"),
        (IRIS, {"test_size": 0}, "warn", "split.none"),
        (IRIS.assign(g=np.arange(150) % 30), {"group": "g", "cv": {"strategy": "kfold"}}, "warn", "split.group"),
    ],
)
def test_findings(frame, config, level, code):
    found = look(frame, target="species", **config)["findings"]
    assert (level, code) in {(f["level"], f["code"]) for f in found}


def test_a_feature_that_nearly_is_the_target_is_shown():
    rng = np.random.default_rng(0)
    y = rng.random(1000) < 0.4
    frame = pd.DataFrame({"late": y + rng.normal(size=1000) * 0.1, "x": rng.normal(size=1000), "y": y})
    found = look(frame, target="y")["findings"]
    assert [f["feature"] for f in found if f["code"] == "leak.alone"] == ["late"]


def test_area_and_ranks_agree_with_scikit_learn():
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(1)
    x, hit = rng.integers(0, 20, 500), rng.random(500) < 0.3
    assert area(ranks(x), hit) == pytest.approx(roc_auc_score(hit, x))


def test_a_category_without_meaning_says_nothing_alone():
    rng = np.random.default_rng(2)
    many = rng.integers(0, 500, 2000).astype(float)
    hit = (rng.random(2000) < 0.5).astype(int)
    assert alone(Feature("c", "text", "category"), many, hit, 2) < 0.56


def test_rows_hash_alike_only_when_alike():
    block = np.array([[1.0, np.nan], [1.0, np.nan], [np.nan, 1.0], [0.0, 2.0], [-0.0, 2.0]])
    hashes = row_hashes(block)
    assert hashes[0] == hashes[1] != hashes[2] and hashes[3] == hashes[4]
