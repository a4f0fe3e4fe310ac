import { openSession } from '#lib/db/data/index.ts';
import { runOperation as callMacro } from '#lib/domain/run/index.ts';
import type { Run } from '../commands.ts';
import { compileFolder, tellProblems } from '../compile.ts';
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
    ({ severity, nodeId }) => severity === 'error' && nodeId === undefined,
  );
  if (tellProblems(unreadable, args) > 0) return 1;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  await using session = openSession({ url: addressOf(args, folder.url), max: 1, applicationName: 'insitu operation' });
  const log = (text: string) => out(args.json ? JSON.stringify({ type: 'log', text }) : text);
  try {
    const { source } = folder;
    await callMacro({ source, session, macro, args: args.macroArguments, signal: stop.signal, log });
    return 0;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
};
