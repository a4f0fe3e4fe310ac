import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunHook } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { openSession } from '#lib/db/data/index.ts';
import {
  type Freshness,
  freshnessOutcome,
  freshnessQuestion,
  freshnessStatus,
  hasFreshness,
  type ManifestNode,
  makeSources,
  RunLog,
} from '#lib/domain/artifact/index.ts';
import type { NodeResult, RunSoFar } from '#lib/domain/compile/context/run-results.ts';
import { isSet } from '#lib/domain/project/index.ts';
import { atOnce, CommandMacros, failedHooks } from '#lib/domain/run/index.ts';
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
  const started = performance.now();
  await using session = openSession({
    url: addressOf(args, folder.url),
    max: folder.target.threads,
    applicationName: 'insitu freshness',
  });
  const print = (text: string): void => (args.quiet ? undefined : err(text));
  await using macros = new CommandMacros({ source: folder.source, session, comments: folder.comments, log: print });
  const log = new RunLog();
  const hooks = projectHooks(folder);
  const runHooks = (when: RunHook['when'], results: RunSoFar['results']) =>
    macros.hooks(
      hooks.filter((hook) => hook.when === when),
      { results, schemas: [] },
      (result) => log.hook(result),
    );
  const failed = await runHooks('start', []);
  // As under dbt the sources are looked at all the same, unless the project has a flag that says otherwise.
  const isSkipped = failed !== undefined && folder.compilation.skipsIfStartFails === true;
  const results = isSkipped ? [] : await atOnce(sources, folder.target.threads, (each) => look(macros, each));
  const ms = performance.now() - started;
  const late = await runHooks('end', isSkipped ? [] : [...failedHooks(log.hooks), ...results.map(nodeResult)]);
  const told = makeSources(newInvocation(), results, ms);
  if (args.output === undefined) writeArtifact(args, folder, 'sources.json', told);
  else writeFileSync(resolve(args.output), JSON.stringify(told));
  if (log.hooks.length > 0) writeManifest(args, folder, new Set(log.hooks.map(({ id }) => id)), log);
  for (const result of results)
    if (args.json) out(JSON.stringify(eventOf(result)));
    else tell(result, args.quiet);
  const failures = [failed, late].filter((problem) => problem !== undefined);
  tellProblems(failures, args);
  const isStale = results.some((result) => 'error' in result || result.status === 'error');
  return failures.length > 0 || isStale ? 1 : 0;
};

/** `on-run-start` and `on-run-end`, unless the project's flag `source_freshness_run_project_hooks` is false. */
function projectHooks({ compilation, parsed }: CompiledFolder): readonly RunHook[] {
  const { flags } = parsed.workspace.project.root.config;
  return isSet(flags, 'source_freshness_run_project_hooks', true) ? (compilation.runHooks ?? []) : [];
}

const nodeResult = (result: Freshness, index: number): NodeResult => ({
  nodeId: result.source.unique_id,
  outcome: freshnessOutcome(result, index),
  text: undefined,
  isWritten: false,
});

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
