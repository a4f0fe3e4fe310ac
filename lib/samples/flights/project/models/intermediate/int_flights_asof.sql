-- One row a flight with the moment its prediction is made: the only clock the features may read.
select
    flight_id,
    carrier,
    flight_number,
    tailnum,
    origin,
    dest,
    distance_km,
    sched_dep_at,
    {{ as_of('sched_dep_at') }} as as_of,
    day,
    dep_hour,
    sched_minutes_local
from {{ ref('stg_flights') }}
