import { constraintsOf } from '../../compile/columns.ts';
import { recordOf, recordsOf } from '../../compile/config/read.ts';
import { foreignKeyRelation } from '../../compile/contract.ts';
import type { Draft } from '../../compile/draft.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { child, type Package, scalarText } from '../../project/index.ts';
import { contractOf } from './contract.ts';
import { nodeFacts, type Writing } from './node.ts';
import { primaryKey } from './primary-key.ts';
import { versionOf } from './references.ts';
import type { Json, ManifestNode } from './types.ts';

/** A model of the manifest. */
export function manifestModel(
  resolved: Resolved,
  each: Package,
  writing: Writing,
  tests: readonly Resolved[],
): ManifestNode {
  const { draft } = resolved;
  const facts = nodeFacts(resolved, each, writing);
  const { entry } = draft.origin ?? {};
  const rendered =
    entry === undefined ? {} : recordOf(renderYaml(entry.yaml, renderingOf(writing.parsed.workspace, entry)));
  const constraints = constraintsOf(rendered);
  return {
    ...facts,
    access: draft.config.access ?? 'protected',
    ...(writing.isCompiled(draft.id) ? withRelations(facts, constraints, draft, writing) : { constraints }),
    contract: contractOf(facts, constraints),
    version: versionOf(draft.version),
    latest_version: versionOf(draft.latestVersion),
    deprecation_date: deprecation(scalarText(child(entry?.yaml, 'deprecation_date'))),
    primary_key: primaryKey(constraints, recordOf(facts.columns), tests).sort(),
    time_spine: rendered.time_spine === undefined ? null : timeSpine(rendered.time_spine),
  };
}

/** Once a model is compiled, its foreign keys name the relations they refer to. The contract's checksum keeps what is written. */
function withRelations(facts: ManifestNode, constraints: readonly Json[], draft: Draft, writing: Writing): Json {
  const { quoting } = writing.parsed.workspace.project.root.config;
  const named = (each: Json): Json => {
    const to = foreignKeyRelation(each, draft, writing.lookup, quoting);
    return to === undefined ? each : { ...each, to };
  };
  const columns = Object.entries(recordOf(facts.columns)).map(([name, column]) => {
    const { constraints: own, ...rest } = recordOf(column);
    return [name, { ...rest, constraints: recordsOf(own).map(named) }];
  });
  return { columns: Object.fromEntries(columns), constraints: constraints.map(named) };
}

/** A date counts from midnight, in UTC. */
const deprecation = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  const date = new Date(text);
  return Number.isNaN(date.valueOf()) ? text : date.toISOString().replace('.000Z', '+00:00');
};

function timeSpine(value: unknown): Json {
  const spine = recordOf(value);
  const custom = recordsOf(spine.custom_granularities).map((each) => ({ column_name: null, ...each }));
  return { ...spine, custom_granularities: custom };
}
