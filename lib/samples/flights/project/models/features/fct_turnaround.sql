-- The aircraft's last leg out of New York that had left before the as-of time.
select
    f.flight_id,
    leg.dep_delay as prev_leg_dep_delay,
    -- The arrival is known only where the aircraft had landed by then.
    case when leg.arr_at <= f.as_of then leg.arr_delay end as prev_leg_arr_delay,
    extract(epoch from f.sched_dep_at - leg.dep_at) / 3600 as hours_since_prev_leg
from {{ ref('int_flights_asof') }} f
cross join lateral (
    select dep_at, arr_at, dep_delay, arr_delay
    from {{ ref('int_legs') }} l
    where l.tailnum = f.tailnum and l.dep_at <= f.as_of
    order by l.dep_at desc
    limit 1
) leg
where leg.dep_at > f.as_of - interval '24 hours'
