"""What differs from Superset's defaults. Superset reads it from /app/pythonpath."""

import os
from pathlib import Path

# Made by start.sh in the volume: a key of Superset's own, not Insitu's secret.
SECRET_KEY = Path(os.environ["SUPERSET_HOME"], "secret_key").read_text().strip()
