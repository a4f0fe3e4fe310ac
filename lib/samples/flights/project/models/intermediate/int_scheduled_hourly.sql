-- The timetable: known long before any as-of time.
select origin, date_trunc('hour', sched_dep_at) as hour_at, count(*) as scheduled
from {{ ref('stg_flights') }}
group by 1, 2
