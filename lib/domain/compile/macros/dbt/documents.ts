import { dispatched } from '../dispatched.ts';

/** Comments (`persist_docs`) and indexes of what was built. */
export const DOCUMENT_MACROS: string = [
  dispatched(
    'persist_docs',
    'relation, model, for_relation=true, for_columns=true',
    `{%- if for_relation and config.persist_relation_docs() and model.description -%}
    {% do run_query(alter_relation_comment(relation, model.description)) %}
  {%- endif -%}
  {%- if for_columns and config.persist_column_docs() and model.columns -%}
    {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {%- set comments = alter_column_comment(relation, validate_doc_columns(relation, model.columns, there)) -%}
    {%- if comments and comments | trim -%}{% do run_query(comments) %}{%- endif -%}
  {%- endif -%}`,
  ),
  `{% macro validate_doc_columns(relation, column_dict, existing_column_names) %}
  {%- set lowered = existing_column_names | map('lower') | list -%}
  {%- set known = {} -%}{%- set unknown = [] -%}
  {%- for name in column_dict -%}
    {%- set there = name in existing_column_names if column_dict[name]['quote'] else name | lower in lowered -%}
    {%- if there -%}{% do known.update({name: column_dict[name]}) %}{%- else -%}{% do unknown.append(name) %}{%- endif -%}
  {%- endfor -%}
  {%- if unknown -%}
    {% do exceptions.warn('In relation ' ~ relation.render() ~ ': columns are described that it does not have: ' ~ unknown | join(', ')) %}
  {%- endif -%}
  {{ return(known) }}
{% endmacro %}
{% macro postgres_escape_comment(comment) -%}
  {%- set fence = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}{% do exceptions.raise_compiler_error('A comment is text, not ' ~ comment) %}{%- endif -%}
  {%- if fence in comment -%}{% do exceptions.raise_compiler_error(fence ~ ' can not stand in a comment.') %}{%- endif -%}
  {{ fence }}{{ comment }}{{ fence }}
{%- endmacro %}`,
  `{% macro alter_relation_comment(relation, relation_comment) -%}
  {{ return(adapter.dispatch('alter_relation_comment', 'dbt')(relation, relation_comment)) }}
{%- endmacro %}
{% macro postgres__alter_relation_comment(relation, comment) -%}
  comment on {{ 'materialized view' if relation.type == 'materialized_view' else relation.type }} {{ relation }} is {{ postgres_escape_comment(comment) }};
{%- endmacro %}`,
  dispatched(
    'alter_column_comment',
    'relation, column_dict',
    `{%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- for name in column_dict if name in there %}
    comment on column {{ relation }}.{{ adapter.quote(name) if column_dict[name]['quote'] else name }} is {{ postgres_escape_comment(column_dict[name]['description']) }};
  {%- endfor -%}`,
    'postgres',
  ),
  dispatched(
    'create_indexes',
    'relation',
    `{%- for each in config.get('indexes', default=[]) -%}
    {%- set statement_text = get_create_index_sql(relation, each) -%}
    {%- if statement_text -%}{% do run_query(statement_text) %}{%- endif -%}
  {%- endfor -%}`,
  ),
  dispatched(
    'get_create_index_sql',
    'relation, index_dict',
    `{%- set index = adapter.parse_index(index_dict) -%}
  create {% if index.unique %}unique {% endif %}index if not exists "{{ index.render(relation) }}"
  on {{ relation }} {% if index.type %}using {{ index.type }}{% endif %} ({{ index.columns | join(', ') }})`,
    'postgres',
  ),
  dispatched(
    'get_drop_index_sql',
    'relation, index_name',
    'drop index if exists "{{ relation.schema }}"."{{ index_name }}"',
    'postgres',
  ),
  dispatched(
    'get_show_indexes_sql',
    'relation',
    `select i.relname as name, m.amname as method, x.indisunique as "unique",
    array_to_string(array_agg(a.attname), ',') as column_names
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam
  join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  join pg_attribute a on a.attrelid = t.oid and a.attnum = any(x.indkey)
  where t.relname = '{{ relation.identifier }}' and n.nspname = '{{ relation.schema }}' and t.relkind in ('r', 'm')
  group by 1, 2, 3
  order by 1, 2, 3`,
    'postgres',
  ),
].join('\n');
