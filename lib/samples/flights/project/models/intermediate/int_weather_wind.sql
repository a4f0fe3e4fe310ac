-- Weather with the crosswind of the airport's best runway.
with across as (
    select
        w.origin,
        w.observed_at,
        min({{ function('crosswind_ms') }}(w.wind_ms, w.wind_dir, r.heading_deg)) as crosswind_ms
    from {{ ref('stg_weather') }} w
    join {{ ref('runways') }} r using (origin)
    group by 1, 2
)

select w.*, across.crosswind_ms
from {{ ref('stg_weather') }} w
join across using (origin, observed_at)
