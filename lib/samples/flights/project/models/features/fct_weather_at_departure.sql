-- The last observation before the as-of time; an hour without one takes the hour before.
select
    f.flight_id,
    w.temp_c,
    w.humid,
    w.wind_ms,
    w.gust_ms,
    w.crosswind_ms,
    w.precip_mm,
    w.pressure_hpa,
    w.visib_km
from {{ ref('int_flights_asof') }} f
join {{ ref('int_weather_wind') }} w
    on w.origin = f.origin
    and w.observed_at = date_trunc('hour', f.as_of)
