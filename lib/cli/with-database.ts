import type { CompiledNode, RunHook } from '#lib/contracts/compilation.ts';
import { openSession } from '#lib/db/data/index.ts';
import { hookTexts } from '#lib/domain/artifact/index.ts';
import type { CompiledText } from '#lib/domain/compile/index.ts';
import { needsDatabase, type RenderNodesOptions, renderAnalysis, renderChosen } from '#lib/domain/run/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { err } from './print.ts';
import { addressOf } from './target.ts';

/** What asks the database, rendered on the command line's. */
export interface Rendered {
  /** All nodes, those that ask with their work. */
  readonly nodes: readonly CompiledNode[];
  /** Compiled text by unique id, of what was rendered and of hooks of a run. */
  readonly texts: ReadonlyMap<string, CompiledText>;
}

/** What is chosen beside nodes. */
interface Beside {
  /** Paths of analyses. */
  readonly analyses: readonly string[];
  readonly hooks: readonly RunHook[];
}

/** Renders what asks the database. @throws ProblemError */
export async function withDatabase(
  args: Arguments,
  folder: CompiledFolder,
  nodes: readonly CompiledNode[],
  { analyses, hooks }: Beside = { analyses: [], hooks: [] },
): Promise<Rendered> {
  const asking = analyses.filter((path) => folder.compilation.analyses.get(path) === null);
  const texts = hookTexts(hooks);
  const askingHooks = hooks.filter(({ deferred }) => deferred);
  if (asking.length + askingHooks.length === 0 && !nodes.some(needsDatabase)) return { nodes, texts };
  return await rendering(args, folder, async (options) => {
    const keeping = { ...options, compiled: (id: string, text: CompiledText) => void texts.set(id, text) };
    return { nodes: await renderChosen(keeping, { nodes, analyses: asking, hooks: askingHooks }), texts };
  });
}

/** The text of one analysis, rendered on the database. @throws ProblemError */
export const analysisWithDatabase = (args: Arguments, folder: CompiledFolder, path: string): Promise<string> =>
  rendering(args, folder, (options) => renderAnalysis(options, path));

async function rendering<T>(
  args: Arguments,
  { source, comments, url, target: { threads } }: CompiledFolder,
  render: (options: RenderNodesOptions & { readonly threads: number }) => Promise<T>,
): Promise<T> {
  await using session = openSession({ url: addressOf(args, url), max: threads, applicationName: 'insitu compile' });
  return await render({ source, session, comments, threads, log: err });
}
