import { dispatched } from './dispatched.ts';

const TYPES: Readonly<Record<string, string>> = {
  type_string: 'TEXT',
  type_timestamp: 'timestamp',
  type_float: 'float',
  type_numeric: 'numeric(28,6)',
  type_bigint: 'bigint',
  type_int: 'integer',
  type_boolean: 'boolean',
};

const DATEDIFF = `
{%- set part = datepart | lower -%}
{%- set days = '((' ~ second_date ~ ')::date - (' ~ first_date ~ ')::date)' -%}
{%- if part == 'year' -%}(date_part('year', ({{ second_date }})::date) - date_part('year', ({{ first_date }})::date))
{%- elif part == 'quarter' -%}({{ datediff(first_date, second_date, 'year') }} * 4 + date_part('quarter', ({{ second_date }})::date) - date_part('quarter', ({{ first_date }})::date))
{%- elif part == 'month' -%}({{ datediff(first_date, second_date, 'year') }} * 12 + date_part('month', ({{ second_date }})::date) - date_part('month', ({{ first_date }})::date))
{%- elif part == 'day' -%}{{ days }}
{%- elif part == 'week' -%}({{ days }} / 7 + case
    when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp)
    then case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
    else case when {{ first_date }} <= {{ second_date }} then 1 else 0 end end)
{%- elif part == 'hour' -%}({{ days }} * 24 + date_part('hour', ({{ second_date }})::timestamp) - date_part('hour', ({{ first_date }})::timestamp))
{%- elif part == 'minute' -%}({{ datediff(first_date, second_date, 'hour') }} * 60 + date_part('minute', ({{ second_date }})::timestamp) - date_part('minute', ({{ first_date }})::timestamp))
{%- elif part == 'second' -%}({{ datediff(first_date, second_date, 'minute') }} * 60 + floor(date_part('second', ({{ second_date }})::timestamp)) - floor(date_part('second', ({{ first_date }})::timestamp)))
{%- elif part == 'millisecond' -%}({{ datediff(first_date, second_date, 'minute') }} * 60000 + floor(date_part('millisecond', ({{ second_date }})::timestamp)) - floor(date_part('millisecond', ({{ first_date }})::timestamp)))
{%- elif part == 'microsecond' -%}({{ datediff(first_date, second_date, 'minute') }} * 60000000 + floor(date_part('microsecond', ({{ second_date }})::timestamp)) - floor(date_part('microsecond', ({{ first_date }})::timestamp)))
{%- else -%}{{ exceptions.raise_compiler_error("Unsupported datepart for macro datediff in postgres: '" ~ datepart ~ "'") }}
{%- endif -%}`;

const LAST_DAY = `
{%- if datepart == 'quarter' -%}cast({{ dbt.date_trunc(datepart, date) }} + '3 month'::interval - '1 day'::interval as date)
{%- else -%}cast({{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }} as date)
{%- endif -%}`;

const LISTAGG = `
{%- if limit_num -%}array_to_string((array_agg({{ measure }} {{ order_by_clause if order_by_clause }}))[1:{{ limit_num }}], {{ delimiter_text }})
{%- else -%}string_agg({{ measure }}, {{ delimiter_text }} {{ order_by_clause if order_by_clause }})
{%- endif -%}`;

const SPLIT_PART = `
{%- if part_number >= 0 -%}split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- else -%}split_part({{ string_text }}, {{ delimiter_text }}, length({{ string_text }}) - length(replace({{ string_text }}, {{ delimiter_text }}, '')) + 2 + {{ part_number }})
{%- endif -%}`;

/** Asks the database, as dbt does; without one there is no number of rows to give. */
const INTERVALS = `
{%- call statement('get_intervals_between', fetch_result=True) -%}select {{ dbt.datediff(start_date, end_date, datepart) }}{%- endcall -%}
{%- set loaded = load_result('get_intervals_between') -%}
{%- if loaded and loaded['data'] -%}{{ return(loaded['data'][0][0] | int) }}{%- else -%}{{ return(1) }}{%- endif -%}`;

/** How many binary digits the numbers up to a bound need. */
const POWERS_OF_TWO = `
{%- if upper_bound <= 0 -%}{{ exceptions.raise_compiler_error('upper bound must be positive') }}{%- endif -%}
{%- for digits in range(1, 100) if upper_bound <= 2 ** digits -%}{{ return(digits) }}{%- endfor -%}`;

