"""Insitu's runtime inside PostgreSQL.

`wire` is what both sides share, `shim` runs in the backend (standard library and plpy only),
`child` runs in the fenced process, `ml` holds training. The package is shipped as one archive
and imported from memory on both sides: no module may rely on `__file__` or on data files.
"""
