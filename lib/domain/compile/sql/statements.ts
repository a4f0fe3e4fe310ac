import { lexSql, type SqlToken, type Unterminated } from './lexer.ts';

/** One statement of a text, without its semicolon and the space around it. */
export interface SqlStatement {
  readonly start: number;
  readonly end: number;
  /** First word in lower case, or the first symbol. */
  readonly first: string;
}

export interface SplitSql {
  readonly statements: readonly SqlStatement[];
  readonly unterminated?: Unterminated;
}

/** Splits SQL into statements. Comments alone are no statement. */
export function splitStatements(sql: string): SplitSql {
  const { tokens, unterminated } = lexSql(sql);
  const statements: SqlStatement[] = [];
  let current: SqlToken[] = [];
  const close = (): void => {
    const [first] = current;
    const last = current.at(-1);
    if (first !== undefined && last !== undefined) {
      statements.push({ start: first.start, end: last.end, first: sql.slice(first.start, first.end).toLowerCase() });
    }
    current = [];
  };
  for (const token of tokens) {
    if (token.type === 'semicolon') close();
    else if (token.type !== 'comment') current.push(token);
  }
  close();
  return { statements, unterminated };
}
