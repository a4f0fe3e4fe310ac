import { dispatched } from '../dispatched.ts';

/** Reading dates of variables and arguments, and what older packages call for the time. */
export const DATE_MACROS: string = [
  dispatched('current_timestamp_backcompat', '', 'current_timestamp::timestamp', 'postgres'),
  dispatched(
    'current_timestamp_in_utc_backcompat',
    '',
    "(current_timestamp at time zone 'utc')::{{ type_timestamp() }}",
    'postgres',
  ),
  `
{% macro py_current_timestring() %}
  {% do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) %}
{% endmacro %}

{% macro convert_datetime(date_str, date_fmt) %}
  {% set refusal = "The provided partition date '" ~ date_str ~ "' does not match the expected format '" ~ date_fmt ~ "'" %}
  {{ return(try_or_compiler_error(refusal, modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) }}
{% endmacro %}

{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}
  {% set first = convert_datetime(start_date_str, in_fmt) %}
  {% set last = first if end_date_str is none else convert_datetime(end_date_str, in_fmt) %}
  {% if last < first %}
    {{ exceptions.raise_compiler_error('Partition start date is after the end date (' ~ first ~ ', ' ~ last ~ ')') }}
  {% endif %}
  {% set found = [] %}
  {% for days in range((last - first).days + 1) %}
    {% set each = first + modules.datetime.timedelta(days=days) %}
    {% do found.append(each.strftime(out_fmt) if out_fmt else each) %}
  {% endfor %}
  {{ return(found) }}
{% endmacro %}

{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
  {% set ends = (raw_partition_date | string).split(',') %}
  {% if ends | length > 2 %}
    {{ exceptions.raise_compiler_error('Invalid partition time. Expected format: {Start Date}[,{End Date}]. Got: ' ~ raw_partition_date) }}
  {% endif %}
  {{ return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) }}
{% endmacro %}
`,
].join('\n');
