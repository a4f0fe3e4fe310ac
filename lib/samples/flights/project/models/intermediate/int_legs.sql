-- Legs as each aircraft flew them out of New York, numbered in that order.
select
    tailnum,
    row_number() over (partition by tailnum order by dep_at, flight_id) as leg_number,
    flight_id,
    dep_at,
    arr_at,
    dep_delay,
    arr_delay
from {{ ref('stg_flights') }}
where tailnum is not null and dep_at is not null
