import type { Arguments } from './arguments.ts';
import { compileCommand, listCommand, parseCommand } from './commands/inspect.ts';
import { installCommand } from './commands/install.ts';
import { predictCommand } from './commands/predict.ts';
import { runCommands } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';

export interface Command {
  readonly summary: string;
  /** What follows the command's name, where the options alone don't say it. */
  readonly usage?: string;
  /** @returns the exit code. */
  run(args: Arguments): number | Promise<number>;
}

/** Every command there is; what is not here is not in the help. */
export const commands: Readonly<Record<string, Command>> = {
  install: installCommand,
  parse: parseCommand,
  compile: compileCommand,
  ls: listCommand,
  ...runCommands,
  predict: predictCommand,
  show: showCommand,
  status: statusCommand,
};
