import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { openSession } from '#lib/db/data/index.ts';
import { entryOf, type Manifest, makeRunResults, type StepResult } from '#lib/domain/artifact/index.ts';
import type { MainStatement } from '#lib/domain/compile/index.ts';
import { atOnce, CommandMacros, commented, quoteName } from '#lib/domain/run/index.ts';
import { invocationArgs, newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { err, out, paint, problemLines } from '../print.ts';
import { selectedNodes } from '../selection.ts';
import { stateManifest } from '../state.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';

const CLONED = ['model.', 'seed.', 'snapshot.'];

/** What the state has of each selected node, below its own name; what is there stays. */
export const clone: Run = async (args) => {
  if (args.state === undefined) throw new UsageError('insitu clone needs a state.', 'Give --state DIRECTORY.');
  const folder = compileFolder(args);
  const state = stateManifest(args.deferState ?? args.state);
  const nodes = selectedNodes(args, folder).filter(
    ({ graph: { id, relation } }) => relation !== undefined && CLONED.some((type) => id.startsWith(type)),
  );
  const { url, source, comments, target } = folder;
  await using session = openSession({
    url: addressOf(args, url),
    max: target.threads,
    applicationName: 'insitu clone',
  });
  const schemas = new Set(nodes.flatMap(({ graph: { relation } }) => relation?.schema ?? []));
  await commented(session, comments, { connection: 'master' }).use(async (connection) => {
    for (const schema of schemas) await connection.script(`create schema if not exists ${quoteName(schema)}`);
  });
  const log = (text: string): void => (args.quiet ? undefined : err(text));
  const statements: MainStatement[] = [];
  const main = (statement: MainStatement) => void statements.push(statement);
  await using macros = new CommandMacros({ source, session, comments, log, main });
  const started = performance.now();
  const steps = await atOnce(nodes, target.threads, async (node) => {
    const step = await cloneNode(macros, node, state);
    if (step.problem !== undefined) for (const line of problemLines(step.problem)) err(line);
    const told = step.problem === undefined ? (step.tag ?? 'nothing to do') : 'error';
    if (!args.quiet) out(`${told.padEnd(16)} ${node.graph.name}  ${paint('dim', node.graph.path)}`);
    return step;
  });
  const manifest = writeManifest(args, folder, new Set(), { statements });
  const run = { steps, elapsedMs: performance.now() - started, args: invocationArgs(args, 'clone') };
  writeArtifact(args, folder, 'run_results.json', makeRunResults(folder.compilation, manifest, newInvocation(), run));
  return steps.some(({ status }) => status === 'error') ? 1 : 0;
};

async function cloneNode(macros: CommandMacros, { graph: { id } }: CompiledNode, state: Manifest): Promise<StepResult> {
  const entry = entryOf(state, id);
  const from =
    typeof entry?.relation_name === 'string'
      ? { database: String(entry.database), schema: String(entry.schema), identifier: String(entry.alias) }
      : undefined;
  const began = new Date();
  const end = (how: Pick<StepResult, 'status' | 'tag' | 'message' | 'problem'>): StepResult => ({
    nodeId: id,
    ms: Date.now() - began.valueOf(),
    startedAt: began.toISOString(),
    endedAt: new Date().toISOString(),
    ...how,
  });
  try {
    const tag = await macros.clone(id, from);
    return end({ status: 'success', ...(tag === undefined ? { message: 'No-op' } : { tag, message: tag }) });
  } catch (error) {
    if (error instanceof ProblemError) return end({ status: 'error', problem: error.problem });
    throw error;
  }
}
