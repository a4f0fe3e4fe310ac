{# Written by Insitu's export, for dbt alone: Insitu leaves this folder out when it imports. It gives
   Python cells, functions in Python, and materialized='model' and 'prediction' their meaning in a
   database that has Insitu's runtime (npx insitu install). #}

{% macro insitu_literal(text) -%}
  '{{ (text | string).replace("'", "''") }}'
{%- endmacro %}

{# The keys of a node's config that the runtime takes: the rest is dbt's. #}
{% macro insitu_config(keys) -%}
  {%- set given = {} -%}
  {%- for key in keys -%}
    {%- set value = config.get(key) -%}
    {%- if value is not none -%}{%- do given.update({key: value}) -%}{%- endif -%}
  {%- endfor -%}
  {{- return(given) -}}
{%- endmacro %}
