import { at, isTree, list, names, type Tree, word } from './tree.ts';

/** A column of a relation of the database. */
export interface ColumnOf {
  readonly schema: string | undefined;
  readonly relation: string;
  readonly column: string;
}

/** One output of a SELECT and the columns that its value is made of. */
export interface OutputColumn {
  readonly name: string;
  readonly from: readonly ColumnOf[];
  /** The value is one column as it stands there, at most under another name. */
  readonly same: boolean;
}

/** The columns of a relation in their order; undefined where they are not known. */
export type KnownColumns = (schema: string | undefined, relation: string) => readonly string[] | undefined;

/** A name in FROM: its columns, or for a relation whose columns nobody knows, the relation. */
interface Named {
  readonly name: string;
  readonly columns: readonly OutputColumn[];
  readonly unknown?: { readonly schema: string | undefined; readonly relation: string };
  /** Columns that a JOIN … USING before it has put out already. */
  readonly merged: ReadonlySet<string>;
}

interface Scope {
  readonly known: KnownColumns;
  readonly ctes: ReadonlyMap<string, readonly OutputColumn[]>;
  /** Innermost first: a subquery sees what is around it. */
  readonly from: readonly (readonly Named[])[];
}

/**
 * Where each output of a statement comes from, read from PostgreSQL's own parse tree. Values count, not
 * filters: `count(*) filter (where a)` comes from `a`, a WHERE clause from nothing.
 * @param tree the result of libpg-query's parse
 * @returns null where the statement is no SELECT
 */
export function columnLineage(tree: unknown, known: KnownColumns): readonly OutputColumn[] | null {
  const [statement] = isTree(tree) ? list(tree, 'stmts') : [];
  const select = statement && at(statement, 'stmt').SelectStmt;
  return isTree(select) ? outputs(select, { known, ctes: new Map(), from: [] }) : null;
}

function outputs(select: Tree, around: Scope): readonly OutputColumn[] {
  const scope = { ...around, ctes: withCtes(select, around) };
  if (isTree(select.larg) && isTree(select.rarg))
    return united(outputs(select.larg, scope), outputs(select.rarg, scope));
  if (Array.isArray(select.valuesLists)) return values(select, scope);
  const named = list(select, 'fromClause').reduce<readonly Named[]>(
    (before, item) => [...before, ...fromItem(item, { ...scope, from: [before, ...scope.from] })],
    [],
  );
  const inside = { ...scope, from: [named, ...scope.from] };
  return list(select, 'targetList').flatMap((target) => targets(at(target, 'ResTarget'), named, inside));
}

function withCtes(select: Tree, scope: Scope): Scope['ctes'] {
  const found = new Map(scope.ctes);
  for (const item of list(at(select, 'withClause'), 'ctes')) {
    const cte = at(item, 'CommonTableExpr');
    const name = word(cte, 'ctename') ?? '';
    const query = at(cte, 'ctequery').SelectStmt;
    if (!isTree(query)) continue;
    // A recursive one reads itself: what its first arm puts out is what it has.
    if (isTree(query.larg)) found.set(name, outputs(query.larg, { ...scope, ctes: found }));
    const own = outputs(query, { ...scope, ctes: found });
    found.set(name, renamed(own, names(list(cte, 'aliascolnames'))));
  }
  return found;
}

/** UNION and its kin: names of the first, sources of both. */
function united(a: readonly OutputColumn[], b: readonly OutputColumn[]): readonly OutputColumn[] {
  return a.map((column, place) => {
    const from = unique([...column.from, ...(b[place]?.from ?? [])]);
    return { name: column.name, from, same: column.same && b[place]?.same !== false };
  });
}

function values(select: Tree, scope: Scope): readonly OutputColumn[] {
  const rows = list(select, 'valuesLists').map((row) => list(at(row, 'List'), 'items'));
  return (rows[0] ?? []).map((_, place) => ({
    name: `column${place + 1}`,
    from: unique(rows.flatMap((row) => sources(row[place], scope))),
    same: false,
  }));
}

function fromItem(item: Tree, scope: Scope): readonly Named[] {
  if (isTree(item.RangeVar)) return [relation(item.RangeVar, scope)];
  if (isTree(item.JoinExpr)) return joined(item.JoinExpr, scope);
  if (isTree(item.RangeSubselect)) {
    const query = at(item.RangeSubselect, 'subquery').SelectStmt;
    return [aliased(at(item.RangeSubselect, 'alias'), '', isTree(query) ? outputs(query, scope) : [])];
  }
  if (isTree(item.RangeFunction)) return [called(item.RangeFunction, scope)];
  return [];
}

function relation(variable: Tree, { known, ctes }: Scope): Named {
  const schema = word(variable, 'schemaname');
  const name = word(variable, 'relname') ?? '';
  const cte = schema === undefined ? ctes.get(name) : undefined;
  const columns = cte ?? known(schema, name)?.map((column) => own({ schema, relation: name, column }));
  const named = aliased(at(variable, 'alias'), name, columns ?? []);
  return columns ? named : { ...named, unknown: { schema, relation: name } };
}

const own = (column: ColumnOf): OutputColumn => ({ name: column.column, from: [column], same: true });

