import type { FuncCall, Node, ResTarget, SelectStmt } from 'libpg-query';

/** A call in a select list that is evaluated once for every row of its FROM and WHERE. */
export interface FoundCall<F> {
  readonly call: FuncCall;
  readonly udf: F;
  /** The whole select item, without a name of its own: PostgreSQL names it after the function. */
  readonly unnamed: boolean;
}

/** Looks a function up by the parts of its name. */
type FindUdf<F> = (name: readonly string[]) => F | undefined;

/**
 * Calls of known functions that stand where nothing decides whether they are evaluated (no CASE,
 * COALESCE, AND, FILTER) and whose arguments are made of columns and constants.
 */
export function callsOf<F>(select: SelectStmt, find: FindUdf<F>): FoundCall<F>[] {
  return (select.targetList ?? []).flatMap((node) => ('ResTarget' in node ? callsOfItem(node.ResTarget, find) : []));
}

function callsOfItem<F>({ val, name }: ResTarget, find: FindUdf<F>): FoundCall<F>[] {
  if (!val) return [];
  // PostgreSQL names an item after the function below a cast: to rewrite it would rename the column.
  if (!name && !('FuncCall' in val) && 'FuncCall' in withoutCasts(val)) return [];
  return callsIn(val, find, !name);
}

function withoutCasts(node: Node): Node {
  if ('TypeCast' in node && node.TypeCast.arg) return withoutCasts(node.TypeCast.arg);
  if ('CollateClause' in node && node.CollateClause.arg) return withoutCasts(node.CollateClause.arg);
  return node;
}

function callsIn<F>(node: Node, find: FindUdf<F>, unnamed: boolean): FoundCall<F>[] {
  if (!('FuncCall' in node)) return alwaysEvaluated(node).flatMap((child) => callsIn(child, find, false));
  const call = node.FuncCall;
  const udf = find(nameOf(call));
  if (udf !== undefined) return isPlain(call) && call.args?.every(isSimple) ? [{ call, udf, unnamed }] : [];
  return call.agg_filter ? [] : (call.args ?? []).flatMap((child) => callsIn(child, find, false));
}

const nameOf = ({ funcname }: FuncCall): string[] =>
  (funcname ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : ''));

const isPlain = (call: FuncCall): boolean =>
  !call.agg_order &&
  !call.agg_filter &&
  !call.agg_distinct &&
  !call.agg_star &&
  !call.agg_within_group &&
  !call.func_variadic &&
  !call.over;

/** Operands of what evaluates all of them for every row; none of what may skip one. */
function alwaysEvaluated(node: Node): Node[] {
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_OP') return present(node.A_Expr.lexpr, node.A_Expr.rexpr);
  if ('TypeCast' in node) return present(node.TypeCast.arg);
  if ('CollateClause' in node) return present(node.CollateClause.arg);
  if ('NullTest' in node) return present(node.NullTest.arg);
  if ('MinMaxExpr' in node) return node.MinMaxExpr.args ?? [];
  return [];
}

const present = (...nodes: (Node | undefined)[]): Node[] => nodes.filter((node) => node !== undefined);

/** Made of columns, constants, operators and casts: the same value wherever it is evaluated for the row. */
function isSimple(node: Node): boolean {
  if ('ColumnRef' in node) return node.ColumnRef.fields?.every((field) => 'String' in field) ?? false;
  if ('A_Const' in node) return true;
  if ('CoalesceExpr' in node) return node.CoalesceExpr.args?.every(isSimple) ?? false;
  const operands = alwaysEvaluated(node);
  return operands.length > 0 && operands.every(isSimple);
}
