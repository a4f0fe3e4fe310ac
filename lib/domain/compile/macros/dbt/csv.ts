import { dispatched } from '../dispatched.ts';

/** Seeds as macros make them, for projects that have one of these macros of their own. */
export const CSV_MACROS: string = [
  dispatched(
    'create_csv_table',
    'model, agate_table',
    `
  {%- set given = model['config'].get('column_types', {}) -%}
  {%- set lines = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set column = adapter.quote_seed_column(name | string, model['config'].get('quote_columns', none)) -%}
    {%- do lines.append(column ~ ' ' ~ given.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
  {%- endfor -%}
  {%- set sql = 'create table ' ~ this.render() ~ ' (' ~ lines | join(', ') ~ ')' -%}
  {%- call statement('_') -%}{{ sql }}{%- endcall -%}
  {{ return(sql) }}`,
  ),
  dispatched(
    'reset_csv_table',
    'model, full_refresh, old_relation, agate_table',
    `
  {%- if full_refresh -%}
    {% do adapter.drop_relation(old_relation) %}
    {{ return(create_csv_table(model, agate_table)) }}
  {%- endif -%}
  {% do adapter.truncate_relation(old_relation) %}
  {{ return('truncate table ' ~ old_relation.render()) }}`,
  ),
  dispatched('get_binding_char', '', "{{ return('%s') }}"),
  dispatched('get_batch_size', '', '{{ return(10000) }}'),
  dispatched('get_csv_sql', 'create_or_truncate_sql, insert_sql', '{{ create_or_truncate_sql }};\n{{ insert_sql }}'),
  `{% macro get_seed_column_quoted_csv(model, column_names) -%}
  {%- set columns = [] -%}
  {%- for name in column_names -%}
    {%- do columns.append(adapter.quote_seed_column(name, model['config'].get('quote_columns', none))) -%}
  {%- endfor -%}
  {{ return(columns | join(', ')) }}
{%- endmacro %}`,
  dispatched(
    'load_csv_rows',
    'model, agate_table',
    `
  {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {%- set row = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(',') ~ ')' -%}
  {%- set sent = [] -%}
  {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
    {%- set values = [] -%}
    {%- for each in chunk -%}{%- do values.extend(each) -%}{%- endfor -%}
    {%- set sql = 'insert into ' ~ this.render() ~ ' (' ~ columns ~ ') values ' ~ ([row] * chunk | length) | join(',') -%}
    {%- do adapter.add_query(sql, bindings=values, abridge_sql_log=true) -%}
    {%- if loop.first -%}{%- do sent.append(sql) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(sent[0]) }}`,
  ),
  `{% materialization seed, default %}
  {%- set old = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set is_table = old is not none and old.is_table -%}
  {%- if old is not none and old.is_view -%}
    {% do exceptions.raise_compiler_error('There is a view where this seed goes: ' ~ old.render()) %}
  {%- endif -%}
  {%- set anew = should_full_refresh() -%}
  {%- set rows = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=rows) -%}
  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- set made = reset_csv_table(model, anew, old, rows) if is_table else create_csv_table(model, rows) -%}
  {%- set count = rows.rows | length -%}
  {%- set filled = load_csv_rows(model, rows) if count > 0 else '' -%}
  {%- set code = 'CREATE' if anew else 'INSERT' -%}
  {%- call noop_statement('main', code ~ ' ' ~ count, code, count) -%}{{ get_csv_sql(made, filled) }}{%- endcall -%}
  {%- set target = this.incorporate(type='table') -%}
  {% do apply_grants(target, config.get('grants'), should_revoke=should_revoke(old, anew)) %}
  {% do persist_docs(target, model) %}
  {%- if anew or not is_table -%}{% do create_indexes(target) %}{%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {% do adapter.commit() %}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}`,
].join('\n');
