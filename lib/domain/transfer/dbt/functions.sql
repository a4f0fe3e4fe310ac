{# dbt's own function, also of a Python file, which runs behind Insitu's fence. #}
{% materialization function, adapter='postgres', supported_languages=['sql', 'python'] %}
  {% if model.language != 'python' %}{{ return(dbt.materialization_function_default()) }}{% endif %}
  {%- set target_relation = this.incorporate(type=this.Function) -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    select insitu.create_udf({{ insitu_literal(tojson(insitu_function())) }}::jsonb)
  {%- endcall %}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro insitu_function() -%}
  {%- set arguments = [] -%}
  {%- for each in model.arguments -%}
    {%- do arguments.append({'name': each.name, 'type': each.data_type}) -%}
  {%- endfor -%}
  {%- set words = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'} -%}
  {{- return({
    'schema': this.schema,
    'name': this.identifier,
    'language': 'python',
    'source': model.raw_code,
    'entry_point': config.get('entry_point') or model.name,
    'arguments': arguments,
    'returns': model.returns.data_type,
    'volatility': words.get((config.get('volatility') or 'non-deterministic') | string, 'volatile'),
    'vectorized': config.get('vectorized') or false,
    'fenced': true,
    'path': model.original_file_path,
    'node': model.unique_id,
  }) -}}
{%- endmacro %}
