import { ANY_MACRO, type MacroDefinition, type MacroRegistry } from './registry.ts';

/**
 * Names by which something else is found in `now` than in `before`: of a macro its own, and the one
 * that a dispatch or a materialization looks for. Of an edited file these are the macros from the edit on:
 * those before it stand where they stood.
 */
export function renewedMacros(before: MacroRegistry | undefined, now: MacroRegistry): ReadonlySet<string> {
  const names = new Set<string>();
  if (before === undefined || before === now) return names;
  for (const packageName of new Set([...before.all.keys(), ...now.all.keys()])) {
    const [old, next] = [before.all.get(packageName) ?? NONE, now.all.get(packageName) ?? NONE];
    if (old === next) continue;
    for (const name of new Set([...old.keys(), ...next.keys()]))
      if (!isSame(old.get(name), next.get(name))) for (const each of lookedForAs(name)) names.add(each);
  }
  if (names.size > 0) names.add(ANY_MACRO);
  return names;
}

const NONE: ReadonlyMap<string, MacroDefinition> = new Map();

function lookedForAs(name: string): string[] {
  const dispatched = /^(?:postgres|default)__(.+)$/s.exec(name)?.[1];
  const materialization = /^(materialization_.+)_(?:postgres|default)$/s.exec(name)?.[1];
  return [name, ...[dispatched, materialization].filter((each) => each !== undefined)];
}

/** Whether two readings of a macro say the same at the same place: errors name places. */
function isSame(old: MacroDefinition | undefined, next: MacroDefinition | undefined): boolean {
  if (old === next) return true;
  if (old === undefined || next === undefined || old.path !== next.path) return false;
  const [a, b] = [old.statement, next.statement];
  if (a === undefined || b === undefined || a.at !== b.at || a.end !== b.end) return false;
  const [was, is] = [old.source.position(a.at), next.source.position(b.at)];
  if (was.line !== is.line || was.column !== is.column) return false;
  return old.source.text.slice(a.at, a.end) === next.source.text.slice(b.at, b.end);
}
