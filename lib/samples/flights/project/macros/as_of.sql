{#- The moment a prediction is made for a flight: some hours before its scheduled departure. -#}
{% macro as_of(sched_dep_at) -%}
    {{ sched_dep_at }} - interval '{{ var("as_of_hours") }} hours'
{%- endmacro %}

{#- Minutes of hhmm, the way the carriers write the time of day: 517 is 05:17. -#}
{% macro hhmm_to_minutes(column) -%}
    ({{ column }} / 100 * 60 + {{ column }} % 100)
{%- endmacro %}
