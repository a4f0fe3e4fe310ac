import { textsIn } from '../../compile/config/read.ts';
import { isEnabled } from '../../compile/draft.ts';
import { resolveDraft } from '../../compile/resolve.ts';
import { type RunHookText, runHookTexts } from '../../compile/run-hooks.ts';
import { nodeFacts, type Writing } from './node.ts';
import type { Json, ManifestNode } from './types.ts';

/** `on-run-start` and `on-run-end` hooks, which dbt counts as nodes: those that run, and those that are switched off. */
export function manifestOperations(writing: Writing): Record<'on' | 'off', ManifestNode[]> {
  const hooks = runHookTexts(writing.parsed.workspace);
  const places = new Map(
    [...Map.groupBy(hooks, ({ when }) => when).values()].flatMap((list) =>
      list.map(({ id }, place) => [id, place + 1] as const),
    ),
  );
  const written = (isOn: boolean): ManifestNode[] =>
    hooks
      .filter(({ draft }) => isEnabled(draft) === isOn)
      .map((hook) => manifestOperation(hook, places.get(hook.id) ?? hook.index, writing));
  return { on: written(true), off: written(false) };
}

/** @param place where it runs among the hooks of all packages, from 1 */
function manifestOperation({ id, draft, each, index }: RunHookText, place: number, writing: Writing): ManifestNode {
  const { texts } = writing;
  const path = `hooks/${draft.name}.sql`;
  const text = texts.get(id)?.code;
  return {
    ...nodeFacts(resolveDraft(draft, writing.lookup), each, { ...writing, isCompiled: () => false }),
    path,
    original_file_path: './dbt_project.yml',
    tags: [...new Set([...(draft.tags ?? []), ...textsIn(draft.config, 'tags')])],
    relation_name: null,
    raw_code: draft.text,
    compiled_path: null,
    ...(text === undefined ? {} : compiledHook(text, `target/compiled/${each.name}/./dbt_project.yml/${path}`)),
    // Once a hook ran, dbt counts it among those of all packages.
    index: texts.has(id) ? place : index,
  };
}

const compiledHook = (text: string, path: string): Json => ({
  compiled_path: path,
  compiled: true,
  compiled_code: text,
  extra_ctes_injected: true,
  extra_ctes: [],
});
