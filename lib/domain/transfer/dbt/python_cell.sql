{# dbt's own table, also of a Python cell: only the statement that makes the table differs. #}
{% materialization table, adapter='postgres', supported_languages=['sql', 'python'] %}
  {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% macro postgres__get_create_table_as_sql(temporary, relation, sql) -%}
  {%- if model.language == 'python' -%}
    select insitu.run_cell({{ insitu_literal(tojson(insitu_cell(relation))) }}::jsonb)
  {%- elif model.config.materialized == 'prediction' -%}
    {{ insitu_prediction(relation, sql) }}
  {%- else -%}
    {{ dbt.default__get_create_table_as_sql(temporary, relation, sql) }}
  {%- endif -%}
{%- endmacro %}

{# What insitu.run_cell takes: the cell, its inputs by the words it uses for them, and where its rows go. #}
{% macro insitu_cell(relation) -%}
  {%- set inputs = {} -%}
  {%- for each in model.refs -%}
    {%- set package = each.get('package') -%}
    {%- set version = each.get('version') -%}
    {%- set found = ref(package, each.name, v=version) if package else ref(each.name, v=version) -%}
    {%- do inputs.update({(package ~ '.' ~ each.name) if package else each.name: insitu_relation(found)}) -%}
  {%- endfor -%}
  {%- for each in model.sources -%}
    {%- do inputs.update({each[0] ~ '.' ~ each[1]: insitu_relation(source(each[0], each[1]))}) -%}
  {%- endfor -%}
  {{- return({
    'node': model.unique_id,
    'path': model.original_file_path,
    'source': model.raw_code,
    'inputs': inputs,
    'config': model.config,
    'vars': invocation_args_dict.get('vars') or {},
    'target': {'name': target.name, 'type': 'postgres', 'database': target.dbname, 'schema': target.schema, 'user': target.user},
    'this': insitu_relation(this),
    'relation': insitu_relation(relation),
    'is_incremental': false,
    'limits': insitu_config(['memory_mb', 'seconds']),
    'column_types': config.get('column_types') or {},
  }) -}}
{%- endmacro %}

{% macro insitu_relation(relation) -%}
  {{- return({'schema': relation.schema, 'name': relation.identifier}) -}}
{%- endmacro %}
