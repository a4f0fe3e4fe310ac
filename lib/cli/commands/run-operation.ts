import { openSession } from '#lib/db/data/index.ts';
import { makeOperationResults } from '#lib/domain/artifact/index.ts';
import { runOperation as callMacro } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import { invocationArgs, newInvocation, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, tellProblems } from '../compile.ts';
import { out } from '../print.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/** Calls a macro of the project on the database; Ctrl-C cancels. Prints what the macro logs. */
export const runOperation: Run = async (args) => {
  const [macro] = args.words;
  if (macro === undefined)
    throw new UsageError('insitu run-operation needs a macro.', "Write insitu run-operation NAME --args '{…}'.");
  const folder = compileFolder(args);
  const unreadable = folder.compilation.problems.filter(
    ({ severity, nodeId, rendering }) => severity === 'error' && nodeId === undefined && !rendering,
  );
  if (tellProblems(unreadable, args) > 0) return 1;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  await using session = openSession({ url: addressOf(args, folder.url), max: 1, applicationName: 'insitu operation' });
  const log = (text: string) => out(args.json ? JSON.stringify({ type: 'log', text }) : text);
  const tell = resultOf(args, folder, macro);
  try {
    const { source, comments } = folder;
    await callMacro({ source, session, comments, macro, args: args.macroArguments, signal: stop.signal, log });
    tell(true);
    return 0;
  } catch (error) {
    tell(false);
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
};

/** Writes the artefacts when the macro is done, as dbt does; of a macro that is not there it tells nothing. */
function resultOf(args: Arguments, folder: CompiledFolder, name: string): (passed: boolean) => void {
  const macro = folder.parsed.workspace.macros.called(name);
  const startedAt = new Date().toISOString();
  return (passed) => {
    if (macro === undefined) return;
    const id = `macro.${macro.packageName}.${macro.name}`;
    const operation = { id, passed, startedAt, endedAt: new Date().toISOString() };
    writeManifest(args, folder, new Set());
    const results = makeOperationResults(newInvocation(), {
      ...operation,
      args: invocationArgs(args, 'run-operation'),
    });
    writeArtifact(args, folder, 'run_results.json', results);
  };
}
