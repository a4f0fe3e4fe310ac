"""Wind across a runway."""

from math import radians, sin


def crosswind(wind_ms, wind_dir, heading_deg):
    """Absolute wind across a runway, m/s. NULL in, NULL out; calm air has no direction."""
    if wind_ms is None or heading_deg is None:
        return None
    if wind_dir is None:
        return 0.0 if wind_ms == 0 else None
    return abs(wind_ms * sin(radians(wind_dir - heading_deg)))
