"""Fisher's irises (1936), as scikit-learn carries them."""

from sklearn.datasets import load_iris


def model(dbt, session):
    dbt.config(materialized="table")
    frame = load_iris(as_frame=True).frame
    frame.columns = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm", "species_id"]
    frame.insert(0, "flower_id", range(1, len(frame) + 1))
    return frame
