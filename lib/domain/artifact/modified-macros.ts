import type { Manifest, ManifestNode } from './manifest/types.ts';

/** Whether a node uses, directly or through others, a macro that is not what it was. */
export function modifiedMacros(now: Manifest, before: Manifest): (node: ManifestNode) => boolean {
  const isComparable = Object.keys(before.macros).length > 0;
  const changed = new Set(isComparable ? changedIds(now, before) : []);
  if (changed.size === 0) return () => false;
  const known = new Map<string, boolean>();
  const reaches = (id: string): boolean => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    // Macros may call each other in circles.
    known.set(id, false);
    const found = changed.has(id) || (now.macros[id]?.depends_on.macros ?? []).some(reaches);
    known.set(id, found);
    return found;
  };
  return (node) => (node.depends_on?.macros ?? []).some(reaches);
}

/** Macros that come with the engine differ between dbt and us; a project's own tell. */
const isOwn = (id: string): boolean => !/^macro\.dbt(_postgres)?\./.test(id);

function changedIds(now: Manifest, before: Manifest): string[] {
  const ids = new Set([...Object.keys(now.macros), ...Object.keys(before.macros)]);
  return [...ids].filter((id) => isOwn(id) && now.macros[id]?.macro_sql !== before.macros[id]?.macro_sql);
}
