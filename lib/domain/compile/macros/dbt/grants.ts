import { dispatched } from '../dispatched.ts';

/** What roles may do with a relation: `grants` of a node's config. */
export const GRANT_MACROS: string = [
  dispatched('copy_grants', '', '{{ return(false) }}', 'postgres'),
  dispatched('support_multiple_grantees_per_dcl_statement', '', '{{ return(true) }}'),
  `{% macro should_revoke(existing_relation, full_refresh_mode=true) %}
  {% if not existing_relation %}{{ return(false) }}
  {% elif full_refresh_mode %}{{ return(copy_grants()) }}
  {% else %}{{ return(true) }}{% endif %}
{% endmacro %}`,
  dispatched(
    'get_show_grant_sql',
    'relation',
    `select grantee, privilege_type
  from {{ relation.information_schema('role_table_grants') }}
  where grantor = current_role and grantee != current_role
    and table_schema = '{{ relation.schema }}' and table_name = '{{ relation.identifier }}'`,
    'postgres',
  ),
  dispatched(
    'get_grant_sql',
    'relation, privilege, grantees',
    "grant {{ privilege }} on {{ relation.render() }} to {{ grantees | join(', ') }}",
  ),
  dispatched(
    'get_revoke_sql',
    'relation, privilege, grantees',
    `{%- set names = [] -%}
  {%- for grantee in grantees -%}{% do names.append(adapter.quote(grantee)) %}{%- endfor -%}
  revoke {{ privilege }} on {{ relation.render() }} from {{ names | join(', ') }}`,
  ),
  dispatched(
    'get_dcl_statement_list',
    'relation, grant_config, get_dcl_macro',
    `{%- set list = [] -%}
  {%- for privilege, grantees in grant_config.items() -%}
    {%- if grantees and support_multiple_grantees_per_dcl_statement() -%}
      {% do list.append(get_dcl_macro(relation, privilege, grantees)) %}
    {%- else -%}
      {%- for grantee in grantees -%}{% do list.append(get_dcl_macro(relation, privilege, [grantee])) %}{%- endfor -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(list) }}`,
  ),
  dispatched(
    'call_dcl_statements',
    'dcl_statement_list',
    `{%- call statement('grants') -%}
    {%- for each in dcl_statement_list %}{{ each }};
    {% endfor -%}
  {%- endcall -%}`,
  ),
  dispatched(
    'apply_grants',
    'relation, grant_config, should_revoke=true',
    `{%- if grant_config -%}
    {%- if should_revoke -%}
      {%- set there = adapter.standardize_grants_dict(run_query(get_show_grant_sql(relation))) -%}
      {%- set granting = diff_of_two_dicts(grant_config, there) -%}
      {%- set revoking = diff_of_two_dicts(there, grant_config) -%}
    {%- else -%}
      {%- set granting = grant_config -%}{%- set revoking = {} -%}
    {%- endif -%}
    {%- set list = get_dcl_statement_list(relation, revoking, get_revoke_sql) + get_dcl_statement_list(relation, granting, get_grant_sql) -%}
    {%- if list -%}{{ call_dcl_statements(list) }}{%- endif -%}
  {%- endif -%}`,
  ),
].join('\n');
