import { dispatched } from '../dispatched.ts';

const ARGUMENTS = (each: string): string => `{%- set list = [] -%}
  {%- for argument in model.arguments -%}{%- do list.append(${each}) -%}{%- endfor -%}
  {{ list | join(', ') }}`;

/** SQL functions as macros make them, for projects that have one of these macros of their own. */
export const FUNCTION_MACROS: string = [
  dispatched(
    'scalar_function_sql',
    'target_relation',
    '{{ scalar_function_create_replace_signature_sql(target_relation) }}\n{{ scalar_function_body_sql() }};',
  ),
  dispatched(
    'scalar_function_create_replace_signature_sql',
    'target_relation',
    `create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }})
  returns {{ model.returns.data_type }}
  {{ scalar_function_volatility_sql() }}
  as`,
  ),
  dispatched('scalar_function_body_sql', '', '$$\n{{ model.compiled_code }}\n$$ language sql'),
  dispatched('formatted_scalar_function_args_sql', '', ARGUMENTS("argument.name ~ ' ' ~ argument.data_type")),
  `{% macro postgres__formatted_scalar_function_args_sql() -%}
  ${ARGUMENTS("argument.name ~ ' ' ~ argument.data_type ~ (' default ' ~ argument.default_value if argument.get('default_value') is not none else '')")}
{%- endmacro %}`,
  dispatched(
    'scalar_function_volatility_sql',
    '',
    `{%- set words = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'} -%}
  {%- set volatility = model.config.get('volatility') -%}
  {%- if volatility in words -%}{{ words[volatility] }}
  {%- elif volatility is not none -%}{% do unsupported_volatility_warning(volatility) %}
  {%- endif -%}`,
  ),
  dispatched(
    'unsupported_volatility_warning',
    'volatility',
    `{% do exceptions.warn("The function " ~ model.name ~ " has the volatility '" ~ volatility ~ "', which " ~ adapter.type() ~ ' does not have: it is left out.') %}`,
  ),
  dispatched(
    'get_aggregate_function_create_replace_signature',
    'target_relation',
    `create or replace aggregate function {{ target_relation.render() }} ({{ get_formatted_aggregate_function_args() }})
  returns {{ model.returns.data_type }}
  {{ get_function_language_specifier() }}
  {{ get_aggregate_function_volatility_specifier() }}
  {%- if model.get('language') == 'python' %}
  {{ get_function_python_options() }}
  {%- endif %}
  as`,
  ),
  dispatched('get_formatted_aggregate_function_args', '', '{{ formatted_scalar_function_args_sql() }}'),
  dispatched('get_aggregate_function_volatility_specifier', '', '{{ scalar_function_volatility_sql() }}'),
  dispatched(
    'get_function_language_specifier',
    '',
    `{%- set language = model.get('language') -%}
  {%- if language != 'sql' -%}language {{ 'js' if language == 'javascript' else language }}{%- endif -%}`,
  ),
  dispatched(
    'get_function_python_options',
    '',
    `runtime_version = '{{ model.config.get('runtime_version') }}'
  handler = '{{ model.config.get('entry_point') }}'
  {%- set packages = model.config.get('packages', []) %}
  {%- if packages %}
  packages = ('{{ packages | join("','") }}')
  {%- endif %}`,
  ),
  dispatched(
    'function_execute_build_sql',
    'build_sql, existing_relation, target_relation',
    `{%- call statement('main') -%}{{ build_sql }}{%- endcall -%}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) %}
  {% do persist_docs(target_relation, model) %}
  {% do adapter.commit() %}`,
  ),
  `{% materialization function, default %}
  {%- set target = this.incorporate(type='function') -%}
  {{ run_hooks(pre_hooks) }}
  {% do function_execute_build_sql(scalar_function_sql(target), load_cached_relation(this), target) %}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}`,
  dispatched(
    'scalar_function_volatility_javascript',
    '',
    `{%- if model.config.get('volatility') is not none -%}
    {% do exceptions.warn(adapter.type() ~ ' has no volatility for functions in JavaScript: it is left out.') %}
  {%- endif -%}`,
  ),
].join('\n');
