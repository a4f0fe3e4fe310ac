import type { RunCommand, RunStep } from '#lib/contracts/run.ts';
import { openSession } from '#lib/db/data/index.ts';
import { createPlan, executeRun } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../commands.ts';
import { type CompiledFolder, compileFolder, tellProblems } from '../compile.ts';
import { count, out, paint } from '../print.ts';
import { humanReporter, jsonReporter } from '../reporter.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

const command = (name: RunCommand, summary: string): Command => ({
  summary,
  run: (args) => {
    const folder = compileFolder(args);
    return runSteps(args, folder, planOf(args, folder, name));
  },
});

/** seed, run, test, build and train: one engine, other steps. */
export const runCommands: Readonly<Record<RunCommand, Command>> = {
  seed: command('seed', 'load the CSV files of seeds/'),
  run: command('run', 'build models, Python cells, functions, training and prediction nodes'),
  test: command('test', 'run the data tests'),
  build: command('build', 'do all of it in the order of the graph, tests between'),
  train: command('train', 'train the selected training nodes (+name builds what they read too)'),
};

/** The steps of a command over the selection. */
export function planOf(args: Arguments, { compilation }: CompiledFolder, name: RunCommand): RunStep[] {
  return createPlan(compilation, { command: name, select: [...args.select], exclude: [...args.exclude] });
}

/** Executes steps on the database of the command line; Ctrl-C cancels. @returns the exit code. */
export async function runSteps(
  args: Arguments,
  { compilation, source, target }: CompiledFolder,
  steps: readonly RunStep[],
) {
  const url = databaseUrl(args);
  const chosen = new Set<string>(steps.map(({ nodeId }) => nodeId));
  const elsewhere = compilation.problems.filter(({ nodeId }) => nodeId !== undefined && !chosen.has(nodeId));
  if (!args.json) tellProblems(elsewhere, false);
  if (steps.length === 0 && compilation.problems.every(({ severity }) => severity !== 'error')) return nothing(args);
  if (!args.json)
    out(
      paint('bold', `insitu ${args.command}`) +
        paint(
          'dim',
          `  ${compilation.projectName} → ${target.database}.${target.schema}, ${count(steps.length, 'step')}`,
        ),
    );
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  await using session = openSession({
    url,
    max: args.threads + 1,
    waitMs: 15_000,
    applicationName: `insitu ${args.command}`,
  });
  const status = await executeRun({
    compilation,
    source,
    steps,
    session,
    target,
    request: { fullRefresh: args.fullRefresh, vars: { ...args.vars } },
    emit: args.json ? jsonReporter : humanReporter(),
    signal: stop.signal,
    threads: args.threads,
    failFast: args.failFast,
    provenance: { by: 'command line', project: compilation.projectName, target: target.name },
  });
  process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  return status === 'success' ? 0 : 1;
}

/** An empty project has nothing to do and that is fine; a selection that names nothing is a slip. */
function nothing(args: Arguments): number {
  if (args.select.length > 0) {
    throw new UsageError(
      `Nothing to ${args.command}: no node matches ${args.select.join(' ')}.`,
      'insitu ls lists the nodes.',
    );
  }
  out(
    args.json
      ? JSON.stringify({ type: 'run_finished', at: new Date().toISOString(), status: 'success', ms: 0 })
      : `Nothing to ${args.command}.`,
  );
  return 0;
}
