"""What people do without Insitu: one process that reads the table and calls lightgbm.train.

    python compare_train.py connectorx|adbc URL QUERY LABEL TREES

The best of each reader: ConnectorX into pandas, ADBC into an Arrow table that LightGBM takes as it is.
Prints {"read", "bin", "fit"} seconds; the caller measures start to end.
"""

from __future__ import annotations

import json
import sys
import time

import lightgbm as lgb


def read(reader: str, url: str, query: str):
    if reader == "connectorx":
        import connectorx

        return connectorx.read_sql(url, query, protocol="binary")
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetch_arrow_table()


def split(table, label: str):
    if hasattr(table, "pop"):
        return table, table.pop(label)
    return table.drop_columns([label]), table.column(label)


def main(reader: str, url: str, query: str, label: str, trees: str) -> None:
    started = time.perf_counter()
    features, target = split(read(reader, url, query), label)
    done = time.perf_counter()
    settings = {"objective": "binary", "num_leaves": 31, "num_threads": 2, "verbosity": -1}
    data = lgb.Dataset(features, target, params=settings, free_raw_data=True)
    data.construct()
    binned = time.perf_counter()
    model = lgb.train(settings, data, int(trees))
    model.model_to_string()
    fitted = time.perf_counter()
    times = {"read": done - started, "bin": binned - done, "fit": fitted - binned}
    print(json.dumps({name: round(seconds, 2) for name, seconds in times.items()}))


main(*sys.argv[1:])
