"""The training handler in a plain process, without the fence: the same code over the same rows.

    python unfenced_fit.py PACKAGE_DIR URL QUERY CONFIG THREADS

Prints the seconds of its phases.
"""

from __future__ import annotations

import json
import sys

import connectorx

sys.path.insert(0, sys.argv[1])


def main(url: str, query: str, config: str, threads: str) -> None:
    from insitu.child.testing import fake_job
    from insitu.ml.train import train

    job = fake_job(json.loads(config), connectorx.read_sql(url, query, protocol="binary"))
    job.limits["threads"] = int(threads)
    report, _ = train(job)
    print(json.dumps(report["phases"]))


main(*sys.argv[2:])
