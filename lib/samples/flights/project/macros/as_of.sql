{#- The moment a prediction is made for a flight: some hours before its scheduled departure. -#}
{% macro as_of(sched_dep_at) -%}
    {{ sched_dep_at }} - interval '{{ var("as_of_hours") }} hours'
{%- endmacro %}

{#- Minutes of hhmm, the way the carriers write the time of day: 517 is 05:17. -#}
{% macro hhmm_to_minutes(column) -%}
    ({{ column }} / 100 * 60 + {{ column }} % 100)
{%- endmacro %}

{#-
  Sum of a daily figure over the days before a row's day. The last two days stay out: at the
  as-of time some flights of yesterday evening are still in the air.
-#}
{% macro days_before(column, days, partition_by) -%}
    sum({{ column }}) over (
        partition by {{ partition_by }} order by day
        range between interval '{{ days + 1 }} days' preceding and interval '2 days' preceding
    )
{%- endmacro %}
