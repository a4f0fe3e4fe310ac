import type { Problem } from '../../contracts/problem.ts';
import { child, listOf, type Package, type PropertyEntry, type PropertyKind } from '../project/index.ts';
import type { Draft } from './draft.ts';
import type { Workspace } from './workspace.ts';

/** The properties of one package by kind and name. */
export class EntryIndex {
  private readonly kinds = new Map<PropertyKind, Map<string, PropertyEntry>>();
  /** Entries that say what another says already. */
  readonly problems: readonly Problem[];
  /** Entries of models that list versions; those describe their versions' files. */
  readonly versioned: readonly PropertyEntry[];

  constructor(properties: Package['properties']) {
    const problems: Problem[] = [];
    for (const entry of properties) {
      // Names of unit tests are their model's own.
      if (entry.kind === 'sources' || entry.kind === 'unit_tests') continue;
      const entries = this.ofKind(entry.kind);
      const other = entries.get(entry.name);
      if (other === undefined) entries.set(entry.name, entry);
      else problems.push(duplicateEntry(entry, other));
    }
    this.problems = problems;
    this.versioned = this.all('models').filter((entry) => listOf(child(entry.yaml, 'versions')).length > 0);
  }

  find(kind: PropertyKind, name: string): PropertyEntry | undefined {
    return this.kinds.get(kind)?.get(name);
  }

  all(kind: PropertyKind): PropertyEntry[] {
    return [...(this.kinds.get(kind)?.values() ?? [])];
  }

  private ofKind(kind: PropertyKind): Map<string, PropertyEntry> {
    const known = this.kinds.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, PropertyEntry>();
    this.kinds.set(kind, made);
    return made;
  }
}

/** The entries of a package, found by name. */
export const entriesOf = ({ memo }: Workspace, { prefix, properties }: Package): EntryIndex =>
  memo.get('entries', prefix, [properties], () => new EntryIndex(properties));

/** Two entries of one node. */
export const duplicateEntry = (entry: PropertyEntry, other: PropertyEntry): Problem => ({
  code: 'yaml.duplicate_entry',
  severity: 'error',
  message: `"${entry.name}" has two entries in "${entry.kind}": here and in ${other.path}:${other.line}.`,
  path: entry.path,
  line: entry.line,
  column: entry.column,
  remedy: 'Join the two entries into one.',
});

/** What an entry that describes no file of its kind is told. `node` is what has its name. */
export const unusedEntry = (entry: PropertyEntry, node: Draft | undefined): Problem => ({
  code: node === undefined ? 'yaml.no_node' : 'yaml.wrong_key',
  severity: 'warning',
  message:
    node === undefined
      ? `There is no file for "${entry.name}", which this entry describes.`
      : `"${entry.name}" is a ${node.resourceType}, and is described below "${entry.kind}".`,
  path: entry.path,
  line: entry.line,
  column: entry.column,
  remedy: node === undefined ? missing(entry) : `Move the entry below "${node.resourceType}s".`,
});

const missing = ({ kind, name }: PropertyEntry): string =>
  kind === 'functions' ? `Add functions/${name}.py or .sql.` : 'Add the file, or remove the entry.';
