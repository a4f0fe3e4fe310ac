-- A leg that left after the as-of time would be a look into the future.
select t.flight_id
from {{ ref('fct_turnaround') }} t
where t.hours_since_prev_leg < {{ var('as_of_hours') }}
