/**
 * Jinja text of a macro of namespace `dbt` that a project can override: `name` dispatches,
 * `default__name` (or `postgres__name`) does it.
 */
export function dispatched(
  name: string,
  parameters: string,
  body: string,
  prefix: 'default' | 'postgres' = 'default',
): string {
  const names = [...parameters.matchAll(/(?:^|, )([a-z]\w*)/g)].map((match) => match[1]).join(', ');
  return (
    `{% macro ${name}(${parameters}) %}{{ return(adapter.dispatch('${name}', 'dbt')(${names})) }}{% endmacro %}\n` +
    `{% macro ${prefix}__${name}(${parameters}) -%}${body}{%- endmacro %}\n`
  );
}
