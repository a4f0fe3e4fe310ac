import { createCompiler, toGraph } from '../../lib/domain/compile/index.ts';
import { generatedProject } from './generated-project.ts';

/**
 * In a process of its own, so that it starts cold and its memory is its own: compiles a generated
 * project, then edits of one file after the other. Prints what it took as JSON.
 *
 *   node e2e/bench/parse-once.ts 10000
 */
const models = Number(process.argv[2] ?? 1000);
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

const compiler = createCompiler(
  {
    target: {
      name: 'dev',
      type: 'postgres',
      database: 'bench',
      schema: 'bench',
      user: 'bench',
      host: '',
      port: 5432,
      threads: 1,
    },
  },
  files,
);
const cold = timed(() => toGraph(compiler.compilation()));
const { nodes, problems } = compiler.compilation();
if (problems.length > 0) throw new Error(JSON.stringify(problems.slice(0, 3)));

/** A person types into a model in the middle, which many others read, and into one at the end. */
const edits = [models >> 1, models - 1, models >> 2].map((index) => {
  const path = [...files.keys()].find((each) => each.endsWith(`/m${index}.sql`)) ?? '';
  const text = files.get(path) ?? '';
  return timed(() => {
    compiler.update(path, `${text}-- one more word\n`);
    toGraph(compiler.compilation());
  });
});

const worst = edits.reduce((a, b) => (b.cpu > a.cpu ? b : a));
const result = { nodes: nodes.size, cold, edit: worst, rss: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(result)}\n`);
