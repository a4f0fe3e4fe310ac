import type { GraphNode, NodeKind } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import type { ImportReport } from '#lib/contracts/transfer.ts';
import { createCompiler, type ParsedProject, withoutEchoes } from '../compile/index.ts';
import type { Brought, Kept } from './brought.ts';
import type { ImportPlan } from './plan.ts';

const shownProblems = 500;

/** Names and places only: nothing runs. */
const reportTarget = {
  name: 'import',
  type: 'postgres',
  database: 'data',
  schema: 'import',
  user: 'nobody',
  host: 'localhost',
  port: 5432,
  threads: 1,
} as const;

/** Looks a project over before it is made: what it has, what will not work and where. Pure. */
export function reportOn(plan: ImportPlan, brought: Brought): ImportReport {
  const compiler = createCompiler({ target: reportTarget }, brought.files);
  const { projectName, nodes, problems } = compiler.compilation();
  const graph = [...nodes.values()].map((node) => node.graph);
  return {
    name: projectName,
    root: plan.root,
    files: brought.files.size + brought.kept.length,
    bytes: plan.files.reduce((sum, { bytes }) => sum + bytes, 0),
    found: [...foundNodes(graph), ...foundBesides(compiler.parsed())],
    packages: compiler.parsed().workspace.project.packages.map(({ name }) => name),
    problems: causesFirst([...withoutEchoes(problems), ...ownProblems(brought)]).slice(0, shownProblems),
    inProcessPython: inProcessPython(brought.files),
    kept: brought.kept.map(({ path, bytes, why }) => ({ path, bytes: bytes.length, why })),
    leftOut: [...plan.leftOut],
  };
}

/** A package that is not here is why each of its macros is undefined. */
const causesFirst = (problems: readonly Problem[]): Problem[] => [
  ...problems.filter(isOfPackages),
  ...problems.filter((problem) => !isOfPackages(problem)),
];

const isOfPackages = ({ code }: Problem): boolean => code.startsWith('package.');

type Found = ImportReport['found'][number];

const kinds: readonly (readonly [NodeKind, string])[] = [
  ['model', 'model'],
  ['python', 'Python cell'],
  ['udf', 'function'],
  ['train', 'training'],
  ['predict', 'prediction'],
  ['seed', 'seed'],
  ['snapshot', 'snapshot'],
  ['source', 'source'],
  ['test', 'test'],
  ['exposure', 'exposure'],
  ['semantic_model', 'semantic model'],
  ['metric', 'metric'],
  ['saved_query', 'saved query'],
];

function foundNodes(graph: readonly GraphNode[]): Found[] {
  return kinds.flatMap(([kind, name]) => {
    const of = graph.filter((node) => node.kind === kind);
    if (of.length === 0) return [];
    const detail = kind === 'model' ? countBy(of.map(({ materialized }) => materialized)) : [];
    return [{ kind: name, count: of.length, detail }];
  });
}

function countBy(names: readonly string[]): Found['detail'] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

/** What is no node of the graph: macros, and what is kept for other tools. */
function foundBesides({ workspace: { project } }: ParsedProject): Found[] {
  const texts = project.root.macros.map(({ text }) => text);
  const macros = texts.reduce(
    (sum, text) => sum + (text.match(/\{%-?\s*(macro|test|materialization)\s/g)?.length ?? 0),
    0,
  );
  const unitTests = project.root.properties.filter((entry) => entry.kind === 'unit_tests').length;
  const found: Found[] = [
    { kind: 'macro', count: macros, detail: [] },
    { kind: 'unit test', count: unitTests, detail: [] },
  ];
  return found.filter(({ count }) => count > 0);
}

const plpython = /\blanguage\s+['"]?plpython[23]?u?\b/gi;

/** Texts that make functions in Python which run inside the server's process, where nothing fences them. */
function inProcessPython(files: ProjectFiles): ImportReport['inProcessPython'] {
  return [...files].flatMap(([path, text]) =>
    /\.(sql|ya?ml)$/.test(path)
      ? [...text.matchAll(plpython)].map((match) => {
          const line = text.slice(0, match.index).split('\n').length;
          return { path, line, text: (text.split('\n')[line - 1] ?? '').trim().slice(0, 200) };
        })
      : [],
  );
}

function ownProblems({ files, kept }: Brought): Problem[] {
  return [...largeSeeds(kept), ...unreadableSeeds(files), ...sameBesideCase(files), ...passwords(files)];
}

const largeSeeds = (kept: readonly Kept[]): Problem[] =>
  kept
    .filter(({ path }) => path.endsWith('.csv'))
    .map(({ path, why }) => ({
      code: 'import.seed',
      severity: 'error',
      message: `This seed is ${why}: it is kept, but not loaded.`,
      path,
      remedy: why === 'not text' ? 'Save it as UTF-8.' : 'Load large data into the database and name it as a source.',
    }));

/** What a decoder puts in the place of bytes that are not UTF-8; other files are looked at by the compiler. */
const unreadableSeeds = (files: ProjectFiles): Problem[] =>
  [...files].flatMap(([path, text]): Problem[] => {
    const at = path.endsWith('.csv') ? text.indexOf('\uFFFD') : -1;
    if (at === -1) return [];
    const line = text.slice(0, at).split('\n').length;
    return [
      {
        code: 'import.seed',
        severity: 'error',
        message: 'This seed is not UTF-8.',
        path,
        line,
        remedy: 'Save it as UTF-8.',
      },
    ];
  });

/** Windows and macOS have one file where these are two. */
function sameBesideCase(files: ProjectFiles): Problem[] {
  const first = new Map<string, string>();
  return [...files.keys()].flatMap((path): Problem[] => {
    const other = first.get(path.toLowerCase());
    first.set(path.toLowerCase(), other ?? path);
    if (other === undefined) return [];
    return [
      {
        code: 'import.case',
        severity: 'warning',
        message: `${other} and this file differ by case only: Windows and macOS have one of them.`,
        path,
        remedy: 'Rename one of the two.',
      },
    ];
  });
}

/** dbt's profile belongs to a machine; here everyone in the project would read its password. */
function passwords(files: ProjectFiles): Problem[] {
  return [...files].flatMap(([path, text]): Problem[] => {
    if (!/(^|\/)profiles\.ya?ml$/.test(path)) return [];
    const at = text.split('\n').findIndex((line) => /^\s*(password|pass)\s*:\s*(?!.*env_var)\S/.test(line));
    if (at === -1) return [];
    return [
      {
        code: 'import.password',
        severity: 'warning',
        message: 'A password stands here, and every member of the project can read it. Insitu uses no profile.',
        path,
        line: at + 1,
        remedy: 'Bring the project without this file, or with env_var().',
      },
    ];
  });
}
