{#-
  How often flights landed late in the days before each day, one row for each of `keys` and day.
  The last two days stay out: at the as-of time some of yesterday's flights are still in the air.
-#}
{% macro late_history(keys, days) %}
with daily as (
    select {{ keys }}, day, sum(arrivals) as arrivals, sum(late_arrivals) as late_arrivals, sum(delay_minutes) as delay_minutes
    from {{ ref('int_arrivals_daily') }}
    group by {{ keys }}, day
)

select
    {{ keys }},
    day,
    sum(late_arrivals) over before / nullif(sum(arrivals) over before, 0)::float8 as late_rate,
    sum(delay_minutes) over before / nullif(sum(arrivals) over before, 0)::float8 as avg_delay
from daily
window before as (
    partition by {{ keys }} order by day
    range between interval '{{ days + 1 }} days' preceding and interval '2 days' preceding
)
{% endmacro %}
