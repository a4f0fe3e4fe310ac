-- The carrier's last week at this airport.
{{ late_history('carrier, origin', 7) }}
