-- How late each carrier's flights to each place landed, by day and flight number.
select
    day,
    carrier,
    flight_number,
    origin,
    dest,
    count(*) as arrivals,
    count(*) filter (where arr_delay > {{ var('late_minutes') }}) as late_arrivals,
    sum(arr_delay) as delay_minutes
from {{ ref('stg_flights') }}
where arr_delay is not null
group by 1, 2, 3, 4, 5
