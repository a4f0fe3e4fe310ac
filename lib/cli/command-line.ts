import { ProblemError } from '#lib/contracts/problem.ts';
import { readArguments } from './arguments.ts';
import { commands } from './commands.ts';
import { helpLines } from './help.ts';
import { err, out, problemLines } from './print.ts';
import { UsageError } from './usage-error.ts';

/**
 * The `insitu` command.
 * @param argv the words after `insitu`.
 * @returns the exit code: 0 all well, 1 something failed, 2 usage or a project that can't be read.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  try {
    const args = readArguments(argv);
    const command = Object.hasOwn(commands, args.command) ? commands[args.command] : undefined;
    if (args.help || args.command === 'help' || args.command === '') {
      for (const line of helpLines(args.command === 'help' ? args.words[0] : args.command)) out(line);
      return args.command === '' && !args.help ? 2 : 0;
    }
    if (!command) throw new UsageError(`insitu has no command “${args.command}”.`, 'insitu --help lists them.');
    const run = await command.load();
    return await run(args);
  } catch (error) {
    return tell(error, json);
  }
}

function tell(error: unknown, json: boolean): number {
  if (error instanceof ProblemError) {
    if (json) out(JSON.stringify({ type: 'problem', problem: error.problem }));
    else for (const line of problemLines(error.problem)) err(line);
    return 1;
  }
  if (error instanceof UsageError) {
    const { message, remedy } = error;
    const problem = { code: 'cli.usage', severity: 'error', message, ...(remedy ? { remedy } : {}) } as const;
    if (json) out(JSON.stringify({ type: 'problem', problem }));
    else for (const line of [message, ...(remedy ? [remedy] : [])]) err(line);
    return 2;
  }
  throw error;
}