function aliased(alias: Tree, name: string, columns: readonly OutputColumn[]): Named {
  return {
    name: word(alias, 'aliasname') ?? name,
    columns: renamed(columns, names(list(alias, 'colnames'))),
    merged: new Set(),
  };
}

function renamed(columns: readonly OutputColumn[], others: readonly (string | undefined)[]): readonly OutputColumn[] {
  return columns.map((column, place) => ({ ...column, name: others[place] ?? column.name }));
}

function joined(join: Tree, scope: Scope): readonly Named[] {
  const left = fromItem(at(join, 'larg'), scope);
  const right = fromItem(at(join, 'rarg'), { ...scope, from: [left, ...scope.from] });
  const using = new Set(names(list(join, 'usingClause')).flatMap((name) => name ?? []));
  if (join.isNatural === true) {
    const there = new Set(left.flatMap(({ columns }) => columns.map(({ name }) => name)));
    for (const { columns } of right) for (const { name } of columns) if (there.has(name)) using.add(name);
  }
  return [...left, ...right.map((named) => ({ ...named, merged: new Set([...named.merged, ...using]) }))];
}

/** A function in FROM: each of its columns is made of its arguments. */
function called(item: Tree, scope: Scope): Named {
  const from = sources(item.functions, scope);
  const alias = at(item, 'alias');
  const named = names(list(alias, 'colnames')).flatMap((name) => name ?? []);
  const defined = list(item, 'coldeflist').flatMap((column) => word(at(column, 'ColumnDef'), 'colname') ?? []);
  const all = named.length > 0 ? named : defined.length > 0 ? defined : [word(alias, 'aliasname') ?? ''];
  return {
    name: word(alias, 'aliasname') ?? '',
    columns: all.map((name) => ({ name, from, same: false })),
    merged: new Set(),
  };
}

function targets(target: Tree, named: readonly Named[], scope: Scope): readonly OutputColumn[] {
  const value = at(target, 'val');
  const reference = value.ColumnRef;
  const fields = isTree(reference) ? list(reference, 'fields') : [];
  if (fields.at(-1)?.A_Star !== undefined) return starred(names(fields).at(-2), named);
  const from = sources(value, scope);
  return [{ name: word(target, 'name') ?? nameOf(value), from, same: isTree(reference) && from.length === 1 }];
}

function starred(owner: string | undefined, named: readonly Named[]): readonly OutputColumn[] {
  return named
    .filter(({ name }) => owner === undefined || name === owner)
    .flatMap(({ columns, unknown, merged }) => {
      if (unknown) return [{ name: '*', from: [{ ...unknown, column: '*' }], same: true }];
      return owner === undefined ? columns.filter(({ name }) => !merged.has(name)) : columns;
    });
}

/** The name that PostgreSQL gives an output without AS (parse_target.c, FigureColname). */
function nameOf(value: Tree): string {
  if (isTree(value.ColumnRef)) return names(list(value.ColumnRef, 'fields')).at(-1) ?? '?column?';
  if (isTree(value.FuncCall)) return names(list(value.FuncCall, 'funcname')).at(-1) ?? '?column?';
  if (isTree(value.TypeCast)) {
    const inner = nameOf(at(value.TypeCast, 'arg'));
    return inner === '?column?' ? (names(list(at(value.TypeCast, 'typeName'), 'names')).at(-1) ?? inner) : inner;
  }
  if (value.CaseExpr !== undefined) return 'case';
  if (value.CoalesceExpr !== undefined) return 'coalesce';
  return '?column?';
}

/** Every column that a piece of a statement reads. */
function sources(piece: unknown, scope: Scope): readonly ColumnOf[] {
  if (Array.isArray(piece)) return unique(piece.flatMap((each) => sources(each, scope)));
  if (!isTree(piece)) return [];
  if (isTree(piece.ColumnRef)) return resolve(names(list(piece.ColumnRef, 'fields')), scope);
  if (isTree(piece.SelectStmt)) return unique(outputs(piece.SelectStmt, scope).flatMap(({ from }) => from));
  return unique(Object.values(piece).flatMap((each) => sources(each, scope)));
}

/** `column`, `owner.column` or `schema.owner.column`, looked for from the inside out. */
function resolve(fields: readonly (string | undefined)[], scope: Scope): readonly ColumnOf[] {
  const column = fields.at(-1);
  const owner = fields.at(-2);
  for (const named of scope.from) {
    const there = owner === undefined ? named : named.filter(({ name }) => name === owner);
    if (column === undefined) {
      // A whole row, as in `to_jsonb(t)` written `t.*`.
      if (there.length > 0) return unique(there.flatMap(({ columns }) => columns.flatMap(({ from }) => from)));
      continue;
    }
    for (const { columns } of there) {
      const found = columns.find(({ name }) => name === column);
      if (found) return found.from;
    }
    const [unknown] = there.flatMap((each) => each.unknown ?? []);
    if (unknown) return [{ ...unknown, column }];
    const row = owner === undefined ? named.find(({ name }) => name === column) : undefined;
    if (row) return unique(row.columns.flatMap(({ from }) => from));
  }
  return [];
}

function unique(columns: readonly ColumnOf[]): readonly ColumnOf[] {
  return [
    ...new Map(columns.map((each) => [`${each.schema}\u0000${each.relation}\u0000${each.column}`, each])).values(),
  ];
}
