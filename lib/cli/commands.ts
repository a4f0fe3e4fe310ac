import type { RunCommand } from '#lib/contracts/run.ts';
import type { Arguments } from './arguments.ts';

/** Does a command. @returns the exit code */
export type Run = (args: Arguments) => number | Promise<number>;

export interface Command {
  readonly summary: string;
  /** What follows the command's name, where the options alone don't say it. */
  readonly usage?: string;
  /** Loads what the command needs, and nothing of the others: half of a short command's time is loading. */
  load(): Promise<Run>;
}

const running = (name: RunCommand, summary: string): Command => ({
  summary,
  load: async () => (await import('./commands/run.ts')).runCommand(name),
});

const list: Command = {
  summary: 'list the selected nodes',
  usage: '[--output name|path|selector|json] [--output-keys …]',
  load: async () => (await import('./commands/list.ts')).listNodes,
};

/** Every command there is; what is not here is not in the help. */
export const commands: Readonly<Record<string, Command>> = {
  install: {
    summary: 'install the runtime into a database, once, as its superuser',
    usage: '--database-url URL [--python /path/to/python]',
    load: async () => (await import('./commands/install.ts')).install,
  },
  reader: {
    summary: 'make a role for a BI tool that reads one schema, and print its address',
    usage:
      'NAME --schema SCHEMA [--database-url URL of an administrator]   |   insitu reader NAME --schema SCHEMA --drop',
    load: async () => (await import('./commands/reader.ts')).reader,
  },
  debug: {
    summary: 'tell what the command line found: project, place, database',
    load: async () => (await import('./commands/debug.ts')).debug,
  },
  deps: {
    summary: 'put local packages in place, and say which others are missing',
    load: async () => (await import('./commands/deps.ts')).deps,
  },
  clean: {
    summary: 'remove what commands have written (clean-targets)',
    load: async () => (await import('./commands/clean.ts')).clean,
  },
  parse: {
    summary: 'read the project, tell its problems, write manifest.json',
    load: async () => (await import('./commands/parse.ts')).parse,
  },
  compile: {
    summary: 'print the compiled text of the selected nodes',
    usage: '[--select …]   |   insitu compile --inline "select …"',
    load: async () => (await import('./commands/inspect.ts')).compile,
  },
  ls: list,
  list,
  seed: running('seed', 'load the CSV files of seeds/'),
  snapshot: running('snapshot', 'record what has changed in the snapshots’ sources'),
  run: running('run', 'build models, Python cells, functions, training and prediction nodes'),
  test: running('test', 'run the data tests'),
  build: running('build', 'do all of it in the order of the graph, tests between'),
  train: running('train', 'train the selected training nodes (+name builds what they read too)'),
  'run-operation': {
    summary: 'call a macro of the project on the database',
    usage: "NAME [--args '{key: value}']",
    load: async () => (await import('./commands/run-operation.ts')).runOperation,
  },
  retry: {
    summary: 'run again what failed or was skipped in the last run (target/run_results.json)',
    load: async () => (await import('./commands/retry.ts')).retry,
  },
  clone: {
    summary: 'put a view in the place of each selected node, over the relation of --state',
    usage: '--state DIRECTORY [--select …]',
    load: async () => (await import('./commands/clone.ts')).clone,
  },
  source: {
    summary: 'freshness: look how old the newest rows of sources are',
    usage: 'freshness [--select source:…]',
    load: async () => (await import('./commands/freshness.ts')).source,
  },
  docs: {
    summary: 'generate: write manifest.json and catalog.json for dbt’s docs site',
    usage: 'generate [--no-compile]',
    load: async () => (await import('./commands/docs.ts')).docs,
  },
  predict: {
    summary: 'build prediction nodes; or MODEL --row JSON: score one row',
    usage: '[--select …]   |   insitu predict MODEL --row \'{"column": value}\' [--version N]',
    load: async () => (await import('./commands/predict.ts')).predict,
  },
  show: {
    summary: 'show the first rows of one node, building nothing',
    usage: '--select NODE [--limit N] [--output json]   |   insitu show --inline "select …"',
    load: async () => (await import('./commands/show.ts')).show,
  },
  status: {
    summary: 'state of the processes that npm start looks after',
    load: async () => (await import('./commands/status.ts')).status,
  },
};
