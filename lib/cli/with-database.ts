import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { openSession } from '#lib/db/data/index.ts';
import { needsDatabase, renderNodes } from '#lib/domain/run/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { err } from './print.ts';
import { addressOf } from './target.ts';

/** Nodes with the text of those that ask the database, rendered on the command line's. */
export async function withDatabase(
  args: Arguments,
  { source, url }: CompiledFolder,
  nodes: readonly CompiledNode[],
): Promise<readonly CompiledNode[]> {
  if (!nodes.some(needsDatabase)) return nodes;
  await using session = openSession({ url: addressOf(args, url), max: 1, applicationName: 'insitu compile' });
  return await renderNodes({ source, session, log: err }, nodes);
}
