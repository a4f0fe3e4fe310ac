import { child, listOf, type Package, type PropertyEntry, type PropertyKind } from '../project/index.ts';
import type { Workspace } from './workspace.ts';

/** The properties of one package by kind and name. */
export class EntryIndex {
  private readonly byKey = new Map<string, PropertyEntry>();
  private readonly used = new Set<PropertyEntry>();

  constructor(workspace: Workspace, each: Package) {
    for (const entry of each.properties) {
      // Names of unit tests are their model's own.
      if (entry.kind === 'sources' || entry.kind === 'unit_tests') continue;
      const key = `${entry.kind}:${entry.name}`;
      const other = this.byKey.get(key);
      if (other === undefined) this.byKey.set(key, entry);
      else workspace.report(duplicate(entry, other));
    }
  }

  take(kind: PropertyKind, name: string): PropertyEntry | undefined {
    const entry = this.byKey.get(`${kind}:${name}`);
    if (entry !== undefined) this.used.add(entry);
    return entry;
  }

  /** Entries of models that list versions; those describe their versions' files. */
  versioned(): PropertyEntry[] {
    const found = this.all('models').filter((entry) => listOf(child(entry.yaml, 'versions')).length > 0);
    for (const entry of found) this.used.add(entry);
    return found;
  }

  all(kind: PropertyKind): PropertyEntry[] {
    return [...this.byKey.values()].filter((entry) => entry.kind === kind);
  }

  /** Entries that describe nothing. */
  unused(kinds: readonly PropertyKind[]): PropertyEntry[] {
    return [...this.byKey.values()].filter((entry) => kinds.includes(entry.kind) && !this.used.has(entry));
  }
}

const duplicate = (entry: PropertyEntry, other: PropertyEntry) =>
  ({
    code: 'yaml.duplicate_entry',
    severity: 'error',
    message: `"${entry.name}" has two entries in "${entry.kind}": here and in ${other.path}:${other.line}.`,
    path: entry.path,
    line: entry.line,
    column: entry.column,
    remedy: 'Join the two entries into one.',
  }) as const;
