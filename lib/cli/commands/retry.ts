import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand as runCommands } from '#lib/contracts/run.ts';
import { earlierAttempt, type Json, readRunResults } from '#lib/domain/artifact/index.ts';
import type { Arguments } from '../arguments.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { out } from '../print.ts';
import { choosing } from '../selection.ts';
import { targetFolder } from '../target-folder.ts';
import { UsageError } from '../usage-error.ts';
import { runSteps, stepsOf } from './run.ts';
import { runOperation } from './run-operation.ts';

const RETRIED = new Set(['error', 'fail', 'skipped', 'runtime error', 'partial success']);

/** Runs again what did not succeed, as the same command with the same variables. */
export const retry: Run = (args) => {
  const path = join(
    args.state === undefined ? targetFolder(args, resolve(args.projectDir)) : resolve(args.state),
    'run_results.json',
  );
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new UsageError(`There is no ${path}.`, 'Run insitu build first.');
  const earlier = readRunResults(readFileSync(path, 'utf8'), path);
  const { args: before, results } = earlier;
  const command = runCommands.safeParse(before.which);
  const isOperation = before.which === 'run-operation';
  if (!command.success && !isOperation) throw new UsageError(`insitu ${before.which} can't be retried.`);
  const ids = new Set(results.filter(({ status }) => RETRIED.has(status)).map(({ unique_id: id }) => id));
  if (ids.size === 0) {
    if (!args.quiet) out(`Nothing to retry: everything of the last ${before.which} succeeded.`);
    return 0;
  }
  if (!command.success) return runOperation(operationBefore(args, before));
  const same = { ...asBefore(args, before), command: command.data };
  const folder = choosing(compileFolder(same), command.data, ids);
  return runSteps(same, folder, stepsOf(same, folder, command.data, ids), {
    which: command.data,
    earlier: earlierAttempt(earlier),
  });
};

/** The command line with what the earlier one said, where this one is silent. */
function asBefore(args: Arguments, before: Json): Arguments {
  const vars = typeof before.vars === 'object' && before.vars !== null ? { ...before.vars } : {};
  const target = typeof before.target === 'string' ? before.target : undefined;
  return {
    ...args,
    vars: { ...vars, ...args.vars },
    target: args.target ?? target,
    fullRefresh: args.fullRefresh || before.full_refresh === true,
    empty: args.empty || before.empty === true,
    failFast: args.failFast || before.fail_fast === true,
    storeFailures: args.storeFailures || before.store_failures === true,
  };
}

/** The macro that failed, called as it was. */
function operationBefore(args: Arguments, before: Json): Arguments {
  const given = typeof before.args === 'object' && before.args !== null ? { ...before.args } : {};
  const words = typeof before.macro === 'string' ? [before.macro] : [];
  return { ...asBefore(args, before), command: 'run-operation', words, macroArguments: given };
}
