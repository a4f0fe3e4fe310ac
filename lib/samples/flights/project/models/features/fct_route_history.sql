-- The route's last four weeks.
{{ late_history('origin, dest', 28) }}
