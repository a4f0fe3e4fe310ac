import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunHook } from '#lib/contracts/compilation.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { RunEvent } from '#lib/contracts/run.ts';
import { openSession } from '#lib/db/data/index.ts';
import {
  type Freshness,
  freshnessQuestion,
  freshnessStatus,
  hasFreshness,
  type ManifestNode,
  makeSources,
  type RunListener,
  RunLog,
} from '#lib/domain/artifact/index.ts';
import { child } from '#lib/domain/project/index.ts';
import { atOnce, CommandMacros, executeRun } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import { newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, ofParsing, tellProblems } from '../compile.ts';
import { err, out, paint } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/** `source freshness`: the age of the newest row of every source that says how fresh it has to be. */
export const source: Run = async (args) => {
  if (!['freshness', 'snapshot-freshness'].includes(args.words[0] ?? ''))
    throw new UsageError('insitu source needs a word.', 'Write insitu source freshness.');
  const folder = compileFolder(args);
  if (
    tellProblems(
      ofParsing(folder.compilation.problems).filter(({ severity }) => severity === 'error'),
      args,
    ) > 0
  )
    return 1;
  const chosen = selectedIds(args, folder);
  const manifest = writeManifest(args, folder, new Set());
  const sources = Object.values(manifest.sources).filter((each) => chosen.has(each.unique_id) && hasFreshness(each));
  const log = new RunLog();
  await runProjectHooks(args, folder, 'start', log);
  const started = performance.now();
  await using session = openSession({ url: addressOf(args, folder.url), max: folder.target.threads });
  const print = (text: string): void => (args.quiet ? undefined : err(text));
  await using macros = new CommandMacros({ source: folder.source, session, comments: folder.comments, log: print });
  const results = await atOnce(sources, folder.target.threads, (each) => look(macros, each));
  const ms = performance.now() - started;
  const told = makeSources(newInvocation(), results, ms);
  if (args.output === undefined) writeArtifact(args, folder, 'sources.json', told);
  else writeFileSync(resolve(args.output), JSON.stringify(told));
  await runProjectHooks(args, folder, 'end', log);
  if (log.hooks.length > 0) writeManifest(args, folder, new Set(log.hooks.map(({ id }) => id)), log);
  for (const result of results)
    if (args.json) out(JSON.stringify(eventOf(result)));
    else tell(result, args.quiet);
  return results.some((result) => 'error' in result || result.status === 'error') ? 1 : 0;
};

/** `on-run-start` and `on-run-end`, unless the project's flag `source_freshness_run_project_hooks` is false. */
async function runProjectHooks(
  args: Arguments,
  folder: CompiledFolder,
  when: RunHook['when'],
  listener: RunListener,
): Promise<void> {
  const { compilation, comments, source, target } = folder;
  const flag = child(folder.parsed.workspace.project.root.config.flags, 'source_freshness_run_project_hooks');
  const runHooks = (compilation.runHooks ?? []).filter((hook) => hook.when === when);
  if (runHooks.length === 0 || (flag?.type === 'scalar' && flag.value === false)) return;
  await using session = openSession({ url: addressOf(args, folder.url), max: 2, applicationName: 'insitu freshness' });
  const failures: Problem[] = [];
  const emit = (event: RunEvent): void => {
    if (event.type === 'log' && !args.quiet) err(event.text);
    if (event.type === 'run_finished' && event.problem !== undefined) failures.push(event.problem);
  };
  const request = { fullRefresh: false, vars: { ...args.vars } };
  await executeRun({
    compilation: { ...compilation, runHooks },
    steps: [],
    request,
    comments,
    source,
    session,
    emit,
    listener,
    target,
  });
  for (const problem of failures) throw new ProblemError(problem);
}

async function look(macros: CommandMacros, each: ManifestNode): Promise<Freshness> {
  const question = freshnessQuestion(each);
  if (question === undefined) {
    const error = `The source says no loaded_at_field and no loaded_at_query, and PostgreSQL keeps no time of the last change.`;
    return { source: each, error };
  }
  const startedAt = new Date();
  try {
    const age = await macros.freshness(each.unique_id, question);
    return { source: each, age, status: freshnessStatus(each, age.age), startedAt, endedAt: new Date() };
  } catch (error) {
    if (error instanceof ProblemError) return { source: each, error: error.message };
    throw error;
  }
}

const eventOf = (result: Freshness) => ({
  type: 'freshness',
  nodeId: result.source.unique_id,
  ...('error' in result
    ? { status: 'runtime error', error: result.error }
    : { status: result.status, maxLoadedAt: result.age.maxLoadedAt, snapshottedAt: result.age.snapshottedAt }),
});

function tell(result: Freshness, quiet: boolean): void {
  const name = `${result.source.source_name}.${result.source.name}`;
  if ('error' in result) {
    err(`${paint('red', 'runtime error')}  ${name}\n  ${result.error}`);
    return;
  }
  if (quiet && result.status === 'pass') return;
  const hours = (result.age.age / 3600).toFixed(1);
  const style = result.status === 'pass' ? 'green' : result.status === 'warn' ? 'yellow' : 'red';
  out(`${paint(style, result.status.padEnd(13))}  ${name}  ${paint('dim', `newest row ${hours} h old`)}`);
}
