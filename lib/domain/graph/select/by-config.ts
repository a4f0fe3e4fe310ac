import type { GraphNode } from '#lib/contracts/graph.ts';
import { resourceType } from './facts.ts';
import type { Criterion } from './selection.ts';

const CONFIGURABLE = new Set(['model', 'seed', 'snapshot', 'test', 'analysis', 'source', 'operation', 'function']);

/** dbt's defaults, which a graph does not carry: `config.on_schema_change:ignore` means most models. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  lookback: 1,
  docs: { show: true },
  contract: { enforced: false, alias_types: true },
};
const TEST_DEFAULTS: Readonly<Record<string, unknown>> = {
  severity: 'ERROR',
  warn_if: '!= 0',
  error_if: '!= 0',
  fail_calc: 'count(*)',
  schema: 'dbt_test__audit',
};

function configOf(node: GraphNode): Readonly<Record<string, unknown>> {
  const type = resourceType(node);
  const defaults = type === 'test' ? TEST_DEFAULTS : type === 'source' ? {} : DEFAULTS;
  const access = type === 'model' ? { access: 'protected' } : {};
  const { materialized, tags } = node;
  return { enabled: true, ...defaults, ...access, materialized, ...node.config, tags };
}

/** `config.key:value`, with dots into mappings; a list fits when one of its items does. */
export function byConfig(node: GraphNode, { argument, value }: Criterion): boolean {
  if (!CONFIGURABLE.has(resourceType(node))) return false;
  const found = argument.reduce<unknown>(inside, configOf(node));
  const anyCase = argument.length === 1 && argument[0] === 'severity';
  return Array.isArray(found)
    ? found.some((each) => isSame(each, value, false))
    : found !== undefined && isSame(found, value, anyCase);
}

function isSame(found: unknown, value: string, anyCase: boolean): boolean {
  if (typeof found === 'boolean') return value.toLowerCase() === String(found);
  if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'bigint') return false;
  const text = String(found);
  return text === value || (anyCase && text.toLowerCase() === value.toLowerCase());
}

function inside(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}
