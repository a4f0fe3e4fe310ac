-- How often this flight number, this route and this carrier landed late in the weeks before.
{% set histories = [
    ('flight', 'carrier, flight_number, origin', 28),
    ('route', 'origin, dest', 28),
    ('carrier', 'carrier, origin', 7),
] %}
with
{%- for name, keys, days in histories %}
{{ name }}_daily as (
    select {{ keys }}, day, sum(arrivals) as arrivals, sum(late_arrivals) as late_arrivals, sum(delay_minutes) as delay_minutes
    from {{ ref('int_arrivals_daily') }}
    group by {{ keys }}, day
),

{{ name }}_history as (
    select
        {{ keys }},
        day,
        {{ days_before('late_arrivals', days, keys) }} / nullif({{ days_before('arrivals', days, keys) }}, 0)::float8 as late_rate,
        {{ days_before('delay_minutes', days, keys) }} / nullif({{ days_before('arrivals', days, keys) }}, 0) as avg_delay
    from {{ name }}_daily
){{ ',' if not loop.last }}
{% endfor %}
select
    f.flight_id
    {%- for name, keys, days in histories %},
    {{ name }}_history.late_rate as {{ name }}_late_rate_{{ days }}d,
    {{ name }}_history.avg_delay as {{ name }}_avg_delay_{{ days }}d
    {%- endfor %}
from {{ ref('int_flights_asof') }} f
{%- for name, keys, days in histories %}
left join {{ name }}_history using ({{ keys }}, day)
{%- endfor %}
