-- The training set: every feature as it was known at the as-of time, and what came of it.
select
    f.flight_id,
    f.as_of,
    f.sched_dep_at,
    f.carrier,
    f.origin,
    f.dest,
    c.departures_1h,
    c.departures_3h,
    c.departures_6h,
    c.avg_delay_1h,
    c.avg_delay_3h,
    c.avg_delay_6h,
    c.late_share_3h,
    c.scheduled_same_hour,
    fh.late_rate as flight_late_rate_28d,
    fh.avg_delay as flight_avg_delay_28d,
    rh.late_rate as route_late_rate_28d,
    ch.late_rate as carrier_late_rate_7d,
    t.prev_leg_dep_delay,
    t.prev_leg_arr_delay,
    t.hours_since_prev_leg,
    p.seats,
    p.plane_age,
    w.temp_c,
    w.humid,
    w.wind_ms,
    w.gust_ms,
    w.crosswind_ms,
    w.precip_mm,
    w.pressure_hpa,
    w.visib_km,
    r.dep_hour,
    r.day_of_week,
    r.great_circle_km,
    r.sched_minutes_local,
    r.days_to_holiday,
    r.days_since_holiday,
    s.arr_delay > {{ var('late_minutes') }} as arr_late
from {{ ref('int_flights_asof') }} f
join {{ ref('stg_flights') }} s using (flight_id)
join {{ ref('fct_airport_congestion') }} c using (flight_id)
join {{ ref('fct_route_calendar') }} r using (flight_id)
left join {{ ref('fct_flight_history') }} fh
    on fh.carrier = f.carrier and fh.flight_number = f.flight_number and fh.origin = f.origin and fh.day = f.day
left join {{ ref('fct_route_history') }} rh on rh.origin = f.origin and rh.dest = f.dest and rh.day = f.day
left join {{ ref('fct_carrier_history') }} ch on ch.carrier = f.carrier and ch.origin = f.origin and ch.day = f.day
left join {{ ref('fct_turnaround') }} t using (flight_id)
left join {{ ref('fct_plane_profile') }} p using (flight_id)
left join {{ ref('fct_weather_at_departure') }} w using (flight_id)
