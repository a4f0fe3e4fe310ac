import type { Package, PropertyEntry, ResourceFile } from '../project/index.ts';
import { isEnabled } from './draft.ts';
import { duplicateEntry, entriesOf } from './entries.ts';
import { draftModel } from './nodes/models.ts';
import { draftSeed } from './nodes/seeds.ts';
import type { Workspace } from './workspace.ts';

/** Entries of one package that describe a node of another, by `kind:name`. */
export type Adopted = ReadonlyMap<string, PropertyEntry>;

const KINDS = ['models', 'seeds'] as const;
type Kind = (typeof KINDS)[number];

/**
 * A project that puts a model in the place of a package's (switched off there) takes over what the
 * package says of it: dbt looks for a node of an entry's name in the entry's package first, then
 * in all of them.
 * @returns what each package adopts, by the package's name
 */
export function adoptedEntries(workspace: Workspace): ReadonlyMap<string, Adopted> {
  const { root, packages } = workspace.project;
  const all = [root, ...packages];
  if (all.length === 1) return new Map();
  const found = new Map<string, Map<string, PropertyEntry>>();
  for (const kind of KINDS) {
    const holders = Map.groupBy(
      all.flatMap((each) => filesOf(each, kind).map((file) => ({ each, file }))),
      ({ file }) => file.name,
    );
    for (const giver of all) {
      for (const entry of giver.properties) {
        if (entry.kind !== kind) continue;
        const taker = takerOf(workspace, giver, entry, holders.get(entry.name) ?? [], kind);
        if (taker === undefined) continue;
        const adopted = found.get(taker.name) ?? new Map<string, PropertyEntry>();
        found.set(taker.name, adopted.set(`${kind}:${entry.name}`, entry));
      }
    }
  }
  return found;
}

const filesOf = (each: Package, kind: Kind): readonly ResourceFile[] =>
  kind === 'models' ? [...each.sqlModels, ...each.pythonModels] : each.seeds;

function takerOf(
  workspace: Workspace,
  giver: Package,
  entry: PropertyEntry,
  holders: readonly { readonly each: Package; readonly file: ResourceFile }[],
  kind: Kind,
): Package | undefined {
  const others = holders.filter(({ each }) => each !== giver);
  if (others.length === 0) return undefined;
  const own = holders.find(({ each }) => each === giver);
  // Its own entry is not asked: it would not be there any more.
  if (own !== undefined && isOn(workspace, giver, own.file, kind, undefined)) return undefined;
  const entryIn = (each: Package): PropertyEntry | undefined => entriesOf(workspace, each).find(kind, entry.name);
  const there = others.filter(({ each, file }) => isOn(workspace, each, file, kind, entryIn(each)));
  const free = there.filter(({ each }) => entryIn(each) === undefined);
  const [only] = there;
  const described = only === undefined || there.length > 1 ? undefined : entryIn(only.each);
  if (described !== undefined) workspace.report(duplicateEntry(entry, described));
  return free.length === 1 ? free[0]?.each : undefined;
}

/** Whether a file makes a node that is on. Asked of nodes that share their name only. */
export function isOn(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  kind: Kind,
  entry: PropertyEntry | undefined,
): boolean {
  const { value } = workspace.memo.hear(() =>
    kind === 'seeds' ? draftSeed(workspace, each, file, entry) : draftModel(workspace, each, file, entry, undefined),
  );
  return isEnabled(value);
}
