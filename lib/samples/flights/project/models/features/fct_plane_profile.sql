select
    f.flight_id,
    p.seats,
    p.engines,
    extract(year from f.sched_dep_at)::int - p.built_year as plane_age,
    p.manufacturer
from {{ ref('int_flights_asof') }} f
join {{ ref('stg_planes') }} p using (tailnum)
