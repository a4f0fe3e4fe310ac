import { commands } from './commands.ts';

const flags: readonly (readonly [string, string])[] = [
  ['--project-dir DIR', 'folder of the dbt project (default: .)'],
  ['--database-url URL', 'PostgreSQL to work in (default: $INSITU_DATA_URL)'],
  ['--schema NAME', 'schema to build in (default: the project’s name)'],
  ['-s, --select …', 'nodes: name, +name, name+, tag:x, path:x, * (default: all)'],
  ['--exclude …', 'nodes to leave out'],
  ['--vars YAML', "values of var(), for example '{day: 2024-01-31}'"],
  ['-t, --target NAME', 'what target.name gives (default: dev)'],
  ['--threads N', 'steps at a time (default: 4)'],
  ['-f, --full-refresh', 'build incremental models from nothing'],
  ['-x, --fail-fast', 'stop at the first failure'],
  ['--json', 'machine-readable: one JSON object a line'],
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
