import { commands } from './commands.ts';

const flags: readonly (readonly [string, string])[] = [
  ['--project-dir DIR', 'folder of the dbt project (default: .)'],
  ['--database-url URL', 'PostgreSQL to work in (default: $INSITU_DATA_URL, or the project’s profile)'],
  ['--profiles-dir DIR', 'folder of profiles.yml (default: the project, then ~/.dbt)'],
  ['--schema NAME', 'schema to build in (default: the profile’s, or the project’s name)'],
  ['-s, --select …', 'nodes: name, +name, name+, tag:x, path:x, state:modified, * (default: all)'],
  ['--exclude …', 'nodes to leave out'],
  ['--selector NAME', 'a selection of selectors.yml'],
  ['--resource-type …', 'only these of the selection: model, seed, test, …'],
  ['--indirect-selection', 'which tests come along: eager, cautious, buildable, empty'],
  ['--state DIR', 'target folder of an earlier run, for state:, result: and --defer'],
  ['--defer', 'read what is not built here where the state built it; --favor-state prefers that'],
  ['--vars YAML', "values of var(), for example '{day: 2024-01-31}'"],
  ['-t, --target NAME', 'output of the profile; what target.name gives (default: dev)'],
  ['--target-path DIR', 'where artefacts are written (default: target)'],
  ['--no-write-json', 'write no artefacts'],
  ['--threads N', 'steps at a time (default: 4)'],
  ['-f, --full-refresh', 'build incremental models from nothing'],
  ['-x, --fail-fast', 'stop at the first failure'],
  ['--empty', 'build everything without rows'],
  ['--sample WINDOW', 'build with the rows of a time: “3 days”, “{start: 2024-01-01, end: 2024-02-01}”'],
  ['--event-time-start, -end', 'the batches of microbatch models to build'],
  ['--warn-error', 'count warnings as errors'],
  ['-q, --quiet', 'print results and errors only'],
  ['--json', 'machine-readable: one JSON object a line (--log-format json)'],
];

/** Help of one command, or of all. */
export function helpLines(name: string | undefined): string[] {
  const command = name ? commands[name] : undefined;
  const list = Object.entries(commands).map(([word, { summary }]) => `  ${word.padEnd(10)} ${summary}`);
  const options = flags.map(([flag, text]) => `  ${flag.padEnd(20)} ${text}`);
  if (command) {
    const own = command.usage ? [`  insitu ${name} ${command.usage}`] : [];
    return [`insitu ${name}: ${command.summary}`, '', ...own, ...(own.length ? [''] : []), 'Options', ...options];
  }
  return [
    'insitu: build features and train models inside PostgreSQL',
    '',
    'Usage: insitu COMMAND [options]',
    '',
    'Commands',
    ...list,
    '',
    'Options',
    ...options,
    '',
    'Exit codes: 0 all well, 1 something failed, 2 wrong usage or an unreadable project.',
  ];
}
