import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import type { EarlierAttempt, RunCommand, RunEvent, RunStep } from '#lib/contracts/run.ts';
import { openSession } from '#lib/db/data/index.ts';
import { isMicrobatch, makeRunResults, type RunListener, RunLog } from '#lib/domain/artifact/index.ts';
import { executeRun, planSteps } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import { invocationArgs, newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, tellProblems } from '../compile.ts';
import { deferredFolder } from '../defer.ts';
import { count, out, paint } from '../print.ts';
import { humanReporter, jsonReporter, quietReporter, type Reporter } from '../reporter.ts';
import { choosing, selectedIds } from '../selection.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { NOTHING, TEST_RESULT } from '../warnings.ts';
import { showSeeds } from './show.ts';

/** seed, snapshot, run, test, build and train: one engine, other steps. */
export const runCommand =
  (name: RunCommand): Run =>
  async (args) => {
    const read = compileFolder(args);
    const selected = selectedIds(args, read);
    const built = new Set<string>(stepsOf(args, read, name, selected).map(({ nodeId }) => nodeId));
    const folder = choosing(await deferredFolder(args, read, built), name, selected);
    const passes = name === 'build' ? passedOf(folder, selected) : [];
    const inlined = name === 'run' || name === 'build' ? ephemeralsOf(folder, selected) : [];
    return runSteps(args, folder, stepsOf(args, folder, name, selected), { passes, inlined });
  };

/** The steps of a command over a selection. */
export function stepsOf(
  args: Arguments,
  { compilation }: CompiledFolder,
  command: RunCommand,
  selected: ReadonlySet<string>,
): RunStep[] {
  const { select, exclude } = args;
  // dbt's run is of models; the workbench's, on one node, is of functions too.
  const chosen = command === 'run' ? withoutFunctions(compilation, selected) : selected;
  return planSteps(compilation, { command, select: [...select], exclude: [...exclude] }, () => chosen);
}

const withoutFunctions = ({ nodes }: Compilation, selected: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...selected].filter((id) => nodes.get(id)?.graph.kind !== 'udf'));

/** What is selected and needs nothing done: dbt's build tells of it. */
const passedOf = ({ compilation: { nodes } }: CompiledFolder, selected: ReadonlySet<string>): string[] =>
  [...selected].filter((id) => {
    const { kind, enabled = false } = nodes.get(id)?.graph ?? {};
    return enabled && (kind === 'exposure' || kind === 'saved_query');
  });

/** Models without a step of their own, which dbt compiles when a command chooses them. */
const ephemeralsOf = ({ compilation: { nodes } }: CompiledFolder, selected: ReadonlySet<string>): string[] =>
  [...selected].filter((id) => nodes.get(id)?.work.type === 'ephemeral');

/** Ephemeral models that a run came to: dbt compiles none below what failed, be it by its test. */
function reached(inlined: readonly string[], { parsed }: CompiledFolder, done: RunLog['results']): string[] {
  const above = (id: string): readonly string[] => parsed.nodes.get(id)?.dependsOn ?? [];
  const failed = new Set<string>();
  for (const { nodeId, status } of done) {
    if (!['error', 'fail', 'skipped', 'cancelled', 'partial'].includes(status)) continue;
    const isTest = parsed.nodes.get(nodeId)?.draft.resourceType === 'test';
    const [tested, ...more] = isTest ? above(nodeId) : [nodeId];
    if (tested !== undefined && more.length === 0 && !(isTest && status === 'skipped')) failed.add(tested);
  }
  const isHeldBack = (id: string): boolean =>
    above(id).some((each) => failed.has(each) || (isEphemeral(parsed, each) && isHeldBack(each)));
  return inlined.filter((id) => !isHeldBack(id));
}

const isEphemeral = ({ nodes }: CompiledFolder['parsed'], id: string): boolean =>
  nodes.get(id)?.draft.config.materialized === 'ephemeral';

/** What a command does beside its steps. */
interface Beside {
  readonly which?: string;
  /** What it goes past, by unique id. */
  readonly passes?: readonly string[];
  /** Ephemeral models that it chose. */
  readonly inlined?: readonly string[];
  /** What it retries. */
  readonly earlier?: EarlierAttempt;
}

