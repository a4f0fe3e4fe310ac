-- What left each airport in each hour of the year, on a grid without holes.
with hours as (
    select origin, hour_at
    from (select distinct origin from {{ ref('stg_flights') }}) origins
    cross join generate_series(
        (select date_trunc('hour', min(sched_dep_at)) - interval '12 hours' from {{ ref('stg_flights') }}),
        (select date_trunc('hour', max(sched_dep_at)) from {{ ref('stg_flights') }}),
        interval '1 hour'
    ) as hour_at
),

departures as (
    select
        origin,
        date_trunc('hour', dep_at) as hour_at,
        count(*) as departures,
        sum(dep_delay) as delay_minutes,
        count(*) filter (where dep_delay > {{ var('late_minutes') }}) as late_departures
    from {{ ref('stg_flights') }}
    where dep_at is not null
    group by 1, 2
)

select
    hours.origin,
    hours.hour_at,
    coalesce(departures.departures, 0) as departures,
    coalesce(departures.delay_minutes, 0) as delay_minutes,
    coalesce(departures.late_departures, 0) as late_departures
from hours
left join departures using (origin, hour_at)
