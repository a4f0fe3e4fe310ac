import { lexSql } from '../sql/lexer.ts';

const AGGREGATES = new Set(['count', 'sum', 'coalesce', 'max']);
/** Words after which a query gives other than one row. */
const SPREADING = new Set(['group', 'having', 'union', 'except', 'intersect', 'limit', 'offset', 'fetch', 'window']);

/**
 * Whether a query gives one number whatever it finds, as tests did before dbt 0.20: one aggregate
 * alone after SELECT, without GROUP BY or HAVING. Taken as rows, such a test could never pass.
 */
export function givesOneNumber(sql: string): boolean {
  const words: { readonly text: string; readonly depth: number }[] = [];
  let depth = 0;
  for (const token of lexSql(sql).tokens) {
    if (token.type === 'comment') continue;
    const text = sql.slice(token.start, token.end).toLowerCase();
    if (text === ')') depth -= 1;
    words.push({ text, depth });
    if (text === '(') depth += 1;
  }
  const top = words.filter((word) => word.depth === 0).map((word) => word.text);
  const start = top.indexOf('select');
  const from = top.indexOf('from', start);
  if (start === -1 || top.indexOf('select', start + 1) !== -1 || top.some((word) => SPREADING.has(word))) return false;
  const list = top.slice(start + 1, from === -1 ? undefined : from);
  return AGGREGATES.has(list[0] ?? '') && list[1] === '(' && !list.includes(',');
}
