import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import type { DataSession } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { RunStep } from '#lib/contracts/run.ts';
import { quoteName, quoteRelation } from './quote.ts';
import { arrayText, type RelationCache, readRelations } from './relations.ts';
import { transaction } from './transaction.ts';

/** The relation a node builds; undefined for sources, ephemeral models, tests that keep nothing and what has an error. */
export function builtRelation({ work }: CompiledNode): RelationName | undefined {
  switch (work.type) {
    case 'test':
      return work.store?.relation;
    case 'source':
    case 'python_test':
    case 'unit_test':
    case 'ephemeral':
    case 'described':
    case 'invalid':
      return undefined;
    case 'view':
    case 'table':
    case 'seed':
    case 'python':
    case 'udf':
    case 'train':
    case 'predict':
    case 'deferred':
    case 'macro':
      return work.relation;
  }
}

/**
 * Refuses a plan in which two nodes build one relation, or a node replaces the source it is made
 * from. A source may well name what the project builds: a seed, another part's model.
 */
export function checkTargets(compilation: Compilation, steps: readonly RunStep[]): void {
  const taken = new Map<string, CompiledNode>();
  for (const node of compilation.nodes.values()) {
    if (node.work.type === 'source') taken.set(quoteRelation(node.work.relation), node);
  }
  for (const { nodeId } of steps) {
    const node = compilation.nodes.get(nodeId);
    const relation = node && builtRelation(node);
    if (!node || !relation) continue;
    const name = quoteRelation(relation);
    const other = taken.get(name);
    if (other && (other.work.type !== 'source' || reads(compilation, node, other)))
      throw sameRelation(node, other, name);
    taken.set(name, node);
  }
}

/** Whether a node is made from another, near or far. */
function reads({ nodes }: Compilation, node: CompiledNode, other: CompiledNode): boolean {
  const seen = new Set<string>();
  const above = [...node.graph.dependsOn];
  for (let id = above.pop(); id !== undefined; id = above.pop()) {
    if (id === other.graph.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    above.push(...(nodes.get(id)?.graph.dependsOn ?? []));
  }
  return false;
}

const sameRelation = (node: CompiledNode, other: CompiledNode, relation: string): ProblemError =>
  new ProblemError({
    code: 'run.same_relation',
    message:
      other.work.type === 'source'
        ? `${node.graph.name} would replace ${relation}, which source ${other.graph.name} reads.`
        : `${node.graph.name} and ${other.graph.name} would both build ${relation}.`,
    remedy: 'Give one of them another schema, name or alias.',
    path: node.graph.path,
    nodeId: node.graph.id,
  });

/** Makes the schemas that a run builds in and reads all that stands there, in one transaction. */
export async function prepareSchemas(
  session: DataSession,
  schemas: readonly string[],
  role: string | undefined,
  signal: AbortSignal,
): Promise<RelationCache> {
  return session.use(
    (connection) =>
      transaction(connection, { role }, async () => {
        const { rows } = await connection.query(
          'select s from unnest($1::name[]) s where not exists (select from pg_namespace n where n.nspname = s)',
          [arrayText(schemas)],
        );
        for (const [name] of rows) await connection.script(`CREATE SCHEMA IF NOT EXISTS ${quoteName(name ?? '')}`);
        return readRelations(connection, schemas);
      }),
    { signal },
  );
}
