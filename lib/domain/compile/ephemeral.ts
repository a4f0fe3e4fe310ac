import { lexSql, type SqlToken } from './sql/lexer.ts';

/** One ephemeral model as a CTE. */
export interface Cte {
  readonly id: string;
  readonly name: string;
  /** Undefined when the model asks a database that is not there. */
  readonly sql: string | undefined;
}

/** What a node's text was compiled to, and the ephemeral models that were written into it. */
export interface CompiledText {
  readonly code: string;
  readonly ctes: readonly Cte[];
  /** Unique ids of the macros that it called itself; absent where that was not noted. */
  readonly macros?: readonly string[];
  /** `id` of the batch whose text it is. */
  readonly batch?: string;
}

/** The name an ephemeral model has where it is inlined. */
export const cteName = (identifier: string): string => `__dbt__cte__${identifier}`;

/** A CTE as dbt writes it. */
export const cteText = ({ name }: Cte, sql: string): string => ` ${name} as (\n${sql}\n)`;

/** Puts CTEs before a query, joining the WITH it may begin with, with dbt's white space. */
export function injectCtes(sql: string, ctes: readonly Cte[]): string {
  if (ctes.length === 0) return sql;
  const list = ctes.map((cte) => cteText(cte, cte.sql ?? '')).join(', ');
  const tokens = lexSql(sql).tokens.filter((token) => token.type !== 'comment');
  const word = (token: SqlToken | undefined): string =>
    token?.type === 'word' ? sql.slice(token.start, token.end).toLowerCase() : '';
  const [first, second] = tokens;
  // Before the comments too, where there is no WITH to join.
  if (first === undefined || word(first) !== 'with') {
    const text = sql.trimStart();
    return `${sql.slice(0, sql.length - text.length)}with${list} ${text}`;
  }
  const at = word(second) === 'recursive' ? (second?.end ?? first.end) : first.end;
  return `${sql.slice(0, at)}${list}, ${sql.slice(at)}`;
}
