import numpy as np
import pandas as pd
import pytest

from insitu.child.testing import fake_job
from insitu.errors import Failure
from insitu.ml.predict import predict, predict_into, row_block
from insitu.ml.roles import Feature
from insitu.ml.test_train import CANCER, IRIS, run


def test_a_table_is_scored_with_a_column_for_each_class():
    _, blobs, _ = run(IRIS, target="species", algorithm="logistic", test_size=0)
    frame = IRIS.drop(columns="species").assign(number=range(150))
    job = fake_job({"number": "number", "taken": ["flower"]}, frame, blobs)
    assert predict_into(job) == {"rows": 150}
    written = job.written[0]
    assert list(written) == [
        "number", "prediction", "probability_setosa", "probability_versicolor", "probability_virginica",
    ]  # fmt: skip
    assert (written["prediction"] == IRIS.species).mean() > 0.95
    np.testing.assert_allclose(written.iloc[:, 2:].sum(axis=1), 1)


def test_a_row_gives_a_class_and_its_probabilities():
    _, blobs, _ = run(CANCER.assign(diagnosis=CANCER.diagnosis == "malignant"), target="diagnosis", test_size=0)
    answer = predict(fake_job({"model": "m"}, IRIS, blobs))
    row = CANCER.drop(columns="diagnosis").iloc[0].to_dict()
    said = answer({"row": {**row, "more": 1}})
    assert said["value"] == "true" and said["probabilities"]["true"] > 0.9
    with pytest.raises(Failure, match='no "mean_radius"') as raised:
        answer({"row": {"mean_radios": 1}})
    assert raised.value.hint == 'Did you mean "mean_radios"?'


def test_values_of_a_row_as_jsonb_writes_them():
    features = (
        Feature("n", "numeric", "number"), Feature("b", "boolean", "flag"), Feature("d", "date", "moment"),
        Feature("t", "timestamp with time zone", "moment"), Feature("i", "interval", "moment"),
        Feature("c", "text", "category"), Feature("z", "text", "category"),
    )  # fmt: skip
    row = {
        "n": "1.5", "b": True, "d": "1970-01-02", "t": "1970-01-01T02:00:01.5+02:00", "i": "1 day 00:00:01",
        "c": "x", "z": None,
    }  # fmt: skip
    block, categories = row_block(row, features, "m")
    assert block[0, :6].tolist() == [1.5, 1.0, 86400.0, 1.5, 86401.0, 0.0] and np.isnan(block[0, 6])
    assert categories["c"] == ["x"]
    with pytest.raises(Failure, match='"n" can\'t be'):
        row_block({**row, "n": "many"}, features, "m")


def test_predictions_keep_the_type_of_the_target():
    for values, kind in (([0, 1], "int64"), ([True, False], "bool"), ([1.0, 2.0], "float64")):
        frame = pd.DataFrame({"x": np.arange(40.0), "y": values * 20, "number": range(40)})
        _, blobs, _ = run(frame, target="y", task="classification", algorithm="tree", test_size=0, id="number")
        job = fake_job({"number": "number", "taken": [], "probabilities": False}, frame, blobs)
        predict_into(job)
        assert job.written[0]["prediction"].dtype == kind and list(job.written[0]) == ["number", "prediction"]
