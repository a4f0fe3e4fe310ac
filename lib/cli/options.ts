/** Options of the command line, named as dbt's where dbt has them. */
export const OPTIONS = {
  'project-dir': { type: 'string', default: '.' },
  'profiles-dir': { type: 'string' },
  profile: { type: 'string' },
  'database-url': { type: 'string' },
  schema: { type: 'string' },
  select: { type: 'string', short: 's', multiple: true },
  models: { type: 'string', short: 'm', multiple: true },
  model: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  selector: { type: 'string' },
  'indirect-selection': { type: 'string', default: 'eager' },
  'resource-type': { type: 'string', multiple: true },
  'resource-types': { type: 'string', multiple: true },
  'exclude-resource-type': { type: 'string', multiple: true },
  'exclude-resource-types': { type: 'string', multiple: true },
  state: { type: 'string' },
  'defer-state': { type: 'string' },
  defer: { type: 'boolean', default: false },
  'favor-state': { type: 'boolean', default: false },
  vars: { type: 'string', default: '{}' },
  args: { type: 'string', default: '{}' },
  target: { type: 'string', short: 't' },
  'target-path': { type: 'string' },
  'write-json': { type: 'boolean', default: true },
  threads: { type: 'string' },
  'full-refresh': { type: 'boolean', short: 'f', default: false },
  'fail-fast': { type: 'boolean', short: 'x', default: false },
  empty: { type: 'boolean', default: false },
  'event-time-start': { type: 'string' },
  'event-time-end': { type: 'string' },
  sample: { type: 'string' },
  'store-failures': { type: 'boolean', default: false },
  'warn-error': { type: 'boolean', default: false },
  'warn-error-options': { type: 'string' },
  json: { type: 'boolean', default: false },
  'log-format': { type: 'string' },
  quiet: { type: 'boolean', short: 'q', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  limit: { type: 'string', default: '20' },
  inline: { type: 'string' },
  'inline-direct': { type: 'string' },
  show: { type: 'boolean', default: false },
  output: { type: 'string', short: 'o' },
  'output-keys': { type: 'string', multiple: true },
  compile: { type: 'boolean', default: true },
  'empty-catalog': { type: 'boolean', default: false },
  row: { type: 'string' },
  version: { type: 'string' },
  python: { type: 'string' },
  drop: { type: 'boolean', default: false },
} as const;

/** Options that take several words, as dbt's do. */
export const LIST_OPTIONS: ReadonlySet<string> = new Set([
  '--select',
  '-s',
  '--models',
  '--model',
  '-m',
  '--exclude',
  '--output-keys',
  '--resource-type',
  '--resource-types',
  '--exclude-resource-type',
  '--exclude-resource-types',
]);

/** dbt's switches that have nothing to switch here: how it caches, logs and reports on itself. */
export const IGNORED_FLAGS: ReadonlySet<string> = new Set([
  '--partial-parse',
  '--static-parser',
  '--use-experimental-parser',
  '--version-check',
  '--use-colors',
  '--use-colors-file',
  '--send-anonymous-usage-stats',
  '--populate-cache',
  '--cache-selected-only',
  '--introspect',
  '--print',
  '--debug',
  '-d',
  '--log-cache-events',
  '--macro-debugging',
  '--show-resource-report',
  '--show-all-deprecations',
  '--single-threaded',
  '--inject-ephemeral-ctes',
  '--export-saved-queries',
  '--static',
  '--partial-parse-file-diff',
  '--use-fast-test-edges',
  '--include-saved-query',
  '--upload-to-artifacts-ingest-api',
]);
export const IGNORED_OPTIONS: ReadonlySet<string> = new Set([
  '--partial-parse-file-path',
  '--sqlparse',
  '--log-level',
  '--log-level-file',
  '--log-format-file',
  '--log-path',
  '--log-file-max-bytes',
  '--printer-width',
  '--record-timing-info',
  '-r',
]);

/** Options that dbt also takes from the environment, as `DBT_ENGINE_FULL_REFRESH` or, of old, `DBT_FULL_REFRESH`; what the command line says comes first. */
const FROM_ENVIRONMENT: readonly (keyof typeof OPTIONS)[] = [
  ...(['project-dir', 'profiles-dir', 'profile', 'target', 'target-path', 'selector', 'indirect-selection'] as const),
  ...(['state', 'defer-state', 'defer', 'favor-state', 'write-json', 'full-refresh', 'fail-fast', 'empty'] as const),
  ...(['event-time-start', 'event-time-end', 'sample', 'store-failures', 'warn-error', 'warn-error-options'] as const),
  ...(['resource-types', 'exclude-resource-types', 'log-format', 'quiet'] as const),
];

/** The words that the environment puts before those of the command line. */
export function environmentWords(env: Readonly<Record<string, string | undefined>>): string[] {
  return FROM_ENVIRONMENT.flatMap((name) => {
    const upper = name.replaceAll('-', '_').toUpperCase();
    const value = env[`DBT_ENGINE_${upper}`] || env[`DBT_${upper}`] || '';
    if (value === '') return [];
    if (OPTIONS[name].type === 'string') return [`--${name}=${value}`];
    return [`--${/^(1|t|true|y|yes|on)$/i.test(value) ? '' : 'no-'}${name}`];
  });
}
