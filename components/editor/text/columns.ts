import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { nodeOf } from './references.ts';
import type { Cte, Relation, Scope } from './scope.ts';

export interface KnownColumn {
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
  /** What it belongs to, as the person wrote it. */
  readonly of: string;
}

export interface Known {
  readonly graph: ProjectGraph | null;
  readonly catalog: readonly CatalogRelation[];
  /** Path of the file, for `this`. */
  readonly path: string;
}

/** The columns of one relation: as the database has them, with the project's descriptions; else as the project says. */
export function columnsOf(relation: Relation, known: Known, of: string): KnownColumn[] {
  const node = known.graph && nodeOf(known.graph, relation, known.path);
  const built = relation.type === 'table' ? relation : node?.relation;
  const inDatabase = built && known.catalog.find((entry) => isSame(entry, built));
  const described = new Map(node?.columns.map((column) => [column.name, column]));
  if (inDatabase) {
    return inDatabase.columns.map(({ name, type }) => ({
      name,
      type,
      description: described.get(name)?.description,
      of,
    }));
  }
  return [...described.values()].map(({ name, type, description }) => ({ name, type, description, of }));
}

function isSame(
  entry: CatalogRelation,
  wanted:
    | { readonly schema?: string; readonly identifier: string }
    | { readonly schema?: string; readonly name: string },
): boolean {
  const name = 'identifier' in wanted ? wanted.identifier : wanted.name;
  return entry.name === name && (wanted.schema === undefined || entry.schema === wanted.schema);
}

/** The columns behind `owner.`: of an alias, a relation or a CTE; empty when it is none of them. */
export function columnsBehind(owner: string, scope: Scope, known: Known): KnownColumn[] {
  const wanted = owner.toLowerCase();
  const named = scope.relations.filter(({ name }) => name.toLowerCase() === wanted);
  for (const { relation } of named) {
    const columns = columnsOfNamed(relation, scope, known, owner);
    if (columns.length > 0) return columns;
  }
  const cte = scope.ctes.find(({ name }) => name.toLowerCase() === wanted);
  return cte ? columnsOfCte(cte, scope, known) : [];
}

/** Every column that the file's relations and CTEs bring, each name once. */
export function columnsInScope(scope: Scope, known: Known): KnownColumn[] {
  const all = new Map<string, KnownColumn>();
  for (const { name, relation } of scope.relations) {
    for (const column of columnsOfNamed(relation, scope, known, name)) {
      if (!all.has(column.name)) all.set(column.name, column);
    }
  }
  return [...all.values()];
}

function columnsOfNamed(relation: Relation, scope: Scope, known: Known, of: string): KnownColumn[] {
  const cte =
    relation.type === 'table' && relation.schema === undefined
      ? scope.ctes.find(({ name }) => name.toLowerCase() === relation.name.toLowerCase())
      : undefined;
  return cte ? columnsOfCte(cte, scope, known, of) : columnsOf(relation, known, of);
}

function columnsOfCte(cte: Cte, scope: Scope, known: Known, of = cte.name, depth = 0): KnownColumn[] {
  if (depth > 8) return [];
  const through = cte.all.flatMap((relation) => {
    const inner =
      relation.type === 'table'
        ? scope.ctes.find(({ name }) => name === relation.name && name !== cte.name)
        : undefined;
    return inner ? columnsOfCte(inner, scope, known, of, depth + 1) : columnsOf(relation, known, of);
  });
  return [...through, ...cte.columns.map((name) => ({ name, of }))];
}
