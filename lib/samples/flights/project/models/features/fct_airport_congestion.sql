{% set windows = [1, 3, 6] %}
-- How busy, and how late, the airport was in the hours before the as-of time.
with rolled as (
    select
        origin,
        hour_at
        {%- for h in windows %},
        (sum(departures) over last_{{ h }}h)::int8 as departures_{{ h }}h,
        sum(delay_minutes) over last_{{ h }}h / nullif(sum(departures) over last_{{ h }}h, 0) as avg_delay_{{ h }}h,
        sum(late_departures) over last_{{ h }}h / nullif(sum(departures) over last_{{ h }}h, 0)::float8 as late_share_{{ h }}h
        {%- endfor %}
    from {{ ref('int_departures_hourly') }}
    window
        {%- for h in windows %}
        last_{{ h }}h as (
            partition by origin order by hour_at
            range between interval '{{ h }} hours' preceding and interval '1 hour' preceding
        ){{ ',' if not loop.last }}
        {%- endfor %}
)

select
    f.flight_id,
    {%- for h in windows %}
    r.departures_{{ h }}h,
    r.avg_delay_{{ h }}h,
    r.late_share_{{ h }}h,
    {%- endfor %}
    s.scheduled as scheduled_same_hour
from {{ ref('int_flights_asof') }} f
left join rolled r on r.origin = f.origin and r.hour_at = date_trunc('hour', f.as_of)
left join {{ ref('int_scheduled_hourly') }} s on s.origin = f.origin and s.hour_at = date_trunc('hour', f.sched_dep_at)
