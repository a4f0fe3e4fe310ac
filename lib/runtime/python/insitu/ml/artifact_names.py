"""Names inside an artifact that both sides read."""

MANIFEST = "manifest.json"
