-- Every flight with an identifier of its own and its times as moments, not as hhmm of a local day.
with flights as (
    select
        row_number() over (order by time_hour, minute, origin, carrier, flight, dest, tailnum, sched_arr_time) as flight_id,
        *
    from {{ source('nyc', 'flights') }}
),

departures as (
    select
        *,
        time_hour + minute * interval '1 minute' as sched_dep_at,
        time_hour + minute * interval '1 minute' + dep_delay * interval '1 minute' as dep_at
    from flights
)

select
    d.flight_id,
    d.carrier,
    d.flight as flight_number,
    nullif(d.tailnum, '') as tailnum,
    d.origin,
    d.dest,
    d.distance * 1.609344 as distance_km,
    d.sched_dep_at,
    d.dep_at,
    d.dep_delay,
    d.arr_delay,
    -- Landed: airborne time plus what a flight spends on the ground (20 minutes of taxi in the median).
    d.dep_at + (d.air_time + 20) * interval '1 minute' as arr_at,
    d.air_time,
    ({{ hhmm_to_minutes('d.sched_arr_time') }} - {{ hhmm_to_minutes('d.sched_dep_time') }} + 1440) % 1440 as sched_minutes_local,
    (d.sched_dep_at at time zone 'America/New_York')::date as day,
    extract(hour from d.sched_dep_at at time zone 'America/New_York')::int
        + d.minute / 60.0::float8 as dep_hour
from departures d
