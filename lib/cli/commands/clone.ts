import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { openSession } from '#lib/db/data/index.ts';
import { entryOf, type Manifest, makeRunResults } from '#lib/domain/artifact/index.ts';
import { quoteRelation } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import { invocationArgs, newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { out, paint } from '../print.ts';
import { selectedNodes } from '../selection.ts';
import { stateManifest } from '../state.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';

const CLONED = ['model.', 'seed.', 'snapshot.'];

/** A view of each selected node's own name over the relation that the state has of it; what is there stays. */
export const clone: Run = async (args) => {
  if (args.state === undefined) throw new UsageError('insitu clone needs a state.', 'Give --state DIRECTORY.');
  const folder = compileFolder(args);
  const state = stateManifest(args.deferState ?? args.state);
  const nodes = selectedNodes(args, folder).filter(
    ({ graph: { id, relation } }) => relation !== undefined && CLONED.some((type) => id.startsWith(type)),
  );
  await using session = openSession({ url: addressOf(args, folder.url), max: 1, applicationName: 'insitu clone' });
  const started = performance.now();
  const steps = await session.use(async (connection) => {
    const done = [];
    for (const node of nodes) {
      const startedAt = new Date();
      const made = await cloneNode(
        args,
        node,
        state,
        (sql) => connection.script(sql),
        async (name) => {
          const { rows } = await connection.query('select to_regclass($1) is not null', [name]);
          return rows[0]?.[0] === 't';
        },
      );
      if (!args.quiet) out(`${made.padEnd(24)} ${node.graph.name}  ${paint('dim', node.graph.path)}`);
      const ms = Date.now() - startedAt.valueOf();
      done.push({
        nodeId: node.graph.id,
        status: 'success' as const,
        ms,
        startedAt: startedAt.toISOString(),
        endedAt: new Date().toISOString(),
      });
    }
    return done;
  });
  const manifest = writeManifest(args, folder, new Set(nodes.map(({ graph }) => graph.id)));
  const run = { steps, elapsedMs: performance.now() - started, args: invocationArgs(args, 'clone') };
  writeArtifact(args, folder, 'run_results.json', makeRunResults(folder.compilation, manifest, newInvocation(), run));
  return 0;
};

async function cloneNode(
  { fullRefresh }: Arguments,
  { graph: { id, relation } }: CompiledNode,
  state: Manifest,
  script: (sql: string) => Promise<void>,
  isThere: (name: string) => Promise<boolean>,
): Promise<string> {
  const entry = entryOf(state, id);
  if (relation === undefined || typeof entry?.relation_name !== 'string') return 'not in the state';
  const source = { schema: String(entry.schema), identifier: String(entry.alias) };
  const name = quoteRelation(relation);
  if (quoteRelation(source) === name) return 'the state itself';
  if (!fullRefresh && (await isThere(name))) return 'there already';
  const schema = name.slice(0, name.lastIndexOf('."'));
  await script(
    `create schema if not exists ${schema}; create or replace view ${name} as select * from ${quoteRelation(source)}`,
  );
  return 'view';
}
