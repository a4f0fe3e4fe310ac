-- The flight number's last four weeks.
{{ late_history('carrier, flight_number, origin', 28) }}