/** Executes steps on the database of the command line; Ctrl-C cancels. @returns the exit code. */
export async function runSteps(
  args: Arguments,
  folder: CompiledFolder,
  steps: readonly RunStep[],
  { which = args.command, passes = [], inlined = [], earlier }: Beside = {},
) {
  const { compilation } = folder;
  const address = addressOf(args, folder.url);
  const chosen = new Set<string>(steps.map(({ nodeId }) => nodeId));
  const elsewhere = compilation.problems.filter(({ nodeId }) => nodeId !== undefined && !chosen.has(nodeId));
  if (!args.json) tellProblems(elsewhere, args);
  if (steps.length === 0 && compilation.problems.every(({ severity }) => severity !== 'error')) {
    const manifest = writeManifest(args, folder, new Set());
    const none = { steps: [], hooks: [], texts: new Map(), elapsedMs: 0, args: invocationArgs(args, which) };
    writeArtifact(args, folder, 'run_results.json', makeRunResults(compilation, manifest, newInvocation(), none));
    tellNothing(args, folder);
    return 0;
  }
  if (!args.json && !args.quiet) out(headline(args, folder, steps));
  const log = new RunLog();
  const report = reporterOf(args);
  const emit = (event: RunEvent): void => {
    log.take(event);
    report(event);
  };
  const run = { steps, passes, emit, listener: log, ...(earlier === undefined ? {} : { earlier }) };
  const status = await execute(args, folder, run, address);
  const { results: done, hooks, texts, elapsedMs } = log;
  const ran = done
    .filter(({ startedAt, nodeId }) => startedAt !== undefined && !isMicrobatch(compilation.nodes.get(nodeId)))
    .map(({ nodeId }) => nodeId);
  if (args.show && !args.json) await showSeeds(args, folder, loadedSeeds(compilation, done));
  const manifest = writeManifest(args, folder, new Set([...ran, ...reached(inlined, folder, done)]), log);
  const results = { steps: done, hooks, texts, elapsedMs, args: invocationArgs(args, which) };
  writeArtifact(args, folder, 'run_results.json', makeRunResults(compilation, manifest, newInvocation(), results));
  return status === 'success' ? 0 : 1;
}

const loadedSeeds = ({ nodes }: Compilation, done: RunLog['results']): CompiledNode[] =>
  done.flatMap(({ nodeId, status }) => {
    const node = nodes.get(nodeId);
    return node?.graph.kind === 'seed' && status === 'success' ? [node] : [];
  });

const reporterOf = ({ json, quiet }: Arguments): Reporter =>
  json ? jsonReporter : quiet ? quietReporter() : humanReporter();

function headline({ command }: Arguments, { compilation, target }: CompiledFolder, steps: readonly RunStep[]): string {
  const place = `${compilation.projectName} → ${target.database}.${target.schema}, ${count(steps.length, 'step')}`;
  return paint('bold', `insitu ${command}`) + paint('dim', `  ${place}`);
}

async function execute(
  args: Arguments,
  { compilation, comments, source, target, warnings }: CompiledFolder,
  run: {
    readonly steps: readonly RunStep[];
    readonly passes: readonly string[];
    readonly emit: (event: RunEvent) => void;
    readonly listener: RunListener;
    readonly earlier?: EarlierAttempt;
  },
  url: string,
) {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const { threads } = target;
  await using session = openSession({
    url,
    max: threads + 1,
    waitMs: 15_000,
    applicationName: `insitu ${args.command}`,
  });
  const status = await executeRun({
    compilation: warnings.errors(TEST_RESULT) ? withoutWarnings(compilation) : compilation,
    comments,
    source,
    ...run,
    session,
    target,
    request: { fullRefresh: args.fullRefresh, vars: { ...args.vars } },
    signal: stop.signal,
    threads,
    failFast: args.failFast,
    provenance: { by: 'command line', project: compilation.projectName, target: target.name },
  });
  process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  return status;
}

/** Where a warning of a test is an error: one that would warn fails. */
const withoutWarnings = (compilation: Compilation): Compilation => ({
  ...compilation,
  nodes: new Map(
    [...compilation.nodes].map(([id, node]) => {
      const { work } = node;
      if (work.type !== 'test' || work.severity !== 'warn') return [id, node];
      return [id, { ...node, work: { ...work, severity: 'error' as const, errorIf: work.warnIf } }];
    }),
  ),
});

/** As under dbt this is no failure, so that a selection may find nothing today; which criterion did not is told. */
function tellNothing(args: Arguments, { warnings }: CompiledFolder): void {
  if (warnings.errors(NOTHING)) throw new UsageError('There is nothing to do, and a warning of that is an error.');
  if (args.quiet || warnings.silenced(NOTHING)) return;
  out(
    args.json
      ? JSON.stringify({ type: 'run_finished', at: new Date().toISOString(), status: 'success', ms: 0 })
      : `Nothing to ${args.command}.`,
  );
}
