-- What the timetable and the map say of a flight.
select
    f.flight_id,
    f.dep_hour,
    extract(isodow from f.day)::int as day_of_week,
    f.distance_km,
    {{ function('haversine_km') }}(o.lat, o.lon, d.lat, d.lon) as great_circle_km,
    f.sched_minutes_local,
    d.lat as dest_lat,
    d.lon as dest_lon,
    h.days_to_holiday,
    h.days_since_holiday
from {{ ref('int_flights_asof') }} f
join {{ ref('stg_airports') }} o on o.faa = f.origin
join {{ ref('stg_airports') }} d on d.faa = f.dest
join {{ ref('holiday_distance') }} h on h.day = f.day
