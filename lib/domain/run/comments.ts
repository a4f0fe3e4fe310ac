import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import type { StepContext } from './context.ts';
import { columnsOfName } from './in-place.ts';
import { quoteName, quoteRelation, quoteText } from './quote.ts';
import { readRelation } from './relations.ts';

const words: Readonly<Record<string, string>> = { v: 'VIEW', m: 'MATERIALIZED VIEW' };

/** Writes a node's descriptions into the database, where `persist_docs` asks for it. */
export async function persistDocs(context: StepContext, node: CompiledNode, relation: RelationName): Promise<void> {
  const { relation: ofRelation, columns: ofColumns } = persisted(node.config.persist_docs);
  if (!ofRelation && !ofColumns) return;
  const statements = [
    ...(ofRelation ? [await relationComment(context, node, relation)] : []),
    ...(ofColumns ? await columnComments(context, node, relation) : []),
  ];
  if (statements.length > 0) await context.connection.script(statements.join(';\n'));
}

function persisted(config: unknown): { relation: boolean; columns: boolean } {
  const given: { relation?: unknown; columns?: unknown } = typeof config === 'object' && config !== null ? config : {};
  return { relation: given.relation === true, columns: given.columns === true };
}

/** Without a description the comment of an earlier one goes. */
const textOf = (description: string): string => (description === '' ? 'NULL' : quoteText(description));

async function relationComment({ connection }: StepContext, { graph }: CompiledNode, relation: RelationName) {
  const kind = (await readRelation(connection, relation))?.kind ?? 'r';
  return `COMMENT ON ${words[kind] ?? 'TABLE'} ${quoteRelation(relation)} IS ${textOf(graph.description)}`;
}

async function columnComments(
  context: StepContext,
  { graph }: CompiledNode,
  relation: RelationName,
): Promise<string[]> {
  const there = await columnsOfName(context.connection, relation);
  const described = new Map(graph.columns.map(({ name, description }) => [name.toLowerCase(), description]));
  const missing = graph.columns.filter(
    ({ name }) => !there.some((each) => each.name.toLowerCase() === name.toLowerCase()),
  );
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    context.warn(`${quoteRelation(relation)} has no ${names}, which YAML describes.`);
  }
  return there.map(
    ({ name }) =>
      `COMMENT ON COLUMN ${quoteRelation(relation)}.${quoteName(name)} IS ${textOf(described.get(name.toLowerCase()) ?? '')}`,
  );
}
