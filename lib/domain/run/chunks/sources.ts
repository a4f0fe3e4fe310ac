import type { Alias, Node, SelectStmt } from 'libpg-query';

/** Why or that a SELECT's rows can be read apart from its select list. */
export function isSeparable(select: SelectStmt): boolean {
  return (
    (select.op ?? 'SETOP_NONE') === 'SETOP_NONE' &&
    (select.fromClause?.length ?? 0) > 0 &&
    // Rows behind a limit are not evaluated; DISTINCT ON has expressions of its own.
    !select.limitCount &&
    !select.limitOffset &&
    !select.distinctClause?.some((node) => Object.keys(node).length > 0) &&
    !select.lockingClause &&
    !select.intoClause &&
    !select.valuesLists &&
    !select.targetList?.some(isBareStar)
  );
}

/** `*` would also show what the rewriting adds; `t.*` does not. */
function isBareStar(node: Node): boolean {
  const value = 'ResTarget' in node ? node.ResTarget.val : undefined;
  return (
    value !== undefined &&
    'ColumnRef' in value &&
    value.ColumnRef.fields?.length === 1 &&
    isStar(value.ColumnRef.fields[0])
  );
}

const isStar = (node: Node | undefined): boolean => node !== undefined && 'A_Star' in node;

/** Names by which a FROM clause's rows are known, or undefined where one can't be rebuilt from its row alone. */
export function sourceNames(from: readonly Node[]): string[] | undefined {
  const names = from.map(namesOf);
  return names.every((list) => list !== undefined) ? names.flat() : undefined;
}

function namesOf(node: Node): string[] | undefined {
  if ('RangeVar' in node) return nameOf(node.RangeVar.alias, node.RangeVar.relname);
  if ('RangeSubselect' in node) return nameOf(node.RangeSubselect.alias);
  if (!('JoinExpr' in node)) return undefined;
  const { larg, rarg, alias, join_using_alias } = node.JoinExpr;
  // A column that USING merges is in both rows: PostgreSQL refuses it unqualified, so it can't be mistaken.
  if (!larg || !rarg || alias || join_using_alias) return undefined;
  return sourceNames([larg, rarg]);
}

/** Renamed columns are not in the row itself. */
function nameOf(alias: Alias | undefined, fallback?: string): string[] | undefined {
  const name = alias?.aliasname ?? fallback;
  return name === undefined || alias?.colnames ? undefined : [name];
}
