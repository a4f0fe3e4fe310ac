-- How late each carrier's flights to each place landed, by day and flight number. Cancelled flights
-- keep their row: a day that is there only for flights that landed would tell that they did.
select
    day,
    carrier,
    flight_number,
    origin,
    dest,
    count(arr_delay) as arrivals,
    count(*) filter (where arr_delay > {{ var('late_minutes') }}) as late_arrivals,
    sum(arr_delay) as delay_minutes
from {{ ref('stg_flights') }}
group by 1, 2, 3, 4, 5
