import { createCompiler, toGraph } from '../../lib/domain/compile/index.ts';
import { parseProject } from '../../lib/domain/compile/parse.ts';
import { generatedProject } from './generated-project.ts';

/**
 * In a process of its own, so that it starts cold and its memory is its own: reads a generated project as
 * `dbt parse` does; or compiles the SQL of all its nodes too, and then edits of one file after the other.
 * Prints what it took as JSON.
 *
 *   node e2e/bench/parse-once.ts parse 10000
 *   node e2e/bench/parse-once.ts compile 10000
 */
const [, , stage, count] = process.argv;
const models = Number(count ?? 1000);
const files = generatedProject(models);

/** Milliseconds on the clock, and of the processor: the second hardly depends on what else the machine does. */
interface Took {
  readonly ms: number;
  readonly cpu: number;
}
function timed(work: () => unknown): Took {
  const started = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, cpu: (user + system) / 1000 };
}

const target = {
  name: 'dev',
  type: 'postgres' as const,
  database: 'bench',
  schema: 'bench',
  user: 'bench',
  host: '',
  port: 5432,
  threads: 1,
};
const memory = (): number => process.resourceUsage().maxRSS * 1024;

function parseOnly(): never {
  const cold = timed(() => parseProject(files, { target }));
  process.stdout.write(`${JSON.stringify({ cold, rss: memory() })}\n`);
  process.exit();
}
if (stage === 'parse') parseOnly();

const compiler = createCompiler({ target }, files);
const cold = timed(() => toGraph(compiler.compilation()));
const rss = memory();
const { nodes, problems } = compiler.compilation();
if (problems.length > 0) throw new Error(JSON.stringify(problems.slice(0, 3)));

const edit = (path: string, change: (text: string) => string): Took => {
  const text = change(files.get(path) ?? '');
  files.set(path, text);
  return timed(() => {
    compiler.update(path, text);
    toGraph(compiler.compilation());
  });
};
const worst = (edits: readonly Took[]): Took => edits.reduce((a, b) => (b.cpu > a.cpu ? b : a));
const modelPath = (index: number): string => [...files.keys()].find((each) => each.endsWith(`/m${index}.sql`)) ?? '';

/** A person types into a model in the middle, which many others read, and into one at the end. */
const sql = worst(
  [models >> 1, models - 1, models >> 2].map((index) => edit(modelPath(index), (text) => `${text}-- one more word\n`)),
);
/** Into a YAML file that describes 100 models. */
const yaml = worst(
  ['key', 'number', 'name'].map((word) =>
    edit('models/staging/area_0/schema.yml', (text) => text.replace('The key.', `The ${word}.`)),
  ),
);
/** Into a macro that ten models call. */
edit('macros/tenth.sql', () => '{% macro tenth(column) %}{{ column }} / 10{% endmacro %}\n');
for (let index = 0; index < 10; index++) edit(modelPath(index * 7), (text) => `${text}-- {{ tenth('id') }}\n`);
const macro = worst(
  ['10.0', '10.00', '10'].map((ten) => edit('macros/tenth.sql', (text) => text.replace(/10[.0]*/, ten))),
);
/** Into the one that all of them call: every model is another then. */
const everywhere = edit('macros/cents.sql', (text) => text.replace('16, 2', '18, 2'));
const result = { nodes: nodes.size, cold, sql, yaml, macro, everywhere, rss };
process.stdout.write(`${JSON.stringify(result)}\n`);
