-- The aircraft's last leg out of New York that had left before the as-of time: legs and as-of
-- times on one clock, so that each as-of time counts the legs before it in one pass.
with clock as (
    select tailnum, dep_at as at, 1 as leg, null::bigint as flight_id, null::timestamptz as sched_dep_at
    from {{ ref('int_legs') }}
    union all
    select tailnum, as_of, 0, flight_id, sched_dep_at
    from {{ ref('int_flights_asof') }}
    where tailnum is not null
),

counted as (
    select *, sum(leg) over (partition by tailnum order by at) as legs_before
    from clock
)

select
    f.flight_id,
    l.dep_delay as prev_leg_dep_delay,
    -- The arrival is known only where the aircraft had landed by then.
    case when l.arr_at <= f.at then l.arr_delay end as prev_leg_arr_delay,
    extract(epoch from f.sched_dep_at - l.dep_at)::float8 / 3600 as hours_since_prev_leg
from counted f
join {{ ref('int_legs') }} l on l.tailnum = f.tailnum and l.leg_number = f.legs_before
where f.flight_id is not null
    and l.dep_at > f.at - interval '24 hours'
