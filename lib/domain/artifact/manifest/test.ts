import { fileKeyName } from '../../compile/context/graph.ts';
import type { Draft } from '../../compile/draft.ts';
import { CONFIG_ARGS } from '../../compile/nodes/test-spec.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs, toJs } from '../../jinja/values/convert.ts';
import { represent } from '../../jinja/values/text.ts';
import type { Package } from '../../project/index.ts';
import { nodeFacts, type Writing } from './node.ts';
import type { DependsOn, ManifestNode } from './types.ts';

/** A data test of the manifest. */
export function manifestTest(
  resolved: Resolved,
  each: Package,
  writing: Writing,
  attached: string | undefined,
): ManifestNode {
  const { draft } = resolved;
  const facts = nodeFacts(resolved, each, writing);
  const { genericTest, properties } = draft;
  if (genericTest === undefined) return facts;
  const { name, namespace, column } = genericTest;
  const kwargs = properties.kwargs instanceof PyDict ? toJs(properties.kwargs) : {};
  const macro = `${namespace === undefined ? '' : `${namespace}.`}test_${name}`;
  return {
    ...facts,
    depends_on: writing.isCompiled(draft.id) ? withSubquery(facts.depends_on) : facts.depends_on,
    raw_code: `{{ ${macro}(**_dbt_generic_test_kwargs) }}${configCall(draft, genericTest.file)}`,
    column_name: column ?? null,
    file_key_name: fileKeyName(draft),
    group: draft.config.group ?? groupOf(resolved, writing),
    attached_node: attached ?? null,
    test_metadata: { name, kwargs, namespace: namespace ?? null },
  };
}

const SUBQUERY = 'macro.dbt.get_where_subquery';

/** Compiling a test calls this macro for the node it judges, also where parsing could do without. */
const withSubquery = (needs: DependsOn | undefined): DependsOn => ({
  ...needs,
  macros: [...new Set([...(needs?.macros ?? []), SUBQUERY])],
});

/** A test belongs to the group of the model it judges. */
function groupOf({ tested }: Resolved, { parsed }: Writing): unknown {
  return parsed.nodes.get(tested ?? '')?.draft.config.group ?? null;
}

/** The call of `config()` that dbt writes for a test's own config; an alias that dbt made for a long name comes last. */
function configCall({ name, origin }: Draft, file: string): string {
  const inline = origin?.inline ?? {};
  const isMade = file !== name && inline.alias === file;
  const known = isMade ? CONFIG_ARGS.filter((key) => key !== 'alias') : CONFIG_ARGS;
  const place = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length);
  const entries = Object.entries(inline).toSorted(([a], [b]) => place(a) - place(b));
  const parts = entries.map(([key, value]) =>
    typeof value === 'string' ? `${key}="${value.replaceAll('"', '\\"')}"` : `${key}=${represent(fromJs(value))}`,
  );
  return parts.length === 0 ? '' : `{{ config(${parts.join(',')}) }}`;
}
