{# A training node: its SELECT is the training set, its relation the history of what was trained from it. #}
{% materialization model, adapter='postgres' %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set name = this.schema ~ '.' ~ this.identifier -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if existing is not none and existing.type != 'view' -%}{{ drop_relation_if_exists(existing) }}{%- endif -%}
  {% call statement('main') -%}
    select insitu.train(
      {{ insitu_literal(name) }},
      {{ insitu_literal(sql) }},
      {{ insitu_literal(tojson(insitu_config(insitu_training_keys()))) }}::jsonb,
      {{ insitu_literal(tojson({'node': model.unique_id, 'path': model.original_file_path})) }}::jsonb
    );
    create or replace view {{ target_relation }} as
      select * from insitu.trained_models where name = {{ insitu_literal(name) }} order by version desc
  {%- endcall %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# A prediction node: its SELECT is scored into a table, built aside and swapped in as dbt's tables are. #}
{% materialization prediction, adapter='postgres' %}
  {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% macro insitu_prediction(relation, sql) -%}
  {%- set trained = config.require('model') | string -%}
  {%- set name = trained.replace('"', '').split('.')[-1] -%}
  {%- set training = ref(name) -%}
  select insitu.predict_into(
    {{ insitu_literal(training.schema ~ '.' ~ training.identifier) }},
    {{ insitu_literal(sql) }},
    {{ insitu_literal(adapter.quote(relation.schema) ~ '.' ~ adapter.quote(relation.identifier)) }},
    {{ insitu_literal(tojson(insitu_config(['version', 'id', 'keep', 'probabilities']))) }}::jsonb
  )
{%- endmacro %}