/** Every number up to a bound by its binary digits: plain SQL, which other databases can run too. */
const GENERATE_SERIES = `
{%- set digits = range(dbt.get_powers_of_two(upper_bound)) -%}
with p as (select 0 as generated_number union all select 1),
unioned as (
  select {% for i in digits %}p{{ i }}.generated_number * power(2, {{ i }}) + {% endfor %}1 as generated_number
  from {% for i in digits %}p as p{{ i }}{{ ' cross join ' if not loop.last }}{% endfor %}
)
select * from unioned where generated_number <= {{ upper_bound }} order by generated_number`;

const DATE_SPINE = `
with rawdata as ({{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}),
all_periods as (
  select ({{ dbt.dateadd(datepart, "row_number() over (order by 1) - 1", start_date) }}) as date_{{ datepart }}
  from rawdata
),
filtered as (select * from all_periods where date_{{ datepart }} <= {{ end_date }})
select * from filtered`;

/** Jinja text of every macro. */
export const CROSS_DATABASE_MACROS: string = [
  ...Object.entries(TYPES).map(([name, type]) => dispatched(name, '', type)),
  dispatched(
    'dateadd',
    'datepart, interval, from_date_or_timestamp',
    "{{ from_date_or_timestamp }} + ((interval '1 {{ datepart }}') * ({{ interval }}))",
    'postgres',
  ),
  dispatched('datediff', 'first_date, second_date, datepart', DATEDIFF, 'postgres'),
  dispatched('date_trunc', 'datepart, date', "date_trunc('{{ datepart }}', {{ date }})"),
  dispatched('last_day', 'date, datepart', LAST_DAY, 'postgres'),
  dispatched('date', 'year, month, day', "to_date('{{ '%04d-%02d-%02d' % (year, month, day) }}', 'YYYY-MM-DD')"),
  dispatched('safe_cast', 'field, type', 'cast({{ field }} as {{ type }})'),
  dispatched('cast', 'field, type', 'cast({{ field }} as {{ type }})'),
  dispatched('cast_bool_to_text', 'field', 'cast({{ field }} as {{ type_string() }})'),
  dispatched('hash', 'field', 'md5(cast({{ field }} as {{ type_string() }}))'),
  dispatched('concat', 'fields', "{{ fields | join(' || ') }}"),
  dispatched('length', 'expression', 'length({{ expression }})'),
  dispatched('right', 'string_text, length_expression', 'right({{ string_text }}, {{ length_expression }})'),
  dispatched('replace', 'field, old_chars, new_chars', 'replace({{ field }}, {{ old_chars }}, {{ new_chars }})'),
  dispatched('position', 'substring_text, string_text', 'position({{ substring_text }} in {{ string_text }})'),
  dispatched('split_part', 'string_text, delimiter_text, part_number', SPLIT_PART, 'postgres'),
  dispatched('string_literal', 'value', "'{{ value }}'"),
  dispatched('escape_single_quotes', 'expression', `{{ expression | replace("'", "''") }}`),
  dispatched('except', '', 'except'),
  dispatched('intersect', '', 'intersect'),
  dispatched('any_value', 'expression', 'min({{ expression }})', 'postgres'),
  dispatched('bool_or', 'expression', 'bool_or({{ expression }})'),
  dispatched('listagg', 'measure, delimiter_text="\',\'", order_by_clause=none, limit_num=none', LISTAGG, 'postgres'),
  dispatched(
    'array_construct',
    'inputs=[], data_type=api.Column.translate_type("integer")',
    '{% if inputs | length > 0 %}array[ {{ inputs | join(" , ") }} ]{% else %}array[]::{{ data_type }}[]{% endif %}',
  ),
  dispatched('array_append', 'array, new_element', 'array_append({{ array }}, {{ new_element }})'),
  dispatched('array_concat', 'array_1, array_2', 'array_cat({{ array_1 }}, {{ array_2 }})'),
  dispatched('current_timestamp', '', 'now()', 'postgres'),
  dispatched('get_intervals_between', 'start_date, end_date, datepart', INTERVALS),
  dispatched('get_powers_of_two', 'upper_bound', POWERS_OF_TWO),
  dispatched('generate_series', 'upper_bound', GENERATE_SERIES),
  dispatched('date_spine', 'datepart, start_date, end_date', DATE_SPINE),
  dispatched(
    'equals',
    'expr1, expr2',
    `{%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
  case when (({{ expr1 }} = {{ expr2 }}) or ({{ expr1 }} is null and {{ expr2 }} is null)) then 0 else 1 end = 0
  {%- else -%}({{ expr1 }} = {{ expr2 }})
  {%- endif -%}`,
  ),
  `{% macro postgres__equals(expr1, expr2) -%}
  {%- set same = 'is not distinct from' if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn else '=' -%}
  ({{ expr1 }} {{ same }} {{ expr2 }})
{%- endmacro %}`,
].join('\n');
