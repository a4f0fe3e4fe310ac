import type { Draft, RefCall } from '../../compile/draft.ts';
import { STATIC } from '../../compile/nodes/generic-test.ts';
import type { Resolved } from '../../compile/resolve.ts';
import type { Json } from './types.ts';

/** A version is a number where it can be one. */
export const versionOf = (version: string | undefined): string | number | null => {
  if (version === undefined) return null;
  return /^\d+(\.\d+)?$/.test(version) ? Number(version) : version;
};

/** Tests that dbt knows without rendering them: of these it keeps the node's version, of others what it wrote itself. */
const isStatic = ({ genericTest }: Draft): boolean => STATIC.has(genericTest?.name ?? '');

function refOf({ name, packageName, version }: RefCall, draft: Draft): Json {
  const isText = draft.genericTest !== undefined && !isStatic(draft);
  return {
    name,
    package: isStatic(draft) ? null : (packageName ?? null),
    version: isText ? (version ?? null) : versionOf(version),
  };
}

/** `refs`, `sources` and the like, as they were written. */
export function referencesOf({ draft }: Resolved): Json {
  return {
    refs: draft.refs.map((call) => refOf(call, draft)),
    sources: draft.sources.map((call) => [call.source, call.table]),
    metrics: (draft.metrics ?? []).map(({ packageName, name }) =>
      packageName === undefined ? [name] : [packageName, name],
    ),
  };
}

export const functionsOf = ({ draft }: Resolved): unknown[] =>
  draft.functions.map(({ packageName, name }) => (packageName === undefined ? [name] : [packageName, name]));

const isSource = (id: string): boolean => id.startsWith('source.');

/** @param called macros, beside those that parsing saw */
export const dependsOn = ({ draft, dependsOn: nodes }: Resolved, called: readonly string[] = []) => ({
  macros: [...new Set([...(draft.origin?.macros ?? []), ...called])],
  // dbt finds sources before refs.
  nodes: nodes.toSorted((a, b) => Number(isSource(b)) - Number(isSource(a))),
});
