import type { RunHook } from '../../../contracts/compilation.ts';
import { textsIn } from '../../compile/config/read.ts';
import { isEnabled } from '../../compile/draft.ts';
import type { CompiledText } from '../../compile/ephemeral.ts';
import { resolveDraft } from '../../compile/resolve.ts';
import { type RunHookText, runHookTexts } from '../../compile/run-hooks.ts';
import { nodeFacts, type Writing } from './node.ts';
import { toldPath } from './paths.ts';
import { dependsOn } from './references.ts';
import type { Json, ManifestNode } from './types.ts';

/** `on-run-start` and `on-run-end` hooks, which dbt counts as nodes: those that run, and those that are switched off. */
export function manifestOperations(writing: Writing): Record<'on' | 'off', ManifestNode[]> {
  const hooks = runHookTexts(writing.parsed.workspace);
  const written = (isOn: boolean): ManifestNode[] =>
    hooks.filter(({ draft }) => isEnabled(draft) === isOn).map((hook) => manifestOperation(hook, writing));
  return { on: written(true), off: written(false) };
}

/** Texts of the hooks that ask for nothing: what compiling them gives. */
export const hookTexts = (hooks: readonly RunHook[] = []): Map<string, CompiledText> =>
  new Map(
    hooks.flatMap(({ id, sql, deferred, called: macros = [] }) =>
      deferred ? [] : [[id, { code: sql, ctes: [], macros }]],
    ),
  );

function manifestOperation({ id, draft, each, index }: RunHookText, writing: Writing): ManifestNode {
  const { texts } = writing;
  const path = `hooks/${draft.name}.sql`;
  const { code: text, macros } = texts.get(id) ?? {};
  const resolved = resolveDraft(draft, writing.lookup);
  const facts = nodeFacts(resolved, each, { ...writing, isCompiled: () => false });
  const placed = { ...facts, path, original_file_path: './dbt_project.yml' };
  return {
    ...placed,
    tags: [...new Set([...(draft.tags ?? []), ...textsIn(draft.config, 'tags')])],
    relation_name: null,
    raw_code: draft.text,
    depends_on: dependsOn(resolved, macros),
    compiled_path: null,
    ...(text === undefined ? {} : compiledHook(text, toldPath(writing.parsed, placed, 'compiled'))),
    index,
  };
}

const compiledHook = (text: string, path: string): Json => ({
  compiled_path: path,
  compiled: true,
  compiled_code: text,
  extra_ctes_injected: true,
  extra_ctes: [],
});
