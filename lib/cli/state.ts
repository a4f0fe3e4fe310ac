import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import {
  compareStates,
  comparesMore,
  type Manifest,
  makeManifest,
  readManifest,
  readRunResults,
  readSourceTimes,
} from '#lib/domain/artifact/index.ts';
import type { SelectionRequest } from '#lib/domain/graph/index.ts';
import type { Arguments } from './arguments.ts';
import { newInvocation } from './artifacts.ts';
import type { CompiledFolder } from './compile.ts';
import { err, problemLines } from './print.ts';
import { targetFolder } from './target-folder.ts';
import { UsageError } from './usage-error.ts';

const textAt = (path: string): string | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined;

/** The manifest of a state's folder. @throws UsageError when it holds none */
export function stateManifest(folder: string): Manifest {
  const path = join(resolve(folder), 'manifest.json');
  const text = textAt(path);
  if (text !== undefined) return readManifest(text, path);
  throw new UsageError(`There is no ${path}.`, 'Name with --state the target folder that an earlier run has written.');
}

/** What `state:`, `result:` and `source_status:` compare with: the artefacts in the folder of `--state`. */
export function stateFacts(
  args: Arguments,
  folder: CompiledFolder,
): Pick<SelectionRequest, 'state' | 'results' | 'fresher'> {
  if (args.state === undefined) return {};
  const facts = [...args.select, ...args.exclude].join(' ') + JSON.stringify(folder.compilation.selectors ?? {});
  const state = facts.includes('state') ? comparison(args, args.state, folder) : undefined;
  const path = join(resolve(args.state), 'run_results.json');
  const results = textAt(path);
  return {
    ...(state === undefined ? {} : { state }),
    ...(results === undefined
      ? {}
      : {
          results: new Map(readRunResults(results, path).results.map(({ unique_id: id, status }) => [id, status])),
        }),
    ...fresherSources(args, folder),
  };
}

function comparison(
  { json, quiet }: Arguments,
  state: string,
  { parsed, warnings }: CompiledFolder,
): SelectionRequest['state'] {
  const warn = (problem: Problem): void => {
    const [judged] = warnings.judged([problem]);
    if (judged?.severity === 'error') throw new ProblemError(judged);
    if (judged !== undefined && !json && !quiet) for (const line of problemLines(judged)) err(line);
  };
  const now = makeManifest(parsed, newInvocation(), { isCompiled: () => true });
  return compareStates(now, stateManifest(state), warn, comparesMore(parsed.workspace));
}

/** Sources that have newer rows now than in the earlier state. */
function fresherSources(args: Arguments, folder: CompiledFolder): { fresher?: ReadonlySet<string> } {
  const [before, now] = [resolve(args.state ?? ''), targetFolder(args, folder.folder)].map((place) =>
    join(place, 'sources.json'),
  );
  const [old, current] = [textAt(before ?? ''), textAt(now ?? '')];
  if (old === undefined || current === undefined) return {};
  const earlier = readSourceTimes(old, before ?? '');
  const fresher = [...readSourceTimes(current, now ?? '')].filter(([id, at]) => at > (earlier.get(id) ?? ''));
  return { fresher: new Set(fresher.map(([id]) => id)) };
}
